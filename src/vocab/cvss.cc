// Reading and writing of CVSS vectors.
#include "vocab/cvss.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "base/text.h"
#include "vocab/cvss_metrics.h"

namespace tocsin::vocab {

namespace {

struct Prefix {
  std::string_view text;
  CvssVersion version;
};
constexpr Prefix kPrefixes[] = {{"CVSS:3.0/", CvssVersion::v3_0},
                                {"CVSS:3.1/", CvssVersion::v3_1},
                                {"CVSS:4.0/", CvssVersion::v4_0}};

std::unexpected<CvssFault> fault(CvssProblem problem, std::string_view part) {
  constexpr std::size_t part_bytes_max = 32;
  return std::unexpected(CvssFault{problem, std::string(clip_utf8(part, part_bytes_max))});
}

std::optional<std::size_t> metric_index(std::span<CvssMetric const> metrics, std::string_view key) {
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (metrics[i].key == key) return i;
  return std::nullopt;
}

std::optional<std::uint8_t> value_index(CvssMetric const& metric, std::string_view value) {
  for (std::size_t i = metric.need == Need::mandatory ? 1 : 0; i < metric.values.size(); ++i)
    if (!metric.values[i].empty() && metric.values[i] == value) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

// A key or value that would be right in other letters.
bool differs_in_case_only(std::span<CvssMetric const> metrics, std::string_view key) {
  return std::ranges::any_of(metrics,
                             [&](auto const& m) { return equals_ignoring_case(m.key, key); });
}
bool differs_in_case_only(CvssMetric const& metric, std::string_view value) {
  return std::ranges::any_of(metric.values,
                             [&](auto v) { return !v.empty() && equals_ignoring_case(v, value); });
}

std::string_view sentence_of(CvssProblem problem) {
  switch (problem) {
    case CvssProblem::wrong_prefix:
      return "a CVSS vector begins with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/";
    case CvssProblem::trailing_slash:
      return "a CVSS vector does not end with a slash";
    case CvssProblem::malformed:
      return "a part of the CVSS vector is not METRIC:VALUE";
    case CvssProblem::empty_value:
      return "a metric of the CVSS vector has no value";
    case CvssProblem::lower_case:
      return "the CVSS vector has a word in the wrong letter case";
    case CvssProblem::unknown_metric:
      return "this version of CVSS has no such metric";
    case CvssProblem::unknown_value:
      return "the metric has no such value";
    case CvssProblem::duplicate_metric:
      return "a metric stands twice in the CVSS vector";
    case CvssProblem::missing_metric:
      return "a mandatory metric is missing in the CVSS vector";
  }
  return {};
}

}  // namespace

std::string sentence(CvssFault const& fault) {
  auto text = std::string(sentence_of(fault.problem));
  return fault.part.empty() ? text : text + ": " + fault.part;
}

std::expected<CvssVector, CvssFault> read_cvss(std::string_view text) {
  if (text.size() > cvss_vector_bytes_max) return fault(CvssProblem::malformed, text);
  auto const* prefix =
      std::ranges::find_if(kPrefixes, [&](auto const& p) { return text.starts_with(p.text); });
  if (prefix == std::end(kPrefixes)) {
    auto lower = std::ranges::any_of(
        kPrefixes, [&](auto const& p) { return starts_with_ignoring_case(text, p.text); });
    return fault(lower ? CvssProblem::lower_case : CvssProblem::wrong_prefix,
                 text.substr(0, text.find('/')));
  }
  CvssVector vector;
  vector.version_ = prefix->version;
  auto metrics = cvss_metrics(prefix->version);
  text.remove_prefix(prefix->text.size());
  if (text.ends_with('/')) return fault(CvssProblem::trailing_slash, "");

  std::array<bool, cvss_metrics_max> seen = {};
  for (auto part : split(text, '/')) {
    auto colon = part.find(':');
    if (colon == std::string_view::npos || colon == 0) return fault(CvssProblem::malformed, part);
    auto key = part.substr(0, colon);
    auto value = part.substr(colon + 1);
    auto index = metric_index(metrics, key);
    if (!index)
      return fault(differs_in_case_only(metrics, key) ? CvssProblem::lower_case
                                                      : CvssProblem::unknown_metric,
                   part);
    if (value.empty()) return fault(CvssProblem::empty_value, key);
    auto const& metric = metrics[*index];
    auto choice = value_index(metric, value);
    if (!choice)
      return fault(value != "X" && differs_in_case_only(metric, value) ? CvssProblem::lower_case
                                                                       : CvssProblem::unknown_value,
                   part);
    if (std::exchange(seen[*index], true)) return fault(CvssProblem::duplicate_metric, key);
    vector.choices_[*index] = *choice;
  }
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (metrics[i].need == Need::mandatory && !seen[i])
      return fault(CvssProblem::missing_metric, metrics[i].key);
  return vector;
}

Result<CvssVector> parse_cvss(std::string_view text) {
  auto vector = read_cvss(text);
  if (!vector) return fail(ErrorCode::invalid_input, sentence(vector.error()));
  return *vector;
}

std::string CvssVector::str() const {
  auto out = "CVSS:" + std::string(name_of(kCvssVersions, version_));
  auto metrics = cvss_metrics(version_);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (choices_[i] == 0) continue;
    out += '/';
    out += metrics[i].key;
    out += ':';
    out += metrics[i].values[choices_[i]];
  }
  return out;
}

std::string_view CvssVector::value(std::string_view key) const {
  auto metrics = cvss_metrics(version_);
  auto index = metric_index(metrics, key);
  return index ? metrics[*index].values[choices_[*index]] : std::string_view();
}

CvssScore cvss_score(CvssVector const& vector) {
  return vector.version() == CvssVersion::v4_0 ? cvss4_score(vector) : cvss3_scores(vector).base;
}

}  // namespace tocsin::vocab
