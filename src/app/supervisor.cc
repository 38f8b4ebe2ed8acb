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
};

Status start(RoleProcess& role, Config const& config) {
  auto const now = Steady::now();
  while (!role.starts.empty() && now - role.starts.front() > std::chrono::minutes{1}) role.starts.pop_front();
  if (role.starts.size() > kRestartsAMinute)
    return fail(ErrorCode::unavailable, std::string(role.role) + " died " + std::to_string(role.starts.size()) +
                                            " times within a minute; its messages above say why");
  role.starts.push_back(now);
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

volatile std::sig_atomic_t g_end = 0;
volatile std::sig_atomic_t g_hangup = 0;
void on_end(int) { g_end = 1; }
void on_hangup(int) { g_hangup = 1; }

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
  RoleProcess desk{"desk", 0, {}}, front{"front", 0, {}};
  CHECKED(start(desk, config));
  Status result;
  while (!g_end && result) {
    if (front.process_id == 0 && front_can_start(files, config)) result = start(front, config);
    if (g_hangup) {
      g_hangup = 0;
      if (front.process_id != 0) (void)os::send_signal(front.process_id, SIGHUP);
    }
    while (auto ended = os::poll_any_exit()) {
      for (auto* role : {&desk, &front}) {
        if (role->process_id != ended->first || g_end) continue;
        std::fprintf(stderr, "tocsin: %s ended (exit %d, signal %d) and is started again\n", role->role,
                     ended->second.code, ended->second.signal);
        role->process_id = 0;
        if (result && (role == &desk || front_can_start(files, config))) result = start(*role, config);
      }
    }
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
