// The metrics of each CVSS version with their values, in the order in which a vector is written.
//
// Spec: CVSS v3.1 table 15 (3.0 has the same metrics), CVSS v4.0 table 23. Private to the cvss
//       files.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "vocab/cvss.h"

namespace tocsin::vocab {

enum class Need { mandatory, optional };

struct CvssMetric {
  std::string_view key;
  Need need;
  std::array<std::string_view, 6> values;  // [0] is "X"; not legal for a mandatory metric
};

inline constexpr CvssMetric kCvss3Metrics[] = {{"AV", Need::mandatory, {"X", "N", "A", "L", "P"}},
                                               {"AC", Need::mandatory, {"X", "L", "H"}},
                                               {"PR", Need::mandatory, {"X", "N", "L", "H"}},
                                               {"UI", Need::mandatory, {"X", "N", "R"}},
                                               {"S", Need::mandatory, {"X", "U", "C"}},
                                               {"C", Need::mandatory, {"X", "N", "L", "H"}},
                                               {"I", Need::mandatory, {"X", "N", "L", "H"}},
                                               {"A", Need::mandatory, {"X", "N", "L", "H"}},
                                               {"E", Need::optional, {"X", "U", "P", "F", "H"}},
                                               {"RL", Need::optional, {"X", "O", "T", "W", "U"}},
                                               {"RC", Need::optional, {"X", "U", "R", "C"}},
                                               {"CR", Need::optional, {"X", "L", "M", "H"}},
                                               {"IR", Need::optional, {"X", "L", "M", "H"}},
                                               {"AR", Need::optional, {"X", "L", "M", "H"}},
                                               {"MAV", Need::optional, {"X", "N", "A", "L", "P"}},
                                               {"MAC", Need::optional, {"X", "L", "H"}},
                                               {"MPR", Need::optional, {"X", "N", "L", "H"}},
                                               {"MUI", Need::optional, {"X", "N", "R"}},
                                               {"MS", Need::optional, {"X", "U", "C"}},
                                               {"MC", Need::optional, {"X", "N", "L", "H"}},
                                               {"MI", Need::optional, {"X", "N", "L", "H"}},
                                               {"MA", Need::optional, {"X", "N", "L", "H"}}};

inline constexpr CvssMetric kCvss4Metrics[] = {
    {"AV", Need::mandatory, {"X", "N", "A", "L", "P"}},
    {"AC", Need::mandatory, {"X", "L", "H"}},
    {"AT", Need::mandatory, {"X", "N", "P"}},
    {"PR", Need::mandatory, {"X", "N", "L", "H"}},
    {"UI", Need::mandatory, {"X", "N", "P", "A"}},
    {"VC", Need::mandatory, {"X", "H", "L", "N"}},
    {"VI", Need::mandatory, {"X", "H", "L", "N"}},
    {"VA", Need::mandatory, {"X", "H", "L", "N"}},
    {"SC", Need::mandatory, {"X", "H", "L", "N"}},
    {"SI", Need::mandatory, {"X", "H", "L", "N"}},
    {"SA", Need::mandatory, {"X", "H", "L", "N"}},
    {"E", Need::optional, {"X", "A", "P", "U"}},
    {"CR", Need::optional, {"X", "H", "M", "L"}},
    {"IR", Need::optional, {"X", "H", "M", "L"}},
    {"AR", Need::optional, {"X", "H", "M", "L"}},
    {"MAV", Need::optional, {"X", "N", "A", "L", "P"}},
    {"MAC", Need::optional, {"X", "L", "H"}},
    {"MAT", Need::optional, {"X", "N", "P"}},
    {"MPR", Need::optional, {"X", "N", "L", "H"}},
    {"MUI", Need::optional, {"X", "N", "P", "A"}},
    {"MVC", Need::optional, {"X", "H", "L", "N"}},
    {"MVI", Need::optional, {"X", "H", "L", "N"}},
    {"MVA", Need::optional, {"X", "H", "L", "N"}},
    {"MSC", Need::optional, {"X", "H", "L", "N"}},
    {"MSI", Need::optional, {"X", "S", "H", "L", "N"}},
    {"MSA", Need::optional, {"X", "S", "H", "L", "N"}},
    {"S", Need::optional, {"X", "N", "P"}},
    {"AU", Need::optional, {"X", "N", "Y"}},
    {"R", Need::optional, {"X", "A", "U", "I"}},
    {"V", Need::optional, {"X", "D", "C"}},
    {"RE", Need::optional, {"X", "L", "M", "H"}},
    {"U", Need::optional, {"X", "Clear", "Green", "Amber", "Red"}}};
static_assert(std::size(kCvss4Metrics) <= cvss_metrics_max &&
              std::size(kCvss3Metrics) <= cvss_metrics_max);

constexpr std::span<CvssMetric const> cvss_metrics(CvssVersion version) {
  if (version == CvssVersion::v4_0) return kCvss4Metrics;
  return kCvss3Metrics;
}

}  // namespace tocsin::vocab
