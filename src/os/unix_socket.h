// Unix sockets: the desk's socket for the front, and the admin socket whose peers are known by user
// id.
//
// Spec:    unix(7), SO_PEERCRED.
// Failure: a path over 107 bytes is invalid_input; a socket that nobody listens on is unavailable.
// Threads: any.
#pragma once

#include <string>

#include "base/result.h"
#include "os/process.h"

namespace tocsin::os {

// Replaces a stale socket file; conflict when a living process listens on it. Mode is 0600 or as
// given.
Result<Fd> listen_unix(std::string const& path, unsigned mode = 0600);
Result<Fd> connect_unix(std::string const& path);
Result<unsigned> peer_user_id(int fd);
// The peer runs as us or as root.
bool peer_is_trusted(int fd);

}  // namespace tocsin::os
