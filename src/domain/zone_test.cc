// Zones: gaps, overlaps, and the way there and back over years.
#include "domain/zone.h"

#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;
using std::chrono::hours;
using std::chrono::minutes;

LocalTime local(CivilDate date, int hour, int minute = 0) {
  return {date, hours(hour) + minutes(minute)};
}

// clocks.md 7, case 1.
TEST(Zone, SpringGapMeansTheEndOfTheGap) {
  auto const found = to_instant(berlin(), local({2026, 3, 29}, 2, 30));
  EXPECT_EQ(found.fit, LocalFit::gap);
  EXPECT_EQ(found.at, at("2026-03-29T01:00:00Z"));
  auto const across = to_instant(new_york(), local({2026, 3, 8}, 2, 0));
  EXPECT_EQ(across.fit, LocalFit::gap);
  EXPECT_EQ(across.at, at("2026-03-08T07:00:00Z"));
}

TEST(Zone, AutumnOverlapMeansTheFirstOfTheTwo) {
  auto const found = to_instant(berlin(), local({2026, 10, 25}, 2, 30));
  EXPECT_EQ(found.fit, LocalFit::overlap);
  EXPECT_EQ(found.at, at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(to_instant(berlin(), local({2026, 10, 25}, 3)).fit, LocalFit::unique);
  EXPECT_EQ(to_instant(berlin(), local({2026, 10, 25}, 3)).at, at("2026-10-25T02:00:00Z"));
  EXPECT_EQ(to_instant(berlin(), local({2026, 10, 25}, 2)).fit, LocalFit::overlap);
  EXPECT_EQ(to_instant(berlin(), local({2026, 10, 25}, 1, 59)).fit, LocalFit::unique);
}

TEST(Zone, EndOfDayIsTheNextMidnight) {
  EXPECT_EQ(to_instant(berlin(), local({2026, 12, 31}, 24)).at, at("2026-12-31T23:00:00Z"));
  EXPECT_EQ(to_instant(utc_zone(), local({2038, 1, 18}, 24)).at, at("2038-01-19T00:00:00Z"));
}

// Every half hour of three years, in both zones: the local time leads back to the instant, or to
// the earlier of two.
TEST(Zone, EveryInstantLeadsBack) {
  for (auto const& zone : {berlin(), new_york(), utc_zone()}) {
    for (auto now = at("2026-01-01T00:00:00Z"); now < at("2029-01-01T00:00:00Z");
         now = now + minutes(30)) {
      auto const back = to_instant(zone, to_local(zone, now));
      ASSERT_NE(back.fit, LocalFit::gap) << zone.name << " " << to_rfc3339(now);
      ASSERT_TRUE(back.at == now || (back.fit == LocalFit::overlap && back.at == now - hours(1)))
          << zone.name << " " << to_rfc3339(now);
    }
  }
}

// The rule of zone.h by brute force: the first instant whose wall clock shows the time or a later
// one. Around every change of four years, minute by minute.
TEST(Zone, LocalTimeIsTheFirstInstantThatShowsItOrLater) {
  for (auto const& zone : {berlin(), new_york()})
    for (auto const& transition : zone.transitions) {
      if (transition.from < at("2026-01-01T00:00:00Z") ||
          transition.from > at("2030-01-01T00:00:00Z"))
        continue;
      auto const day = to_local(zone, transition.from).date;
      for (int minute = 0; minute < 300; minute += 7) {
        LocalTime const wanted{day, minutes(minute)};
        auto now = transition.from - hours(6);
        ASSERT_LT(to_local(zone, now), wanted);
        while (to_local(zone, now) < wanted) now = now + minutes(1);
        ASSERT_EQ(to_instant(zone, wanted).at, now) << zone.name << " " << to_text(wanted);
      }
    }
}

// A day that a zone left out: Samoa had no 30 December 2011.
TEST(Zone, ADayThatDoesNotExist) {
  Zone const samoa{
      "Pacific/Apia",
      "2025b",
      {{at("2011-09-24T14:00:00Z"), -36000, "-10"}, {at("2011-12-30T10:00:00Z"), 50400, "+14"}}};
  auto const found = to_instant(samoa, local({2011, 12, 30}, 12));
  EXPECT_EQ(found.fit, LocalFit::gap);
  EXPECT_EQ(found.at, at("2011-12-30T10:00:00Z"));
}

TEST(Zone, BordersOf2036And2038AndEpochZero) {
  for (auto const* text : {"1970-01-01T00:00:00Z", "2036-02-07T06:28:16Z", "2038-01-19T03:14:08Z"})
    EXPECT_EQ(to_instant(utc_zone(), to_local(utc_zone(), at(text))).at, at(text));
  EXPECT_EQ(to_people(berlin(), at("2038-01-19T03:14:08Z")), "2038-01-19 04:14 CET (UTC+01:00)");
  EXPECT_EQ(to_people(new_york(), at("2026-07-01T00:00:00Z")), "2026-06-30 20:00 EDT (UTC-04:00)");
  EXPECT_EQ(to_people(utc_zone(), at("2026-07-01T00:00:00Z")), "2026-07-01 00:00 UTC");
}

TEST(Zone, AZoneWithoutTransitionsIsUtc) {
  Zone const empty{"Etc/Empty", "", {}};
  EXPECT_EQ(to_instant(empty, local({2026, 1, 1}, 5)).at, at("2026-01-01T05:00:00Z"));
  EXPECT_EQ(to_local(empty, at("2026-01-01T05:00:00Z")), local({2026, 1, 1}, 5));
}

TEST(Zone, TimeOfDayIsStrict) {
  EXPECT_EQ(*parse_time_of_day("17:00"), Duration(hours(17)));
  EXPECT_EQ(*parse_time_of_day("24:00"), Duration(hours(24)));
  for (auto const* bad : {"", "7:00", "24:01", "12:60", "17.00", "ab:cd", "17:000", "-1:00"})
    EXPECT_FALSE(parse_time_of_day(bad)) << bad;
}

}  // namespace
}  // namespace tocsin::domain
