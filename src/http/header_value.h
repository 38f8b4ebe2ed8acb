// HeaderName and HeaderValue: what may stand in a response head.
//
// Spec:       RFC 9110 sections 5.1 (token) and 5.5 (field value).
// Invariants: a HeaderValue holds no CR, LF, NUL or other control character except TAB, so no text from anywhere can
//             end a line or start a second field (T35). There is no other way to put text into a head.
// Failure:    make() gives invalid_input. A literal that breaks the rule does not compile.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::http {

constexpr bool is_token_character(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
constexpr bool is_token(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text)
    if (!is_token_character(c)) return false;
  return true;
}
constexpr bool is_field_value(std::string_view text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

class HeaderName {
 public:
  template <std::size_t N>
  consteval HeaderName(char const (&literal)[N]) : literal_(literal, N - 1) {
    if (!is_token(literal_)) throw "a header name must be a token";
  }
  static Result<HeaderName> make(std::string_view text) {
    if (!is_token(text)) return fail(ErrorCode::invalid_input, "a header name must be a token");
    return HeaderName(std::string(text));
  }
  std::string_view text() const { return owned_ ? std::string_view(*owned_) : literal_; }

 private:
  explicit HeaderName(std::string owned) : owned_(std::move(owned)) {}
  std::string_view literal_;
  std::optional<std::string> owned_;  // not a plain string: an empty one is no constant with GCC 12
};

class HeaderValue {
 public:
  template <std::size_t N>
  consteval HeaderValue(char const (&literal)[N]) : literal_(literal, N - 1) {
    if (!is_field_value(literal_)) throw "a header value cannot hold control characters";
  }
  static Result<HeaderValue> make(std::string text) {
    if (!is_field_value(text))
      return fail(ErrorCode::invalid_input, "a header value cannot hold control characters");
    return HeaderValue(std::move(text));
  }
  static HeaderValue of(std::size_t number) { return HeaderValue(std::to_string(number)); }
  std::string_view text() const { return owned_ ? std::string_view(*owned_) : literal_; }

 private:
  explicit HeaderValue(std::string owned) : owned_(std::move(owned)) {}
  std::string_view literal_;
  std::optional<std::string> owned_;  // not a plain string: an empty one is no constant with GCC 12
};

struct ResponseHeader {
  HeaderName name;
  HeaderValue value;
};

}  // namespace tocsin::http
