// See desk_process.h.
#include "app/desk_process.h"

#include <condition_variable>
#include <csignal>
#include <future>
#include <thread>

#include "app/admin_client.h"
#include "app/desk_house.h"
#include "app/signals.h"
#include "app/supervisor.h"
#include "base/digest.h"
#include "base/json.h"
#include "cli/commands.h"
#include "desk/routes.h"
#include "http/server.h"
#include "os/confine.h"
#include "os/entropy.h"
#include "os/files.h"
#include "os/process.h"
#include "spool/access_phrase.h"

namespace tocsin::app {
namespace {

constexpr std::size_t kAdminBodyBytesMax = 256 * 1024 * 1024;   // an archive of documents to import

// The thread of one lane: its timetable, and whatever is handed to it in between.
class JobThread {
 public:
  // `before_jobs` is called on the thread before each look at the timetable.
  JobThread(DeskHouse& house, jobs::Lane lane, std::function<void()> before_jobs)
      : house_(house), before_jobs_(std::move(before_jobs)), timetable_(lane) {}

  void start(jobs::JobState state) {
    state_ = std::move(state);
    thread_ = std::thread([this] { run(); });
  }

  void wake(std::string_view job) {
    {
      std::lock_guard lock(mutex_);
      wanted_.emplace_back(job);
    }
    changed_.notify_one();
  }

  // Runs a command on this thread and waits for its answer.
  Result<std::string> run_command(cli::Invocation const& invocation) {
    std::packaged_task<Result<std::string>()> task([&]() -> Result<std::string> {
      auto world = house_.world();
      auto const files = house_.operator_files();
      cli::Desk desk{world, files->settings, state_};
      return cli::run(desk, invocation);
    });
    auto answer = task.get_future();
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return fail(ErrorCode::unavailable, "the desk is stopping");
      tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
    return answer.get();
  }

  void stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      auto tasks = std::exchange(tasks_, {});
      for (auto const& job : std::exchange(wanted_, {})) timetable_.wake(job);
      lock.unlock();
      // What a task throws goes to who waits for its answer.
      for (auto& task : tasks) task();
      auto const next = run_jobs();
      lock.lock();
      if (!stopping_ && wanted_.empty() && tasks_.empty())
        changed_.wait_for(lock, std::max(next, Duration{std::chrono::milliseconds{20}}));
    }
    for (auto& task : tasks_) task();
  }

  // Each job is caught by itself (jobs/schedule.cc); this is for what is around them. The lane goes on (I12).
  Duration run_jobs() {
    try {
      before_jobs_();
      auto world = house_.world();
      auto const files = house_.operator_files();
      state_.site_digest = files->digest;
      return timetable_.run_due(world, files->settings, state_);
    } catch (...) {
      house_.world().log.write(ports::LogLevel::alarm, "jobs_threw", {{"what", http::what_was_thrown()}});
      return std::chrono::seconds{1};
    }
  }

  DeskHouse& house_;
  std::function<void()> before_jobs_;
  jobs::JobState state_;
  jobs::Timetable timetable_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> wanted_;                                     // guarded by mutex_
  std::vector<std::packaged_task<Result<std::string>()>> tasks_;         // guarded by mutex_
  bool stopping_ = false;                                               // guarded by mutex_
  std::thread thread_;
};

// Both lanes of the timetable. The house lane also takes up edits of the site and runs the commands of the operator.
class JobThreads {
 public:
  JobThreads(DeskHouse& house, LineLog& log)
      : house_(house), log_(log), own_(house, jobs::Lane::house, [this] { reload(); }), post_(house, jobs::Lane::post, [] {}) {}

  Status start() {
    auto world = house_.world();
    auto const files = house_.operator_files();
    jobs::JobState state;
    state.site_digest = files->digest;
    CHECKED(jobs::start_jobs(world, files->settings, state));
    post_.start({.index = {}, .site_digest = {}, .fencing = state.fencing});
    own_.start(std::move(state));
    return {};
  }

