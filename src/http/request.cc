// Request targets, authorities and header fields.
// Spec: RFC 3986 sections 2.1 and 3.2.2, RFC 9112 section 3.2.
#include "http/request.h"

#include "base/text.h"

namespace tocsin::http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::unexpected<Error> bad_target(char const* why) {
  return fail(ErrorCode::invalid_input, "The address of the request is not well formed.", why);
}

// A raw path may hold only pchar and '/': what RFC 3986 allows, so that no two readers see two addresses.
bool is_raw_path_character(char c) {
  return is_unreserved(c) || std::string_view("!$&'()*+,;=:@/%").find(c) != std::string_view::npos;
}
bool is_raw_query_character(char c) {
  // Browsers send these few unescaped in a query; they end nothing here.
  return is_raw_path_character(c) || std::string_view("?[]{}|^`\"<>").find(c) != std::string_view::npos;
}

Status check_segments(std::string_view path) {
  for (auto at = path.find("/."); at != std::string_view::npos; at = path.find("/.", at + 1)) {
    auto segment = path.substr(at + 1, path.find('/', at + 1) - (at + 1));
    if (segment == "." || segment == "..") return bad_target("dot segment");
  }
  return {};
}

}  // namespace

Fields::Field Fields::at(std::size_t index) const {
  auto const& place = places_[index];
  std::string_view all = bytes_;
  return {all.substr(place.name_at, place.name_size), all.substr(place.value_at, place.value_size)};
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].name_size != name.size()) continue;
    auto field = at(i);
    if (equals_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (equals_ignoring_case(at(i).name, name)) ++count;
  return count;
}

void Fields::add(std::string_view name, std::string_view value) {
  Place place;
  place.name_at = static_cast<std::uint32_t>(bytes_.size());
  place.name_size = static_cast<std::uint32_t>(name.size());
  bytes_.append(name);
  place.value_at = static_cast<std::uint32_t>(bytes_.size());
  place.value_size = static_cast<std::uint32_t>(value.size());
  bytes_.append(value);
  places_.push_back(place);
}

void Fields::clear() {
  bytes_.clear();
  places_.clear();
}

void Fields::reserve(std::size_t bytes) {
  bytes_.reserve(bytes);
  places_.reserve(16);
}

std::string_view Request::host_name() const {
  std::string_view all = host;
  if (all.starts_with('[')) return all.substr(0, all.find(']') + 1);
  return all.substr(0, all.find(':'));
}

std::optional<std::string> Request::query_value(std::string_view key) const {
  if (query.empty()) return std::nullopt;
  for (auto pair : split(query, '&')) {
    auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), PlusIsSpace::yes);
    if (!name || *name != key) continue;
    if (equals == std::string_view::npos) return std::string();
    auto value = percent_decode(pair.substr(equals + 1), PlusIsSpace::yes);
    if (!value || !is_utf8(*value)) return std::nullopt;
    return std::move(*value);
  }
  return std::nullopt;
}

Result<std::string> percent_decode(std::string_view text, PlusIsSpace plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == PlusIsSpace::yes) {
      out += ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) return bad_target("truncated escape");
      int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return bad_target("invalid escape");
      c = static_cast<char>(high * 16 + low);
      if (c == '\0') return bad_target("%00");
      out += c;
      i += 2;
    } else if (c == '\0') {
      return bad_target("NUL");
    } else {
      out += c;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Result<std::string> parse_authority(std::string_view text) {
  auto bad = [] { return bad_target("host"); };
  if (text.empty() || text.size() > 255 + 6) return bad();
  std::string_view host, port;
  if (text.front() == '[') {
    auto close = text.find(']');
    if (close == std::string_view::npos || close < 3) return bad();
    host = text.substr(0, close + 1);
    for (char c : host.substr(1, close - 1))
      if (hex_digit(c) < 0 && c != ':' && c != '.') return bad();
    port = text.substr(close + 1);
    if (!port.empty() && port.front() != ':') return bad();
  } else {
    auto colon = text.find(':');
    host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
    // A last or empty label names the same host in two ways; and "answers." is nobody's host (answer_template.h).
    if (host.empty() || host.front() == '.' || host.back() == '.' || host.find("..") != std::string_view::npos) return bad();
    for (char c : host)
      if (!is_unreserved(c)) return bad();
  }
  if (!port.empty()) {
    port.remove_prefix(1);
    if (port.empty() || port.size() > 5) return bad();
    for (char c : port)
      if (c < '0' || c > '9') return bad();
  }
  return lower_ascii(text);
}

Result<Target> parse_target(std::string_view text) {
  Target target;
  // absolute-form: "http://host/path" or "https://...".
  if (!text.starts_with('/')) {
    std::size_t scheme = 0;
    if (starts_with_ignoring_case(text, "http://")) scheme = 7;
    if (starts_with_ignoring_case(text, "https://")) scheme = 8;
    if (scheme == 0) return bad_target("neither origin-form nor absolute-form");
    auto slash = text.find('/', scheme);
    if (slash == std::string_view::npos) return bad_target("absolute-form without a path");
    target.authority = TRY(parse_authority(text.substr(scheme, slash - scheme)));
    text.remove_prefix(slash);
  }
  auto question = text.find('?');
  auto raw = text.substr(0, question);
  if (question != std::string_view::npos) target.query = text.substr(question + 1);
  bool has_escape = false;
  for (char c : raw) {
    if (!is_raw_path_character(c)) return bad_target("character not allowed in a path");
    has_escape |= c == '%';
  }
  for (char c : target.query)
    if (!is_raw_query_character(c)) return bad_target("character not allowed in a query");
  CHECKED(check_segments(raw));
  if (!has_escape) {
    target.path = raw;
    return target;
  }
  target.path = TRY(percent_decode(raw, PlusIsSpace::no));
  // A slash or a percent sign out of an escape would make the decoded path ambiguous.
  auto slashes = [](std::string_view s) {
    std::size_t count = 0;
    for (char c : s) count += c == '/';
    return count;
  };
  if (slashes(target.path) != slashes(raw)) return bad_target("escaped slash");
  for (char c : target.path) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '\\' || c == '%') return bad_target("escaped control, backslash or percent");
  }
  if (!is_utf8(target.path)) return bad_target("path is not UTF-8");
  CHECKED(check_segments(target.path));
  return target;
}

}  // namespace tocsin::http
