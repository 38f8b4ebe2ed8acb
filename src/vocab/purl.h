// Purl: a package URL.
//
// Spec:       ECMA-427 / package-url specification:
//             pkg:type/namespace/name@version?qualifiers#subpath, its parsing steps and its
//             canonical form; of the type rules those on letter case of github, bitbucket and pypi
//             names.
// Invariants: parse(print(p)) == p. Parts are held decoded.
// Failure:    invalid_input with what is wrong.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tocsin::vocab {

struct Purl {
  std::string type;  // lower case
  std::vector<std::string> namespace_segments;
  std::string name;
  std::string version;                                          // empty: none
  std::vector<std::pair<std::string, std::string>> qualifiers;  // sorted by key, no empty value
  std::vector<std::string> subpath_segments;
  std::string str() const;  // canonical
  friend bool operator==(Purl const&, Purl const&) = default;
};

Result<Purl> parse_purl(std::string_view text);

}  // namespace tocsin::vocab
