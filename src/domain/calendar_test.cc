// Calendars: the shipped files against lists of days taken from the published ones, and the
// format's mistakes.
#include "domain/calendar.h"

#include <map>

#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;

// The weekdays of a year that do not count, with their reasons.
std::map<std::string, std::string> closed_weekdays(Calendar const& calendar, int year) {
  std::map<std::string, std::string> out;
  for (CivilDate day{year, 1, 1}; day.year == year; day = add_days(day, 1)) {
    auto const said = verdict(calendar, day);
    auto const weekend = weekday_of(day) == Weekday::saturday || weekday_of(day) == Weekday::sunday;
    if (!said.working && !weekend) out[to_text(day)] = said.reason;
  }
  return out;
}

// opm.gov, federal holidays of 2026.
TEST(Calendar, UnitedStates2026) {
  std::map<std::string, std::string> const expected = {
      {"2026-01-01", "New Year's Day"},
      {"2026-01-19", "Birthday of Martin Luther King, Jr."},
      {"2026-02-16", "Washington's Birthday"},
      {"2026-05-25", "Memorial Day"},
      {"2026-06-19", "Juneteenth National Independence Day"},
      {"2026-07-03", "Independence Day (observed)"},
      {"2026-09-07", "Labor Day"},
      {"2026-10-12", "Columbus Day"},
      {"2026-11-11", "Veterans Day"},
      {"2026-11-26", "Thanksgiving Day"},
      {"2026-12-25", "Christmas Day"}};
  EXPECT_EQ(closed_weekdays(calendar_file("us"), 2026), expected);
}

// New Year's Day of 2022 was a Saturday: the Friday before, in the old year, was the day off.
TEST(Calendar, ObservedAcrossTheYearEnd) {
  auto const us = calendar_file("us");
  EXPECT_EQ(verdict(us, {2021, 12, 31}).reason, "New Year's Day (observed)");
  EXPECT_EQ(verdict(us, {2023, 1, 2}).reason, "New Year's Day (observed)");
  EXPECT_TRUE(is_working(us, {2022, 1, 3}));
  EXPECT_TRUE(is_working(us, {2020, 6, 19})) << "Juneteenth is a holiday since 2021";
}

TEST(Calendar, Germany2026) {
  std::map<std::string, std::string> const expected = {{"2026-01-01", "Neujahr"},
                                                       {"2026-04-03", "Karfreitag"},
                                                       {"2026-04-06", "Ostermontag"},
                                                       {"2026-05-01", "Tag der Arbeit"},
                                                       {"2026-05-14", "Christi Himmelfahrt"},
                                                       {"2026-05-25", "Pfingstmontag"},
                                                       {"2026-12-25", "Erster Weihnachtstag"}};
  EXPECT_EQ(closed_weekdays(calendar_file("de"), 2026), expected);
  EXPECT_EQ(verdict(calendar_file("de"), {2026, 10, 3}).reason, "Tag der Deutschen Einheit");
  EXPECT_EQ(verdict(calendar_file("de"), {2026, 12, 26}).reason, "Zweiter Weihnachtstag");
  EXPECT_EQ(verdict(calendar_file("de"), {2017, 10, 31}).reason, "Reformationstag");
  EXPECT_TRUE(is_working(calendar_file("de"), {2018, 10, 31}));
}

TEST(Calendar, EasterSundays) {
  for (auto const& [year, month, day] : {std::tuple{2000, 4, 23},
                                         {2008, 3, 23},
                                         {2011, 4, 24},
                                         {2024, 3, 31},
                                         {2025, 4, 20},
                                         {2026, 4, 5},
                                         {2038, 4, 25},
                                         {2285, 3, 22}})
    EXPECT_EQ(easter_sunday(year), (CivilDate{year, month, day}));
}

TEST(Calendar, EveryDayFileIsTheBuiltInOne) {
  EXPECT_EQ(calendar_file("every-day"), every_day_calendar());
  EXPECT_NE(CalendarBook{}.calendar("every-day"), nullptr);
  EXPECT_NE(CalendarBook{}.zone("UTC"), nullptr);
  EXPECT_EQ(CalendarBook{}.calendar("us"), nullptr);
}

ParsedCalendar parsed(std::string const& rest) {
  return parse_calendar("name = \"x\"\nversion = \"1\"\ntitle = \"X\"\nzone = \"UTC\"\n" + rest,
                        "calendars/x.toml");
}

