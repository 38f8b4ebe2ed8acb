// The subset of RFC 5646 that we read.
#include "vocab/language.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "vocab/ascii.h"

namespace tocsin::vocab {

namespace {

bool is_subtag(std::string_view tag, std::size_t length_min, std::size_t length_max,
               bool (*allowed)(char)) {
  return tag.size() >= length_min && tag.size() <= length_max && std::ranges::all_of(tag, allowed);
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_variant(std::string_view tag) {
  return is_subtag(tag, 5, 8, is_alphanumeric) ||
         (is_subtag(tag, 4, 4, is_alphanumeric) && is_digit(tag.front()));
}

}  // namespace

std::optional<std::string> canonical_language(std::string_view tag) {
  constexpr std::size_t tag_bytes_max = 35;  // RFC 5646, 4.4.1 recommends buffers of this size
  if (tag.size() > tag_bytes_max) return std::nullopt;
  auto lower = lower_ascii(tag);
  auto parts = split(lower, '-');
  if (!is_subtag(parts[0], 2, 3, is_alpha)) return std::nullopt;
  auto out = std::string(parts[0]);
  std::size_t at = 1;
  if (at < parts.size() && is_subtag(parts[at], 4, 4, is_alpha)) {
    out += '-';
    out += upper(parts[at].front());
    out += parts[at++].substr(1);
  }
  if (at < parts.size() &&
      (is_subtag(parts[at], 2, 2, is_alpha) || is_subtag(parts[at], 3, 3, is_digit))) {
    out += '-';
    for (char c : parts[at++]) out += upper(c);
  }
  for (auto variants_begin = at; at < parts.size() && is_variant(parts[at]); ++at) {
    auto begin = parts.begin() + static_cast<std::ptrdiff_t>(variants_begin);
    auto end = parts.begin() + static_cast<std::ptrdiff_t>(at);
    if (std::find(begin, end, parts[at]) != end) return std::nullopt;  // 2.2.5: no variant twice
    out += '-';
    out += parts[at];
  }
  if (at < parts.size() && parts[at] == "x" && at + 1 < parts.size()) {
    out += "-x";
    for (++at; at < parts.size() && is_subtag(parts[at], 1, 8, is_alphanumeric); ++at) {
      out += '-';
      out += parts[at];
    }
  }
  if (at != parts.size()) return std::nullopt;
  return out;
}

bool is_language_tag(std::string_view tag) { return canonical_language(tag).has_value(); }

}  // namespace tocsin::vocab
