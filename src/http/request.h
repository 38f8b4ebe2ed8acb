// A request as the handlers see it: already strict, decoded and bounded.
//
// Spec:       RFC 9110 (semantics), RFC 3986 (target).
// Invariants: `path` starts with '/', is percent-decoded once, is valid UTF-8 and holds no NUL, control character,
//             backslash or dot segment, and no slash came out of an escape. `host` is lower case, without user
//             information, and came from exactly one place. Fields of which one is allowed appear once.
//             The client's address is not part of a request; nothing here can log it.
// Threads:    a value of one connection; no locks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/result.h"

namespace tocsin::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

inline constexpr Name<Method> kMethods[] = {
    {Method::get, "GET"},     {Method::head, "HEAD"},      {Method::post, "POST"},      {Method::put, "PUT"},
    {Method::patch, "PATCH"}, {Method::delete_, "DELETE"}, {Method::options, "OPTIONS"},
};

enum class Transport { plain, tls, local };  // local: a unix socket

// The header fields of a message: one block of bytes and the places of names and values in it.
class Fields {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };
  std::size_t size() const { return places_.size(); }
  Field at(std::size_t index) const;
  // The first value, or nullopt. Names are compared without case.
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view value_or_empty(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  std::size_t count(std::string_view name) const;
  void add(std::string_view name, std::string_view value);
  void clear();
  void reserve(std::size_t bytes);

 private:
  struct Place {
    std::uint32_t name_at, name_size, value_at, value_size;
  };
  std::string bytes_;
  std::vector<Place> places_;
};

// Where a body goes that is not kept in memory. Called in order, on a lane, never on the io thread.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // An error ends the request with its status; no further call follows.
  virtual Status write(std::string_view chunk) = 0;
};

struct Request {
  Method method = Method::get;
  std::string method_text;
  std::string target;  // as sent, origin-form; never logged for token paths
  std::string path;    // decoded
  std::string query;   // as sent, without '?'
  std::string host;    // lower case, with the port if one was sent; empty only in HTTP/1.0
  Fields fields;
  std::string body;                // empty if the body went to a sink
  std::shared_ptr<BodySink> sink;  // set when the plan named one; the handler gets its result from it
  std::optional<std::uint64_t> content_length;
  Transport transport = Transport::plain;
  int minor_version = 1;
  enum class KeepAlive { no, yes } keep_alive = KeepAlive::yes;
  enum class Chunked { no, yes } chunked = Chunked::no;
  enum class ExpectContinue { no, yes } expect_continue = ExpectContinue::no;

  // The host without its port.
  std::string_view host_name() const;
  // The value of a query parameter, decoded; nullopt if it is absent or badly encoded.
  std::optional<std::string> query_value(std::string_view key) const;
  bool reads_only() const { return method == Method::get || method == Method::head; }
};

// One request-target, parsed: RFC 9112 section 3.2.
struct Target {
  std::string path;
  std::string query;
  std::string authority;  // absolute-form only, lower case
};

Result<Target> parse_target(std::string_view text);
// Decodes %XX once. `plus_is_space` is for forms. An invalid escape or NUL is invalid_input.
enum class PlusIsSpace { no, yes };
Result<std::string> percent_decode(std::string_view text, PlusIsSpace plus);
std::string percent_encode(std::string_view text);  // everything but RFC 3986 unreserved
// uri-host [ ":" port ], without user information; lower case.
Result<std::string> parse_authority(std::string_view text);

}  // namespace tocsin::http
