// Bytes in, requests out: HTTP/1.1 message framing, strict, without a socket.
//
// Spec:       RFC 9112. The request line and fields are parsed by Boost.Beast's basic_parser; this class frames the
//             message around it and refuses what two servers could read differently (T30): bare CR or LF, folded
//             lines, space before a colon, Content-Length beside Transfer-Encoding, any list of lengths, transfer
//             codings other than one "chunked", chunk extensions, trailers, two Hosts, no Host, an absolute-form
//             that contradicts Host. Nothing is repaired.
// Invariants: any split of the same bytes gives the same requests and the same errors. At most
//             http_header_bytes_max bytes are looked at before a decision; no byte of a body is kept before the
//             body plan is made.
// Failure:    a refusal is a status to answer with; afterwards the connection must be closed, because the place of
//             the next message is in doubt.
// Threads:    one connection's coroutine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "http/request.h"

namespace tocsin::http {
class Lane;
}

namespace tocsin::http {

struct ParserLimits {
  std::size_t header_bytes_max = http_header_bytes_max;
  std::size_t header_fields_max = http_header_fields_max;
  std::size_t target_bytes_max = http_target_bytes_max;
};

// What to do with the body of a request, decided from its head alone.
struct BodyPlan {
  std::size_t bytes_max = 0;
  // When set, the body goes there instead of into Request::body, written on `lane`; without a lane on the io thread,
  // which only a sink that never blocks may ask for.
  std::shared_ptr<BodySink> sink = nullptr;
  Lane* lane = nullptr;
  // Not 0: answer this at once, read no body, close.
  int refuse_status = 0;
};

class MessageParser {
 public:
  enum class Step {
    need_more,  // give more bytes; if some were consumed, the rest of these first
    head,       // the head is complete: call plan_body(), then go on feeding
    body,       // `chunk()` holds body bytes: take them, then go on feeding
    complete,   // request() is complete; call next() to begin another
    refused,    // refusal() says why; close after answering
  };
  struct Refusal {
    int status = 400;
    char const* why = "";  // for tests and the log; holds nothing of the request
  };

  explicit MessageParser(ParserLimits limits = {}) : limits_(limits) {}

  // Looks at `bytes`, which must begin with whatever the last call did not consume. Sets consumed().
  Step feed(std::string_view bytes);
  std::size_t consumed() const { return consumed_; }
  // Body bytes of a `body` step; they point into the bytes given to feed().
  std::string_view chunk() const { return chunk_; }

  // After `head`. The limit applies to the decoded body.
  Step plan_body(std::size_t bytes_max);

  // The owner's refusal, made after `head`.
  void refuse_with(int status) { refuse(status, "refused by the service"); }
  bool is_refused() const { return state_ == State::refused; }

  Request& request() { return request_; }
  Request const& request() const { return request_; }
  Refusal refusal() const { return refusal_; }
  bool in_message() const { return state_ != State::head || scanned_ > 0; }
  void next();

 private:
  enum class State { head, planned, sized_body, chunk_size, chunk_data, chunk_end, last_end, done, refused };
  Step refuse(int status, char const* why);
  Step feed_head(std::string_view bytes);
  Step parse_head(std::string_view head);
  Step check_head();
  Step feed_chunk_size(std::string_view bytes);
  Step take_body(std::string_view bytes);

  ParserLimits limits_;
  State state_ = State::head;
  Request request_;
  Refusal refusal_;
  std::size_t consumed_ = 0;
  std::string_view chunk_;
  std::size_t scanned_ = 0;       // of the head, known to hold only whole, well-formed line ends
  std::size_t line_start_ = 0;    // of the line being scanned
  std::uint64_t remaining_ = 0;   // of the sized body or the chunk
  std::uint64_t body_bytes_ = 0;  // decoded so far
  std::uint64_t body_bytes_max_ = 0;
};

}  // namespace tocsin::http
