// See schedule.h.
#include "jobs/schedule.h"

#include <exception>

#include "handling/alarms.h"
#include "handling/delivery.h"
#include "handling/intake.h"
#include "handling/trusted_time.h"

namespace tocsin::jobs {
namespace {

constexpr Duration kRememberFor = std::chrono::hours{48};

// What a job throws is the library's (no memory, mostly), always a std::exception, and ends neither the lane nor the desk
// (I12). Anything else is the end of a simulated process, and passes.
Result<Left> run_and_catch(Job const& job, ports::World& world, handling::Settings const& settings, JobState& state) {
  std::string thrown;
  try {
    return job.run(world, settings, state);
  } catch (std::exception const& error) {
    thrown = error.what();
  }
  world.log.write(ports::LogLevel::alarm, "job_threw", {{"job", std::string(job.name)}, {"what", thrown}});
  return fail(ErrorCode::unavailable, "the job was given up and runs again at its next time", thrown);
}

}  // namespace

Result<Left> run_clock(ports::World& world, handling::Settings const&, JobState&) {
  CHECKED(handling::clock_beat(world));
  return Left::nothing;
}

Result<Left> run_intake(ports::World& world, handling::Settings const& settings, JobState&) {
  auto const run = handling::drain_submissions(world, settings);
  // What waits for a busy or full store waits for the next period; more of what was taken does not.
  return run.more && run.taken > 0 ? Left::more : Left::nothing;
}

Result<Left> run_alarms(ports::World& world, handling::Settings const& settings, JobState&) {
  CHECKED(handling::ring_alarms(world, settings));
  return Left::nothing;
}

Result<Left> run_site(ports::World& world, handling::Settings const& settings, JobState& state) {
  CHECKED(handling::ring_site(world, settings));
  CHECKED(handling::rebuild_site(world, settings, state.index, state.site_digest));
  CHECKED(handling::renew_day(world, settings, state.index));
  return Left::nothing;
}

Result<Left> run_publication(ports::World& world, handling::Settings const& settings, JobState& state) {
  CHECKED(handling::publish_due(world, settings, state.index));
  // What was decided is public before anything else is done; the outbox finds its flip delivered.
  CHECKED(handling::resume_flip(world));
  return Left::nothing;
}

Result<Left> run_outbox(ports::World& world, handling::Settings const& settings, JobState& state) {
  // An opt-out that waits in the spool counts before the next mail leaves.
  auto const drained = handling::drain_submissions(world, settings);
  auto const run = TRY(handling::deliver_due(world, settings, state.fencing,
                                             drained.opt_out_may_wait ? handling::Notices::wait : handling::Notices::leave));
  return run.delivered > 0 ? Left::more : Left::nothing;
}

Result<Left> run_mend(ports::World& world, handling::Settings const& settings, JobState&) {
  CHECKED(handling::mend_outbox(world, settings));
  return Left::nothing;
}

Result<Left> run_checkpoint(ports::World& world, handling::Settings const&, JobState&) {
  auto const now = world.clock.wall();
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    TRY(tx.add_checkpoint(now));
    return {};
  }));
  return Left::nothing;
}

Result<Left> run_tidy(ports::World& world, handling::Settings const&, JobState&) {
  CHECKED(world.shelf.tidy());
  // By a clock that is ahead everything would be old, and what was sent twice would be taken twice.
  auto const now = handling::trusted_now(world);
  if (!now) return Left::nothing;
  auto const before = *now - kRememberFor;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    for (auto kind : {"report-content", "report-key", "receipt-mail", "confirm-mail", "form"}) CHECKED(tx.forget_before(kind, before));
    return {};
  }));
  return Left::nothing;
}

Status start_jobs(ports::World& world, handling::Settings const& settings, JobState& state) {
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    state.fencing = TRY(tx.next_number(ports::kLease));
    return {};
  }));
  CHECKED(handling::clock_beat(world));
  CHECKED(handling::resume_flip(world));
  TRY(run_site(world, settings, state));
  return {};
}

Duration Timetable::run_due(ports::World& world, handling::Settings const& settings, JobState& state) {
  last_.resize(std::size(kJobs));
  auto const start = world.clock.monotonic();
  for (std::size_t i = 0; i < std::size(kJobs); ++i) {
    if (!is_ours(kJobs[i]) || (last_[i] && start - *last_[i] < kJobs[i].period)) continue;
    last_[i] = start;
    auto const actor = domain::job_actor(std::string(kJobs[i].name));
    Result<Left> left = Left::nothing;
    if (auto allowed = domain::authorize(actor, kJobs[i].access); !allowed) left = std::unexpected(allowed.error());
    else left = run_and_catch(kJobs[i], world, settings, state);
    if (left && *left == Left::more) last_[i].reset();
    if (!left)
      world.log.write(ports::LogLevel::warning, "job_failed",
                      {{"job", std::string(kJobs[i].name)}, {"code", describe(left.error().code).word},
                       {"why", left.error().message}});
  }
  auto next = Duration{std::chrono::seconds{1}};
  auto const now = world.clock.monotonic();
  for (std::size_t i = 0; i < std::size(kJobs); ++i)
    if (is_ours(kJobs[i]))
      next = std::min(next, last_[i] ? std::max(Duration{0}, kJobs[i].period - (now - *last_[i])) : Duration{0});
  return next;
}

void Timetable::wake(std::string_view name) {
  last_.resize(std::size(kJobs));
  for (std::size_t i = 0; i < std::size(kJobs); ++i)
    if (kJobs[i].name == name) last_[i].reset();
}

}  // namespace tocsin::jobs
