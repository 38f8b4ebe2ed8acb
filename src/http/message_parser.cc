// Message framing around Beast's head parser.
// Spec: RFC 9112 sections 2.2, 3, 5, 6 and 7.1.
#include "http/message_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

#include "base/text.h"
#include "http/header_value.h"

namespace tocsin::http {

namespace {

namespace beast = boost::beast;

// Feeds Beast one complete head; bodies are framed by MessageParser.
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(Request& request, ParserLimits const& limits) : request_(request), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    skip(true);
  }
  int status = 400;
  char const* why = "malformed head";

 private:
  using string_view = beast::string_view;
  void refuse(int refused_status, char const* refused_why, beast::error_code& ec) {
    status = refused_status;
    why = refused_why;
    ec = beast::http::error::bad_field;
  }
  void on_request_impl(beast::http::verb, string_view method, string_view target, int version,
                       beast::error_code& ec) override {
    if (target.size() > limits_.target_bytes_max) return refuse(414, "target too long", ec);
    if (method.size() > 20) return refuse(501, "method too long", ec);
    request_.method_text.assign(method.data(), method.size());
    request_.method = value_of(kMethods, request_.method_text).value_or(Method::other);
    request_.target.assign(target.data(), target.size());
    request_.minor_version = version - 10;
  }
  void on_field_impl(beast::http::field, string_view name, string_view value, beast::error_code& ec) override {
    if (request_.fields.size() >= limits_.header_fields_max) return refuse(431, "too many fields", ec);
    if (!is_field_value({value.data(), value.size()})) return refuse(400, "control character in a field", ec);
    request_.fields.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_response_impl(int, string_view, int, beast::error_code&) override {}
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, beast::error_code&) override {}
  std::size_t on_body_impl(string_view, beast::error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, beast::error_code&) override { return 0; }
  void on_finish_impl(beast::error_code&) override {}

  Request& request_;
  ParserLimits const& limits_;
};

// Fields whose repetition makes a request ambiguous.
constexpr std::string_view kOnce[] = {"host",   "content-length", "transfer-encoding", "content-type",   "authorization",
                                      "origin", "expect",         "idempotency-key",   "sec-fetch-site", "te"};

// 1*DIGIT, nothing else, at most 15 digits: no sign, no list, no wrap-around.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::uint64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace

MessageParser::Step MessageParser::refuse(int status, char const* why) {
  state_ = State::refused;
  refusal_ = {status, why};
  return Step::refused;
}

void MessageParser::next() {
  state_ = State::head;
  // The buffers of the last request are kept: a kept-alive connection allocates nothing for the next one.
  auto fields = std::move(request_.fields);
  auto path = std::move(request_.path);
  auto target = std::move(request_.target);
  fields.clear();
  request_ = Request{};
  request_.fields = std::move(fields);
  request_.path = std::move(path);
  request_.target = std::move(target);
  request_.path.clear();
  request_.target.clear();
  consumed_ = scanned_ = line_start_ = 0;
  remaining_ = body_bytes_ = body_bytes_max_ = 0;
}

MessageParser::Step MessageParser::feed(std::string_view bytes) {
  consumed_ = 0;
  chunk_ = {};
  switch (state_) {
    case State::head: return feed_head(bytes);
    case State::planned: assert(false && "plan_body() comes before more bytes"); return Step::refused;
    case State::sized_body:
    case State::chunk_data: return take_body(bytes);
    case State::chunk_size: return feed_chunk_size(bytes);
    case State::chunk_end:
    case State::last_end: {
      // CRLF after a chunk's data, or after the last chunk: trailers are refused, so nothing else may stand here.
      if (!bytes.empty() && bytes[0] != '\r') return refuse(400, "chunk not ended by CRLF, or a trailer");
      if (bytes.size() < 2) return Step::need_more;
      if (bytes[1] != '\n') return refuse(400, "chunk not ended by CRLF");
      consumed_ = 2;
      if (state_ == State::last_end) {
        state_ = State::done;
        return Step::complete;
      }
      state_ = State::chunk_size;
      auto step = feed_chunk_size(bytes.substr(2));
      consumed_ += 2;
      return step;
    }
    case State::done: return Step::complete;
    case State::refused: return Step::refused;
  }
  return Step::refused;
}

// Finds the end of the head and refuses bad line ends as soon as they arrive.
MessageParser::Step MessageParser::feed_head(std::string_view bytes) {
  auto visible = bytes.substr(0, limits_.header_bytes_max);
  while (true) {
    auto const* found = scanned_ < visible.size() ? static_cast<char const*>(std::memchr(
                                                        visible.data() + scanned_, '\n', visible.size() - scanned_))
                                                  : nullptr;
    if (!found) {
      scanned_ = visible.size();
      if (bytes.size() >= limits_.header_bytes_max)
        return line_start_ == 0 ? refuse(414, "request line too long") : refuse(431, "head too long");
      return Step::need_more;
    }
    auto at = static_cast<std::size_t>(found - visible.data());
    if (at == line_start_ || visible[at - 1] != '\r') return refuse(400, "bare LF");
    auto line = visible.substr(line_start_, at - 1 - line_start_);
    if (std::memchr(line.data(), '\r', line.size())) return refuse(400, "bare CR");
    bool first = line_start_ == 0;
    scanned_ = line_start_ = at + 1;
    if (line.empty()) {
      // RFC 9112 2.2 lets a server skip an empty line before the request line; refusing is the stricter reading.
      if (first) return refuse(400, "empty line before the request line");
      consumed_ = at + 1;
      return parse_head(visible.substr(0, at + 1));
    }
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded line");
  }
}

