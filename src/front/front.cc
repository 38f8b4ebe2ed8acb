// Wiring of the public role, and which request goes where.
#include "front/front.h"

#include <csignal>
#include <cstdio>
#include <ctime>

#include "os/files.h"
#include "os/system_clock.h"

namespace tocsin::front {

namespace {

using http::Response;

// One line, nothing of a request.
void to_stderr(std::string_view text) { std::fprintf(stderr, "front: %.*s\n", static_cast<int>(text.size()), text.data()); }

Response health(int status) {
  auto response = http::text_response(status, status == 200 ? "ok\n" : "not ok\n");
  if (status == 503) response.with("Retry-After", "5");
  return response;
}

}  // namespace

Front::Front(os::FileSystem& files, FrontConfig config) : files_(files), config_(std::move(config)) {
  if (!config_.now) config_.now = [] { return os::read_clocks().wall; };
  if (!config_.on_trouble) config_.on_trouble = to_stderr;
}

Front::~Front() = default;

Result<std::unique_ptr<Front>> Front::open(os::FileSystem& files, FrontConfig given) {
  auto front = std::unique_ptr<Front>(new Front(files, std::move(given)));
  auto& config = front->config_;
  // Bind what is public.
  auto listeners = config.listeners;
  for (auto const& address : config.addresses)
    listeners.push_back(TRY(http::listen_tcp(address.address, address.port, address.transport)));
  for (auto const& listener : listeners) front->ports_.push_back(http::bound_port(listener));
  // Read what the role needs once: the desk's public key and the certificate.
  auto public_key = TRY(spool::parse_public_key(TRY(files.read(config.public_key_file, spool::public_key_file_bytes_max))));
  std::shared_ptr<http::TlsContext const> certificate;
  for (auto const& listener : listeners)
    if (listener.transport == http::Transport::tls && !certificate)
      certificate = TRY(http::TlsContext::load(config.certificate_file, config.key_file));
  // Give up everything else, before there is a second thread.
  if (config.confine) CHECKED(config.confine());
  // Open the shelf and the spool.
  auto hsts = http::hsts_for(config.base_url);
  front->shelf_ = std::make_unique<ShelfServer>(files, config.shelf_directory, hsts, config.on_trouble);
  auto* self = front.get();
  http::ServerOptions options{.now = config.now,
                              .hsts = hsts,
                              .limits = config.limits,
                              .parser_limits = {},
                              .on_tick =
                                  [self] {
                                    self->shelf_->look_again();
                                    if (self->more_on_tick_) self->more_on_tick_();
                                  },
                              .on_trouble = config.on_trouble};
  front->server_ = std::make_unique<http::Server>(std::move(options), front->service());
  for (auto const& listener : listeners) front->server_->add_listener(listener);
  if (certificate) front->server_->set_certificate(std::move(certificate));
  SubmissionsOptions submissions{.spool_directory = config.spool_directory,
                                 .public_key = std::move(public_key),
                                 .limits = config.spool_limits,
                                 .lanes = config.spool_lanes,
                                 .random = os::random_bytes,
                                 .now = config.now,
                                 .intake = config.intake_limits,
                                 .on_trouble = config.on_trouble};
  front->submissions_ = TRY(Submissions::open(files, *front->shelf_, std::move(submissions)));
  front->forwarder_ = std::make_unique<Forwarder>(
      *front->shelf_, ForwarderOptions{.desk_socket = config.desk_socket, .limits = config.desk_limits});
  return front;
}

http::Service Front::service() {
  return {.plan_body = [this](http::Request const& head, http::Connection const&) { return plan_body(head); },
          .answer_now = [this](http::Request const& request) { return answer_now(request); },
          .answer = [this](http::Request& request, http::Connection&) { return answer(request); },
          .refusal =
              [this](int status) {
                http::Request nobody;
                return status == 404 ? shelf_->not_found(nobody) : shelf_->trouble_page(status, nobody);
              },
          .body_failed =
              [this](http::Request const& head, Error const& error) {
                return is_forwarded(head.path) && !submissions_->match(head) ? forwarder_->body_failed(head, error)
                                                                            : submissions_->body_failed(head, error);
              }};
}

// Classes S and the health addresses: answered without a coroutine.
std::optional<Response> Front::answer_now(http::Request const& request) {
  if (!request.reads_only()) return std::nullopt;
  if (is_forwarded(request.path)) return std::nullopt;
  if (request.path == "/healthz") return health(200);
  if (request.path == "/readyz") return health(shelf_->ready() ? 200 : 503);
  return shelf_->answer(request);
}

// Classes D and F, and everything that is neither.
http::Task<Response> Front::answer(http::Request& request) {
  // POST /u/{token} is a submission, so that opting out works while the desk is down; GET /u/{token} is forwarded.
  if (submissions_->match(request)) {
    auto response = co_await submissions_->answer(request);
    co_return response;
  }
  if (is_forwarded(request.path) && (request.reads_only() || request.method == http::Method::post)) {
    auto response = co_await forwarder_->answer(request);
    co_return response;
  }
  co_return shelf_->not_found(request);
}

http::BodyPlan Front::plan_body(http::Request const& head) {
  if (auto match = submissions_->match(head)) return submissions_->plan(match->row, head);
  if (is_forwarded(head.path) && head.method == http::Method::post) return forwarder_->plan(head);
  return {.refuse_status = 404};
}

void Front::run() {
  server_->run();
  submissions_->close();
  forwarder_->close();
}

void Front::stop() { server_->stop(); }

Status Front::reload_certificate() {
  if (config_.certificate_file.empty()) return {};
  server_->set_certificate(TRY(http::TlsContext::load(config_.certificate_file, config_.key_file)));
  return {};
}

Status run_front(FrontConfig config) {
  // Blocked before the first thread, so that all threads leave them to the tick.
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  os::RealFiles files;
  auto front = TRY(Front::open(files, std::move(config)));
  front->on_tick([&] {
    timespec at_once{};
    int signal = sigtimedwait(&signals, nullptr, &at_once);
    if (signal == SIGTERM || signal == SIGINT) front->stop();
    if (signal == SIGHUP)
      if (auto reloaded = front->reload_certificate(); !reloaded) to_stderr(reloaded.error().message);
  });
  front->run();
  return {};
}

}  // namespace tocsin::front
