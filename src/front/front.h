// The front: the role with the public address. It serves the shelf, fills the spool, and forwards a few prefixes.
//
// Spec:       design.md section 1; site-map section 1 (classes S, D, F); /healthz and /readyz say "ok" or "not ok".
// Invariants: (1) it holds no key that decrypts but its TLS key, opens no database, makes no connection but to the
//             desk's socket. (2) It logs neither requests nor addresses; trouble is a fixed sentence. (3) Shelf and
//             submissions go on when the desk is down.
// Failure:    open() says what cannot be bound, read or used. Afterwards nothing a client sends ends it.
// Threads:    open() and run() on one thread; stop() and reload_certificate() from any.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "front/forwarder.h"
#include "front/shelf_server.h"
#include "front/submissions.h"
#include "http/server.h"

namespace tocsin::front {

struct FrontAddress {
  std::string address;  // numeric
  std::uint16_t port = 0;
  http::Transport transport = http::Transport::plain;
};

struct FrontConfig {
  std::vector<FrontAddress> addresses;
  std::vector<http::Listener> listeners = {};  // bound by somebody else, taken over
  std::string shelf_directory;
  std::string spool_directory;
  std::string public_key_file;    // spool_public.key of the desk
  std::string desk_socket;
  std::string base_url;           // decides about HSTS
  std::string certificate_file = {};  // PEM; both needed when an address speaks TLS
  std::string key_file = {};
  http::ServerLimits limits = {};
  spool::SpoolLimits spool_limits = {};
  std::size_t spool_lanes = 4;
  IntakeLimits intake_limits = {};
  http::ClientLimits desk_limits = {};
  // Called after binding and opening, before the first thread: confinement.
  std::function<Status()> confine = nullptr;
  std::function<Instant()> now = nullptr;            // absent: the kernel's clock
  std::function<void(std::string_view)> on_trouble = nullptr;  // absent: a line on stderr
};

class Front {
 public:
  // `files` must outlive the front.
  static Result<std::unique_ptr<Front>> open(os::FileSystem& files, FrontConfig config);
  ~Front();
  // Serves until stop(), then drains.
  void run();
  void stop();
  // Reads the certificate again; the old one stays in use when the new one is not usable.
  Status reload_certificate();
  // The ports of the addresses, in their order: for addresses with port 0.
  std::vector<std::uint16_t> const& ports() const { return ports_; }
  // On the io thread, four times a second, beside the front's own work.
  void on_tick(std::function<void()> more) { more_on_tick_ = std::move(more); }

 private:
  Front(os::FileSystem& files, FrontConfig config);
  http::Service service();
  http::Task<http::Response> answer(http::Request& request);
  std::optional<http::Response> answer_now(http::Request const& request);
  http::BodyPlan plan_body(http::Request const& head);

  os::FileSystem& files_;
  FrontConfig config_;
  std::vector<std::uint16_t> ports_;
  std::function<void()> more_on_tick_;
  std::unique_ptr<ShelfServer> shelf_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Submissions> submissions_;  // its lanes end before the server
  std::unique_ptr<Forwarder> forwarder_;
};

// open() and run() with the signals of a role: SIGTERM and SIGINT stop, SIGHUP reads the certificate again.
Status run_front(FrontConfig config);

}  // namespace tocsin::front
