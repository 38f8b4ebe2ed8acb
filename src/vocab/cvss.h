// CVSS vectors: strict reading, canonical writing and exact scores of versions 3.0, 3.1 and 4.0.
//
// Spec:       FIRST, Common Vulnerability Scoring System v3.0, v3.1 and v4.0 specification
//             documents.
// Invariants: (1) parse(print(v)) == v. Metrics may come in any order; they are written in the
//                 order of the specification, "X" (not defined) is not written.
//             (2) Scores are integers of tenths, computed in decimal fixed point (3.x) or in exact
//                 fractions (4.0), never in binary floating point, so no tie is rounded the wrong
//                 way.
// Failure:    each way a vector can be wrong is a CvssProblem of its own.
// BUGS:       CVSS 2.0 is not read; documents that carry such vectors are kept as they came.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/names.h"
#include "base/result.h"
#include "vocab/severity.h"

namespace tocsin::vocab {

enum class CvssVersion { v3_0, v3_1, v4_0 };
inline constexpr Name<CvssVersion> kCvssVersions[] = {
    {CvssVersion::v3_0, "3.0"}, {CvssVersion::v3_1, "3.1"}, {CvssVersion::v4_0, "4.0"}};

enum class CvssProblem {
  wrong_prefix,
  trailing_slash,
  malformed,  // a part that is not KEY:VALUE
  empty_value,
  lower_case,
  unknown_metric,
  unknown_value,
  duplicate_metric,
  missing_metric
};
inline constexpr Name<CvssProblem> kCvssProblems[] = {
    {CvssProblem::wrong_prefix, "wrong_prefix"},
    {CvssProblem::trailing_slash, "trailing_slash"},
    {CvssProblem::malformed, "malformed"},
    {CvssProblem::empty_value, "empty_value"},
    {CvssProblem::lower_case, "lower_case"},
    {CvssProblem::unknown_metric, "unknown_metric"},
    {CvssProblem::unknown_value, "unknown_value"},
    {CvssProblem::duplicate_metric, "duplicate_metric"},
    {CvssProblem::missing_metric, "missing_metric"}};
struct CvssFault {
  CvssProblem problem = CvssProblem::malformed;
  std::string part;  // the metric or part it is about, clipped
};
std::string sentence(CvssFault const& fault);

inline constexpr std::size_t cvss_metrics_max = 32;
inline constexpr std::size_t cvss_vector_bytes_max = 512;

struct CvssScore {
  int tenths = 0;  // 0..100
  std::string text() const {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  }
  Severity severity() const { return severity_of_tenths(tenths); }
  friend auto operator<=>(CvssScore const&, CvssScore const&) = default;
};

class CvssVector {
 public:
  CvssVersion version() const { return version_; }
  std::string str() const;  // canonical
  // The value of a metric by its key ("AV"): "X" if it is optional and not given, empty if there is
  // no such key.
  std::string_view value(std::string_view key) const;
  friend bool operator==(CvssVector const&, CvssVector const&) = default;

 private:
  friend std::expected<CvssVector, CvssFault> read_cvss(std::string_view);
  CvssVersion version_ = CvssVersion::v3_1;
  std::array<std::uint8_t, cvss_metrics_max> choices_ =
      {};  // an index into the metric's values; 0: not defined
};

std::expected<CvssVector, CvssFault> read_cvss(std::string_view text);
Result<CvssVector> parse_cvss(std::string_view text);  // the fault as a sentence

struct Cvss3Scores {
  CvssScore base, temporal, environmental;
  friend bool operator==(Cvss3Scores const&, Cvss3Scores const&) = default;
};
// REQUIRES: version 3.0 or 3.1. With nothing but base metrics the environmental score of 3.1 can
//           still differ
// from the base score; whether to show it is the caller's decision.
Cvss3Scores cvss3_scores(CvssVector const& vector);

// REQUIRES: version 4.0. Supplemental metrics have no effect.
CvssScore cvss4_score(CvssVector const& vector);
// "CVSS-B", "CVSS-BT", "CVSS-BE" or "CVSS-BTE": which metric groups a 4.0 score rests on.
std::string_view cvss4_nomenclature(CvssVector const& vector);

// The number people quote: the base score of 3.x, the one score of 4.0.
CvssScore cvss_score(CvssVector const& vector);

}  // namespace tocsin::vocab
