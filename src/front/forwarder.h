// The forwarder: a few prefixes that need the database are passed to the desk over its socket.
//
// Spec:       design.md section 1: HTTP/1.1, the head re-serialised from its parsed form; site-map section 1 (class F).
// Invariants: (1) what is passed on is a closed list of fields; the client's address and user agent are not among them.
//             (2) every answer is private: no-store, and the fields of a closed list. (3) An address the desk does not
//             know answers exactly as one the shelf does not know.
// Failure:    nobody listens: 503 with Retry-After; no answer in time: 504; an answer that is not HTTP: 503.
// Threads:    plan() and answer() on the io thread; talking to the desk on the forwarding lane.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "front/shelf_server.h"
#include "http/client.h"
#include "http/lane.h"
#include "http/message_parser.h"

namespace tocsin::front {

// Paths that are forwarded: this one, and everything below it when it ends in '/'.
inline constexpr std::string_view kForwarded[] = {
    "/r", "/r/", "/s/", "/u/",
};
bool is_forwarded(std::string_view path);

struct ForwarderOptions {
  std::string desk_socket;
  std::size_t threads = 8;
  std::size_t waiting_max = 64;
  http::ClientLimits limits = {};
};

class Forwarder {
 public:
  Forwarder(ShelfServer& shelf, ForwarderOptions options);
  http::BodyPlan plan(http::Request const& head);
  http::Task<http::Response> answer(http::Request& request);
  http::Response body_failed(http::Request const& request, Error const& error);
  // Joins the lane. After the server's run() returned, before it is destroyed.
  void close() { lane_.reset(); }

 private:
  http::Response page_of(Error const& error, http::Request const& request);

  ShelfServer& shelf_;
  ForwarderOptions options_;
  std::unique_ptr<http::Lane> lane_;
};

}  // namespace tocsin::front