TEST(Calendar, HalfDaysVacationsAndDaysThatCountAfterAll) {
  auto const calendar =
      *parsed(
           "closes = \"18:00\"\nweekend = [\"friday\", \"saturday\"]\n"
           "[[yearly]]\nreason = \"Heiligabend\"\nkind = \"fixed\"\nmonth = 12\nday = 24\ncloses = "
           "\"12:00\"\n"
           "[[dated]]\ndate = 2026-03-06\nreason = \"made up for\"\nopen = true\n"
           "[[vacation]]\nfirst = 2026-08-02\nlast = 2026-08-05\nreason = \"summer break\"\n")
           .calendar;
  EXPECT_EQ(verdict(calendar, {2026, 12, 24}).closes, Duration(std::chrono::hours(12)));
  EXPECT_TRUE(verdict(calendar, {2026, 12, 24}).working);
  EXPECT_EQ(verdict(calendar, {2026, 12, 23}).closes, Duration(std::chrono::hours(18)));
  EXPECT_TRUE(is_working(calendar, {2026, 3, 6}));
  EXPECT_EQ(verdict(calendar, {2026, 3, 13}).reason, "Friday");
  EXPECT_EQ(verdict(calendar, {2026, 8, 2}).reason, "summer break");
  EXPECT_EQ(verdict(calendar, {2026, 8, 5}).reason, "summer break");
  EXPECT_TRUE(is_working(calendar, {2026, 8, 6}));
}

TEST(Calendar, LastWeekdayAndFifthWeekday) {
  auto const calendar =
      *parsed(
           "weekend = []\n"
           "[[yearly]]\nreason = \"last\"\nkind = \"last_weekday\"\nmonth = 2\nweekday = "
           "\"sunday\"\n"
           "[[yearly]]\nreason = \"fifth\"\nkind = \"nth_weekday\"\nmonth = 3\nweekday = "
           "\"monday\"\nnth = 5\n"
           "[[yearly]]\nreason = \"leap\"\nkind = \"fixed\"\nmonth = 2\nday = 29\n")
           .calendar;
  EXPECT_EQ(verdict(calendar, {2026, 2, 22}).reason, "last");
  EXPECT_EQ(verdict(calendar, {2026, 3, 30}).reason, "fifth");
  EXPECT_TRUE(is_working(calendar, {2027, 4, 5}))
      << "March 2027 has five Mondays; April's first is not one of them";
  EXPECT_EQ(verdict(calendar, {2028, 2, 29}).reason, "leap");
  EXPECT_TRUE(is_working(calendar, {2027, 3, 1}));
}

TEST(Calendar, MondayInLieu) {
  auto const calendar =
      *parsed(
           "weekend = [\"saturday\", \"sunday\"]\n[[yearly]]\nreason = \"day\"\nkind = \"fixed\"\n"
           "month = 8\nday = 1\nobserved = \"next_weekday\"\n")
           .calendar;
  EXPECT_EQ(verdict(calendar, {2026, 8, 3}).reason,
            "day (observed)");  // 1 August 2026 is a Saturday
  EXPECT_EQ(verdict(calendar, {2026, 7, 31}).reason, "");
}

struct Mistake {
  char const* text;
  char const* finding;
};

TEST(Calendar, EveryMistakeIsNamedWithItsPlace) {
  constexpr Mistake kMistakes[] = {
      {"weekend = [\"sunda\"]\n", "calendars/x.toml:5:11: 'sunda' is not a weekday"},
      {"closes = \"25:00\"\n", "calendars/x.toml:5:10: 'closes' must be a time of day"},
      {"wekend = []\n", "unknown key 'wekend'; did you mean 'weekend'?"},
      {"[[yearly]]\nreason = \"a\"\nkind = \"fixd\"\nmonth = 1\nday = 1\n",
       "'fixd' is not a word for 'kind'; did you mean 'fixed'?"},
      {"[[yearly]]\nreason = \"a\"\nkind = \"fixed\"\nmonth = 2\nday = 30\n",
       "no month of that number has such a day"},
      {"[[yearly]]\nreason = \"a\"\nkind = \"easter\"\noffset_days = 1\nmonth = 2\n",
       "unknown key 'month'"},
      {"[[yearly]]\nkind = \"easter\"\noffset_days = 1\n", "'reason' is missing"},
      {"[[vacation]]\nfirst = 2026-08-05\nlast = 2026-08-02\nreason = \"a\"\n",
       "the vacation ends before it begins"},
      {"[[dated]]\nreason = \"a\"\n", "'date' is missing"},
      {"weekend = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\", \"saturday\", "
       "\"sunday\"]\n",
       "a week of seven weekend days has no working day"},
      {"weekend = [\"monday\"\n", "calendars/x.toml:"},
  };
  for (auto const& mistake : kMistakes) {
    auto const result = parsed(mistake.text);
    EXPECT_FALSE(result.calendar.has_value()) << mistake.text;
    EXPECT_NE(to_text(result.findings).find(mistake.finding), std::string::npos)
        << mistake.text << "\n"
        << to_text(result.findings);
  }
}

}  // namespace
}  // namespace tocsin::domain
