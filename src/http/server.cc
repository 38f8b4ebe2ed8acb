// The accept loops, the life of a connection, and the sweep.
//
// The hot path (a head in one read, an answer at once, a write that does not wait) costs one co_await: the wait for
// the next request. Everything that may wait is a coroutine of its own.
#include "http/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <list>
#include <map>
#include <mutex>

#include "http/link.h"

namespace tocsin::http {

namespace asio = boost::asio;

namespace {

using Step = MessageParser::Step;
constexpr asio::as_tuple_t<asio::use_awaitable_t<IoExecutor>> kWait{asio::use_awaitable_t<IoExecutor>{}};
constexpr int kTicksPerSecond = 4;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr int kAcceptBurst = 64;

// The bytes of the peer's address, or empty for loopback and unix sockets, which are not counted.
std::string counted_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  if (address.ss_family == AF_INET) {
    auto const& in = reinterpret_cast<sockaddr_in const&>(address).sin_addr;
    if ((ntohl(in.s_addr) >> 24) == 127) return {};
    return {reinterpret_cast<char const*>(&in), sizeof in};
  }
  if (address.ss_family == AF_INET6) {
    auto const& in = reinterpret_cast<sockaddr_in6 const&>(address).sin6_addr;
    if (IN6_IS_ADDR_LOOPBACK(&in)) return {};
    return {reinterpret_cast<char const*>(&in), 8};  // a network of 64 bits is one customer
  }
  return {};
}

std::optional<unsigned> peer_uid_of(int fd, Transport transport) {
  if (transport != Transport::local) return std::nullopt;
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
  return credentials.uid;
}

}  // namespace

struct Server::Impl {
  struct Port {
    Port(asio::io_context& io, Listener listener) : descriptor(io.get_executor(), listener.fd), transport(listener.transport) {}
    Link::Descriptor descriptor;
    Transport transport;
  };

  Impl(ServerOptions given_options, Service given_service)
      : options(std::move(given_options)), service(std::move(given_service)), security(options.hsts), timer(io.get_executor()) {
    // OpenSSL writes with write(2); a peer that has gone must be an error, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    date = date_line(options.now());
  }

  Task<void> accept_from(Port& port);
  void admit(int fd, Transport transport);
  bool make_room();
  Task<void> tick_for_ever();
  void sweep();
  void doom(Link& link);
  void begin_stop();

  Task<void> serve(Link& link);
  Task<void> converse(Link& link);
  Task<bool> ready_for(Link& link, Channel::Io io);
  Task<bool> shake_hands(Link& link);
  Task<bool> flush(Link& link);
  Task<bool> store_chunk(Link& link);
  bool keep_chunk(Link& link);
  void next_request(Link& link);
  Task<bool> answer(Link& link);
  Task<void> refuse(Link& link, int status);
  Task<void> linger(Link& link);
  void plan(Link& link);
  void queue(Link& link, Response response, Persist persist);
  Persist persist_after(Link const& link, Response const& response) const;
  Response refusal(int status) const;
  void trouble(std::string_view text) const {
    if (options.on_trouble) options.on_trouble(text);
  }

  ServerOptions options;
  Service service;
  SecurityHeaders security;
  std::string date;
  std::mutex certificate_mutex;
  std::shared_ptr<TlsContext const> certificate;
  asio::io_context io{1};
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, IoExecutor> timer;
  std::list<Port> ports;
  std::list<std::unique_ptr<Link>> links;  // destroyed before `io`, on which their descriptors live
  std::map<std::string, std::size_t> addresses;
  std::int64_t tick = 0;  // seconds since run()
  int stopping_since = -1;
  std::atomic<std::size_t> link_count = 0;
  std::size_t bodies_held = 0;  // the sum of body_held over all links
};

Server::Server(ServerOptions options, Service service)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(service))) {}
Server::~Server() = default;

void Server::add_listener(Listener listener) { impl_->ports.emplace_back(impl_->io, listener); }

void Server::set_certificate(std::shared_ptr<TlsContext const> certificate) {
  std::scoped_lock lock(impl_->certificate_mutex);
  impl_->certificate = std::move(certificate);
}

SecurityHeaders const& Server::security() const { return impl_->security; }
std::size_t Server::connections() const { return impl_->link_count; }
void Server::post(std::function<void()> work) { asio::post(impl_->io, std::move(work)); }
void Server::stop() {
  asio::post(impl_->io, [this] { impl_->begin_stop(); });
}

