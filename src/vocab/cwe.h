// CweId: a weakness of the CWE list, and the names of those in common use.
//
// Spec:       MITRE, Common Weakness Enumeration; names exactly as of version 4.x. CSAF 2.0,
//             3.2.3.3 (id and name must agree).
// Invariants: kCweNames is sorted by number and holds weaknesses only, no category and no view.
// BUGS:       a weakness that is not in the table has no name here; documents need it typed beside
//             the id.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::vocab {

struct CweId {
  int number = 0;
  std::string str() const { return "CWE-" + std::to_string(number); }
  friend auto operator<=>(CweId const&, CweId const&) = default;
};

struct CweName {
  int number;
  std::string_view name;
};

Result<CweId> parse_cwe_id(std::string_view text);  // "CWE-79"; 1 to 5 digits, no leading zero
std::optional<std::string_view> cwe_name(CweId id);
std::span<CweName const> cwe_names();  // for lists to choose from

}  // namespace tocsin::vocab
