// A trial: one seed, run from the first command to the last check.
//
// Steps:      workload with faults, heal, jobs until nothing is left to do, final checks.
// Invariants: the trace hash covers every command with its answer, every fault, every mail and every public byte: the
//             same seed twice gives the same hash.
// Threads:    one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/bug.h"
#include "sim/model.h"
#include "sim/observer.h"
#include "sim/random.h"
#include "sim/world.h"

namespace tocsin::sim {

class Faults;
class Workload;

struct Violation {
  std::string invariant;
  std::string what;
};

enum class Outcome { done, refused, unknown };

struct TrialResult {
  std::uint64_t seed = 0;
  int commands = 0;
  int faults = 0;
  int critical_faults = 0;
  int restarts = 0;
  int publications = 0;
  std::string trace_hash;
  std::vector<Violation> violations;
};

class Trial {
 public:
  enum class Trace { hash_only, print };
  Trial(std::uint64_t seed, Bug bug, Trace trace);
  TrialResult run();

  // One command of somebody: counted, traced, and survived when the process ends in it.
  Outcome command(std::string const& what, std::function<Status()> const& act);
  // A round of jobs, survived likewise.
  void tick();
  void pass_time(Duration by) { world->clock.advance(by); }
  bool clock_is_wrong();
  // A secret word of this seed.
  std::string new_word();
  void say(std::string const& line);
  void violate(std::string_view invariant, std::string what);

  std::uint64_t seed;
  Bug bug;
  Random random;
  Model model;
  std::unique_ptr<SimWorld> world;
  Observer observer;
  std::vector<MailRecord> mails;
  std::vector<domain::Staff> staff;
  bool alarms_ran = false;         // in the last round of jobs, without a failure
  bool clock_was_ever_wrong = false;

 private:
  void survive(SimCrash const& crash);
  void after_step();
  void on_published(DecidedRevision const& decided);
  void on_mail(MailRecord record);
  // What was committed while the process ended.
  void reconcile();
  void heal();
  void live(Faults& faults, Workload& workload);
  void check();

  Trace trace_;
  std::string chain_;
  std::vector<Violation> violations_;
  int commands_ = 0;
  int rounds_ = 0;
  Duration last_tick_{0};
  Instant alive_until_;
};

TrialResult run_trial(std::uint64_t seed, Bug bug, Trial::Trace trace);

}  // namespace tocsin::sim
