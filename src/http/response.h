// A response, and how it becomes bytes.
//
// Spec:       RFC 9110 and RFC 9112 (status line, Date, Content-Length, HEAD, 204 and 304 without a body).
// Invariants: (1) every response carries one set of security headers. (2) Content-Length is always exact; nothing is
//             sent chunked. (3) Header text cannot hold CR or LF (header_value.h). (4) `Date` is the only byte of a
//             prepared response that depends on when it is sent.
// Threads:    values; a PreparedResponse is immutable and may be shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "http/header_value.h"
#include "http/security_headers.h"

namespace tocsin::http {

// A response serialised once and sent many times: the shelf's hot path costs a look-up and one write.
struct PreparedResponse {
  std::string status_line;      // "HTTP/1.1 200 OK\r\n"
  std::string rest;             // all fields but Date, the empty line, then the body
  std::size_t head_bytes = 0;   // of `rest`, up to and including the empty line
};

struct Response {
  int status = 200;
  SecuritySet security = SecuritySet::private_page;
  std::vector<ResponseHeader> headers;
  std::string body;
  std::string_view shared_bytes;                           // instead of `body`, when `shared_owner` is set
  std::shared_ptr<void const> shared_owner;                // keeps `shared_bytes` alive: a mapped file, say
  std::shared_ptr<PreparedResponse const> prepared;        // instead of everything above
  enum class AfterSending { keep, close } after_sending = AfterSending::keep;

  Response& with(HeaderName name, HeaderValue value) {
    headers.push_back({std::move(name), std::move(value)});
    return *this;
  }
  std::string_view body_bytes() const { return shared_owner ? shared_bytes : std::string_view(body); }
};

std::string_view reason_phrase(int status);
bool may_have_body(int status);

// Whole responses that handlers often give.
Response text_response(int status, std::string text);
Response html_response(int status, std::string html, SecuritySet security = SecuritySet::private_page);
Response redirect_response(int status, HeaderValue location, SecuritySet security = SecuritySet::private_page);

// Serialises everything but Date. A value in `response.headers` named Date or Content-Length is an assertion.
std::shared_ptr<PreparedResponse const> prepare(Response const& response, SecurityHeaders const& security);

enum class SendBody { no, yes };     // no: the request was HEAD
enum class Persist { close, keep };  // close: say so in the head

// Appends the head, and the body too if it is at most `inline_body_bytes_max`; otherwise the caller sends
// `body_to_send` of it afterwards. `date_line` is "Date: ...\r\n".
struct Serialised {
  std::string_view tail;  // body bytes still to be sent; points into the response
};
inline constexpr std::size_t inline_body_bytes_max = 64 * 1024;
Serialised serialise(Response const& response, SecurityHeaders const& security, std::string_view date_line,
                     SendBody send_body, Persist persist, std::string& out);

// "Date: Thu, 05 Mar 2026 14:00:00 GMT\r\n"
std::string date_line(Instant now);

}  // namespace tocsin::http
