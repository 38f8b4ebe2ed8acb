// The CVSS 3.0 and 3.1 equations, step by step, in decimal fixed point.
//
// Spec: CVSS v3.1, section 7 (equations) and appendix A (floating point rounding); CVSS v3.0,
//       section 8. The two differ in the round-up and in the modified impact of a changed scope.
#include <algorithm>
#include <cassert>
#include <optional>

#include "vocab/cvss.h"

namespace tocsin::vocab {

namespace {

// A number with 18 decimals. Every product of the equations is exact in it, but the power of the
// changed scope, whose error of about 1e-17 decides no rounding.
struct Decimal {
  __int128 units = 0;
  friend auto operator<=>(Decimal const&, Decimal const&) = default;
};
constexpr __int128 kOne = 1'000'000'000'000'000'000;

constexpr Decimal thousandths(int n) { return {n * (kOne / 1'000)}; }
constexpr Decimal hundredths(int n) { return {n * (kOne / 100)}; }
constexpr Decimal operator+(Decimal a, Decimal b) { return {a.units + b.units}; }
constexpr Decimal operator-(Decimal a, Decimal b) { return {a.units - b.units}; }
constexpr Decimal operator*(Decimal a, Decimal b) {
  auto product = a.units * b.units;
  return {(product + (product < 0 ? -kOne / 2 : kOne / 2)) / kOne};
}
constexpr Decimal power(Decimal base, int exponent) {
  auto out = Decimal{kOne};
  for (; exponent > 0; --exponent) out = out * base;
  return out;
}
constexpr Decimal kTen = {10 * kOne};

// CVSS v3.0, section 8: "the smallest number, specified to one decimal place, that is equal to or
// higher".
CvssScore round_up_3_0(Decimal input) {
  auto tenth = kOne / 10;
  return {static_cast<int>((input.units + tenth - 1) / tenth)};
}

// CVSS v3.1, Appendix A: Roundup.
CvssScore round_up_3_1(Decimal input) {
  // 1. int_input = round_to_nearest_integer(input * 100,000)
  auto unit = kOne / 100'000;
  auto int_input = static_cast<int>((input.units + unit / 2) / unit);
  // 2. If int_input mod 10,000 is 0, return int_input / 100,000.0.
  // 3. Else return (floor(int_input / 10,000) + 1) / 10.0.
  return {int_input % 10'000 == 0 ? int_input / 10'000 : int_input / 10'000 + 1};
}

CvssScore round_up(CvssVersion version, Decimal input) {
  return version == CvssVersion::v3_0 ? round_up_3_0(input) : round_up_3_1(input);
}

// Section 7.4, Metric Values, in hundredths. X counts as the value named beside it.
struct Weight {
  std::string_view metric;
  char value;
  int hundredths;
};
constexpr Weight kWeights[] = {
    {"AV", 'N', 85},  {"AV", 'A', 62},  {"AV", 'L', 55},  {"AV", 'P', 20},  {"AC", 'L', 77},
    {"AC", 'H', 44},  {"UI", 'N', 85},  {"UI", 'R', 62},  {"C", 'H', 56},   {"C", 'L', 22},
    {"C", 'N', 0},    {"I", 'H', 56},   {"I", 'L', 22},   {"I", 'N', 0},    {"A", 'H', 56},
    {"A", 'L', 22},   {"A", 'N', 0},    {"E", 'X', 100},  {"E", 'H', 100},  {"E", 'F', 97},
    {"E", 'P', 94},   {"E", 'U', 91},   {"RL", 'X', 100}, {"RL", 'U', 100}, {"RL", 'W', 97},
    {"RL", 'T', 96},  {"RL", 'O', 95},  {"RC", 'X', 100}, {"RC", 'C', 100}, {"RC", 'R', 96},
    {"RC", 'U', 92},  {"CR", 'X', 100}, {"CR", 'H', 150}, {"CR", 'M', 100}, {"CR", 'L', 50},
    {"IR", 'X', 100}, {"IR", 'H', 150}, {"IR", 'M', 100}, {"IR", 'L', 50},  {"AR", 'X', 100},
    {"AR", 'H', 150}, {"AR", 'M', 100}, {"AR", 'L', 50}};

Decimal weight(std::string_view metric, char value) {
  auto const* row = std::ranges::find_if(
      kWeights, [&](auto const& w) { return w.metric == metric && w.value == value; });
  assert(row != std::end(kWeights));
  return hundredths(row->hundredths);
}

// Privileges Required weighs more when the scope changes.
Decimal privileges_weight(char value, bool is_changed) {
  if (value == 'N') return hundredths(85);
  if (value == 'L') return hundredths(is_changed ? 68 : 62);
  return hundredths(is_changed ? 50 : 27);
}

// The values in force: as given, or with the modified metrics (M...) laid over them.
class Metrics {
 public:
  enum class Layer { base, modified };
  Metrics(CvssVector const& vector, Layer layer) : vector_(vector), layer_(layer) {}
  char operator()(std::string_view key) const {
    if (layer_ == Layer::modified) {
      auto modified = vector_.value("M" + std::string(key));
      if (!modified.empty() && modified != "X") return modified.front();
    }
    return vector_.value(key).front();
  }
  bool scope_is_changed() const { return (*this)("S") == 'C'; }

 private:
  CvssVector const& vector_;
  Layer layer_;
};

Decimal exploitability(Metrics const& m) {
  // Exploitability = 8.22 × AttackVector × AttackComplexity × PrivilegesRequired × UserInteraction
  return hundredths(822) * weight("AV", m("AV")) * weight("AC", m("AC")) *
         privileges_weight(m("PR"), m.scope_is_changed()) * weight("UI", m("UI"));
}

// 7.1: score = Roundup(Minimum[(Impact + Exploitability), 10]), times 1.08 if the scope is changed.
CvssScore combine(CvssVersion version, Decimal impact, Metrics const& m) {
  if (impact <= Decimal{}) return {};
  auto sum = impact + exploitability(m);
  if (m.scope_is_changed()) sum = hundredths(108) * sum;
  return round_up(version, std::min(sum, kTen));
}

CvssScore base_score(CvssVector const& vector) {
  auto m = Metrics(vector, Metrics::Layer::base);
  auto const one = Decimal{kOne};
  // ISS = 1 − [(1 − Confidentiality) × (1 − Integrity) × (1 − Availability)]
  auto iss =
      one - (one - weight("C", m("C"))) * (one - weight("I", m("I"))) * (one - weight("A", m("A")));
  // Scope unchanged: 6.42 × ISS. Changed: 7.52 × (ISS − 0.029) − 3.25 × (ISS − 0.02)^15
  auto impact = m.scope_is_changed() ? hundredths(752) * (iss - thousandths(29)) -
                                           hundredths(325) * power(iss - hundredths(2), 15)
                                     : hundredths(642) * iss;
  return combine(vector.version(), impact, m);
}

Decimal temporal_factor(CvssVector const& vector) {
  auto m = Metrics(vector, Metrics::Layer::base);
  return weight("E", m("E")) * weight("RL", m("RL")) * weight("RC", m("RC"));
}

// 7.2: TemporalScore = Roundup(BaseScore × ExploitCodeMaturity × RemediationLevel ×
// ReportConfidence)
CvssScore apply_temporal(CvssVector const& vector, CvssScore score) {
  return round_up(vector.version(), Decimal{score.tenths * (kOne / 10)} * temporal_factor(vector));
}

// 7.3
CvssScore environmental_score(CvssVector const& vector) {
  auto m = Metrics(vector, Metrics::Layer::modified);
  auto const one = Decimal{kOne};
  // MISS = Minimum(1 − [(1 − CR × MC) × (1 − IR × MI) × (1 − AR × MA)], 0.915)
  auto miss = one - (one - weight("CR", m("CR")) * weight("C", m("C"))) *
                        (one - weight("IR", m("IR")) * weight("I", m("I"))) *
                        (one - weight("AR", m("AR")) * weight("A", m("A")));
  miss = std::min(miss, thousandths(915));
  auto impact = hundredths(642) * miss;
  if (m.scope_is_changed()) {
    // v3.1: 3.25 × (MISS × 0.9731 − 0.02)^13; v3.0: 3.25 × (MISS − 0.02)^15
    auto const factor = Decimal{9'731 * (kOne / 10'000)};
    auto reduction = vector.version() == CvssVersion::v3_1
                         ? power(miss * factor - hundredths(2), 13)
                         : power(miss - hundredths(2), 15);
    impact = hundredths(752) * (miss - thousandths(29)) - hundredths(325) * reduction;
  }
  // EnvironmentalScore = Roundup(Roundup[...] × E × RL × RC)
  return apply_temporal(vector, combine(vector.version(), impact, m));
}

}  // namespace

Cvss3Scores cvss3_scores(CvssVector const& vector) {
  assert(vector.version() != CvssVersion::v4_0);
  auto base = base_score(vector);
  return {base, apply_temporal(vector, base), environmental_score(vector)};
}

}  // namespace tocsin::vocab
