// The response writer: status line, Date, fields, length, body.
// Spec: RFC 9112 sections 4 and 6.
#include "http/response.h"

#include <charconv>

#include "base/text.h"

namespace tocsin::http {

namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase kPhrases[] = {
    {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"}, {206, "Partial Content"},
    {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"},
    {307, "Temporary Redirect"}, {308, "Permanent Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"},
    {403, "Forbidden"}, {404, "Not Found"}, {405, "Method Not Allowed"}, {406, "Not Acceptable"},
    {408, "Request Timeout"}, {409, "Conflict"}, {410, "Gone"}, {411, "Length Required"},
    {412, "Precondition Failed"}, {413, "Content Too Large"}, {414, "URI Too Long"},
    {415, "Unsupported Media Type"}, {417, "Expectation Failed"}, {421, "Misdirected Request"},
    {422, "Unprocessable Content"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"}, {500, "Internal Server Error"}, {501, "Not Implemented"},
    {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}, {507, "Insufficient Storage"},
};

void append_number(std::string& out, std::size_t number) {
  char digits[24];
  auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_status_line(std::string& out, int status) {
  assert(status >= 200 && status <= 599);
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

// Every field that does not depend on the moment of sending, and the empty line.
void append_fields(std::string& out, Response const& response, SecurityHeaders const& security) {
  for (auto const& header : response.headers) {
    assert(!equals_ignoring_case(header.name.text(), "date"));
    assert(!equals_ignoring_case(header.name.text(), "content-length"));
    out += header.name.text();
    out += ": ";
    out += header.value.text();
    out += "\r\n";
  }
  out += security.lines(response.security);
  // 304 describes the length of what it does not send, which nobody needs; 204 must not have one.
  if (may_have_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.body_bytes().size());
    out += "\r\n";
  }
  out += "\r\n";
}

void append_when(std::string& out, std::string_view date_line, Persist persist) {
  out += date_line;
  if (persist == Persist::close) out += "Connection: close\r\n";
}

}  // namespace

std::string_view reason_phrase(int status) {
  for (auto const& row : kPhrases)
    if (row.status == status) return row.text;
  return "Status";
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

Response text_response(int status, std::string text) {
  Response response;
  response.status = status;
  response.with("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

Response html_response(int status, std::string html, SecuritySet security) {
  Response response;
  response.status = status;
  response.security = security;
  response.with("Content-Type", "text/html; charset=utf-8");
  response.body = std::move(html);
  return response;
}

Response redirect_response(int status, HeaderValue location, SecuritySet security) {
  Response response;
  response.status = status;
  response.security = security;
  response.with("Location", std::move(location));
  return response;
}

std::shared_ptr<PreparedResponse const> prepare(Response const& response, SecurityHeaders const& security) {
  assert(!response.prepared);
  auto prepared = std::make_shared<PreparedResponse>();
  append_status_line(prepared->status_line, response.status);
  append_fields(prepared->rest, response, security);
  prepared->head_bytes = prepared->rest.size();
  if (may_have_body(response.status)) prepared->rest += response.body_bytes();
  return prepared;
}

Serialised serialise(Response const& response, SecurityHeaders const& security, std::string_view date_line,
                     SendBody send_body, Persist persist, std::string& out) {
  std::string_view body;
  if (response.prepared) {
    auto const& prepared = *response.prepared;
    out += prepared.status_line;
    append_when(out, date_line, persist);
    std::string_view rest = prepared.rest;
    if (send_body == SendBody::yes && rest.size() <= inline_body_bytes_max) {
      out += rest;
      return {};
    }
    out += rest.substr(0, prepared.head_bytes);
    body = rest.substr(prepared.head_bytes);
  } else {
    append_status_line(out, response.status);
    append_when(out, date_line, persist);
    append_fields(out, response, security);
    if (may_have_body(response.status)) body = response.body_bytes();
  }
  if (send_body == SendBody::no) return {};
  if (body.size() > inline_body_bytes_max) return {body};
  out += body;
  return {};
}

std::string date_line(Instant now) { return "Date: " + to_http_date(now) + "\r\n"; }

}  // namespace tocsin::http