void Server::run() {
  for (auto& port : impl_->ports) {
    assert(port.transport != Transport::tls || impl_->certificate);
    asio::co_spawn(impl_->io, impl_->accept_from(port), asio::detached);
  }
  asio::co_spawn(impl_->io, impl_->tick_for_ever(), asio::detached);
  impl_->io.run();
}

// ---- accepting ----

Task<void> Server::Impl::accept_from(Port& port) {
  while (stopping_since < 0) {
    auto [error] = co_await port.descriptor.async_wait(Link::Descriptor::wait_read, kWait);
    if (error) co_return;
    bool out_of_descriptors = false;
    for (int i = 0; i < kAcceptBurst; ++i) {
      int fd = ::accept4(port.descriptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        try {
          admit(fd, port.transport);
        } catch (...) {
          trouble(what_was_thrown());
        }
        continue;
      }
      out_of_descriptors = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (errno != EINTR && errno != ECONNABORTED) break;
    }
    if (out_of_descriptors && !make_room()) {
      // Without a pause the ready listener would spin.
      trouble("no file descriptors are left for new connections");
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, IoExecutor>
          pause(io.get_executor(), std::chrono::milliseconds(250));
      auto [ignored] = co_await pause.async_wait(kWait);
      (void)ignored;
    }
  }
}

// Closes the connection that has been idle longest. Links are in order of arrival, which is near enough.
bool Server::Impl::make_room() {
  for (auto& link : links) {
    if (link->phase != LinkPhase::idle || link->doomed == Link::Doomed::yes) continue;
    doom(*link);
    return true;
  }
  return false;
}

void Server::Impl::admit(int fd, Transport transport) {
  if (links.size() >= options.limits.connections_max && (!make_room() || links.size() >= options.limits.connections_max + 64)) {
    ::close(fd);
    return;
  }
  std::string address;
  if (transport != Transport::local) {
    int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (options.limits.connections_per_address_max > 0) address = counted_address(fd);
    if (!address.empty() && addresses[address] >= options.limits.connections_per_address_max) {
      ::close(fd);
      return;
    }
  }
  std::shared_ptr<TlsContext const> tls;
  if (transport == Transport::tls) {
    std::scoped_lock lock(certificate_mutex);
    tls = certificate;
  }
  auto link = std::make_unique<Link>(io, fd, Connection(transport, peer_uid_of(fd, transport)), tls, options.parser_limits);
  if (!address.empty()) ++addresses[address];
  link->address = std::move(address);
  link->since_tick = tick;
  links.push_back(std::move(link));
  link_count = links.size();
  asio::co_spawn(io, serve(*links.back()), asio::detached);
}

// ---- the clock ----

Task<void> Server::Impl::tick_for_ever() {
  for (int quarter = 0;; quarter = (quarter + 1) % kTicksPerSecond) {
    timer.expires_after(std::chrono::milliseconds(1000 / kTicksPerSecond));
    auto [error] = co_await timer.async_wait(kWait);
    if (error) co_return;
    date = date_line(options.now());
    try {
      if (options.on_tick) options.on_tick();
    } catch (...) {
      trouble(what_was_thrown());
    }
    if (quarter == kTicksPerSecond - 1) {
      ++tick;
      sweep();
    }
    if (stopping_since >= 0) {
      if (links.empty()) break;
      if (tick - stopping_since > options.limits.drain_seconds_max)
        for (auto& link : links) doom(*link);
      // A handler that ignores its end is left behind; its lane is joined by its owner.
      if (tick - stopping_since > options.limits.drain_seconds_max + 2) break;
    }
  }
  io.stop();
}

void Server::Impl::sweep() {
  for (auto& link : links)
    if (link->overdue(tick, options.limits)) doom(*link);
}

void Server::Impl::doom(Link& link) {
  link.doomed = Link::Doomed::yes;
  boost::system::error_code ignored;
  link.descriptor.cancel(ignored);
}

void Server::Impl::begin_stop() {
  if (stopping_since >= 0) return;
  stopping_since = static_cast<int>(tick);
  boost::system::error_code ignored;
  for (auto& port : ports) port.descriptor.close(ignored);
  for (auto& link : links)
    if (link->phase == LinkPhase::idle || (link->phase == LinkPhase::head && !link->has_buffered())) doom(*link);
}

// ---- a connection ----

