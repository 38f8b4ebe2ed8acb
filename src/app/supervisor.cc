// See supervisor.h.
#include "app/supervisor.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <thread>

#include "app/signals.h"
#include "os/files.h"
#include "os/process.h"
#include "shelf/manifest.h"
#include "spool/record.h"

namespace tocsin::app {
namespace {

constexpr int kRestartsAMinute = 5;
using Steady = std::chrono::steady_clock;

struct RoleProcess {
  char const* role;
  int process_id = 0;
  std::deque<Steady::time_point> starts;
  bool resting = false;   // died too often; said once
};

// Whether it was started as often within the last minute as it may be.
bool is_worn_out(RoleProcess& role) {
  auto const now = Steady::now();
  while (!role.starts.empty() && now - role.starts.front() > std::chrono::minutes{1}) role.starts.pop_front();
  return role.starts.size() > kRestartsAMinute;
}

Error worn_out(RoleProcess const& role) {
  return {ErrorCode::unavailable, std::string(role.role) + " died " + std::to_string(role.starts.size()) +
                                      " times within a minute; its messages above say why"};
}

Status start(RoleProcess& role, Config const& config) {
  role.starts.push_back(Steady::now());
  std::vector<std::string> arguments{role.role};
  for (auto& argument : to_arguments(config)) arguments.push_back(std::move(argument));
  role.process_id = TRY(os::spawn_self({.arguments = std::move(arguments), .descriptors = {}, .environment = {}}));
  return {};
}

// The desk has made the key and the first generation; nothing is served before.
bool front_can_start(os::FileSystem& files, Config const& config) {
  return files.exists(config.spool() + "/" + std::string(spool::kPublicKeyFile)) &&
         files.exists(shelf::pointer_path(config.shelf()));
}

// The desk says that what it was given is at fault: the same start would end the same way.
bool is_hopeless(os::Exit const& exit) {
  return exit.signal == 0 && exit.code == describe(ErrorCode::invalid_input).exit_code;
}

volatile std::sig_atomic_t g_end = 0;
volatile std::sig_atomic_t g_hangup = 0;
void on_end(int) { g_end = 1; }
void on_hangup(int) { g_hangup = 1; }

enum class WhenWornOut { wait, end };

// Starts what is not running, unless it was started too often of late.
Status revive(RoleProcess& role, Config const& config, WhenWornOut then) {
  if (!is_worn_out(role)) {
    role.resting = false;
    return start(role, config);
  }
  if (then == WhenWornOut::end) return std::unexpected(worn_out(role));
  if (!role.resting)
    std::fprintf(stderr, "tocsin: %s; the published site is served meanwhile\n", worn_out(role).message.c_str());
  role.resting = true;
  return {};
}

void stop(RoleProcess& role) {
  if (role.process_id == 0) return;
  (void)os::send_signal(role.process_id, SIGTERM);
  (void)os::wait_for(role.process_id);
  role.process_id = 0;
}

Status supervise(Config const& config) {
  os::RealFiles files(os::FatalIo::report);
  auto lock = TRY(os::LockFile::take(config.data + "/lock"));
  std::signal(SIGTERM, on_end);
  std::signal(SIGINT, on_end);
  std::signal(SIGHUP, on_hangup);
  RoleProcess desk{"desk"}, front{"front"};
  CHECKED(start(desk, config));
  Status result;
  while (!g_end && result) {
    if (g_hangup) {
      g_hangup = 0;
      if (front.process_id != 0) (void)os::send_signal(front.process_id, SIGHUP);
    }
    while (auto ended = os::poll_any_exit()) {
      for (auto* role : {&desk, &front}) {
        if (role->process_id != ended->first || g_end) continue;
        std::fprintf(stderr, "tocsin: %s ended (exit %d, signal %d)\n", role->role, ended->second.code,
                     ended->second.signal);
        role->process_id = 0;
        if (role == &desk && is_hopeless(ended->second) && !front_can_start(files, config))
          result = fail(ErrorCode::invalid_input, "the desk cannot start; its message above says what to mend");
      }
    }
    if (!result) break;
    auto const served = front_can_start(files, config);
    if (desk.process_id == 0) result = revive(desk, config, served ? WhenWornOut::wait : WhenWornOut::end);
    if (result && front.process_id == 0 && served) result = revive(front, config, WhenWornOut::end);
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  stop(front);
  stop(desk);
  return result;
}

}  // namespace

int run_supervisor(Config const& config) {
  auto status = supervise(config);
  if (status) return 0;
  std::fprintf(stderr, "tocsin: %s\n", status.error().message.c_str());
  return describe(status.error().code).exit_code;
}

}  // namespace tocsin::app
