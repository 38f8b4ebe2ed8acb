// Parsing and canonical printing of package URLs.
#include "vocab/purl.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace tocsin::vocab {

namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_unreserved(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

// The specification leaves the colon as it is.
std::string encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (is_unreserved(c) || c == ':') {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    auto byte = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return std::nullopt;
    out += *byte;
    i += 2;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

auto wrong(char const* what) {
  return fail(ErrorCode::invalid_input, std::string("not a package URL: ") + what);
}

bool is_type(std::string_view type) {
  if (type.empty() || (type.front() >= '0' && type.front() <= '9')) return false;
  return std::ranges::all_of(
      type, [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-' || c == '+'; });
}

bool is_qualifier_key(std::string_view key) {
  if (key.empty() || (key.front() >= '0' && key.front() <= '9')) return false;
  return std::ranges::all_of(
      key, [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-' || c == '_'; });
}

// Empty segments are dropped, as the specification says; a decoded segment may hold no slash.
Result<std::vector<std::string>> segments_of(std::string_view text) {
  std::vector<std::string> segments;
  for (auto part : split(text, '/')) {
    if (part.empty()) continue;
    auto segment = decode(part);
    if (!segment || segment->find('/') != std::string::npos)
      return wrong("a segment is badly encoded");
    segments.push_back(std::move(*segment));
  }
  return segments;
}

Status read_qualifiers(std::string_view text, Purl& purl) {
  for (auto pair : split(text, '&')) {
    auto equals = pair.find('=');
    if (equals == std::string_view::npos) return wrong("a qualifier has no '='");
    auto key = lower_ascii(pair.substr(0, equals));
    auto value = decode(pair.substr(equals + 1));
    if (!is_qualifier_key(key) || !value) return wrong("a qualifier is badly written");
    if (std::ranges::any_of(purl.qualifiers, [&](auto const& q) { return q.first == key; }))
      return wrong("a qualifier stands twice");
    if (!value->empty()) purl.qualifiers.emplace_back(std::move(key), std::move(*value));
  }
  std::ranges::sort(purl.qualifiers);
  return {};
}

void apply_type_rules(Purl& purl) {
  if (purl.type == "github" || purl.type == "bitbucket") {
    for (auto& segment : purl.namespace_segments) segment = lower_ascii(segment);
    purl.name = lower_ascii(purl.name);
  }
  if (purl.type == "pypi") purl.name = replace_all(lower_ascii(purl.name), "_", "-");
}

// Cuts `text` at the last (or first) separator and gives what came after it.
std::optional<std::string_view> cut_last(std::string_view& text, char separator) {
  auto at = text.rfind(separator);
  if (at == std::string_view::npos) return std::nullopt;
  auto tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

std::string joined(std::vector<std::string> const& segments) {
  std::string out;
  for (auto const& segment : segments) out += (out.empty() ? "" : "/") + encode(segment);
  return out;
}

}  // namespace

// The specification's "How to parse a purl string", in its order.
Result<Purl> parse_purl(std::string_view text) {
  if (text.size() > report_field_bytes_max)
    return fail(ErrorCode::limit_exceeded, "the package URL is too long");
  if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; }))
    return wrong("it has a space or a character that is not ASCII");
  Purl purl;
  // Split once from the right on '#': the subpath, without "." and ".." segments.
  if (auto subpath = cut_last(text, '#')) {
    purl.subpath_segments = TRY(segments_of(*subpath));
    std::erase_if(purl.subpath_segments, [](auto const& s) { return s == "." || s == ".."; });
  }
  // Split once from the right on '?': the qualifiers.
  if (auto qualifiers = cut_last(text, '?'))
    if (!qualifiers->empty()) CHECKED(read_qualifiers(*qualifiers, purl));
  // Split once from the left on ':': the scheme, in any letter case, and slashes after it.
  if (!starts_with_ignoring_case(text, "pkg:")) return wrong("it does not begin with pkg:");
  text.remove_prefix(4);
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  // Split once from the left on '/': the type.
  auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong("it has no type or no name");
  purl.type = lower_ascii(text.substr(0, slash));
  if (!is_type(purl.type))
    return wrong("its type is not a word of letters, digits, '.', '+' and '-'");
  text.remove_prefix(slash + 1);
  // Split once from the right on '@': the version. An '@' that begins a segment belongs to the
  // namespace (npm).
  if (auto at = text.rfind('@'); at != std::string_view::npos && at > 0 && text[at - 1] != '/') {
    auto version = decode(text.substr(at + 1));
    if (!version || version->empty()) return wrong("its version is empty or badly encoded");
    purl.version = std::move(*version);
    text = text.substr(0, at);
  }
  // The last segment is the name, the rest the namespace.
  purl.namespace_segments = TRY(segments_of(text));
  if (purl.namespace_segments.empty()) return wrong("it has no name");
  purl.name = std::move(purl.namespace_segments.back());
  purl.namespace_segments.pop_back();
  apply_type_rules(purl);
  return purl;
}

std::string Purl::str() const {
  auto out = "pkg:" + type + "/";
  if (!namespace_segments.empty()) out += joined(namespace_segments) + "/";
  out += encode(name);
  if (!version.empty()) out += "@" + encode(version);
  for (std::size_t i = 0; i < qualifiers.size(); ++i)
    out += (i == 0 ? "?" : "&") + qualifiers[i].first + "=" + encode(qualifiers[i].second);
  if (!subpath_segments.empty()) out += "#" + joined(subpath_segments);
  return out;
}

}  // namespace tocsin::vocab
