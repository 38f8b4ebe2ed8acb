// The server: listeners, connections, deadlines. Bytes in, requests to a Service, responses out.
//
// Spec:       RFC 9112 sections 9.3 (persistence, pipelining) and 10.1.1 of RFC 9110 (100-continue).
// Invariants: (1) one io thread; it never blocks. (2) Requests of a connection are answered one after another, in
//             order. (3) Every wait has a deadline, swept once a second: head, body rate, write rate, idle (T31).
//             (4) After a refusal the connection is closed. (5) The client's address is used for one thing, the cap
//             of connections an address; it reaches no handler and no log.
// Failure:    a handler that throws answers 500 and is told to `on_trouble`; nothing a client sends ends the process.
// Threads:    add_*(), run() on one thread; stop(), set_certificate() and post() from any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "http/channel.h"
#include "http/lane.h"
#include "http/message_parser.h"
#include "http/request.h"
#include "http/response.h"

namespace tocsin::http {

// What a handler may know of the connection.
class Connection {
 public:
  Connection(Transport transport, std::optional<unsigned> peer_uid) : transport_(transport), peer_uid_(peer_uid) {}
  Transport transport() const { return transport_; }
  // The user at the other end of a unix socket.
  std::optional<unsigned> peer_uid() const { return peer_uid_; }

 private:
  Transport transport_;
  std::optional<unsigned> peer_uid_;
};

// What a server serves.
struct Service {
  // Decides the body from the head; on the io thread, must not block. Absent: no bodies.
  std::function<BodyPlan(Request const& head, Connection const&)> plan_body;
  // Answers at once without a coroutine, or gives nullopt to have answer() called. Absent: always answer().
  std::function<std::optional<Response>(Request const&)> answer_now;
  std::function<Task<Response>(Request&, Connection&)> answer;
  // The page for a request that never became one, or that was refused. Absent: one line of text.
  std::function<Response(int status)> refusal;
  // The answer when a body's sink gave up; the connection closes after it. Absent: refusal(status of the error).
  std::function<Response(Request const& head, Error const&)> body_failed;
};

struct ServerLimits {
  std::size_t connections_max = http_connections_max;
  std::size_t connections_per_address_max = 512;  // many people may share an address; 0: no cap. Loopback has none.
  std::size_t requests_per_connection_max = http_requests_per_connection_max;
  int header_seconds_max = http_header_seconds_max;
  int write_seconds_max = http_write_seconds_max;
  int idle_seconds_max = http_idle_seconds_max;
  std::size_t body_bytes_per_second_min = http_body_bytes_per_second_min;
  std::size_t bodies_in_flight_bytes_max = http_bodies_in_flight_bytes_max;  // without those that go to a sink; then 503
  int drain_seconds_max = 20;
};

struct ServerOptions {
  std::function<Instant()> now;  // for Date; asked once a second
  Hsts hsts = Hsts::off;
  ServerLimits limits = {};
  ParserLimits parser_limits = {};
  // Four times a second, on the io thread; must not block.
  std::function<void()> on_tick = nullptr;
  std::function<void(std::string_view)> on_trouble = nullptr;
};

// A bound, listening descriptor. Bind first, then give up the right to.
struct Listener {
  int fd = -1;
  Transport transport = Transport::plain;
};
Result<Listener> listen_tcp(std::string const& address, std::uint16_t port, Transport transport);  // numeric address
Result<Listener> listen_unix(std::string const& path, unsigned mode);
// The port a TCP listener got, when it was bound with port 0.
std::uint16_t bound_port(Listener const& listener);

class Server {
 public:
  Server(ServerOptions options, Service service);
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

  void add_listener(Listener listener);  // takes the descriptor
  // Needed before run() when a TLS listener was added; later calls renew it for new connections.
  void set_certificate(std::shared_ptr<TlsContext const> certificate);
  SecurityHeaders const& security() const;

  // Serves until stop(), then drains: idle connections close, running requests have drain_seconds_max to end.
  void run();
  void stop();
  // Runs `work` on the io thread.
  void post(std::function<void()> work);
  std::size_t connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::http
