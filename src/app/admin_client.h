// The command line's way to the desk: over the admin socket when one runs, else under the lock of the data directory.
//
// Spec:       design.md section 7: one lock on the data directory.
#pragma once

#include "app/config.h"
#include "cli/commands.h"

namespace tocsin::app {

Result<std::string> run_on_desk(Config const& config, cli::Invocation const& invocation);

}  // namespace tocsin::app
