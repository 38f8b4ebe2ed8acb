// Url: an address that is safe to put into a link, and the encoding of its parts.
//
// Spec:       RFC 3986; RFC 6068 (mailto); the WHATWG URL rules where browsers differ (a backslash
//             is a slash, tab and newline vanish), because it is browsers that follow links.
// Invariants: str() is printable ASCII without space, quote, angle bracket or backslash. A local
//             Url can only lead to our own origin; an external one has the scheme http, https or
//             mailto, a host and no user part.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::markup {

inline constexpr std::size_t url_bytes_max = 2'048;

class Url {
 public:
  // Starts with a single '/', or with '#' or '?'. Other characters than those of RFC 3986 are
  // percent-encoded. local() is for addresses that we compose (anything else is an assert),
  // parse_local() for those that somebody wrote.
  static Url local(std::string_view text);
  static std::optional<Url> parse_local(std::string_view text);
  static std::optional<Url> external(std::string_view text);
  // Local or external: what site content may link to.
  static std::optional<Url> any(std::string_view text);

  std::string const& str() const { return text_; }
  bool is_local() const {
    return text_.front() == '/' || text_.front() == '#' || text_.front() == '?';
  }
  friend bool operator==(Url const&, Url const&) = default;

 private:
  explicit Url(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// Everything but RFC 3986 unreserved characters as %XX: one path segment, one query name or value.
std::string percent_encode(std::string_view text);

}  // namespace tocsin::markup
