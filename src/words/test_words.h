// For tests that render in the pseudo-locale: what is not in its brackets was typed where it stands.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::words::test {

// What remains of a text when the bracketed parts are taken out. `depth` goes on from text to text, because a sentence
// with a link in it is several texts.
inline std::string outside_brackets(std::string_view text, int& depth) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const rest = text.substr(at);
    if (rest.starts_with("⟦")) ++depth;
    if (depth == 0) out += text[at];
    if (!rest.starts_with("⟧")) continue;
    --depth;
    at += std::string_view("⟧").size() - 1;
  }
  return out;
}

}  // namespace tocsin::words::test
