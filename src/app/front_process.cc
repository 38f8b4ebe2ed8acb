// See front_process.h.
#include "app/front_process.h"

#include <cstdio>
#include <thread>

#include "app/adapters.h"
#include "app/signals.h"
#include "app/supervisor.h"
#include "front/front.h"
#include "os/confine.h"
#include "os/files.h"
#include "shelf/reader.h"
#include "spool/record.h"

namespace tocsin::app {
namespace {

// It can open nothing but these: the shelf to read, the spool to write, its certificate. Connecting to the desk's socket
// needs no right to run/, and with one it could read the admin token there, or put a socket of its own in its place.
os::Confinement confinement_of_front(Config const& config) {
  os::Confinement out{.profile = os::Profile::front};
  out.paths = {{config.shelf(), os::PathAccess::read},
               {config.spool(), os::PathAccess::read_write},
               {"/proc/self", os::PathAccess::read}};
  if (!config.certificate.empty()) {
    out.paths.push_back({os::parent_of(config.certificate), os::PathAccess::read});
    out.paths.push_back({os::parent_of(config.certificate_key), os::PathAccess::read});
  }
  return out;
}

std::vector<os::OutOfReach> out_of_reach(Config const& config) {
  return {{"open the keys", config.keys()},
          {"read the database", config.database()},
          {"open the press", config.press()},
          {"read the token of the admin socket", config.admin_token()},
          {"open the folder of the sockets", config.run()}};
}

// The address of the site as the shelf has it: the front does not read the operator's folder.
std::string base_url_of(Config const& config) {
  if (!config.base_url.empty()) return config.base_url;
  os::RealFiles files(os::FatalIo::report);
  auto reader = shelf::ShelfReader::open(files, config.shelf());
  return reader ? reader->facts().base_url : std::string();
}

Status serve_front(Config const& config) {
  CHECKED(os::forbid_core_dumps());
  SystemClock clock;
  LineLog log(clock, "front");
  auto const address = TRY(parse_address(config.public_address));
  auto const tls = !config.certificate.empty();
  front::FrontConfig front_config;
  front_config.addresses = {{address.address, address.port, tls ? http::Transport::tls : http::Transport::plain}};
  front_config.shelf_directory = config.shelf();
  front_config.spool_directory = config.spool();
  front_config.public_key_file = config.spool() + "/" + std::string(spool::kPublicKeyFile);
  front_config.desk_socket = config.desk_socket();
  front_config.base_url = base_url_of(config);
  front_config.certificate_file = config.certificate;
  front_config.key_file = config.certificate_key;
  front_config.on_trouble = [&log](std::string_view what) {
    log.write(ports::LogLevel::warning, "front", {{"what", std::string(what)}});
  };
  front_config.confine = [&]() -> Status {
    block_signals();
    if (!config.confined) {
      log.write(ports::LogLevel::alarm, "unconfined", {});
      return {};
    }
    auto const confined = TRY(os::confine(confinement_of_front(config)));
    for (auto const& missing : confined.missing) log.write(ports::LogLevel::warning, "confinement", {{"missing", missing}});
    log.write(ports::LogLevel::info, "self_test", {{"result", TRY(os::self_test(os::Profile::front, out_of_reach(config)))}});
    return {};
  };
  os::RealFiles files;
  auto front = TRY(front::Front::open(files, front_config));
  std::thread serving([&front] { front->run(); });
  tell_ready(config);
  log.write(ports::LogLevel::info, "front_ready", {{"public", config.public_address}});
  wait_for_end([&] {
    if (auto status = front->reload_certificate(); !status)
      log.write(ports::LogLevel::warning, "certificate_not_reloaded", {{"why", status.error().message}});
  });
  front->stop();
  serving.join();
  return {};
}

}  // namespace

int run_front(Config const& config) {
  auto status = serve_front(config);
  if (status) return 0;
  std::fprintf(stderr, "tocsin front: %s\n", status.error().message.c_str());
  return describe(status.error().code).exit_code;
}

}  // namespace tocsin::app
