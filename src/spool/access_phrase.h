// The access phrase: the reporter's secret way back, 128 random bits that a person can read out and type.
//
// Spec:       design.md section 8. Sixteen bytes are eight groups of five letters, consonant-vowel-consonant-vowel-
//             consonant, 16 bits each; a ninth group checks the others: "lusab-babad-gutih-...". The letters c, e, q,
//             w, x and y do not occur, so nothing is easily misread.
// Invariants: (1) the check group is a weighted sum over GF(2^16) with a different weight for each place, so a change
//             of any one group and an exchange of any two are always noticed. (2) parse(write(x)) == x.
//             (3) Reading forgives case, spaces, hyphens of any kind and line breaks, and nothing else.
// Failure:    invalid_input says that the phrase is not complete or not right; never what it was.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::spool {

inline constexpr std::size_t access_phrase_bytes = 16;
inline constexpr std::size_t access_phrase_groups = 9;

// The cookie that stands for a phrase that was entered, without its prefix: the front looks for it before it lets a large
// body through to the desk.
inline constexpr std::string_view kReporterCookieName = "tocsin_r";

std::string write_access_phrase(std::string_view sixteen_bytes);
// The sixteen bytes.
Result<std::string> parse_access_phrase(std::string_view text);

}  // namespace tocsin::spool