  void wake(std::string_view job) {
    own_.wake(job);
    post_.wake(job);
  }

  Result<std::string> run_command(cli::Invocation const& invocation) { return own_.run_command(invocation); }

  void stop() {
    own_.stop();
    post_.stop();
  }

 private:
  // A bad edit never takes the old site down; it is said once, with file and line.
  void reload() {
    auto const now = std::chrono::steady_clock::now();
    if (now - looked_ < std::chrono::seconds{2}) return;
    looked_ = now;
    if (auto status = house_.reload_if_changed(); !status)
      log_.write(ports::LogLevel::warning, "site_not_reloaded", {{"why", status.error().message}});
  }

  DeskHouse& house_;
  LineLog& log_;
  std::chrono::steady_clock::time_point looked_{};   // of the house lane's thread
  JobThread own_;
  JobThread post_;
};

http::Response admin_answer(JobThreads& jobs, http::Request const& request) {
  auto invocation = cli::from_wire(request.body);
  auto result = invocation ? jobs.run_command(*invocation) : Result<std::string>(std::unexpected(invocation.error()));
  json::object out;
  if (result) {
    out["ok"] = *result;
  } else {
    out["code"] = describe(result.error().code).word;
    out["message"] = result.error().message;
  }
  return http::text_response(200, write_json(out));
}

// One server on the console's address and one on each unix socket; they differ in who may ask what.
http::Service desk_service(DeskHouse& house, JobThreads& jobs, http::Lane& lane, desk::Audience audience) {
  auto with_context = [&house, &jobs](auto const& ask) {
    auto world = house.world();
    auto const files = house.operator_files();
    desk::DeskContext context{world, files->settings, [&jobs](std::string_view job) { jobs.wake(job); },
                              spool::parse_access_phrase};
    return ask(context);
  };
  auto answer = [with_context, audience](http::Request const& request) {
    return with_context([&](desk::DeskContext& context) { return desk::handle(context, audience, request); });
  };
  http::Service service;
  service.plan_body = [with_context, audience](http::Request const& head, http::Connection const&) {
    return http::BodyPlan{.bytes_max = with_context(
                              [&](desk::DeskContext& context) { return desk::body_bytes_max(context, audience, head); })};
  };
  service.answer = [&lane, answer](http::Request& request, http::Connection&) -> http::Task<http::Response> {
    std::optional<http::Response> response;
    std::function<void()> work = [&] { response.emplace(answer(request)); };
    auto const ran = co_await lane.run(std::move(work));
    if (ran == http::Lane::Ran::refused) co_return http::text_response(503, "The console is busy. Please try again.\n");
    co_return std::move(*response);
  };
  return service;
}

// The front runs as the same user and can reach the socket too: what it cannot do is read the token.
bool may_administer(http::Request const& head, http::Connection const& connection, std::string const& token) {
  auto const peer = connection.peer_uid();
  if (!peer || (*peer != os::own_user_id() && *peer != 0)) return false;
  return equal_constant_time(head.fields.value_or_empty("authorization"), admin_authorization(token));
}

// A token for this desk's life, readable to its user alone.
Result<std::string> make_admin_token(Config const& config) {
  auto token = os::random_hex(os::random_bytes, 32);
  os::RealFiles files;
  if (auto gone = files.remove(config.admin_token()); !gone && gone.error().code != ErrorCode::not_found)
    return std::unexpected(gone.error());
  CHECKED(os::create_private(config.admin_token(), token));
  return token;
}

http::Service admin_service(JobThreads& jobs, http::Lane& lane, std::string const& token) {
  http::Service service;
  service.plan_body = [token](http::Request const& head, http::Connection const& connection) {
    if (!may_administer(head, connection, token)) return http::BodyPlan{.refuse_status = 403};
    return http::BodyPlan{.bytes_max = kAdminBodyBytesMax};
  };
  service.answer = [&jobs, &lane, token](http::Request& request, http::Connection& connection) -> http::Task<http::Response> {
    if (!may_administer(request, connection, token)) co_return http::text_response(403, "not for this user\n");
    std::optional<http::Response> response;
    std::function<void()> work = [&] { response.emplace(admin_answer(jobs, request)); };
    auto const ran = co_await lane.run(std::move(work));
    if (ran == http::Lane::Ran::refused) co_return http::text_response(503, "busy\n");
    co_return std::move(*response);
  };
  return service;
}

