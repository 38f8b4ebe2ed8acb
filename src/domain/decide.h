// decide: what a command does to an aggregate, as events and effects. The heart of the house.
//
// Invariants: pure: no IO, no clock, no randomness. The caller folds the events with apply, saves, and enqueues the
//             effects in the same transaction. Facts of staff carry the staff member's name, so that an automatic
//             confirmation can never stop a clock (I8).
// Failure:    invalid_input (what was asked makes no sense), conflict (not in this state), forbidden.
#pragma once

#include "domain/actor.h"
#include "domain/command.h"
#include "domain/effect.h"
#include "domain/rules.h"

namespace tocsin::domain {

struct Decision {
  std::vector<CaseEvent> events;
  std::vector<Effect> effects;
};

Result<Decision> decide(Case const& c, CaseCommand const& command, Actor const& actor, Rules const& rules, Instant now);

// A report that opens a case. The caller has drawn the ids; `received` is rounded to the hour already.
struct OpenCase {
  CaseId id;
  std::string reference;
  std::string title;
  PersonId reporter;
  Report report;
  bool receipt_by_mail = false;   // there is an address, and it had its share of such mails neither this hour nor today
};
Result<Decision> decide_open(OpenCase const& open, Rules const& rules);
// The same report arriving again.
Result<Decision> decide_fold(Case const& c, Report const& report);

// The aggregate after the events: fold(apply).
Case fold(Case start, std::vector<CaseEvent> const& events);

}  // namespace tocsin::domain