Task<void> Server::Impl::serve(Link& link) {
  try {
    co_await converse(link);
  } catch (...) {
    trouble(what_was_thrown());
  }
  bodies_held -= link.body_held;
  if (!link.address.empty()) {
    auto count = addresses.find(link.address);
    if (--count->second == 0) addresses.erase(count);
  }
  std::erase_if(links, [&](auto const& other) { return other.get() == &link; });
  link_count = links.size();
}

Task<bool> Server::Impl::ready_for(Link& link, Channel::Io io_wanted) {
  if (link.doomed == Link::Doomed::yes) co_return false;
  auto what = io_wanted == Channel::Io::want_write ? Link::Descriptor::wait_write : Link::Descriptor::wait_read;
  auto [error] = co_await link.descriptor.async_wait(what, kWait);
  co_return !error && link.doomed == Link::Doomed::no;
}

Task<bool> Server::Impl::shake_hands(Link& link) {
  while (true) {
    auto io_result = link.channel.handshake();
    if (io_result == Channel::Io::done) break;
    if (io_result == Channel::Io::closed) co_return false;
    bool ready = co_await ready_for(link, io_result);
    if (!ready) co_return false;
  }
  link.enter(LinkPhase::head, tick);
  co_return true;
}

Task<void> Server::Impl::converse(Link& link) {
  bool open = true;
  if (link.connection.transport() == Transport::tls) open = co_await shake_hands(link);
  else link.enter(LinkPhase::head, tick);
  while (open && link.doomed == Link::Doomed::no) {
    switch (link.advance()) {
      case Step::need_more: {
        // The answers to pipelined requests leave in one write, when nothing more is buffered.
        auto sent = link.flush_now();
        if (sent != Channel::Io::done) {
          open = co_await flush(link);
          if (!open) break;
        }
        if (link.phase == LinkPhase::idle && stopping_since >= 0) co_return;
        if (link.phase == LinkPhase::idle && link.has_buffered()) link.enter(LinkPhase::head, tick);
        // A body is likely to be there already; the next request is not.
        auto got = Channel::Io::want_read;
        if (link.phase == LinkPhase::body || link.channel.holds_unread()) got = link.read_now();
        while (got == Channel::Io::want_read || got == Channel::Io::want_write) {
          auto what = got == Channel::Io::want_write ? Link::Descriptor::wait_write : Link::Descriptor::wait_read;
          auto [error] = co_await link.descriptor.async_wait(what, kWait);
          if (error || link.doomed == Link::Doomed::yes) co_return;
          got = link.read_now();
        }
        if (got == Channel::Io::closed) co_return;
        if (link.phase == LinkPhase::idle) link.enter(LinkPhase::head, tick);
        break;
      }
      case Step::head: plan(link); break;
      case Step::body:
        if (link.plan.sink) {
          open = co_await store_chunk(link);
        } else if (!keep_chunk(link)) {
          co_await refuse(link, 503);
          co_return;
        }
        break;
      case Step::complete: {
        ++link.requests;
        auto now = service.answer_now ? service.answer_now(link.parser.request()) : std::nullopt;
        if (!now) {
          open = co_await answer(link);
          break;
        }
        auto persist = persist_after(link, *now);
        queue(link, std::move(*now), persist);
        if (persist == Persist::close) {
          co_await linger(link);
          co_return;
        }
        if (!link.tail.empty() || link.out.size() > kFlushBytes) open = co_await flush(link);
        next_request(link);
        break;
      }
      case Step::refused: co_await refuse(link, link.parser.refusal().status); co_return;
    }
  }
}

void Server::Impl::plan(Link& link) {
  auto& request = link.parser.request();
  request.transport = link.connection.transport();
  link.plan = {};
  bool has_body = request.chunked == Request::Chunked::yes || request.content_length.value_or(0) > 0;
  if (has_body && service.plan_body) link.plan = service.plan_body(request, link.connection);
  request.sink = link.plan.sink;
  if (link.plan.refuse_status != 0) {
    link.parser.refuse_with(link.plan.refuse_status);
    return;
  }
  link.parser.plan_body(link.plan.bytes_max);
  if (!has_body) return;
  link.enter(LinkPhase::body, tick);
  if (request.expect_continue == Request::ExpectContinue::yes && !link.parser.is_refused() && !link.has_buffered())
    link.out += "HTTP/1.1 100 Continue\r\n\r\n";
}

