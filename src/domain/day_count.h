// Counting days: from a start, an amount and pauses to a due instant. The arithmetic under
// deadline.h.
//
// Invariants: the meaning of every unit is written in deadline.h; units are never converted into
//             one another.
// Failure:    corrupt when a calendar has no working day within `calendar_walk_days_max` days.
// Threads:    pure.
#pragma once

#include <vector>

#include "domain/deadline.h"

namespace tocsin::domain {

// A time in which a clock stands still. Lists of them are sorted, disjoint and begin at or after
// the start.
struct StandStill {
  Instant from;
  Instant to;
};

struct CountedDue {
  DueInstant due;
  std::size_t stand_stills_used = 0;  // the first so many began before the due instant and moved it
};

Result<CountedDue> count_due(Clock const& clock, AskedDays& asked, Zone const& zone, Instant start,
                             std::vector<StandStill> const& stand_stills);

}  // namespace tocsin::domain
