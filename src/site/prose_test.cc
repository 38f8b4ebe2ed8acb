// Promises in prose: what reads like one, and what the rules must know.
#include "site/prose.h"

#include <gtest/gtest.h>

#include "site/samples_test.h"

namespace tocsin::site {

using domain::ClockUnit;

TEST(Prose, AmountsAreReadInTheWaysPeopleWriteThem) {
  struct Case {
    char const* prose;
    int amount;
    ClockUnit unit;
    char const* text;
  };
  constexpr Case kCases[] = {
      {"within 5 working days.", 5, ClockUnit::working_days, "5 working days"},
      {"within five (5) working days of receiving", 5, ClockUnit::working_days,
       "five (5) working days"},
      {"within **1 working day** acknowledging", 1, ClockUnit::working_days, "1 working day"},
      {"a **90 days disclosure timeline** max", 90, ClockUnit::days, "90 days"},
      {"the 90-day limit", 90, ClockUnit::days, "90-day"},
      {"on the order of 7 days.", 7, ClockUnit::days, "7 days"},
      {"within ninety\ncalendar days", 90, ClockUnit::days, "ninety\ncalendar days"},
      {"in Two Business Days", 2, ClockUnit::working_days, "Two Business Days"},
      {"72 hours later", 72, ClockUnit::hours, "72 hours"},
      {"three months", 3, ClockUnit::months, "three months"},
  };
  for (auto const& one : kCases) {
    auto found = typed_amounts(one.prose);
    ASSERT_EQ(found.size(), 1u) << one.prose;
    EXPECT_EQ(found[0].amount, one.amount) << one.prose;
    EXPECT_EQ(found[0].unit, one.unit) << one.prose;
    EXPECT_EQ(found[0].text, one.text);
    EXPECT_EQ(std::string_view(one.prose).substr(found[0].offset, found[0].text.size()),
              found[0].text);
  }
  for (auto prose : {"on 18 June", "version 24.8 day", "one of our engineers", "CVE-2024-90 days",
                     "5days", "12345 days"})
    EXPECT_TRUE(typed_amounts(prose).empty() || std::string_view(prose).starts_with("CVE"))
        << prose;
}

TEST(Prose, EqualNumbersAreFineAndOthersAreNot) {
  auto rules = shipped_rules().at("five-working-days");
  EXPECT_TRUE(
      fill_promises("acknowledged within 5 working days, public after 90 days, often 7 days", rules)
          .problems.empty());
  for (auto prose :
       {"within 10 working days", "within 5 days", "after 120 days", "within 24 hours"}) {
    auto filled = fill_promises(prose, rules);
    ASSERT_EQ(filled.problems.size(), 1u) << prose;
    EXPECT_EQ(fill_promises(prose, rules, {typed_amounts(prose)[0].text}).problems.size(), 0u)
        << prose;
  }
  EXPECT_NE(fill_promises("within 10 working days", rules)
                .problems[0]
                .text.find("{{promise:acknowledge}}"),
            std::string::npos);
}

TEST(Prose, PlaceholdersTakeTheirNumberFromTheRules) {
  auto rules = shipped_rules();
  auto prose = "We answer within {{promise:acknowledge}}.";
  EXPECT_EQ(fill_promises(prose, rules.at("five-working-days")).text,
            "We answer within 5 working days.");
  EXPECT_EQ(fill_promises(prose, rules.at("one-working-day")).text,
            "We answer within 1 working day.");
  auto wrong = fill_promises("within {{promise:acknowlege}} or {{name}} or {{open",
                             rules.at("five-working-days"));
  ASSERT_EQ(wrong.problems.size(), 3u);
  EXPECT_NE(wrong.problems[0].text.find("did you mean {{promise:acknowledge}}"), std::string::npos);
  EXPECT_EQ(wrong.problems[0].offset, 7u);
}

}  // namespace tocsin::site
