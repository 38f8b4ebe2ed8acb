// The blocking client.
// Spec: RFC 9112 sections 4 to 7.
#include "http/client.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "http/header_value.h"

namespace tocsin::http {

namespace {

void set_wait(int fd, std::chrono::milliseconds wait) {
  timeval value{};
  value.tv_sec = wait.count() / 1000;
  value.tv_usec = wait.count() % 1000 * 1000;
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

std::unexpected<Error> io_error(std::string const& what) {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS)
    return fail(ErrorCode::timed_out, what + " took too long.");
  return fail(ErrorCode::unavailable, what + " failed.", std::strerror(errno));
}

std::unexpected<Error> not_http(char const* why) {
  return fail(ErrorCode::corrupt, "The answer is not well-formed HTTP.", why);
}

Result<int> connected(int family, sockaddr const* address, socklen_t size, std::string const& what,
                      std::chrono::milliseconds wait) {
  int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return io_error("Connecting to " + what);
  set_wait(fd, wait);
  if (::connect(fd, address, size) != 0) {
    auto error = io_error("Connecting to " + what);
    ::close(fd);
    return error;
  }
  return fd;
}

Result<std::string> head_of(ClientRequest const& request, bool chunked) {
  std::string out = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + request.host + "\r\n";
  for (auto const& [name, value] : request.fields) {
    if (!is_token(name) || !is_field_value(value))
      return fail(ErrorCode::invalid_input, "A header field of the request is not well formed.");
    out += name + ": " + value + "\r\n";
  }
  if (chunked)
    out += "Transfer-Encoding: chunked\r\n";
  else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH")
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return out + "\r\n";
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text, int base) {
  Number number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

Result<Client> Client::connect_unix(std::string const& path, ClientLimits limits) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::invalid_input, "The socket path " + path + " is too long.");
  std::memcpy(address.sun_path, path.data(), path.size());
  int fd = TRY(connected(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address, path, limits.wait_max));
  return Client(fd, limits);
}

Result<Client> Client::connect_tcp(std::string const& numeric, std::uint16_t port, ClientLimits limits) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(numeric.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return fail(ErrorCode::invalid_input, "The address " + numeric + " is not a numeric IP address.");
  auto owner = std::unique_ptr<addrinfo, void (*)(addrinfo*)>(found, ::freeaddrinfo);
  auto what = numeric + " port " + std::to_string(port);
  int fd = TRY(connected(found->ai_family, found->ai_addr, found->ai_addrlen, what, limits.wait_max));
  int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return Client(fd, limits);
}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      limits_(other.limits_),
      in_(std::move(other.in_)),
      method_(std::move(other.method_)) {}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

Result<ClientResponse> Client::send(ClientRequest const& request) {
  auto bytes = TRY(head_of(request, false));
  bytes += request.body;
  auto sent = send_raw(bytes);
  // A server that refuses early may have answered already; its answer is worth more than our broken pipe.
  auto answer = receive(request.method);
  if (!sent && !answer) return std::unexpected(sent.error());
  return answer;
}

Status Client::begin(ClientRequest const& head) {
  method_ = head.method;
  return send_raw(TRY(head_of(head, true)));
}

Status Client::piece(std::string_view bytes) {
  if (bytes.empty()) return {};  // an empty chunk would end the body
  char size[24];
  auto end = std::to_chars(size, size + sizeof size - 2, bytes.size(), 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  CHECKED(send_raw({size, static_cast<std::size_t>(end - size)}));
  CHECKED(send_raw(bytes));
  return send_raw("\r\n");
}

Result<ClientResponse> Client::finish() {
  auto sent = send_raw("0\r\n\r\n");
  auto answer = receive(method_);
  if (!sent && !answer) return std::unexpected(sent.error());
  return answer;
}

Status Client::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return io_error("Sending");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::size_t> Client::receive_some() {
  char piece[16 * 1024];
  while (true) {
    auto got = ::recv(fd_, piece, sizeof piece, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("Receiving");
    in_.append(piece, static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
  }
}

Result<std::string> Client::receive_until_closed() {
  while (true) {
    if (in_.size() > limits_.body_bytes_max) return fail(ErrorCode::limit_exceeded, "The answer is too large.");
    if (TRY(receive_some()) == 0) return std::move(in_);
  }
}

Result<std::string> Client::read_line() {
  while (true) {
    auto end = in_.find("\r\n");
    if (end != std::string::npos) {
      auto line = in_.substr(0, end);
      in_.erase(0, end + 2);
      return line;
    }
    if (in_.size() > limits_.head_bytes_max) return fail(ErrorCode::limit_exceeded, "The answer is too large.");
    if (TRY(receive_some()) == 0) return fail(ErrorCode::unavailable, "The peer closed the connection.");
  }
}

Result<ClientResponse> Client::receive(std::string_view method) {
  // Interim answers (100 Continue) come before the one that counts.
  while (true) {
    auto response = TRY(read_response(method));
    if (response.status >= 200) return response;
  }
}

Result<ClientResponse> Client::read_response(std::string_view method) {
  ClientResponse response;
  auto line = TRY(read_line());
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) return not_http("status line");
  auto status = parse_whole<int>(std::string_view(line).substr(9, 3), 10);
  if (!status || *status < 100 || *status > 599) return not_http("status");
  response.status = *status;
  std::size_t head_bytes = line.size();
  while (true) {
    line = TRY(read_line());
    if (line.empty()) break;
    head_bytes += line.size() + 2;
    if (head_bytes > limits_.head_bytes_max) return fail(ErrorCode::limit_exceeded, "The answer is too large.");
    auto colon = line.find(':');
    if (colon == std::string::npos || !is_token(std::string_view(line).substr(0, colon)) || !is_field_value(line))
      return not_http("field");
    response.fields.add(std::string_view(line).substr(0, colon), trim(std::string_view(line).substr(colon + 1)));
  }
  if (method == "HEAD" || response.status < 200 || response.status == 204 || response.status == 304) return response;
  auto length = response.fields.find("content-length");
  auto coding = response.fields.find("transfer-encoding");
  if (length && coding) return not_http("two framings");
  if (coding) {
    if (!equals_ignoring_case(*coding, "chunked")) return not_http("transfer coding");
    CHECKED(read_chunked(response.body));
    return response;
  }
  if (!length) return not_http("no length");
  auto size = parse_whole<std::size_t>(*length, 10);
  if (!size) return not_http("length");
  CHECKED(read_sized(*size, response.body));
  return response;
}

Status Client::read_sized(std::size_t size, std::string& into) {
  if (into.size() + size > limits_.body_bytes_max) return fail(ErrorCode::limit_exceeded, "The answer is too large.");
  while (in_.size() < size)
    if (TRY(receive_some()) == 0) return fail(ErrorCode::unavailable, "The peer closed the connection.");
  into.append(in_, 0, size);
  in_.erase(0, size);
  return {};
}

Status Client::read_chunked(std::string& into) {
  while (true) {
    auto size = parse_whole<std::size_t>(TRY(read_line()), 16);
    if (!size) return not_http("chunk size");
    CHECKED(read_sized(*size, into));
    if (!TRY(read_line()).empty()) return not_http("chunk end");
    if (*size == 0) return {};
  }
}

}  // namespace tocsin::http
