// A trial repeats itself, finds nothing where nothing is wrong, and finds what was planted.
#include "sim/trial.h"

#include <gtest/gtest.h>

namespace tocsin::sim {
namespace {

TEST(Trial, TheSameSeedGivesTheSameTrace) {
  auto const first = run_trial(7, Bug::none, Trial::Trace::hash_only);
  auto const second = run_trial(7, Bug::none, Trial::Trace::hash_only);
  EXPECT_EQ(first.trace_hash, second.trace_hash);
  EXPECT_NE(first.trace_hash, run_trial(8, Bug::none, Trial::Trace::hash_only).trace_hash);
}

TEST(Trial, HasEnoughCommandsAndACriticalFault) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto const result = run_trial(seed, Bug::none, Trial::Trace::hash_only);
    EXPECT_GE(result.commands, 200);
    EXPECT_GE(result.critical_faults, 1);
    for (auto const& violation : result.violations) ADD_FAILURE() << seed << " " << violation.invariant << " " << violation.what;
  }
}

TEST(Trial, FindsADraftOnTheShelf) {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 20 && found == 0; ++seed)
    for (auto const& violation : run_trial(seed, Bug::draft_on_shelf, Trial::Trace::hash_only).violations)
      found += violation.invariant == "I1" ? 1 : 0;
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace tocsin::sim
