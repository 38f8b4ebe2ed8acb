// Binding listeners: plain POSIX calls, made before a role gives up the right to make them.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "http/server.h"

namespace tocsin::http {

namespace {

std::unexpected<Error> cannot(std::string const& what, int fd) {
  std::string cause = std::strerror(errno);
  if (fd >= 0) ::close(fd);
  return fail(ErrorCode::unavailable, "Cannot listen on " + what + ": " + cause + ".", cause);
}

}  // namespace

Result<Listener> listen_tcp(std::string const& address, std::uint16_t port, Transport transport) {
  auto what = address + " port " + std::to_string(port);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return fail(ErrorCode::invalid_input, "The address " + address + " is not a numeric IP address.");
  auto owner = std::unique_ptr<addrinfo, void (*)(addrinfo*)>(found, ::freeaddrinfo);
  int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return cannot(what, fd);
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, found->ai_addr, found->ai_addrlen) != 0 || ::listen(fd, 1024) != 0) return cannot(what, fd);
  return Listener{fd, transport};
}

Result<Listener> listen_unix(std::string const& path, unsigned mode) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::invalid_input, "The socket path " + path + " is too long for this system.");
  std::memcpy(address.sun_path, path.data(), path.size());
  int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return cannot(path, fd);
  // What a dead process left behind; the data directory's lock guarantees that it is dead.
  ::unlink(path.c_str());
  // The mode counts from the first instant, not after a chmod.
  auto old_mask = ::umask(0777 & ~mode);
  int bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::umask(old_mask);
  if (bound != 0 || ::listen(fd, 1024) != 0) return cannot(path, fd);
  return Listener{fd, Transport::local};
}

std::uint16_t bound_port(Listener const& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener.fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  return 0;
}

}  // namespace tocsin::http
