// Buffers and deadlines of one connection.
#include "http/link.h"

#include <cstring>

namespace tocsin::http {

namespace {

constexpr std::size_t kInputBytes = 16 * 1024;
constexpr std::size_t kBodyInputBytes = 64 * 1024;
constexpr std::size_t kOutputKeptBytes = 32 * 1024;
constexpr int kLingerSeconds = 5;
static_assert(kInputBytes >= http_header_bytes_max, "a whole head must fit the buffer");

}  // namespace

Link::Link(boost::asio::io_context& io, int fd, Connection given, std::shared_ptr<TlsContext const> const& tls,
           ParserLimits const& limits)
    : descriptor(io.get_executor(), fd),
      channel(fd, given.transport() == Transport::tls ? tls : nullptr),
      connection(given),
      parser(limits) {
  in.resize(kInputBytes);
}

MessageParser::Step Link::advance() {
  while (true) {
    auto step = parser.feed(std::string_view(in).substr(in_begin, in_end - in_begin));
    auto consumed = parser.consumed();
    in_begin += consumed;
    // A body chunk points into the buffer, so the buffer stays as it is until the next read.
    if (step != MessageParser::Step::need_more || consumed == 0 || in_begin == in_end) return step;
  }
}

Channel::Io Link::flush_now() {
  while (out_sent < out.size()) {
    auto more = tail.empty() ? Channel::MoreFollows::no : Channel::MoreFollows::yes;
    auto sent = channel.write(std::string_view(out).substr(out_sent), more);
    if (sent.io != Channel::Io::done) return sent.io;
    out_sent += sent.bytes;
    moved += sent.bytes;
  }
  out.clear();
  out_sent = 0;
  if (out.capacity() > kOutputKeptBytes) out.shrink_to_fit();
  while (!tail.empty()) {
    auto sent = channel.write(tail, Channel::MoreFollows::no);
    if (sent.io != Channel::Io::done) return sent.io;
    tail.remove_prefix(sent.bytes);
    moved += sent.bytes;
  }
  return Channel::Io::done;
}

Channel::Io Link::read_now() {
  if (in_begin == in_end) {
    in_begin = in_end = 0;
  } else if (in_begin > 0) {
    std::memmove(in.data(), in.data() + in_begin, in_end - in_begin);
    in_end -= in_begin;
    in_begin = 0;
  }
  auto size = phase == LinkPhase::body ? kBodyInputBytes : kInputBytes;
  if (in.size() < size || (in.size() > size && in_end <= size && phase == LinkPhase::idle)) in.resize(size);
  // The parser decides within a head's length, so a full buffer always was consumed.
  assert(in_end < in.size());
  auto got = channel.read(in.data() + in_end, in.size() - in_end);
  if (got.io == Channel::Io::done) {
    in_end += got.bytes;
    moved += got.bytes;
  }
  return got.io;
}

void Link::enter(LinkPhase next, std::int64_t tick) {
  phase = next;
  since_tick = tick;
  moved = 0;
}

bool Link::overdue(std::int64_t tick, ServerLimits const& limits) const {
  auto elapsed = tick - since_tick;
  auto too_slow = [&](int grace) {
    return elapsed > grace &&
           moved < limits.body_bytes_per_second_min * static_cast<std::uint64_t>(elapsed - grace);
  };
  switch (phase) {
    case LinkPhase::handshake:
    case LinkPhase::head: return elapsed > limits.header_seconds_max;
    case LinkPhase::idle: return elapsed > limits.idle_seconds_max;
    case LinkPhase::body: return too_slow(limits.header_seconds_max);
    case LinkPhase::writing: return too_slow(limits.write_seconds_max);
    case LinkPhase::lingering: return elapsed > kLingerSeconds;
    case LinkPhase::handling: return false;  // the handler has limits of its own
  }
  return false;
}

}  // namespace tocsin::http
