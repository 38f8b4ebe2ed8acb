// The timetable: every job of the desk, in one table, with its period.
//
// Invariants: a job declares its object, action and level (domain/authorize.h) like a route does; an undeclared one does
//             not compile. Jobs run one after another on the job lane; a job that fails is logged and runs again at its
//             next time; it never stops the others.
#pragma once

#include "domain/authorize.h"
#include "handling/publication.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::jobs {

// What the jobs of one desk process share.
struct JobState {
  handling::PublishedIndex index;
  std::int64_t fencing = 0;
  std::string site_digest;
};

struct Job {
  std::string_view name;
  Duration period;
  domain::Access access;
  Status (*run)(ports::World&, handling::Settings const&, JobState&);
};

Status run_intake(ports::World&, handling::Settings const&, JobState&);
Status run_clock(ports::World&, handling::Settings const&, JobState&);
Status run_alarms(ports::World&, handling::Settings const&, JobState&);
Status run_publication(ports::World&, handling::Settings const&, JobState&);
Status run_outbox(ports::World&, handling::Settings const&, JobState&);
Status run_site(ports::World&, handling::Settings const&, JobState&);
Status run_checkpoint(ports::World&, handling::Settings const&, JobState&);
Status run_tidy(ports::World&, handling::Settings const&, JobState&);

using domain::Access;
using domain::Action;
using domain::Level;
using domain::Object;

inline constexpr Job kJobs[] = {
    {"clock", std::chrono::seconds{10}, Access{Object::settings, Action::work, Level::existence}, run_clock},
    {"intake", std::chrono::seconds{1}, Access{Object::case_, Action::work, Level::detail}, run_intake},
    {"alarms", std::chrono::seconds{30}, Access{Object::case_, Action::work, Level::summary}, run_alarms},
    {"site", std::chrono::seconds{5}, Access{Object::settings, Action::read, Level::existence}, run_site},
    {"publication", std::chrono::seconds{1}, Access{Object::advisory, Action::publish, Level::detail}, run_publication},
    {"outbox", std::chrono::seconds{1}, Access{Object::outbox, Action::work, Level::summary}, run_outbox},
    {"checkpoint", std::chrono::hours{1}, Access{Object::settings, Action::work, Level::existence}, run_checkpoint},
    {"tidy", std::chrono::hours{1}, Access{Object::settings, Action::work, Level::existence}, run_tidy},
};

// When each job ran last, by monotonic time; a value, so that the simulation owns one too.
class Timetable {
 public:
  // Runs what is due and says when the next one is. `wake` names a job that must run now ("outbox" after a commit).
  Duration run_due(ports::World& world, handling::Settings const& settings, JobState& state);
  void wake(std::string_view name);

 private:
  std::vector<std::optional<Duration>> last_;
};

// Before the first timetable run: resume an interrupted flip, take a fencing token, render the site if it changed.
Status start_jobs(ports::World& world, handling::Settings const& settings, JobState& state);

}  // namespace tocsin::jobs
