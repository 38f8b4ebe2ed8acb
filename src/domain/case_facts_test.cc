// The six case bits: 32 legal states of 64, monotone, with forced follow-ups; all small spaces
// walked whole.
#include "domain/case_facts.h"

#include <gtest/gtest.h>

#include <set>

#include "base/codec.h"

namespace tocsin::domain {
namespace {

TEST(CaseFacts, ThirtyTwoLegalStates) {
  int legal = 0;
  for (int bits = 0; bits < 64; ++bits) {
    auto const v = (bits & 1) != 0, f = (bits & 2) != 0, d = (bits & 4) != 0;
    auto const expected = (!d || f) && (!f || v);
    EXPECT_EQ(is_legal(static_cast<CaseBits>(bits)), expected) << bits;
    legal += expected ? 1 : 0;
  }
  EXPECT_EQ(legal, 32);
  EXPECT_FALSE(is_legal(64));
}

// Every reachable state and every bit: the result is legal and at rest, contains what was there,
// and refusals change nothing.
TEST(CaseFacts, EveryRecordFromEveryReachableState) {
  std::set<CaseBits> reached;
  auto const walk = [&](auto const& self, CaseFacts const& known) -> void {
    if (!reached.insert(known.bits()).second) return;
    EXPECT_TRUE(invariants_hold(known));
    for (auto which : kCaseBits) {
      auto const added = forced_by(known, {which, Instant{7}, "seen", "Staff One"});
      if (!added) {
        EXPECT_EQ(added.error().code, ErrorCode::conflict);
        EXPECT_FALSE(is_legal(settle(static_cast<CaseBits>(known.bits() | bit(which)))));
        continue;
      }
      EXPECT_EQ(added->empty(), has(known.bits(), which));
      auto after = known;
      for (auto const& fact : *added) after.facts.push_back(fact);
      EXPECT_TRUE(invariants_hold(after));
      EXPECT_EQ(after.bits() & known.bits(), known.bits()) << "bits only go on";
      EXPECT_TRUE(has(after.bits(), which));
      self(self, after);
    }
  };
  walk(walk, {});
  int resting = 0;
  for (int bits = 0; bits < 64; ++bits)
    resting +=
        is_legal(static_cast<CaseBits>(bits)) && !is_transient(static_cast<CaseBits>(bits)) ? 1 : 0;
  EXPECT_EQ(static_cast<int>(reached.size()), resting);
}

TEST(CaseFacts, AnExploitInPublicForcesPublicAndVendorAware) {
  auto const added =
      *forced_by({}, {CaseBit::exploit_public, Instant{5}, "https://example.org/poc", "Staff One"});
  ASSERT_EQ(added.size(), 3u);
  CaseFacts known{added};
  EXPECT_EQ(known.since(CaseBit::public_aware), Instant{5});
  EXPECT_EQ(known.since(CaseBit::vendor_aware), Instant{5});
  EXPECT_TRUE(known.public_facts().exploit_public && known.public_facts().public_aware);
  EXPECT_FALSE(known.public_facts().attacks_observed);
  EXPECT_TRUE(known.find(CaseBit::public_aware)->by.empty()) << "forced, not recorded by a person";
}

TEST(CaseFacts, TheFirstRecordStands) {
  CaseFacts const known{{{CaseBit::vendor_aware, Instant{5}, "a", "Staff One"}}};
  EXPECT_TRUE(forced_by(known, {CaseBit::vendor_aware, Instant{9}, "b", "Staff Two"})->empty());
}

TEST(CaseFacts, InvariantsRefuseWhatWasNotRecordedThisWay) {
  EXPECT_FALSE(invariants_hold({{{CaseBit::fix_ready, Instant{1}, "", ""}}}));
  EXPECT_FALSE(invariants_hold({{{CaseBit::vendor_aware, Instant{1}, "", ""},
                                 {CaseBit::vendor_aware, Instant{2}, "", ""}}}));
  EXPECT_FALSE(invariants_hold({{{CaseBit::public_aware, Instant{1}, "", ""}}}));
}

TEST(CaseFacts, Stored) {
  CaseFacts const known{*forced_by({}, {CaseBit::public_aware, Instant{5}, "a page", "Staff One"})};
  EXPECT_EQ(*codec::from_text<CaseFacts>(codec::to_text(known)), known);
}

}  // namespace
}  // namespace tocsin::domain
