// Character references: the text that "&lt;", "&#60;" or "&#x3C;" stands for.
//
// Spec:       CommonMark 0.30, 2.5; WHATWG HTML, 13.5 for the names (the common ones; others stay
//             as typed).
// Invariants: the result is valid UTF-8 for valid input; a number that is no character becomes
//             U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::markup {

// `reference` from '&' to ';' inclusive.
std::string decode_entity(std::string_view reference);
std::string utf8_of(char32_t scalar);

}  // namespace tocsin::markup