MessageParser::Step MessageParser::parse_head(std::string_view head) {
  request_.fields.reserve(head.size());
  HeadParser parser(request_, limits_);
  beast::error_code ec;
  parser.put(boost::asio::const_buffer(head.data(), head.size()), ec);
  if (ec) {
    if (ec == beast::http::error::bad_version) return refuse(400, "version");
    return refuse(parser.status, parser.why);
  }
  if (!parser.is_header_done()) return refuse(400, "malformed head");
  request_.keep_alive = parser.keep_alive() ? Request::KeepAlive::yes : Request::KeepAlive::no;
  return check_head();
}

// What Beast lets pass and we do not.
MessageParser::Step MessageParser::check_head() {
  auto& request = request_;
  for (auto name : kOnce)
    if (request.fields.count(name) > 1) return refuse(400, "a field that must stand once is repeated");

  // 1. The target and the host: exactly one authority.
  auto host = request.fields.find("host");
  if (!host && request.minor_version == 1) return refuse(400, "no Host");
  if (host) {
    auto authority = parse_authority(*host);
    if (!authority) return refuse(400, "malformed Host");
    request.host = std::move(*authority);
  }
  if (request.target == "*") {
    if (request.method != Method::options) return refuse(400, "asterisk-form without OPTIONS");
    request.path = "*";
  } else {
    auto target = parse_target(request.target);
    if (!target) return refuse(400, "malformed target");
    if (!target->authority.empty() && target->authority != request.host)
      return refuse(400, "absolute-form contradicts Host");
    request.path = std::move(target->path);
    request.query = std::move(target->query);
  }
  if (request.method == Method::other) return refuse(501, "method");

  // 2. The framing: at most one of the two, each in its one plain spelling.
  auto length = request.fields.find("content-length");
  auto coding = request.fields.find("transfer-encoding");
  if (length && coding) return refuse(400, "Content-Length and Transfer-Encoding");
  if (coding) {
    if (request.minor_version == 0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
    if (!equals_ignoring_case(*coding, "chunked")) return refuse(501, "transfer coding");
    request.chunked = Request::Chunked::yes;
  }
  if (length) {
    auto number = parse_length(*length);
    if (!number) return refuse(400, "malformed Content-Length");
    request.content_length = *number;
  }

  // 3. Expectations.
  if (auto expect = request.fields.find("expect")) {
    if (!equals_ignoring_case(*expect, "100-continue")) return refuse(417, "expectation");
    if (request.minor_version == 1) request.expect_continue = Request::ExpectContinue::yes;
  }
  state_ = State::planned;
  return Step::head;
}

MessageParser::Step MessageParser::plan_body(std::size_t bytes_max) {
  assert(state_ == State::planned);
  body_bytes_max_ = bytes_max;
  if (request_.chunked == Request::Chunked::yes) {
    if (bytes_max == 0) return refuse(413, "no body expected");
    state_ = State::chunk_size;
    return Step::need_more;
  }
  remaining_ = request_.content_length.value_or(0);
  if (remaining_ > bytes_max) return refuse(413, "body too large");
  state_ = remaining_ == 0 ? State::done : State::sized_body;
  return remaining_ == 0 ? Step::complete : Step::need_more;
}

MessageParser::Step MessageParser::take_body(std::string_view bytes) {
  if (bytes.empty()) return Step::need_more;
  chunk_ = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size())));
  consumed_ = chunk_.size();
  remaining_ -= chunk_.size();
  body_bytes_ += chunk_.size();
  if (remaining_ == 0) state_ = state_ == State::sized_body ? State::done : State::chunk_end;
  return Step::body;
}

// chunk-size CRLF: 1 to 8 hexadecimal digits and nothing else.
MessageParser::Step MessageParser::feed_chunk_size(std::string_view bytes) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < bytes.size() && digits <= 8; ++digits) {
    char c = bytes[digits];
    int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
              : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (value < 0) break;
    size = size * 16 + static_cast<std::uint64_t>(value);
  }
  consumed_ = 0;
  if (digits > 8) return refuse(400, "chunk size too long");
  if (digits == bytes.size()) return Step::need_more;
  if (digits == 0 || bytes[digits] != '\r') return refuse(400, "malformed chunk size, or an extension");
  if (digits + 1 == bytes.size()) return Step::need_more;
  if (bytes[digits + 1] != '\n') return refuse(400, "malformed chunk size");
  if (body_bytes_ + size > body_bytes_max_) return refuse(413, "body too large");
  consumed_ = digits + 2;
  remaining_ = size;
  state_ = size == 0 ? State::last_end : State::chunk_data;
  return Step::need_more;
}

}  // namespace tocsin::http
