// Cookie header reader and Set-Cookie writer.
// Spec: RFC 6265 sections 4.1 and 5.4.
#include "http/cookies.h"

#include "base/text.h"

namespace tocsin::http {

std::optional<std::string> cookie_value(Request const& request, std::string_view name) {
  std::optional<std::string> found;
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    auto field = request.fields.at(i);
    if (!equals_ignoring_case(field.name, "cookie")) continue;
    for (auto pair : split(field.value, ';')) {
      pair = trim(pair);
      auto equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      if (found) return std::nullopt;
      found = std::string(pair.substr(equals + 1));
    }
  }
  return found;
}

std::string cookie_wire_name(Cookie const& cookie) {
  if (cookie.scheme == CookieScheme::loopback) return cookie.name;
  return (cookie.prefix == CookiePrefix::host ? "__Host-" : "__Secure-") + cookie.name;
}

Result<HeaderValue> set_cookie(Cookie const& cookie) {
  assert(is_token(cookie.name));
  assert(cookie.prefix != CookiePrefix::host || cookie.path == "/");
  for (char c : cookie.value)
    if (!is_token_character(c) && c != '=' && c != '/')
      return fail(ErrorCode::invalid_input, "a cookie value holds a character that cannot be sent");
  std::string text = cookie_wire_name(cookie) + "=" + cookie.value + "; Path=" + cookie.path;
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.scheme == CookieScheme::https) text += "; Secure";
  text += "; HttpOnly; SameSite=Strict";
  return HeaderValue::make(std::move(text));
}

Result<HeaderValue> clear_cookie(Cookie cookie) {
  cookie.value.clear();
  cookie.max_age = std::chrono::seconds(0);
  return set_cookie(cookie);
}

}  // namespace tocsin::http
