// The report machine against its oracle: every word over six acts up to length 7, and none accepted
// beyond length 8.
#include "domain/report_state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "domain/words.h"

namespace tocsin::domain {
namespace {

// Oracle R.
std::set<std::string> const kWords = {"ric",    "rvac",    "rvdc",    "rivac",   "rivdc",
                                      "rvadc",  "rvdac",   "rivadc",  "rivdac",  "rvadac",
                                      "rvdadc", "rivadac", "rivdadc", "rvadadc", "rvdadac"};

std::optional<ReportState> run(std::string const& word) {
  auto state = std::optional(ReportState::start);
  for (auto c : word) {
    state = next(*state, static_cast<ReportAct>(std::string("rviadc").find(c)));
    if (!state) return state;
  }
  return state;
}

TEST(ReportState, OracleOf15WordsAmongAllUpToLengthSeven) {
  std::set<std::string> accepted;
  int tried = 0;
  auto const walk = [&](auto const& self, std::string const& word) -> void {
    ++tried;
    if (run(word) == ReportState::closed) accepted.insert(word);
    if (word.size() < 7)
      for (auto c : std::string("rviadc")) self(self, word + c);
  };
  walk(walk, "");
  EXPECT_EQ(tried, 335'923);  // 1 + 6 + ... + 6^7
  EXPECT_EQ(accepted, kWords);
}

TEST(ReportState, TheTableIsAFunctionAndClosedIsAbsorbing) {
  std::set<std::pair<ReportState, ReportAct>> seen;
  for (auto const& step : kReportSteps) {
    EXPECT_TRUE(seen.insert({step.from, step.act}).second);
    EXPECT_FALSE(is_final(step.from));
    EXPECT_NE(step.to, ReportState::start);
  }
}

TEST(ReportState, WireWords) {
  EXPECT_EQ(words_of<ReportState>(),
            (std::vector<std::string_view>{"start", "received", "invalid", "valid", "accepted",
                                           "deferred", "closed"}));
  EXPECT_EQ(words_of<ReportState>().size(), std::size(kReportStates));
  EXPECT_EQ(words_of<ReportAct>().size(), std::size(kReportActs));
}

}  // namespace
}  // namespace tocsin::domain
