// The timetable: every job of the desk, in one table, with its period.
//
// Lanes:      what leaves and what comes in (the spool, the outbox) has a lane of its own, so that a mail server that hangs
//             delays mail and nothing else: clocks and publications go on. A lane is one thread.
// Invariants: a job declares its object, action and level (domain/authorize.h) like a route does; an undeclared one does
//             not compile. Jobs of a lane run one after another; a job that fails is logged and runs again at its
//             next time; it never stops the others. A job does a bounded piece of work a run, and says when more is left:
//             it runs again as soon as the others have had their turn.
#pragma once

#include <optional>

#include "domain/authorize.h"
#include "handling/publication.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::jobs {

// What the jobs of one lane keep from run to run.
struct JobState {
  handling::PublishedIndex index;    // lane house
  std::string site_digest;           // lane house
  std::int64_t fencing = 0;          // lane post
};

enum class Lane { house, post };

enum class Left { nothing, more };

struct Job {
  std::string_view name;
  Lane lane;
  Duration period;
  domain::Access access;
  Result<Left> (*run)(ports::World&, handling::Settings const&, JobState&);
};

Result<Left> run_intake(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_clock(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_alarms(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_publication(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_outbox(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_site(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_mend(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_checkpoint(ports::World&, handling::Settings const&, JobState&);
Result<Left> run_tidy(ports::World&, handling::Settings const&, JobState&);

using domain::Access;
using domain::Action;
using domain::Level;
using domain::Object;

inline constexpr Job kJobs[] = {
    {"clock", Lane::house, std::chrono::seconds{10}, Access{Object::settings, Action::work, Level::existence}, run_clock},
    {"intake", Lane::post, std::chrono::seconds{1}, Access{Object::case_, Action::work, Level::detail}, run_intake},
    {"alarms", Lane::house, std::chrono::seconds{30}, Access{Object::case_, Action::work, Level::summary}, run_alarms},
    {"site", Lane::house, std::chrono::seconds{5}, Access{Object::settings, Action::read, Level::existence}, run_site},
    {"publication", Lane::house, std::chrono::seconds{1}, Access{Object::advisory, Action::publish, Level::detail}, run_publication},
    {"outbox", Lane::post, std::chrono::seconds{1}, Access{Object::outbox, Action::work, Level::summary}, run_outbox},
    {"mend", Lane::post, std::chrono::minutes{5}, Access{Object::outbox, Action::work, Level::summary}, run_mend},
    {"checkpoint", Lane::house, std::chrono::hours{1}, Access{Object::settings, Action::work, Level::existence}, run_checkpoint},
    {"tidy", Lane::house, std::chrono::hours{1}, Access{Object::settings, Action::work, Level::existence}, run_tidy},
};

// When each job ran last, by monotonic time; a value, so that the simulation owns one too.
class Timetable {
 public:
  // Of one lane, or of all of them where one thread does everything.
  explicit Timetable(std::optional<Lane> lane = std::nullopt) : lane_(lane) {}
  // Runs what is due and says when the next one is. `wake` names a job that must run now ("outbox" after a commit).
  Duration run_due(ports::World& world, handling::Settings const& settings, JobState& state);
  void wake(std::string_view name);

 private:
  bool is_ours(Job const& job) const { return !lane_ || *lane_ == job.lane; }

  std::optional<Lane> lane_;
  std::vector<std::optional<Duration>> last_;
};

// Before the first timetable run: resume an interrupted flip, take a fencing token, render the site if it changed.
Status start_jobs(ports::World& world, handling::Settings const& settings, JobState& state);

}  // namespace tocsin::jobs
