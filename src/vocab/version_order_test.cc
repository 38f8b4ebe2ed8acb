// Version orders: known sequences, and the laws of an order over every pair and triple of them.
#include "vocab/version_order.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin::vocab {
namespace {

struct Sequence {
  VersionScheme scheme;
  // From old to new; texts that are equal stand in one group.
  std::vector<std::vector<std::string>> groups;
};

std::vector<Sequence> sequences() {
  return {
      {{VersionOrder::semver},
       {{"0.0.0-0"},
        {"0.0.0"},
        {"1.0.0-alpha"},
        {"1.0.0-alpha.1"},
        {"1.0.0-alpha.beta"},
        {"1.0.0-beta"},
        {"1.0.0-beta.2"},
        {"1.0.0-beta.11"},
        {"1.0.0-rc.1", "1.0.0-rc.1+a"},
        {"1.0.0", "1.0.0+build.1", "1.0.0+001"},
        {"1.0.1"},
        {"1.2.0"},
        {"1.10.0"},
        {"2.0.0-1"},
        {"2.0.0-a-b"},
        {"2.0.0"},
        {"99999999999999999999.0.0"},
        {"100000000000000000000.0.0"}}},
      {{VersionOrder::dotted},
       {{"0", "0.0", "00"},
        {"1", "1.0", "1.0.0", "01"},
        {"1.0.0.1"},
        {"1.2"},
        {"1.10"},
        {"23.8.16.40"},
        {"24.3.9.5"},
        {"24.3.18.6", "24.03.18.6"},
        {"24.3.18.7"},
        {"24.10"},
        {"18446744073709551616"},
        {"18446744073709551617"}}},
      {{VersionOrder::openssl},
       {{"0.9.8"},        {"0.9.8a"},        {"0.9.8y"},      {"0.9.8z"},       {"0.9.8za"},
        {"0.9.8zh"},      {"1.0.2"},         {"1.1.0-pre1"},  {"1.1.0-pre6"},   {"1.1.0"},
        {"1.1.1-pre9"},   {"1.1.1-pre10"},   {"1.1.1"},       {"1.1.1a"},       {"1.1.1y"},
        {"1.1.1z"},       {"1.1.1za"},       {"1.1.1zb"},     {"1.1.1zz"},      {"1.1.1zza"},
        {"3.0.0-alpha1"}, {"3.0.0-alpha17"}, {"3.0.0-beta1"}, {"3.0.0", "3.0"}, {"3.0.13"}}},
      {{VersionOrder::debian},
       {{"0~~"},
        {"0~~a"},
        {"0~"},
        {"0", "0-0", "0:0"},
        {"0a"},
        {"0+"},
        {"1.0~beta1~svn1245"},
        {"1.0~beta1"},
        {"1.0"},
        {"1.0-1"},
        {"1.0-1+deb12u1"},
        {"1.0-2~bpo1"},
        {"1.0-2"},
        {"1.0.1"},
        {"1.2-3-4"},
        {"1.10"},
        {"2.0"},
        {"1:0.1"},
        {"10:0"}}},
      {{VersionOrder::list, {"Sarge", "etch", "2.0", "lenny"}},
       {{"Sarge"}, {"etch"}, {"2.0"}, {"lenny"}}},
  };
}

TEST(VersionOrder, KnownSequencesAndTheLawsOfAnOrder) {
  for (auto const& sequence : sequences()) {
    struct Item {
      std::string text;
      std::size_t rank;
    };
    std::vector<Item> items;
    for (std::size_t rank = 0; rank < sequence.groups.size(); ++rank)
      for (auto const& text : sequence.groups[rank]) items.push_back({text, rank});
    // All pairs against the ranks: with that the order is total, antisymmetric and transitive on
    // them.
    for (auto const& a : items)
      for (auto const& b : items) {
        auto order = compare(sequence.scheme, a.text, b.text);
        ASSERT_TRUE(order) << a.text << " " << b.text << order.error().message;
        EXPECT_TRUE(*order == (a.rank <=> b.rank)) << a.text << " " << b.text;
      }
  }
}

// Random texts of each order: reflexive, antisymmetric, transitive, and equal texts compare alike
// to a third.
TEST(VersionOrder, LawsHoldForRandomVersions) {
  std::mt19937 random(7);
  auto pick = [&](std::string_view from) { return from[random() % from.size()]; };
  for (auto order :
       {VersionOrder::semver, VersionOrder::dotted, VersionOrder::openssl, VersionOrder::debian}) {
    VersionScheme const scheme = {order};
    auto alphabet = order == VersionOrder::dotted    ? "0123."
                    : order == VersionOrder::openssl ? "012.az-pre"
                                                     : "012.a~-+b";
    std::vector<std::string> versions;
    while (versions.size() < 80) {
      std::string text = order == VersionOrder::semver ? "1.0.0-" : "";
      for (auto n = 1 + random() % 6; n > 0; --n) text += pick(alphabet);
      if (is_version(scheme, text)) versions.push_back(text);
    }
    std::vector<std::vector<std::weak_ordering>> c;
    for (auto const& x : versions) {
      c.emplace_back();
      for (auto const& y : versions) c.back().push_back(compare(scheme, x, y).value());
    }
    for (std::size_t x = 0; x < versions.size(); ++x) {
      EXPECT_TRUE(c[x][x] == 0) << versions[x];
      for (std::size_t y = 0; y < versions.size(); ++y) {
        EXPECT_TRUE(c[x][y] == (0 <=> c[y][x])) << versions[x] << " " << versions[y];
        for (std::size_t z = 0; z < versions.size(); ++z) {
          auto is_transitive = c[x][y] > 0 || c[y][z] > 0 || c[x][z] <= 0;
          auto equals_compare_alike = c[x][y] != 0 || c[x][z] == c[y][z];
          if (!is_transitive || !equals_compare_alike)
            FAIL() << versions[x] << " " << versions[y] << " " << versions[z];
        }
      }
    }
  }
}

TEST(VersionOrder, RefusesWhatItCannotOrder) {
  struct Case {
    VersionScheme scheme;
    std::vector<std::string> bad;
  };
  std::vector<Case> const cases = {
      {{VersionOrder::semver},
       {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+", "v1.0.0",
        "1.0.0 ", "1.0.x", "1.0.0-\xC3\xA4", "-1.0.0"}},
      {{VersionOrder::dotted}, {"", ".", "1.", ".1", "1..2", "1.a", "v1", "1-2", " 1", "1.0-lts"}},
      {{VersionOrder::openssl},
       {"", "a", "1.1.1A", "1.1.1ab", "1.1.1-", "1.1.1-dev", "1.1.1-beta", "1.1.1-gamma1",
        "1.1.1a1"}},
      {{VersionOrder::debian}, {"", "a", ":1", "a:1", "1:", "1-", "1_2", "1:2:3", "1 2"}},
      {{VersionOrder::list, {"a"}}, {"", "b", "A", "a "}}};
  for (auto const& c : cases)
    for (auto const& bad : c.bad) {
      EXPECT_FALSE(is_version(c.scheme, bad)) << bad;
      EXPECT_EQ(compare(c.scheme, bad, bad).error().code, ErrorCode::invalid_input) << bad;
    }
  VersionScheme const dotted = {VersionOrder::dotted};
  EXPECT_TRUE(is_version(dotted, std::string(version_bytes_max, '1')));
  EXPECT_FALSE(is_version(dotted, std::string(version_bytes_max + 1, '1')));
}

TEST(VersionRange, ContainsByItsBounds) {
  VersionScheme const scheme = {VersionOrder::dotted};
  auto in = [&](VersionRange const& range, std::string_view version) {
    return contains(scheme, range, version).value();
  };
  EXPECT_TRUE(in({}, "1"));
  EXPECT_TRUE(in({.from = "1.0"}, "1"));
  EXPECT_FALSE(in({.from = "1.0"}, "0.9"));
  EXPECT_TRUE(in({.from = "1.0", .before = "2.0"}, "1.99"));
  EXPECT_FALSE(in({.from = "1.0", .before = "2.0"}, "2"));
  EXPECT_TRUE(in({.last = "2.0"}, "2.0.0"));
  EXPECT_FALSE(in({.last = "2.0"}, "2.0.1"));
  EXPECT_TRUE(in({.from = "1", .last = "1"}, "1"));

  EXPECT_FALSE(check(scheme, {.before = "1", .last = "1"}));
  EXPECT_FALSE(check(scheme, {.from = "1", .before = "1.0"}));
  EXPECT_FALSE(check(scheme, {.from = "2", .last = "1"}));
  EXPECT_FALSE(check(scheme, {.from = "x"}));
  EXPECT_FALSE(contains(scheme, {.from = "1"}, "x"));
  EXPECT_FALSE(contains(scheme, {.from = "x"}, "1"));
  EXPECT_TRUE(check(scheme, {}));
}

}  // namespace
}  // namespace tocsin::vocab
