// See demo.h.
#include "app/demo.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/admin_client.h"
#include "app/demo_story.h"
#include "app/desk_house.h"
#include "app/shipped_files.h"
#include "app/supervisor.h"
#include "handling/trusted_time.h"
#include "http/client.h"
#include "os/process.h"

namespace tocsin::app {
namespace {

constexpr std::string_view kSiteFolder = "examples/acme/";

// The demo's site lies in its data directory, where a reader can edit it and see what happens.
Status write_site(os::FileSystem& files, std::string const& folder) {
  for (auto const& shipped : shipped_files()) {
    if (!shipped.path.starts_with(kSiteFolder)) continue;
    auto const path = folder + "/" + std::string(shipped.path.substr(kSiteFolder.size()));
    if (files.exists(path)) continue;
    CHECKED(files.make_directory(os::parent_of(path)));
    CHECKED(files.write_new(path, shipped.bytes));
  }
  return {};
}

Status seed(Config const& config) {
  auto lock = TRY(os::LockFile::take(config.data + "/lock"));
  auto house = TRY(DeskHouse::open(config));
  auto real = house->world();
  auto const now = real.clock.wall();
  StoryClock clock(floor_hour(now - kStoryLength));
  ports::World told{clock,     real.entropy, real.store, real.submissions, real.shelf,
                    real.mail, real.fetch,   real.keyring, real.log};
  CHECKED(tell_story(told, house->operator_files()->settings, clock, now));
  // From here on the real clock counts.
  return handling::trust_clock(real);
}

struct Probe {
  char const* what;
  std::string address;
  char const* path;
  int status;
};

Result<int> status_of(std::string const& address, std::string const& path) {
  auto const at = TRY(parse_address(address));
  auto client = TRY(http::Client::connect_tcp(at.address, at.port, {.wait_max = std::chrono::seconds{5}}));
  return TRY(client.send({.target = path, .host = address})).status;
}

bool wait_until(std::string const& address, std::string const& path, int wanted) {
  for (int i = 0; i < 600; ++i) {
    if (auto status = status_of(address, path); status && *status == wanted) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  return false;
}

// Comes up, asks every part once, and stops what it started.
int check(Config const& config) {
  std::vector<std::string> arguments{"serve"};
  for (auto& argument : to_arguments(config)) arguments.push_back(std::move(argument));
  auto server = os::spawn_self({.arguments = std::move(arguments), .descriptors = {}, .environment = {}});
  if (!server) {
    std::fprintf(stderr, "tocsin: %s\n", server.error().message.c_str());
    return 1;
  }
  Probe const probes[] = {{"published site", config.public_address, "/", 200},
                          {"advisories", config.public_address, "/advisories", 200},
                          {"report form", config.public_address, "/p/archiver/report", 200},
                          {"feeds", config.public_address, "/feeds/all.atom", 200},
                          {"security.txt", config.public_address, "/.well-known/security.txt", 200},
                          {"CSAF", config.public_address, "/.well-known/csaf/provider-metadata.json", 200},
                          {"reporter's door", config.public_address, "/r", 200},
                          {"unknown address", config.public_address, "/nothing-here", 404},
                          {"console", config.console_address, "/console/inbox", 0}};
  int failed = 0, passed = 0;
  bool up = wait_until(config.public_address, "/", 200) && wait_until(config.public_address, "/r", 200);
  for (auto const& probe : probes) {
    auto const status = up ? status_of(probe.address, probe.path) : Result<int>(0);
    // The console sends whoever has no session to the page that says how to get one.
    bool const good = status && (probe.status == 0 ? *status > 0 && *status < 500 : *status == probe.status);
    std::printf("  %-18s %-10s %s\n", probe.what, good ? "ok" : "FAILED", probe.path);
    ++(good ? passed : failed);
  }
  (void)os::send_signal(*server, SIGTERM);
  auto const ended = os::wait_for(*server);
  if (!ended || !ended->clean()) ++failed;
  std::printf("demo check: %d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

void print_welcome(Config const& config, DemoOptions const& options) {
  std::printf("\nTocsin demo\n  published site  http://%s/\n", config.public_address.c_str());
  for (auto const* name : {"lead", "member"}) {
    auto link = run_on_desk(config, {"staff link", {{"name", name}}, ""});
    if (link) std::printf("  sign in as %-6s %s", name, link->c_str());
  }
  if (!options.mailbox_url.empty()) std::printf("  mail sink       %s\n", options.mailbox_url.c_str());
  std::printf("  A link works once, for 30 minutes. Another: tocsin staff link lead --data %s\n\n", config.data.c_str());
  std::fflush(stdout);
}

}  // namespace

Status prepare_demo(Config& config) {
  os::RealFiles files(os::FatalIo::report);
  CHECKED(make_directories(config));
  config.data = TRY(os::real_path(config.data));
  if (config.site.empty()) {
    config.site = config.data + "/site";
    CHECKED(write_site(files, config.site));
  }
  if (config.base_url.empty()) config.base_url = "http://" + config.public_address;
  // So that every other command needs --data alone.
  auto const text = "site = '" + config.site + "'\npublic = '" + config.public_address + "'\nconsole = '" +
                    config.console_address + "'\nbase-url = '" + config.base_url + "'\nsmtp = '" + config.smtp + "'\n";
  return os::replace_durably(files, config.data + "/tocsin.toml", text);
}

int run_demo(Config const& config, DemoOptions const& options) {
  os::RealFiles files(os::FatalIo::report);
  if (!files.exists(config.database())) {
    std::printf("telling the story of the demo ...\n");
    std::fflush(stdout);
    if (auto status = seed(config); !status) {
      std::fprintf(stderr, "tocsin: the demo could not be made: %s (%s)\n", status.error().message.c_str(), status.error().cause.c_str());
      return describe(status.error().code).exit_code;
    }
  }
  if (options.check) return check(config);
  print_welcome(config, options);
  return run_supervisor(config);
}

}  // namespace tocsin::app
