// Letters and digits of ASCII, which the grammars of the vocabularies mean. Not <cctype>: that asks the locale.
#pragma once

namespace tocsin::vocab {

inline bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_alphanumeric(char c) { return is_alpha(c) || is_digit(c); }

}  // namespace tocsin::vocab
