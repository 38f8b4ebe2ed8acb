// What the documents say of a vulnerability's scores and weaknesses: the vocabularies' answers in
// the words of JSON.
//
// Spec:       CVSS 3.1 and 4.0 (FIRST), CWE (MITRE). The computation is vocab's; here are only the
//             members that CSAF and CVE records repeat beside the vector.
// Threads:    pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tocsin::formats {

struct Score {
  std::string version;  // "3.1"
  std::string vector;
  double base_score = 0;
  std::string severity;  // "HIGH"
  std::string text;      // "9.8 (critical), CVSS:3.1/AV:N/..."
};

// Nothing when the text is not a vector of that version, so that no document carries a broken
// score.
std::optional<Score> cvss31_score(std::string_view vector);
std::optional<Score> cvss40_score(std::string_view vector);

// {"version", "vectorString", "baseScore", "baseSeverity"}: what both schemas require.
json::object score_object(Score const& score);

// The name of "CWE-59" as MITRE gives it; empty when the id is not known.
std::string cwe_name(std::string_view id);

}  // namespace tocsin::formats
