// The supervisor: executes this binary again as desk and as front, and keeps them alive.
//
// Spec:       design.md section 1: a role that dies is restarted, five times a minute at most.
//             Once a first generation is there, a desk that keeps dying is tried on at that pace: the published site and
//             the report form need no desk (I3). Before that, there is nothing to serve, and the supervisor ends; at once
//             if the desk said that its input is at fault.
// Invariants: it holds no key and opens no database. The desk comes first, because it makes the spool's public key and the
//             first generation; the front starts when both are there. A role that keeps dying waits until its minute is
//             over, with an alarm in the log, while the other one serves on.
// Failure:    ends with an error when a role dies six times within a minute and has never come up: nothing that waits for
//             an operator's correction should look like a server that runs.
#pragma once

#include "app/config.h"

namespace tocsin::app {

// In a role: it serves now. `ready_fd` of the configuration is the supervisor's end of it.
inline constexpr int kReadyFd = 3;
void tell_ready(Config const& config);

int run_supervisor(Config const& config);

}  // namespace tocsin::app
