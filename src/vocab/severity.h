// Severity: the five words, ours in lower case, those of the CVSS schemas in upper case.
//
// Spec: CVSS v3.1 section 5 and v4.0 section 6 (qualitative severity rating scale).
#pragma once

#include <boost/describe/enum.hpp>
#include <compare>

#include "base/names.h"

namespace tocsin::vocab {

enum class Severity { none, low, medium, high, critical };  // in rising order
BOOST_DESCRIBE_ENUM(Severity, none, low, medium, high, critical)

inline constexpr Name<Severity> kSeverities[] = {{Severity::none, "none"},
                                                 {Severity::low, "low"},
                                                 {Severity::medium, "medium"},
                                                 {Severity::high, "high"},
                                                 {Severity::critical, "critical"}};
// baseSeverity of CSAF and of the CVE record.
inline constexpr Name<Severity> kCvssSeverities[] = {{Severity::none, "NONE"},
                                                     {Severity::low, "LOW"},
                                                     {Severity::medium, "MEDIUM"},
                                                     {Severity::high, "HIGH"},
                                                     {Severity::critical, "CRITICAL"}};

// The rating of a score given in tenths: 0.0 none, 0.1-3.9 low, 4.0-6.9 medium, 7.0-8.9 high, 9.0-10.0 critical.
constexpr Severity severity_of_tenths(int tenths) {
  if (tenths <= 0) return Severity::none;
  if (tenths < 40) return Severity::low;
  if (tenths < 70) return Severity::medium;
  return tenths < 90 ? Severity::high : Severity::critical;
}

}  // namespace tocsin::vocab
