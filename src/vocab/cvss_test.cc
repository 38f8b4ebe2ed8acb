// CVSS: strict reading, canonical writing, and the scores of every reference vector we have.
#include "vocab/cvss.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/json.h"

namespace tocsin::vocab {
namespace {

CvssVector vector_of(std::string_view text) { return read_cvss(text).value(); }

TEST(Cvss, EachFaultHasItsOwnName) {
  constexpr std::string_view kBase = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  struct Case {
    std::string text;
    CvssProblem problem;
  };
  auto base = std::string(kBase);
  Case const cases[] = {
      {"", CvssProblem::wrong_prefix},
      {"AV:N/AC:L/Au:N/C:C/I:C/A:C", CvssProblem::wrong_prefix},
      {"CVSS:3.2/AV:N", CvssProblem::wrong_prefix},
      {" " + base, CvssProblem::wrong_prefix},
      {"(" + base + ")", CvssProblem::wrong_prefix},
      {"cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssProblem::lower_case},
      {"CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssProblem::lower_case},
      {"CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssProblem::lower_case},
      {base + "/", CvssProblem::trailing_slash},
      {"CVSS:3.1/", CvssProblem::malformed},
      {"CVSS:3.1//AV:N", CvssProblem::malformed},
      {base + "/E", CvssProblem::malformed},
      {base + "/:H", CvssProblem::malformed},
      {base + "/E:", CvssProblem::empty_value},
      {base + "/E:H/E:H", CvssProblem::duplicate_metric},
      {base + "/AV:N", CvssProblem::duplicate_metric},
      {base + "/E:X/E:X", CvssProblem::duplicate_metric},
      {base + "/ZZ:N", CvssProblem::unknown_metric},
      {base + "/VC:N", CvssProblem::unknown_metric},
      {base + "/E:Z", CvssProblem::unknown_value},
      {base + "/E:H ", CvssProblem::unknown_value},
      {"CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssProblem::unknown_value},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", CvssProblem::missing_metric},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N", CvssProblem::missing_metric},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:S",
       CvssProblem::unknown_value},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:GREEN",
       CvssProblem::lower_case},
      {base + std::string(cvss_vector_bytes_max, '/'), CvssProblem::malformed},
  };
  for (auto const& c : cases) {
    auto read = read_cvss(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(name_of(kCvssProblems, read.error().problem), name_of(kCvssProblems, c.problem))
        << c.text;
    EXPECT_EQ(parse_cvss(c.text).error().code, ErrorCode::invalid_input);
    EXPECT_FALSE(sentence(read.error()).empty());
  }
}

TEST(Cvss, OrderIsFreeAndNotDefinedIsDropped) {
  EXPECT_EQ(vector_of("CVSS:3.0/S:U/AV:N/AC:L/PR:H/UI:N/C:L/I:L/A:N/E:F/RL:X").str(),
            "CVSS:3.0/AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:N/E:F");
  auto v4 = vector_of(
      "CVSS:4.0/U:Amber/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S/E:X");
  EXPECT_EQ(v4.str(),
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S/U:Amber");
  EXPECT_EQ(v4.value("U"), "Amber");
  EXPECT_EQ(v4.value("E"), "X");
  EXPECT_EQ(v4.value("nothing"), "");
  EXPECT_EQ(cvss4_nomenclature(v4), "CVSS-BE");
}

// All 2,592 base vectors of both versions: they round-trip, and base and temporal scores agree.
TEST(Cvss, EveryBaseVectorRoundTrips) {
  auto count = 0;
  for (std::string version : {"3.0", "3.1"})
    for (char av : std::string("NALP"))
      for (char ac : std::string("LH"))
        for (char pr : std::string("NLH"))
          for (char ui : std::string("NR"))
            for (char s : std::string("UC"))
              for (char c : std::string("NLH"))
                for (char i : std::string("NLH"))
                  for (char a : std::string("NLH")) {
                    auto text = "CVSS:" + version + "/AV:" + av + "/AC:" + ac + "/PR:" + pr +
                                "/UI:" + ui + "/S:" + s + "/C:" + c + "/I:" + i + "/A:" + a;
                    auto vector = vector_of(text);
                    EXPECT_EQ(vector.str(), text);
                    EXPECT_EQ(vector_of(vector.str()), vector);
                    auto scores = cvss3_scores(vector);
                    EXPECT_EQ(scores.base, scores.temporal) << text;
                    EXPECT_TRUE(scores.base.tenths >= 0 && scores.base.tenths <= 100) << text;
                    EXPECT_EQ(scores.base.tenths == 0, c == 'N' && i == 'N' && a == 'N') << text;
                    ++count;
                  }
  EXPECT_EQ(count, 2 * 2'592);
}

TEST(Cvss, KnownScores) {
  auto scores = cvss3_scores(vector_of("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"));
  EXPECT_EQ(scores.base.text(), "9.8");
  EXPECT_EQ(scores.base.severity(), Severity::critical);
  EXPECT_EQ(cvss_score(vector_of("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"))
                .text(),
            "9.3");
  EXPECT_EQ(cvss_score(vector_of("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N"))
                .text(),
            "0.0");
}

TEST(Cvss, SeverityScaleHasTheSpecifiedBorders) {
  constexpr std::pair<int, Severity> kBorders[] = {
      {0, Severity::none},    {1, Severity::low},       {39, Severity::low},
      {40, Severity::medium}, {69, Severity::medium},   {70, Severity::high},
      {89, Severity::high},   {90, Severity::critical}, {100, Severity::critical}};
  for (auto [tenths, severity] : kBorders)
    EXPECT_EQ(severity_of_tenths(tenths), severity) << tenths;
}

// ---- Reference vectors, where they are at hand
// -----------------------------------------------------------------

std::string suites() {
  auto const* folder = std::getenv("TOCSIN_SUITES");
  return folder ? folder : std::string(TOCSIN_SOURCE_DIR) + "/../shared/data";
}

int tenths_of(json::value const& number) {
  auto value = number.is_double() ? number.as_double()
                                  : static_cast<double>(number.to_number<std::int64_t>());
  return static_cast<int>(value * 10 + 0.5);
}

class CvssOracle : public testing::TestWithParam<char const*> {};

TEST_P(CvssOracle, AgreesOnEveryLine) {
  auto path = suites() + "/cvss/" + GetParam();
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no " << path;
  auto lines = 0;
  auto differences = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    auto row = parse_json(line).value();
    auto text = std::string(string_at(row, "vector"));
    auto vector = read_cvss(text);
    ASSERT_TRUE(vector) << text << ": " << sentence(vector.error());
    ASSERT_EQ(vector_of(vector->str()), *vector);
    auto expect = [&](char const* key, CvssScore got) {
      auto const* want = member(row, key);
      if (!want || want->is_null() || tenths_of(*want) == got.tenths) return;
      if (++differences <= 10)
        ADD_FAILURE() << text << " " << key << " " << *want << ", not " << got.text();
    };
    if (vector->version() == CvssVersion::v4_0) {
      expect("score", cvss4_score(*vector));
    } else {
      auto scores = cvss3_scores(*vector);
      expect("base", scores.base);
      expect("temporal", scores.temporal);
      expect("environmental", scores.environmental);
    }
  }
  EXPECT_GT(lines, 0);
  EXPECT_EQ(differences, 0) << "of " << lines;
}

INSTANTIATE_TEST_SUITE_P(Files, CvssOracle,
                         testing::Values("rh_simple3.jsonl", "rh_simple31.jsonl",
                                         "rh_calculator3.jsonl", "rh_cvsslib3.jsonl", "gen30.jsonl",
                                         "gen31.jsonl", "rh_simple4.jsonl", "rh_security4.jsonl",
                                         "rh_supplemental4.jsonl", "rh_threat4.jsonl",
                                         "first_macro4.jsonl", "gen4.jsonl"),
                         [](auto const& info) {
                           auto name = std::string(info.param);
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace tocsin::vocab
