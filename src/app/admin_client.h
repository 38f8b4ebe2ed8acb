// The command line's way to the desk: over the admin socket when one runs, else under the lock of the data directory.
//
// Spec:       design.md section 7: one lock on the data directory.
// Invariants: the socket takes a request from the desk's own user or root, with the token that the desk wrote at its start
//             to a file that its user alone can read and that is out of the front's reach.
#pragma once

#include "app/config.h"
#include "cli/commands.h"

namespace tocsin::app {

// The value of the Authorization field of a request to the admin socket.
std::string admin_authorization(std::string const& token);

Result<std::string> run_on_desk(Config const& config, cli::Invocation const& invocation);

}  // namespace tocsin::app
