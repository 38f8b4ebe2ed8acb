// Language tags, as far as pages and documents use them.
//
// Spec:       RFC 5646, 2.1: language ["-" script] ["-" region] *("-" variant) ["-x-" private use],
//             in the letter case of 2.1.1. Not applicable: extended languages, extensions,
//             grandfathered tags.
// Failure:    nothing for text that is no such tag; whether a subtag is registered is not asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::vocab {

// "de-ch-1996" gives "de-CH-1996".
std::optional<std::string> canonical_language(std::string_view tag);
bool is_language_tag(std::string_view tag);

}  // namespace tocsin::vocab
