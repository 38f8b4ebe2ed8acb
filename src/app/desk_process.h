// The desk as a process: opens everything, runs the timetable on one thread and the console on others.
//
// Spec:       design.md sections 1 and 7. The console listens on its own address; the front's forwarded prefixes and the
//             admin socket are unix sockets in DATA/run.
// Threads:    the job thread owns JobState; requests run on a lane; the admin's commands run on the job thread.
#pragma once

#include "app/config.h"

namespace tocsin::app {

// Serves until SIGTERM or SIGINT. The exit code of the process.
int run_desk(Config const& config);

}  // namespace tocsin::app
