// A list that names each thing once, in the order it was first met.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace tocsin::formats {

// An empty word names nothing.
inline void add_once(std::vector<std::string>& to, std::string const& word) {
  if (!word.empty() && std::ranges::find(to, word) == to.end()) to.push_back(word);
}

}  // namespace tocsin::formats
