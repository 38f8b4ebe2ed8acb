// A link: one accepted connection with its buffers, its parser and its deadline. Private to the server.
//
// Invariants: (1) bytes in [in_begin, in_end) of `in` are received and not consumed. (2) `moved` counts the bytes of
//             the phase, `since_tick` when it began: the sweep needs nothing else.
// Threads:    the io thread.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <string>

#include "http/server.h"

namespace tocsin::http {

enum class LinkPhase { handshake, idle, head, body, handling, writing, lingering };

struct Link {
  using Descriptor = boost::asio::posix::basic_stream_descriptor<IoExecutor>;

  Link(boost::asio::io_context& io, int fd, Connection given, std::shared_ptr<TlsContext const> const& tls,
       ParserLimits const& limits);

  // Feeds the parser with what is buffered.
  MessageParser::Step advance();
  // Sends what can be sent without waiting.
  Channel::Io flush_now();
  // Receives once what can be received without waiting.
  Channel::Io read_now();
  bool has_buffered() const { return in_begin < in_end; }
  void enter(LinkPhase next, std::int64_t tick);
  bool overdue(std::int64_t tick, ServerLimits const& limits) const;

  Descriptor descriptor;
  Channel channel;
  Connection connection;
  MessageParser parser;
  std::string in;
  std::size_t in_begin = 0, in_end = 0;
  std::string out;
  std::size_t out_sent = 0;
  std::string_view tail;   // of a large body, after `out`
  Response response;       // owns `tail`
  BodyPlan plan;
  LinkPhase phase = LinkPhase::handshake;
  std::int64_t since_tick = 0;
  std::uint64_t moved = 0;
  std::size_t requests = 0;
  std::size_t body_held = 0;  // bytes of the request's body that are kept in memory
  std::string address;     // of the peer, for the cap of connections only; empty if it is not counted
  enum class Doomed { no, yes } doomed = Doomed::no;
};

}  // namespace tocsin::http
