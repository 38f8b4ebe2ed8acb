// The CVSS 4.0 score: macro vector, look-up, and interpolation within it, in exact fractions.
//
// Spec: CVSS v4.0 specification, section 8 (scoring: equivalence classes, macro vectors, severity
//       distance), and its look-up table. A mean that falls on half a tenth is rounded up, as the
//       reference does by adding 1e-6 before it rounds.
#include <algorithm>
#include <cassert>
#include <optional>

#include "vocab/cvss.h"

namespace tocsin::vocab {

namespace {

// Table 24..29: the level of each equivalence class.
struct MacroVector {
  int eq1, eq2, eq3, eq4, eq5, eq6;
};

constexpr int kNone = -1;  // no such macro vector: nothing High in VC, VI, VA rules out EQ6 = 0
// Scores in tenths. A row is (EQ1, EQ2, EQ3, EQ4), a column (EQ5, EQ6).
constexpr int kScores[54][6] = {
    {100, 99, 98, 95, 95, 92},          // 0000
    {100, 96, 93, 87, 91, 81},          // 0001
    {93, 90, 89, 80, 81, 68},           // 0002
    {98, 95, 95, 92, 90, 84},           // 0010
    {93, 92, 89, 81, 81, 65},           // 0011
    {88, 80, 78, 70, 69, 48},           // 0012
    {kNone, 92, kNone, 82, kNone, 72},  // 0020
    {kNone, 79, kNone, 69, kNone, 50},  // 0021
    {kNone, 69, kNone, 55, kNone, 27},  // 0022
    {99, 97, 95, 92, 92, 85},           // 0100
    {95, 91, 90, 83, 84, 71},           // 0101
    {92, 81, 82, 71, 72, 53},           // 0102
    {95, 93, 92, 85, 85, 73},           // 0110
    {92, 82, 80, 72, 70, 59},           // 0111
    {84, 70, 71, 52, 50, 30},           // 0112
    {kNone, 86, kNone, 75, kNone, 52},  // 0120
    {kNone, 71, kNone, 52, kNone, 29},  // 0121
    {kNone, 63, kNone, 29, kNone, 17},  // 0122
    {98, 95, 94, 87, 91, 81},           // 1000
    {94, 89, 86, 74, 77, 64},           // 1001
    {87, 75, 74, 63, 63, 49},           // 1002
    {94, 89, 88, 77, 76, 67},           // 1010
    {86, 76, 74, 58, 59, 50},           // 1011
    {72, 57, 57, 52, 52, 25},           // 1012
    {kNone, 83, kNone, 70, kNone, 54},  // 1020
    {kNone, 65, kNone, 58, kNone, 26},  // 1021
    {kNone, 53, kNone, 21, kNone, 13},  // 1022
    {95, 90, 88, 76, 76, 70},           // 1100
    {90, 77, 75, 62, 61, 53},           // 1101
    {77, 66, 68, 59, 52, 30},           // 1102
    {89, 78, 76, 67, 62, 58},           // 1110
    {74, 59, 57, 57, 47, 23},           // 1111
    {61, 52, 57, 29, 24, 16},           // 1112
    {kNone, 71, kNone, 59, kNone, 30},  // 1120
    {kNone, 58, kNone, 26, kNone, 15},  // 1121
    {kNone, 23, kNone, 13, kNone, 6},   // 1122
    {93, 87, 86, 72, 75, 58},           // 2000
    {86, 74, 74, 61, 56, 34},           // 2001
    {70, 54, 52, 40, 40, 22},           // 2002
    {85, 75, 74, 55, 62, 51},           // 2010
    {72, 57, 55, 41, 46, 19},           // 2011
    {53, 36, 34, 19, 19, 8},            // 2012
    {kNone, 64, kNone, 51, kNone, 20},  // 2020
    {kNone, 47, kNone, 21, kNone, 11},  // 2021
    {kNone, 24, kNone, 9, kNone, 4},    // 2022
    {88, 75, 73, 53, 60, 50},           // 2100
    {73, 55, 59, 40, 41, 20},           // 2101
    {54, 43, 45, 22, 20, 11},           // 2102
    {75, 55, 58, 45, 40, 21},           // 2110
    {61, 51, 48, 18, 20, 9},            // 2111
    {46, 18, 17, 7, 8, 2},              // 2112
    {kNone, 53, kNone, 24, kNone, 14},  // 2120
    {kNone, 24, kNone, 12, kNone, 5},   // 2121
    {kNone, 10, kNone, 3, kNone, 1},    // 2122
};

// The score of a macro vector, nothing outside the table.
std::optional<int> look_up(MacroVector const& m) {
  if (m.eq1 > 2 || m.eq2 > 1 || m.eq3 > 2 || m.eq4 > 2 || m.eq5 > 2 || m.eq6 > 1)
    return std::nullopt;
  auto score = kScores[((m.eq1 * 2 + m.eq2) * 3 + m.eq3) * 3 + m.eq4][m.eq5 * 2 + m.eq6];
  return score == kNone ? std::nullopt : std::optional(score);
}

// The metrics that take part in the distance, in the order of the tables below.
enum Metric { AV, PR, UI, AC, AT, VC, VI, VA, CR, IR, AR, SC, SI, SA, metric_count };
using Levels = std::array<int, metric_count>;  // steps (of 0.1) below the most severe value

// 8.2, severity levels: how many steps a value lies below the worst one.
int level_of(std::string_view key, char value) {
  auto level = [&](std::string_view order) {
    auto at = order.find(value);
    assert(at != std::string_view::npos);
    return static_cast<int>(at);
  };
  if (key == "AV") return level("NALP");
  if (key == "PR") return level("NLH");
  if (key == "UI") return level("NPA");
  if (key == "AC") return level("LH");
  if (key == "AT") return level("NP");
  if (key == "CR" || key == "IR" || key == "AR") return level("HML");
  if (key == "SC" || key == "SI" || key == "SA") return level("SHLN");
  return level("HLN");  // VC, VI, VA
}
constexpr std::string_view kKeys[metric_count] = {"AV", "PR", "UI", "AC", "AT", "VC", "VI",
                                                  "VA", "CR", "IR", "AR", "SC", "SI", "SA"};

// A modified metric overrides its base metric; a requirement that is not defined counts as High, an
// exploit maturity that is not defined as Attacked.
char effective(CvssVector const& vector, std::string_view key) {
  auto modified = vector.value("M" + std::string(key));
  if (!modified.empty() && modified != "X") return modified.front();
  auto value = vector.value(key);
  if (value != "X") return value.front();
  return key == "E" ? 'A' : 'H';
}

MacroVector macro_vector(CvssVector const& vector) {
  auto is = [&](std::string_view key, char value) { return effective(vector, key) == value; };
  auto m = MacroVector{};
  // EQ1: 0 AV:N and PR:N and UI:N; 1 one of them but not all, and not AV:P; 2 AV:P or none of them.
  auto all = is("AV", 'N') && is("PR", 'N') && is("UI", 'N');
  auto any = is("AV", 'N') || is("PR", 'N') || is("UI", 'N');
  m.eq1 = all ? 0 : any && !is("AV", 'P') ? 1 : 2;
  // EQ2: 0 AC:L and AT:N; 1 otherwise.
  m.eq2 = is("AC", 'L') && is("AT", 'N') ? 0 : 1;
  // EQ3: 0 VC:H and VI:H; 1 not that, but one of VC, VI, VA is H; 2 none is.
  m.eq3 = is("VC", 'H') && is("VI", 'H')                    ? 0
          : is("VC", 'H') || is("VI", 'H') || is("VA", 'H') ? 1
                                                            : 2;
  // EQ4: 0 MSI:S or MSA:S; 1 not that, but one of SC, SI, SA is H; 2 none is.
  m.eq4 = is("SI", 'S') || is("SA", 'S')                    ? 0
          : is("SC", 'H') || is("SI", 'H') || is("SA", 'H') ? 1
                                                            : 2;
  // EQ5: 0 E:A; 1 E:P; 2 E:U.
  m.eq5 = is("E", 'A') ? 0 : is("E", 'P') ? 1 : 2;
  // EQ6: 0 a requirement is H where the impact is H; 1 otherwise.
  auto asked = [&](std::string_view requirement, std::string_view impact) {
    return is(requirement, 'H') && is(impact, 'H');
  };
  m.eq6 = asked("CR", "VC") || asked("IR", "VI") || asked("AR", "VA") ? 0 : 1;
  return m;
}

// The highest severity vectors of each class, written as values in the order of the class's
// metrics.
using Highest = std::array<std::string_view, 5>;
constexpr Highest kHighest1[3] = {{"NNN"}, {"ANN", "NLN", "NNP"}, {"PNN", "ALP"}};  // AV PR UI
constexpr Highest kHighest2[2] = {{"LN"}, {"HN", "LP"}};                            // AC AT
constexpr Highest kHighest36[3][2] = {  // VC VI VA CR IR AR
    {{"HHHHHH"}, {"HHLMMH", "HHHMMM"}},
    {{"LHHHHH", "HLHHHH"}, {"LHLHMH", "LHHHMM", "HLHMHM", "HLLMHH", "LLHHHM"}},
    {{}, {"LLLHHH"}}};
constexpr Highest kHighest4[3] = {{"HSS"}, {"HHH"}, {"LLL"}};  // SC SI SA
// The depth of each class in steps: from its highest to its lowest severity vector, and one more.
constexpr int kDepth1[3] = {1, 4, 5};
constexpr int kDepth2[2] = {1, 2};
constexpr int kDepth36[3][2] = {{7, 6}, {8, 8}, {0, 10}};
constexpr int kDepth4[3] = {6, 5, 4};

// Steps from a highest vector of the class down to `levels`: the first one that no metric lies
// above.
int distance(Levels const& levels, Metric first, std::size_t count, Highest const& highest) {
  for (auto values : highest) {
    if (values.size() != count) break;
    auto sum = 0;
    auto is_below = true;
    for (std::size_t i = 0; i < count; ++i) {
      auto steps = levels[first + i] - level_of(kKeys[first + i], values[i]);
      is_below = is_below && steps >= 0;
      sum += steps;
    }
    if (is_below) return sum;
  }
  assert(false && "each vector lies below a highest vector of its class");
  return 0;
}

// The next lower score in EQ3 and EQ6, which depend on each other (8.2, "joint").
std::optional<int> next_lower_36(MacroVector m) {
  auto with = [&](int eq3, int eq6) {
    m.eq3 = eq3;
    m.eq6 = eq6;
    return look_up(m);
  };
  if (m.eq3 == 0 && m.eq6 == 0) return std::max(with(0, 1), with(1, 0));
  if (m.eq3 == 1 && m.eq6 == 0) return with(1, 1);
  return with(m.eq3 + 1, m.eq6);
}

}  // namespace

CvssScore cvss4_score(CvssVector const& vector) {
  assert(vector.version() == CvssVersion::v4_0);
  // 8.2: no impact on the vulnerable or on a subsequent system is 0.
  auto has_impact = false;
  for (std::string_view key : {"VC", "VI", "VA", "SC", "SI", "SA"})
    has_impact |= effective(vector, key) != 'N';
  if (!has_impact) return {};

  auto const m = macro_vector(vector);
  auto const score = look_up(m).value();
  Levels levels;
  for (int i = 0; i < metric_count; ++i)
    levels[i] = level_of(kKeys[i], effective(vector, kKeys[i]));

  // For each class: what there is to lose down to the next macro vector, times the part of the way
  // gone. Fractions share the denominator 840, a multiple of every depth.
  constexpr long kDenominator = 840;
  long lost = 0;
  long classes = 0;
  auto add = [&](std::optional<int> lower, int steps, int depth) {
    if (!lower) return;
    ++classes;
    assert(kDenominator % depth == 0);
    lost += static_cast<long>(score - *lower) * steps * (kDenominator / depth);
  };
  auto lower = [&](int MacroVector::* eq) {
    auto next = m;
    ++(next.*eq);
    return look_up(next);
  };
  add(lower(&MacroVector::eq1), distance(levels, AV, 3, kHighest1[m.eq1]), kDepth1[m.eq1]);
  add(lower(&MacroVector::eq2), distance(levels, AC, 2, kHighest2[m.eq2]), kDepth2[m.eq2]);
  add(next_lower_36(m), distance(levels, VC, 6, kHighest36[m.eq3][m.eq6]), kDepth36[m.eq3][m.eq6]);
  add(lower(&MacroVector::eq4), distance(levels, SC, 3, kHighest4[m.eq4]), kDepth4[m.eq4]);
  add(lower(&MacroVector::eq5), 0, 1);
  if (classes == 0) return {score};

  // score - lost / classes, rounded half up to a tenth.
  auto unit = kDenominator * classes;
  auto tenths = (2 * (score * unit - lost) + unit) / (2 * unit);
  return {static_cast<int>(std::clamp(tenths, 0L, 100L))};
}

std::string_view cvss4_nomenclature(CvssVector const& vector) {
  assert(vector.version() == CvssVersion::v4_0);
  auto threat = vector.value("E") != "X";
  auto environment = false;
  for (std::string_view key : {"CR", "IR", "AR", "MAV", "MAC", "MAT", "MPR", "MUI", "MVC", "MVI",
                               "MVA", "MSC", "MSI", "MSA"})
    environment |= vector.value(key) != "X";
  if (threat) return environment ? "CVSS-BTE" : "CVSS-BT";
  return environment ? "CVSS-BE" : "CVSS-B";
}

}  // namespace tocsin::vocab
