// Promises: what the clocks of a case promise is recorded in the transaction that starts them.
//
// Spec:       facts of clocks, section 5: a promise is stored as it was given (local time, zone, versions), because a
//             calendar or zone that changes later must not move it silently.
// Invariants: whoever saves events of a case passes them through here first; a start is recorded once.
// Threads:    pure.
#pragma once

#include "domain/event.h"
#include "handling/settings.h"

namespace tocsin::handling {

// Adds to `events` of `before` one PromiseMade for each clock that they start. `at` is the instant of the transaction's
// other events: the hour, when a stranger caused them.
void add_promises(Settings const& settings, domain::Case const& before, std::vector<domain::CaseEvent>& events, Instant now,
                  Instant at);

}  // namespace tocsin::handling
