// Rules files: the shipped ones load and say where each promise stems from; every mistake is named
// with its place.
#include "domain/rules.h"

#include "base/text.h"
#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;

TEST(Rules, ShippedFilesLoadAndCiteTheirSource) {
  for (auto const* name : {"default", "five-working-days", "one-working-day"}) {
    auto const rules = rules_file(name);
    EXPECT_EQ(rules.name, name);
    EXPECT_TRUE(rules.version.starts_with("sha256:") && rules.version.size() == 71)
        << rules.version;
    EXPECT_EQ(rules.hearings.size(), 5u);
    EXPECT_GE(rules.approvals.count, 2);
    EXPECT_NE(rules.clock("disclosure_ceiling"), nullptr);
    EXPECT_NE(rules.clock("update"), nullptr);
    for (auto const& clock : rules.clocks) EXPECT_FALSE(clock.source.empty()) << clock.name;
    EXPECT_FALSE(rules.disclosure.source.empty());
  }
}

TEST(Rules, PromisesComeFromTheRules) {
  auto const rules = rules_file("five-working-days");
  EXPECT_EQ(rules.promise("acknowledge"), "5 working days");
  EXPECT_EQ(rules.promise("no such promise"), std::nullopt);
  EXPECT_EQ(rules.promises().size(), 6u);
  EXPECT_EQ(amount_text(1, ClockUnit::working_days), "1 working day");
  EXPECT_EQ(amount_text(2, ClockUnit::working_weeks), "2 working weeks");
  EXPECT_EQ(severity_for(rules, 98), "critical");
  EXPECT_EQ(severity_for(rules, 90), "critical");
  EXPECT_EQ(severity_for(rules, 89), "high");
  EXPECT_EQ(severity_for(rules, 0), "");
}

TEST(Rules, TheVersionIsTheDigestOfTheBytes) {
  auto const text = read_source("rules/default.toml");
  auto const first = parse_rules(text, "a.toml", book().calendars).rules->version;
  EXPECT_EQ(parse_rules(text, "b.toml", book().calendars).rules->version, first);
  EXPECT_NE(parse_rules(text + "\n", "a.toml", book().calendars).rules->version, first);
}

// One change to the shipped file, and what the reader is told.
struct WrongWord {
  char const* from;
  char const* to;
  char const* finding;
};

