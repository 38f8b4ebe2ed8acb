// See supervisor.h.
#include "app/supervisor.h"

#include <unistd.h>

#include <csignal>
#include <thread>

#include "app/adapters.h"
#include "app/restarts.h"
#include "app/signals.h"
#include "os/files.h"
#include "os/process.h"
#include "shelf/manifest.h"
#include "spool/record.h"

namespace tocsin::app {
namespace {

using Steady = std::chrono::steady_clock;

struct RoleProcess {
  char const* role;
  Restarts restarts = {};
  int process_id = 0;   // 0: does not run
  os::Fd ready = {};    // the role writes a byte when it serves
  bool said = false;    // the alarm of a wait, once a wait
};

Status start(RoleProcess& role, Config const& config) {
  auto pipe = TRY(os::make_pipe());
  CHECKED(os::set_nonblocking(pipe.read_end.get()));
  auto told = config;
  told.ready_fd = kReadyFd;
  std::vector<std::string> arguments{role.role};
  for (auto& argument : to_arguments(told)) arguments.push_back(std::move(argument));
  role.process_id = TRY(os::spawn_self(
      {.arguments = std::move(arguments), .descriptors = {{pipe.write_end.get(), kReadyFd}}, .environment = {}}));
  role.ready = std::move(pipe.read_end);
  role.restarts.started(Steady::now());
  role.said = false;
  return {};
}

void look_whether_ready(RoleProcess& role) {
  char byte = 0;
  if (!role.ready || ::read(role.ready.get(), &byte, 1) != 1) return;
  role.restarts.came_up();
  role.ready.reset();
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

void stop(RoleProcess& role) {
  if (role.process_id == 0) return;
  (void)os::send_signal(role.process_id, SIGTERM);
  (void)os::wait_for(role.process_id);
  role.process_id = 0;
}

// What becomes of a role that died too often and never came up: the end of everything, or, where a site is served without
// it, one try after the other.
enum class NeverUp { end, go_on };

// Starts the role if it may start now.
Status keep_running(RoleProcess& role, Config const& config, ports::Log& log, NeverUp never_up) {
  look_whether_ready(role);
  if (role.process_id != 0) return {};
  auto const wait = role.restarts.wait(Steady::now());
  if (wait == Duration{0}) return start(role, config);
  if (!role.restarts.ever_came_up() && never_up == NeverUp::end)
    return fail(ErrorCode::unavailable, std::string(role.role) + " died " + std::to_string(Restarts::a_minute_max + 1) +
                                            " times within a minute and never came up; its messages above say why");
  if (!role.said)
    log.write(ports::LogLevel::alarm, "role_keeps_ending",
              {{"ended", role.role}, {"again_in_seconds", std::to_string(wait.count() / 1000 + 1)}});
  role.said = true;
  return {};
}

Status supervise(Config const& config) {
  os::RealFiles files(os::FatalIo::report);
  auto lock = TRY(os::LockFile::take(config.data + "/lock"));
  SystemClock clock;
  LineLog log(clock, "serve");
  std::signal(SIGTERM, on_end);
  std::signal(SIGINT, on_end);
  std::signal(SIGHUP, on_hangup);
  RoleProcess desk{"desk"}, front{"front"};
  Status result;
  while (!g_end && result) {
    auto const served = front_can_start(files, config);
    result = keep_running(desk, config, log, served ? NeverUp::go_on : NeverUp::end);
    if (result && (front.process_id != 0 || served)) result = keep_running(front, config, log, NeverUp::end);
    if (g_hangup) {
      g_hangup = 0;
      if (front.process_id != 0) (void)os::send_signal(front.process_id, SIGHUP);
    }
    while (auto ended = os::poll_any_exit()) {
      for (auto* role : {&desk, &front}) {
        if (role->process_id != ended->first) continue;
        look_whether_ready(*role);
        role->process_id = 0;
        if (!g_end)
          log.write(ports::LogLevel::warning, "role_ended",
                    {{"ended", role->role}, {"exit", std::to_string(ended->second.code)}, {"signal", std::to_string(ended->second.signal)}});
        if (role == &desk && is_hopeless(ended->second) && !front_can_start(files, config))
          result = fail(ErrorCode::invalid_input, "the desk cannot start; its message above says what to mend");
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  stop(front);
  stop(desk);
  return result;
}

}  // namespace

void tell_ready(Config const& config) {
  if (config.ready_fd < 0) return;
  // A supervisor that has gone does not matter here.
  (void)os::write_all(config.ready_fd, "1");
  ::close(config.ready_fd);
}

int run_supervisor(Config const& config) {
  auto status = supervise(config);
  if (status) return 0;
  std::fprintf(stderr, "tocsin: %s\n", status.error().message.c_str());
  return describe(status.error().code).exit_code;
}

}  // namespace tocsin::app
