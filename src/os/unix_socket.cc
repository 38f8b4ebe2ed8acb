// See unix_socket.h.
#include "os/unix_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "os/files.h"

namespace tocsin::os {
namespace {

constexpr int kBacklog = 128;

Result<sockaddr_un> address_of(std::string const& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::invalid_input, "a socket path has at most " +
                                              std::to_string(sizeof address.sun_path - 1) +
                                              " bytes: " + path);
  path.copy(address.sun_path, path.size());
  return address;
}

Result<Fd> make_socket() {
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(error_of(errno, Attempt::write, "a unix socket"));
  return fd;
}

}  // namespace

Result<Fd> connect_unix(std::string const& path) {
  auto address = TRY(address_of(path));
  auto fd = TRY(make_socket());
  while (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EINTR) continue;
    if (errno == ENOENT || errno == ECONNREFUSED)
      return fail(ErrorCode::unavailable, "nobody listens on " + path);
    return std::unexpected(error_of(errno, Attempt::read, path));
  }
  return fd;
}

Result<Fd> listen_unix(std::string const& path, unsigned mode) {
  auto address = TRY(address_of(path));
  if (connect_unix(path)) return fail(ErrorCode::conflict, "another process listens on " + path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return std::unexpected(error_of(errno, Attempt::write, path));
  auto fd = TRY(make_socket());
  // The mode is narrowed before anybody can connect: a bound socket without listen() refuses.
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(error_of(errno, Attempt::write, path));
  CHECKED(set_mode(path, mode));
  if (::listen(fd.get(), kBacklog) != 0)
    return std::unexpected(error_of(errno, Attempt::write, path));
  return fd;
}

Result<unsigned> peer_user_id(int fd) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
    return fail(ErrorCode::forbidden, "the peer of this connection cannot be named");
  return peer.uid;
}

bool peer_is_trusted(int fd) {
  auto user = peer_user_id(fd);
  return user && (*user == 0 || *user == ::getuid());
}

}  // namespace tocsin::os