TEST(Rules, EveryMistakeIsNamedWithItsPlace) {
  constexpr WrongWord kMistakes[] = {
      {"unit = \"working_days\"", "unit = \"workin_days\"",
       "'workin_days' is not a word for 'unit'; did you mean 'working_days'?"},
      {"amount = 2", "amuont = 2", "unknown key 'amuont'; did you mean 'amount'?"},
      {"amount = 2", "amount = 0", "'amount' must be a whole number from 1 to 3660"},
      {"calendar = \"us\"", "calendar = \"use\"", "there is no calendar 'use'; did you mean 'us'?"},
      {"stops = [\"acknowledged\"]", "stops = [\"acknowleged\"]",
       "'acknowleged' is not a word for 'stops'; did you mean 'acknowledged'?"},
      {"stops = [\"acknowledged\"]", "stops = []", "nothing stops this clock"},
      {"starts = [\"report_received\"]", "starts = []", "nothing starts this clock"},
      {"stopped_by = \"staff\"", "stopped_by = \"anyone\"", "'acknowledged' is an act of a person"},
      {"stopped_by = \"staff\"", "stopped_by = \"reporter\"",
       "'acknowledged' is an act of a person"},
      {"due_at = \"end_of_working_day\"", "due_at = \"end_of_day\"",
       "due_time belongs to due_at = \"end_of_working_day\""},
      {"count_from = \"next_day\"", "count_from = \"receipt_instant\"",
       "counting from the receipt_instant ends at the same_time"},
      {"due_time = \"17:00\"", "due_time = \"17.00\"",
       "'due_time' must be a time of day such as \"17:00\""},
      {"due_time = \"17:00\"", "due_time = \"00:00\"", "'due_time' must be a time of day"},
      {"unit = \"working_days\"", "unit = \"hours\"", "hours elapse"},
      {"unit = \"working_days\"\ncount_from = \"next_day\"\ndue_at = "
       "\"end_of_working_day\"\ndue_time = \"17:00\"",
       "unit = \"months\"\npause_reasons = [\"legal_hold\"]", "months differ in length"},
      {"warn_before = \"8 hours\"", "warn_before = \"8 ours\"",
       "'warn_before' must be a time such as"},
      {"name = \"analyse\"", "name = \"acknowledge\"", "a clock named 'acknowledge' stands above"},
      {"name = \"analyse\"", "name = \"disclosure_ceiling\"",
       "a clock named 'disclosure_ceiling' stands above"},
      {"name = \"analyse\"", "name = \"Analyse it\"", "must be made of lower-case letters"},
      {"promise = \"analyse\"", "promise = \"acknowledge\"",
       "the promise 'acknowledge' is given by another clock"},
      {"promise = \"analyse\"\nsource", "promise = \"analyse\"\nsuorce",
       "unknown key 'suorce'; did you mean 'source'?"},
      {"ceiling_days = 90", "ceiling_days = 5", "this lies behind the ceiling"},
      {"alarm_days_before = 14", "alarm_days_before = 90", "fewer days than the ceiling"},
      {"\"vendor_coordination\"]", "\"vendor_cordination\"]",
       "did you mean 'vendor_coordination'?"},
      {"[disclosure]", "[disclosur]", "[disclosure] is missing"},
      {"severities = [\"critical\", \"high\"]", "severities = [\"severe\"]",
       "'severe' is not one of [[severities]]"},
      {"on_attacks = \"terminate\"", "on_attacks = \"end\"",
       "'end' is not a word for 'on_attacks'"},
      {"count = 2\nvalid_hours", "count = 1\nvalid_hours",
       "'count' must be a whole number from 2 to 9"},
      {"valid_hours = 24", "valid_hours = 25", "'valid_hours' must be a whole number from 1 to 24"},
      {"to = [\"role:lead\", \"role:member\"]", "to = [\"role:leed\"]",
       "'leed' is not a role; did you mean 'lead'?"},
      {"to = [\"role:lead\", \"role:member\"]", "to = []", "nobody is named in 'to'"},
      {"to = [\"role:lead\", \"role:member\"]", "to = [\"lead\"]",
       "neither \"role:lead\" nor a mail address"},
      {"occasion = \"dead_letter\"", "occasion = \"new_report\"", "nobody hears of 'dead_letter'"},
      {"score_min = \"9.0\"", "score_min = \"9\"", "'score_min' must be a base score in quotes"},
      {"score_min = \"7.0\"", "score_min = \"9.5\"", "the words stand highest first"},
      {"backoff_max = \"4 hours\"", "backoff_max = \"1 second\"",
       "'backoff_max' must be a time such as"},
      {"backoff_min = \"1 minute\"", "backoff_min = \"0 minutes\"",
       "retrying without a pause helps nobody"},
      {"lifetime_max = \"5 days\"", "lifetime_max = \"1 hour\"", "shorter than backoff_max"},
      {"name = \"default\"", "name = \"default", "rules/x.toml:"},
  };
  auto const good = read_source("rules/default.toml");
  ASSERT_TRUE(parse_rules(good, "rules/x.toml", book().calendars).rules.has_value());
  for (auto const& mistake : kMistakes) {
    auto text = good;
    auto const place = text.find(std::string("\n") + mistake.from);
    auto const inside = place == std::string::npos ? text.rfind(mistake.from) : place + 1;
    ASSERT_NE(inside, std::string::npos) << mistake.from;
    text.replace(inside, std::string(mistake.from).size(), mistake.to);
    auto const result = parse_rules(text, "rules/x.toml", book().calendars);
    EXPECT_FALSE(result.rules.has_value()) << mistake.to;
    auto const said = to_text(result.findings);
    EXPECT_NE(said.find(mistake.finding), std::string::npos) << mistake.to << "\n" << said;
    for (auto const& finding : result.findings) {
      EXPECT_EQ(finding.file, "rules/x.toml");
      EXPECT_GE(finding.line, 1) << finding.text;
    }
  }
}

TEST(Rules, MailAddressesHear) {
  auto text =
      replace_all(read_source("rules/default.toml"), "to = [\"role:lead\", \"role:administrator\"]",
                  "to = [\"security@example.org\", \"role:lead\"]");
  auto const rules = *parse_rules(text, "x.toml", book().calendars).rules;
  auto const& to = rules.chain(Occasion::dead_letter).front().to;
  ASSERT_EQ(to.size(), 2u);
  EXPECT_EQ(to[0], (Audience{std::nullopt, "security@example.org"}));
  EXPECT_EQ(to[1], (Audience{HearingRole::lead, ""}));
}

}  // namespace
}  // namespace tocsin::domain
