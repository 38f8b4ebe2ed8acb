// One step through UTF-8, for writers that must put valid text out whatever came in.
//
// Spec: RFC 3629, section 4 (no overlong forms, no surrogates, nothing above U+10FFFF).
#pragma once

#include <cstddef>
#include <string_view>

namespace tocsin::markup {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// The length of the sequence that `text` begins with, 0 if it is not a valid one.
constexpr std::size_t utf8_sequence_length(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto in = [](unsigned char b, unsigned char low, unsigned char high) {
    return b >= low && b <= high;
  };
  if (text.empty()) return 0;
  auto first = byte(0);
  if (first < 0x80) return 1;
  auto length = in(first, 0xC2, 0xDF)   ? 2u
                : in(first, 0xE0, 0xEF) ? 3u
                : in(first, 0xF0, 0xF4) ? 4u
                                        : 0u;
  if (length == 0 || text.size() < length) return 0;
  auto low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  auto high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (!in(byte(1), static_cast<unsigned char>(low), static_cast<unsigned char>(high))) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!in(byte(i), 0x80, 0xBF)) return 0;
  return length;
}

}  // namespace tocsin::markup
