// See schedule.h.
#include "jobs/schedule.h"

#include "handling/alarms.h"
#include "handling/delivery.h"
#include "handling/intake.h"
#include "handling/trusted_time.h"

namespace tocsin::jobs {
namespace {

constexpr Duration kRememberFor = std::chrono::hours{48};

}  // namespace

Status run_clock(ports::World& world, handling::Settings const&, JobState&) { return handling::clock_beat(world); }

Status run_intake(ports::World& world, handling::Settings const& settings, JobState&) {
  handling::drain_submissions(world, settings);
  return {};
}

Status run_alarms(ports::World& world, handling::Settings const& settings, JobState&) {
  return handling::ring_alarms(world, settings);
}

Status run_site(ports::World& world, handling::Settings const& settings, JobState& state) {
  CHECKED(handling::ring_site(world, settings));
  CHECKED(handling::rebuild_site(world, settings, state.index, state.site_digest));
  return handling::renew_day(world, settings, state.index);
}

Status run_publication(ports::World& world, handling::Settings const& settings, JobState& state) {
  return handling::publish_due(world, settings, state.index);
}

Status run_outbox(ports::World& world, handling::Settings const& settings, JobState& state) {
  // An opt-out that waits in the spool counts before the next mail leaves.
  handling::drain_submissions(world, settings);
  auto run = handling::deliver_due(world, settings, state.fencing);
  if (!run) return std::unexpected(run.error());
  return {};
}

Status run_checkpoint(ports::World& world, handling::Settings const&, JobState&) {
  auto const now = world.clock.wall();
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    TRY(tx.add_checkpoint(now));
    return {};
  });
}

Status run_tidy(ports::World& world, handling::Settings const&, JobState&) {
  CHECKED(world.shelf.tidy());
  auto const before = world.clock.wall() - kRememberFor;
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    for (auto kind : {"report-content", "report-key", "confirm-mail"}) CHECKED(tx.forget_before(kind, before));
    return {};
  });
}

Status start_jobs(ports::World& world, handling::Settings const& settings, JobState& state) {
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    state.fencing = TRY(tx.next_number("fencing"));
    return {};
  }));
  CHECKED(handling::clock_beat(world));
  CHECKED(handling::resume_flip(world));
  return run_site(world, settings, state);
}

Duration Timetable::run_due(ports::World& world, handling::Settings const& settings, JobState& state) {
  last_.resize(std::size(kJobs));
  auto const start = world.clock.monotonic();
  for (std::size_t i = 0; i < std::size(kJobs); ++i) {
    if (last_[i] && start - *last_[i] < kJobs[i].period) continue;
    last_[i] = start;
    auto const actor = domain::job_actor(std::string(kJobs[i].name));
    auto status = domain::authorize(actor, kJobs[i].access);
    if (status) status = kJobs[i].run(world, settings, state);
    if (!status)
      world.log.write(ports::LogLevel::warning, "job_failed",
                      {{"job", std::string(kJobs[i].name)}, {"code", describe(status.error().code).word},
                       {"why", status.error().message}});
  }
  auto next = Duration{std::chrono::seconds{1}};
  auto const now = world.clock.monotonic();
  for (std::size_t i = 0; i < std::size(kJobs); ++i)
    if (last_[i]) next = std::min(next, std::max(Duration{0}, kJobs[i].period - (now - *last_[i])));
  return next;
}

void Timetable::wake(std::string_view name) {
  last_.resize(std::size(kJobs));
  for (std::size_t i = 0; i < std::size(kJobs); ++i)
    if (kJobs[i].name == name) last_[i].reset();
}

}  // namespace tocsin::jobs
