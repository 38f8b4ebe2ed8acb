// Checks and percent-encoding of link addresses.
#include "markup/url.h"

#include <cassert>

#include "base/text.h"

namespace tocsin::markup {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_alphanumeric(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 3986, 2.2 and 2.3, and the percent sign of what is encoded already.
bool is_url_character(unsigned char c) {
  return is_alphanumeric(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(static_cast<char>(c)) !=
             std::string_view::npos;
}

void encode_byte(std::string& out, unsigned char c) {
  out += '%';
  out += kHexDigits[c >> 4];
  out += kHexDigits[c & 15];
}

std::string encode_foreign(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  for (unsigned char c : text) {
    // The apostrophe is legal but ends an attribute in careless readers of our pages.
    if (is_url_character(c) && c != '\'')
      out += static_cast<char>(c);
    else
      encode_byte(out, c);
  }
  return out;
}

bool has_space_or_control(std::string_view text) {
  for (unsigned char c : text)
    if (c <= 0x20 || c == 0x7f) return true;
  return false;
}

// host [":" port]; an IPv6 address in brackets. Non-ASCII hosts must be written in their xn-- form,
// so that no look-alike passes.
bool is_host_and_port(std::string_view authority) {
  auto host = authority;
  std::string_view port;
  if (authority.starts_with('[')) {
    auto end = authority.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    for (char c : authority.substr(1, end - 1))
      if (!is_alphanumeric(c) && c != ':' && c != '.') return false;
    auto rest = authority.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return false;
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    auto colon = authority.find(':');
    host = authority.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
    if (host.empty() || host.size() > 253 || host.front() == '.') return false;
    for (char c : host)
      if (!is_alphanumeric(c) && c != '-' && c != '.' && c != '_') return false;
  }
  if (port.size() > 5) return false;
  for (char c : port)
    if (c < '0' || c > '9') return false;
  return true;
}

// RFC 6068; an encoded line break would add header fields to the mail that the reader then writes.
bool is_mail_target(std::string_view target) {
  auto lower = lower_ascii(target);
  if (lower.find("%0a") != std::string::npos || lower.find("%0d") != std::string::npos)
    return false;
  auto address = target.substr(0, target.find('?'));
  auto at = address.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < address.size();
}

}  // namespace

std::optional<Url> Url::parse_local(std::string_view text) {
  if (text.empty() || text.size() > url_bytes_max) return std::nullopt;
  auto first = text.front();
  if (first != '/' && first != '#' && first != '?') return std::nullopt;
  // "//host" and what browsers take for it lead to another origin.
  if (first == '/' && text.size() > 1 && (text[1] == '/' || text[1] == '\\')) return std::nullopt;
  if (text.find('\\') != std::string_view::npos || has_space_or_control(text)) return std::nullopt;
  return Url(encode_foreign(text));
}

Url Url::local(std::string_view text) {
  auto url = parse_local(text);
  assert(url && "a local address starts with one '/', with '#' or with '?'");
  return *url;
}

std::optional<Url> Url::external(std::string_view text) {
  if (text.size() > url_bytes_max || has_space_or_control(text)) return std::nullopt;
  if (text.find('\\') != std::string_view::npos) return std::nullopt;
  auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto scheme = lower_ascii(text.substr(0, colon));
  auto rest = text.substr(colon + 1);
  if (scheme == "mailto") {
    if (!is_mail_target(rest)) return std::nullopt;
    return Url("mailto:" + encode_foreign(rest));
  }
  if (scheme != "http" && scheme != "https") return std::nullopt;
  if (!rest.starts_with("//")) return std::nullopt;
  auto after = rest.substr(2);
  if (!is_host_and_port(after.substr(0, after.find_first_of("/?#")))) return std::nullopt;
  return Url(scheme + ":" + encode_foreign(rest));
}

std::optional<Url> Url::any(std::string_view text) {
  if (auto url = parse_local(text)) return url;
  return external(text);
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  for (unsigned char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~')
      out += static_cast<char>(c);
    else
      encode_byte(out, c);
  }
  return out;
}

}  // namespace tocsin::markup
