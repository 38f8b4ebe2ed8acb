// Text helpers that know nothing of our subject: UTF-8, splitting, hex, base64, Crockford base32.
//
// Spec: RFC 3629 (UTF-8), RFC 4648 (base64, base64url without padding, hex).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

bool is_utf8(std::string_view bytes);                 // strict: no surrogates, no overlong forms
// Replaces control characters other than \n and \t and normalises line ends to \n.
std::string clean_text(std::string_view text);
// Cuts to at most `bytes_max` bytes at a character border.
std::string_view clip_utf8(std::string_view text, std::size_t bytes_max);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> lines_of(std::string_view text);
std::string lower_ascii(std::string_view text);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string join(std::vector<std::string> const& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string to_base64url(std::string_view bytes);     // no padding
std::optional<std::string> from_base64url(std::string_view text);
std::string to_crockford(std::string_view bytes);     // upper case, whole 5-bit groups, last one padded with zeros

// The word of `candidates` nearest to `word` (edit distance at most 3), for "did you mean".
std::optional<std::string> nearest(std::string_view word, std::vector<std::string_view> const& candidates);

}  // namespace tocsin
