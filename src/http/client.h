// A small blocking HTTP/1.1 client over a unix socket or TCP on a numeric address: for the forwarder, the admin
// socket and tests.
//
// Spec:       RFC 9112; answers with Content-Length or chunked, strict otherwise.
// Invariants: connects only where it is told, follows no redirect, keeps no cookie. Every wait has a limit.
// Failure:    `unavailable` when nobody listens or the peer goes away, `timed_out`, `corrupt` for an answer that is
//             not HTTP, `limit_exceeded` for one that is too large.
// Threads:    one client, one thread; it blocks, so never on an io thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"

namespace tocsin::http {

struct ClientLimits {
  std::chrono::milliseconds wait_max{30'000};  // for each connect, send and receive
  std::size_t head_bytes_max = 64 * 1024;
  std::size_t body_bytes_max = 64 * 1024 * 1024;
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string host = "localhost";
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;  // Content-Length is added when it is not empty or the method is POST, PUT or PATCH
};

struct ClientResponse {
  int status = 0;
  Fields fields;
  std::string body;
};

class Client {
 public:
  static Result<Client> connect_unix(std::string const& path, ClientLimits limits = {});
  static Result<Client> connect_tcp(std::string const& address, std::uint16_t port, ClientLimits limits = {});
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;
  ~Client();

  Result<ClientResponse> send(ClientRequest const& request);

  // A request whose body comes in pieces, sent chunked: begin, any number of pieces, finish.
  Status begin(ClientRequest const& head);
  Status piece(std::string_view bytes);
  Result<ClientResponse> finish();

  // For tests of the server: raw bytes out, one response in, and everything until the peer closes.
  Status send_raw(std::string_view bytes);
  Result<ClientResponse> receive(std::string_view method = "GET");
  Result<std::string> receive_until_closed();

 private:
  Client(int fd, ClientLimits limits) : fd_(fd), limits_(limits) {}
  Result<std::size_t> receive_some();
  Result<ClientResponse> read_response(std::string_view method);
  Status read_sized(std::size_t size, std::string& into);
  Status read_chunked(std::string& into);
  Result<std::string> read_line();

  int fd_ = -1;
  ClientLimits limits_;
  std::string in_;
  std::string method_ = "GET";
};

}  // namespace tocsin::http
