// Intake: what waits in the spool becomes the desk's own, record by record.
//
// Invariants: a record is removed after the commit that made it ours; one that cannot be opened is set aside and the
//             desk hears of it; one bad record never stops the rest (I12).
// Threads:    the post lane (jobs/schedule.h).
#pragma once

#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

struct IntakeRun {
  int taken = 0;
  int set_aside = 0;
  bool more = false;
  // Whether a record that is still there may be an opt-out: then no notice may leave yet (M-2).
  bool opt_out_may_wait = false;
};

IntakeRun drain_submissions(ports::World& world, Settings const& settings);

}  // namespace tocsin::handling
