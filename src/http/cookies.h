// Cookies in and out, with the two prefixes the browser itself enforces.
//
// Spec:       RFC 6265 and its revision draft-ietf-httpbis-rfc6265bis (prefixes, SameSite).
// Invariants: every cookie we set is HttpOnly, SameSite=Strict and Secure, unless the site runs on plain http at
//             loopback, where a browser would drop Secure cookies: there the prefix is left out with it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/header_value.h"

namespace tocsin::http {

// The value of the cookie `name`; nullopt if absent, and also if it was sent twice: a second one may be planted.
std::optional<std::string> cookie_value(Request const& request, std::string_view name);

enum class CookiePrefix { host, secure };    // __Host- (Path=/, no Domain), __Secure- (a path of its own)
enum class CookieScheme { https, loopback };

struct Cookie {
  std::string name;   // without the prefix
  std::string value;  // token characters and base64url only
  CookiePrefix prefix = CookiePrefix::host;
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age = std::nullopt;  // absent: until the browser closes
  CookieScheme scheme = CookieScheme::https;
};

// The name as the browser sends it back.
std::string cookie_wire_name(Cookie const& cookie);
// The value of Set-Cookie.
Result<HeaderValue> set_cookie(Cookie const& cookie);
// The Set-Cookie that deletes it.
Result<HeaderValue> clear_cookie(Cookie cookie);

}  // namespace tocsin::http
