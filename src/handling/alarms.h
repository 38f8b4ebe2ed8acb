// Alarms: a clock that is due soon, missed, or due for its next escalation becomes an event exactly once, and the desk hears.
//
// Spec:       design.md I8 (no silent clock).
// Invariants: each alarm has a key; a case remembers the keys that rang. One job period is at most clock_job_period.
#pragma once

#include "domain/deadline.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

inline constexpr Duration clock_job_period = std::chrono::seconds{60};

// The deadlines of a case now, by the rules it runs under.
std::vector<domain::Deadline> case_deadlines(domain::Case const& c, Settings const& settings, Instant now,
                                             domain::Wording wording = domain::Wording::full);

// A site/ folder that was refused, or is mended again: the desk hears of it once, however long it stays and however often
// it is edited meanwhile.
Status ring_site(ports::World& world, Settings const& settings);

// Rings what is due in every open case. Alarms may use the plain clock; a publication may not.
Status ring_alarms(ports::World& world, Settings const& settings);

}  // namespace tocsin::handling
