// CVSS vectors and CWE ids in the words of the documents. See scores.h.
#include "formats/scores.h"

#include "base/names.h"
#include "vocab/cvss.h"
#include "vocab/cwe.h"

namespace tocsin::formats {
namespace {

std::optional<Score> score_of(std::string_view text, vocab::CvssVersion version) {
  auto vector = vocab::read_cvss(text);
  if (!vector || vector->version() != version) return std::nullopt;
  auto score = vocab::cvss_score(*vector);
  return Score{.version = std::string(name_of(vocab::kCvssVersions, version)),
               .vector = vector->str(),
               .base_score = score.tenths / 10.0,
               .severity = std::string(name_of(vocab::kCvssSeverities, score.severity())),
               .text = score.text() + " (" +
                       std::string(name_of(vocab::kSeverities, score.severity())) + "), " +
                       vector->str()};
}

}  // namespace

std::optional<Score> cvss31_score(std::string_view vector) {
  return score_of(vector, vocab::CvssVersion::v3_1);
}
std::optional<Score> cvss40_score(std::string_view vector) {
  return score_of(vector, vocab::CvssVersion::v4_0);
}

json::object score_object(Score const& score) {
  // In alphabetical order, as CSAF 2.0 6.2.13 would have it.
  return {{"baseScore", score.base_score},
          {"baseSeverity", score.severity},
          {"vectorString", score.vector},
          {"version", score.version}};
}

std::string cwe_name(std::string_view id) {
  auto parsed = vocab::parse_cwe_id(id);
  if (!parsed) return {};
  return std::string(vocab::cwe_name(*parsed).value_or(""));
}

}  // namespace tocsin::formats