os::Confinement confinement_of(Config const& config) {
  os::Confinement out{.profile = os::Profile::desk};
  out.paths = {{config.data, os::PathAccess::read_write}, {config.site, os::PathAccess::read},
               {"/etc", os::PathAccess::read},            {"/usr", os::PathAccess::execute},
               {"/lib", os::PathAccess::execute},         {"/lib64", os::PathAccess::execute},
               {"/proc", os::PathAccess::read},           {"/sys", os::PathAccess::read},
               {"/dev", os::PathAccess::read},            {"/run/systemd/resolve", os::PathAccess::read}};
  if (!config.smtp_password_file.empty()) out.paths.push_back({config.smtp_password_file, os::PathAccess::read});
  return out;
}

Status serve(Config const& config) {
  CHECKED(os::forbid_core_dumps());
  SystemClock clock;
  LineLog log(clock, "desk");
  // One desk a data directory, however it was started.
  auto lock = TRY(os::LockFile::take(config.run() + "/desk.lock"));
  // Bind first, then give up the right to.
  auto const address = TRY(parse_address(config.console_address));
  auto console = TRY(http::listen_tcp(address.address, address.port, http::Transport::plain));
  auto forwarded = TRY(http::listen_unix(config.desk_socket(), 0600));
  auto const admin_token = TRY(make_admin_token(config));
  auto admin = TRY(http::listen_unix(config.admin_socket(), 0600));
  if (config.confined) {
    auto confined = TRY(os::confine(confinement_of(config)));
    for (auto const& missing : confined.missing) log.write(ports::LogLevel::warning, "confinement", {{"missing", missing}});
    log.write(ports::LogLevel::info, "self_test", {{"result", TRY(os::self_test(os::Profile::desk))}});
  } else {
    log.write(ports::LogLevel::alarm, "unconfined", {});
  }
  block_signals();
  auto house = TRY(DeskHouse::open(config));
  JobThreads jobs(*house, log);
  CHECKED(jobs.start());
  auto const now = [&clock] { return clock.wall(); };
  auto const trouble = [&log](std::string_view what) { log.write(ports::LogLevel::warning, "http", {{"what", std::string(what)}}); };
  // Each server's lane ends after its run() and before the server itself.
  http::Lane console_lane({.name = "console", .threads = 2});
  http::Lane forward_lane({.name = "forward", .threads = 2});
  http::Lane admin_lane({.name = "admin", .threads = 1});
  {
    http::Server servers[] = {
        http::Server({.now = now, .on_trouble = trouble}, desk_service(*house, jobs, console_lane, desk::Audience::console)),
        http::Server({.now = now, .on_trouble = trouble}, desk_service(*house, jobs, forward_lane, desk::Audience::forwarded)),
        http::Server({.now = now, .on_trouble = trouble}, admin_service(jobs, admin_lane, admin_token))};
    servers[0].add_listener(std::move(console));
    servers[1].add_listener(std::move(forwarded));
    servers[2].add_listener(std::move(admin));
    std::vector<std::thread> threads;
    for (auto& server : servers) threads.emplace_back([&server] { server.run(); });
    tell_ready(config);
    log.write(ports::LogLevel::info, "desk_ready", {{"console", config.console_base()}});
    wait_for_end();
    for (auto& server : servers) server.stop();
    for (auto& thread : threads) thread.join();
    jobs.stop();
  }
  return {};
}

}  // namespace

int run_desk(Config const& config) {
  auto status = serve(config);
  if (status) return 0;
  std::fprintf(stderr, "tocsin desk: %s\n", status.error().message.c_str());
  return describe(status.error().code).exit_code;
}

}  // namespace tocsin::app