// Many bodies at once must not take more memory than a server may have for them, however large each of them may be.
bool Server::Impl::keep_chunk(Link& link) {
  auto chunk = link.parser.chunk();
  if (bodies_held + chunk.size() > options.limits.bodies_in_flight_bytes_max) return false;
  bodies_held += chunk.size();
  link.body_held += chunk.size();
  link.parser.request().body.append(chunk);
  return true;
}

void Server::Impl::next_request(Link& link) {
  bodies_held -= std::exchange(link.body_held, 0);
  link.parser.next();
  link.enter(LinkPhase::idle, tick);
}

Task<bool> Server::Impl::store_chunk(Link& link) {
  auto chunk = link.parser.chunk();
  auto sink = link.plan.sink;
  Status stored;
  try {
    if (link.plan.lane) {
      auto work = [&sink, chunk]() -> Status { return sink->write(chunk); };
      stored = co_await on_lane(*link.plan.lane, work);
    } else {
      stored = sink->write(chunk);
    }
  } catch (...) {
    stored = fail(ErrorCode::corrupt, "Something went wrong here.", what_was_thrown());
    trouble(stored.error().cause);
  }
  if (stored) co_return true;
  auto response = service.body_failed ? service.body_failed(link.parser.request(), stored.error())
                                      : refusal(describe(stored.error().code).http_status);
  queue(link, std::move(response), Persist::close);
  co_await linger(link);
  co_return false;
}

Task<bool> Server::Impl::answer(Link& link) {
  link.enter(LinkPhase::handling, tick);
  std::optional<Response> response;
  std::string failure;
  try {
    response = co_await service.answer(link.parser.request(), link.connection);
  } catch (...) {
    failure = what_was_thrown();
  }
  if (!response) {
    trouble(failure);
    response = refusal(500);
  }
  auto persist = persist_after(link, *response);
  queue(link, std::move(*response), persist);
  if (persist == Persist::close) {
    co_await linger(link);
    co_return false;
  }
  bool open = true;
  if (!link.tail.empty() || link.out.size() > kFlushBytes) open = co_await flush(link);
  link.plan = {};
  next_request(link);
  co_return open;
}

Persist Server::Impl::persist_after(Link const& link, Response const& response) const {
  auto const& request = link.parser.request();
  bool keep = request.keep_alive == Request::KeepAlive::yes && request.minor_version == 1 && stopping_since < 0 &&
              response.after_sending == Response::AfterSending::keep &&
              link.requests < options.limits.requests_per_connection_max;
  return keep ? Persist::keep : Persist::close;
}

void Server::Impl::queue(Link& link, Response response, Persist persist) {
  link.response = std::move(response);
  auto send_body = link.parser.request().method == Method::head ? SendBody::no : SendBody::yes;
  link.tail = serialise(link.response, security, date, send_body, persist, link.out).tail;
}

Task<bool> Server::Impl::flush(Link& link) {
  auto before = link.phase;
  link.enter(LinkPhase::writing, tick);
  while (true) {
    auto sent = link.flush_now();
    if (sent == Channel::Io::done) break;
    if (sent == Channel::Io::closed) co_return false;
    bool ready = co_await ready_for(link, sent);
    if (!ready) co_return false;
  }
  link.response = {};
  link.enter(before, tick);
  co_return true;
}

Response Server::Impl::refusal(int status) const {
  if (service.refusal) return service.refusal(status);
  auto response = text_response(status, std::string(reason_phrase(status)) + "\n");
  if (status == 503) response.with("Retry-After", "30");
  return response;
}

Task<void> Server::Impl::refuse(Link& link, int status) {
  queue(link, refusal(status), Persist::close);
  co_await linger(link);
}

// Sends everything, then reads on for a moment: closing with unread bytes would make the kernel reset the
// connection, and the answer might never be seen.
Task<void> Server::Impl::linger(Link& link) {
  bool open = co_await flush(link);
  if (!open) co_return;
  link.channel.finish_sending();
  if (stopping_since >= 0) co_return;
  link.enter(LinkPhase::lingering, tick);
  while (true) {
    link.in_begin = link.in_end = 0;
    auto got = link.read_now();
    if (got == Channel::Io::closed) co_return;
    if (got == Channel::Io::done) {
      // An upload that was refused may go on for a while; half a minute of it is enough.
      if (link.moved > 64ULL * 1024 * 1024) co_return;
      continue;
    }
    bool ready = co_await ready_for(link, got);
    if (!ready) co_return;
  }
}

}  // namespace tocsin::http
