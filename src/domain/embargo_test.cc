// The embargo machine against its oracle (72 words) and the invariant across machines (160 cases).
#include "domain/embargo.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "domain/words.h"

namespace tocsin::domain {
namespace {

// Oracle E: the non-empty words of at most seven acts that end in a final state.
constexpr char const* kEndInNone =
    "pr ppr pppr prpr ppppr pprpr prppr pppppr ppprpr pprppr prpppr prprpr ppppppr pppprpr ppprppr "
    "pprpppr pprprpr "
    "prppppr prpprpr prprppr";
constexpr char const* kEndInExited =
    "pat papt ppat papat pappt paprt ppapt pppat prpat papapt pappat papppt papprt paprpt ppapat "
    "ppappt ppaprt pppapt "
    "ppppat pprpat prpapt prppat papapat papappt papaprt pappapt papppat pappppt pappprt papprpt "
    "paprpat paprppt paprprt "
    "ppapapt ppappat ppapppt ppapprt ppaprpt pppapat pppappt pppaprt ppppapt pppppat ppprpat "
    "pprpapt pprppat prpapat "
    "prpappt prpaprt prppapt prpppat prprpat";

std::set<std::string> words(char const* text) {
  std::set<std::string> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) out.insert(word);
  return out;
}

void walk(EmbargoState state, std::string const& word, std::set<std::string>& none,
          std::set<std::string>& exited) {
  if (!word.empty() && state == EmbargoState::none) none.insert(word);
  if (state == EmbargoState::exited) exited.insert(word);
  if (word.size() == 7) return;
  for (auto act : kEmbargoActs)
    if (auto const to = next(state, act))
      walk(*to, word + "prat"[static_cast<int>(act)], none, exited);
}

TEST(Embargo, OracleOf72Words) {
  std::set<std::string> none, exited;
  walk(EmbargoState::none, "", none, exited);
  EXPECT_EQ(none, words(kEndInNone));
  EXPECT_EQ(exited, words(kEndInExited));
  EXPECT_EQ(none.size() + exited.size(), 72u);
}

TEST(Embargo, TheTableIsAFunctionAndExitedIsAbsorbing) {
  std::set<std::pair<EmbargoState, EmbargoAct>> seen;
  for (auto const& step : kEmbargoSteps) {
    EXPECT_TRUE(seen.insert({step.from, step.act}).second);
    EXPECT_NE(step.from, EmbargoState::exited);
  }
}

// state-machines.md 4.5: 5 states x 4 acts x 8 combinations of P, X, A; none leaves an embargo in
// force while public. Walked for both switches of EM-6.
TEST(Embargo, NeverInForceWhilePublicIn160Cases) {
  for (auto on_attacks : {OnAttacks::terminate, OnAttacks::keep}) {
    int cases = 0;
    for (auto state : kEmbargoStates)
      for (auto act : kEmbargoActs)
        for (int bits = 0; bits < 8; ++bits) {
          ++cases;
          PublicFacts const facts{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
          auto const quiet = !facts.public_aware && !facts.exploit_public &&
                             !(facts.attacks_observed && on_attacks == OnAttacks::terminate);
          auto const settled = settle(state, facts, on_attacks);
          auto const after = step(state, act, facts, on_attacks).value_or(settled);
          if (!quiet) {
            EXPECT_FALSE(in_force(settled));
            EXPECT_FALSE(in_force(after)) << word_of(state) << " " << word_of(act) << " " << bits;
            EXPECT_NE(after, EmbargoState::proposed)
                << "nobody can agree on silence about what is public";
          } else {
            EXPECT_EQ(step(state, act, facts, on_attacks), next(state, act));
            EXPECT_EQ(settled, state);
          }
          if (state == EmbargoState::exited) {
            EXPECT_EQ(after, EmbargoState::exited);
          }
          if (in_force(state) && !quiet) {
            EXPECT_EQ(after, EmbargoState::exited) << "it was in force, so it ended";
          }
        }
    EXPECT_EQ(cases, 160);
  }
}

TEST(Embargo, WireWords) {
  EXPECT_EQ(words_of<EmbargoState>(),
            (std::vector<std::string_view>{"none", "proposed", "active", "revise", "exited"}));
  EXPECT_EQ(words_of<EmbargoAct>(),
            (std::vector<std::string_view>{"propose", "reject", "accept", "terminate"}));
  EXPECT_EQ(words_of<EmbargoState>().size(), std::size(kEmbargoStates));
}

}  // namespace
}  // namespace tocsin::domain
