// The supervisor: executes this binary again as desk and as front, and keeps them alive.
//
// Spec:       design.md section 1: a role that dies is restarted, five times a minute at most.
//             Once a first generation is there, a desk that keeps dying is tried on at that pace: the published site and
//             the report form need no desk (I3). Before that, there is nothing to serve, and the supervisor ends; at once
//             if the desk said that its input is at fault.
// Invariants: it holds no key and opens no database. The desk comes first, because it makes the spool's public key and the
//             first generation; the front starts when both are there.
#pragma once

#include "app/config.h"

namespace tocsin::app {

int run_supervisor(Config const& config);

}  // namespace tocsin::app
