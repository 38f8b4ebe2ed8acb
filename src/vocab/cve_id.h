// CveId: a CVE identifier.
//
// Spec:       CVE Record Format 5.1.1, cveId: ^CVE-[0-9]{4}-[0-9]{4,19}$. A number of more than
//             four digits has no leading zero (CVE ID syntax of 2014).
// Invariants: str() is exactly what was read; upper case only.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::vocab {

class CveId {
 public:
  std::string const& str() const { return text_; }
  int year() const;
  // Ids of the year 1900 are reserved for tests: they never name a vulnerability and are never sent
  // to a CNA service.
  bool is_test_id() const { return text_.starts_with("CVE-1900-"); }
  friend auto operator<=>(CveId const&, CveId const&) = default;

 private:
  friend Result<CveId> parse_cve_id(std::string_view text);
  explicit CveId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

Result<CveId> parse_cve_id(std::string_view text);

}  // namespace tocsin::vocab
