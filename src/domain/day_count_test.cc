// Counting days against an independent walker: own holiday lists (std::chrono's civil calendar,
// Gauss's Easter), own daylight-saving arithmetic, and a walk day by day. Thousands of random
// starts, amounts, units and pauses.
#include "domain/day_count.h"

#include <chrono>
#include <random>
#include <set>

#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;
namespace chr = std::chrono;

// Gauss's Easter algorithm, another one than the product's.
chr::sys_days gauss_easter(int y) {
  int const a = y % 19, b = y % 4, c = y % 7, k = y / 100, p = (13 + 8 * k) / 25, q = k / 4;
  int const m = (15 - p + k - q) % 30, n = (4 + k - q) % 7, d = (19 * a + m) % 30,
            e = (2 * b + 4 * c + 6 * d + n) % 7;
  auto day = 22 + d + e;
  if (d == 29 && e == 6) day = 50;
  if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) day = 49;
  return chr::sys_days(chr::year(y) / chr::March / 1) + chr::days(day - 1);
}

std::set<chr::sys_days> holidays_de() {
  std::set<chr::sys_days> out;
  for (int y = 2019; y <= 2045; ++y) {
    for (auto [m, d] : {std::pair{1U, 1U}, {5U, 1U}, {10U, 3U}, {12U, 25U}, {12U, 26U}})
      out.insert(chr::sys_days(chr::year(y) / chr::month(m) / chr::day(d)));
    for (auto offset : {-2, 1, 39, 50}) out.insert(gauss_easter(y) + chr::days(offset));
  }
  return out;
}

std::set<chr::sys_days> holidays_us() {
  std::set<chr::sys_days> out;
  for (int y = 2019; y <= 2045; ++y) {
    for (auto [m, d] : {std::pair{1U, 1U}, {6U, 19U}, {7U, 4U}, {11U, 11U}, {12U, 25U}}) {
      if (m == 6 && y < 2021) continue;
      auto day = chr::sys_days(chr::year(y) / chr::month(m) / chr::day(d));
      if (chr::weekday(day) == chr::Saturday)
        day -= chr::days(1);
      else if (chr::weekday(day) == chr::Sunday)
        day += chr::days(1);
      out.insert(day);
    }
    for (auto [m, n] : {std::pair{1U, 3U}, {2U, 3U}, {9U, 1U}, {10U, 2U}})
      out.insert(chr::sys_days(chr::year(y) / chr::month(m) / chr::Monday[n]));
    out.insert(chr::sys_days(chr::year(y) / chr::November / chr::Thursday[4]));
    out.insert(chr::sys_days(chr::year(y) / chr::May / chr::Monday[chr::last]));
  }
  return out;
}

// One calendar as the walker knows it.
struct Walker {
  std::string calendar;
  bool american = false;
  bool every_day = false;
  std::set<chr::sys_days> closed;
  std::int64_t closes_minutes = 17 * 60;

  bool works(std::int64_t day) const {
    if (every_day) return true;
    auto const date = chr::sys_days(chr::days(day));
    auto const weekday = chr::weekday(date).iso_encoding();
    return weekday < 6 && !closed.contains(date);
  }
  // Minutes east of UTC, from the rule and not from a table of transitions.
  int offset(std::int64_t utc_minute) const {
    if (every_day) return 0;
    auto const utc_day =
        chr::floor<chr::days>(chr::sys_time<chr::minutes>(chr::minutes(utc_minute)));
    auto const year = chr::year_month_day(utc_day).year();
    auto const minute_of = [](chr::sys_days day, int hour) {
      return chr::duration_cast<chr::minutes>(day.time_since_epoch()).count() + hour * 60;
    };
    if (american) {
      auto const on = minute_of(chr::sys_days(year / chr::March / chr::Sunday[2]), 7);
      auto const off = minute_of(chr::sys_days(year / chr::November / chr::Sunday[1]), 6);
      return utc_minute >= on && utc_minute < off ? -240 : -300;
    }
    auto const on = minute_of(chr::sys_days(year / chr::March / chr::Sunday[chr::last]), 1);
    auto const off = minute_of(chr::sys_days(year / chr::October / chr::Sunday[chr::last]), 1);
    return utc_minute >= on && utc_minute < off ? 120 : 60;
  }
  std::int64_t local(std::int64_t utc_minute) const { return utc_minute + offset(utc_minute); }
  // The first UTC minute whose wall clock shows `local_minute` or later, searched from before its
  // earliest reading.
  std::int64_t utc(std::int64_t local_minute) const {
    auto minute = local_minute - (every_day ? 0 : american ? -240 : 120) - 1;
    while (local(minute) < local_minute) ++minute;
    return minute;
  }
};

std::int64_t day_of(std::int64_t local_minute) {
  return local_minute >= 0 ? local_minute / 1440 : (local_minute - 1439) / 1440;
}

// Whole days with pauses, by ticking through days: a day counts if it works and if no pause covered
// its due time.
std::int64_t walk_whole_days(Walker const& w, Clock const& clock, int amount, std::int64_t start,
                             std::int64_t pause_from, std::int64_t pause_to) {
  auto const start_local = w.local(start);
  auto const due_time = [&] {
    if (clock.due_at == DueAt::same_time) return start_local % 1440;
    return clock.due_at == DueAt::end_of_day ? std::int64_t{1440} : w.closes_minutes;
  }();
  auto day = day_of(start_local);
  if (clock.count_from == CountFrom::next_day || start_local % 1440 >= due_time) ++day;
  for (;; ++day) {
    if (!w.works(day) && clock.unit == ClockUnit::working_days) continue;
    auto const due_local = day * 1440 + due_time;
    // The due time of this day passed while the clock stood still: the day is given back.
    if (w.local(pause_from) < due_local && due_local <= w.local(pause_to) && pause_from < pause_to)
      continue;
    if (--amount == 0) return w.utc(due_local);
  }
}

// Counted time, by ticking through local minutes of working days; no pause.
std::int64_t walk_counted_time(Walker const& w, Clock const& clock, int amount,
                               std::int64_t start) {
  auto minute = w.local(start);
  auto left = std::int64_t{amount} * 1440;
  auto day = day_of(minute) - 1;
  auto counts = false;
  while (left > 0) {
    if (day_of(minute) != day) {
      day = day_of(minute);
      counts = clock.unit == ClockUnit::days || w.works(day);
    }
    if (counts) --left;
    ++minute;
  }
  return w.utc(minute);
}

std::vector<Walker> walkers() {
  return {{"us", true, false, holidays_us()},
          {"de", false, false, holidays_de()},
          {"every-day", false, true, {}, 1440}};
}

TEST(DayCount, TheWalkerAgreesWithTheShippedCalendars) {
  auto const all = book();
  for (auto const& walker : walkers())
    for (CivilDate day{2020, 1, 1}; day.year < 2044; day = add_days(day, 1))
      ASSERT_EQ(is_working(*all.calendar(walker.calendar), day), walker.works(days_from_civil(day)))
          << walker.calendar << " " << to_text(day);
}

// 12,000 random whole-day clocks, half of them with a pause.
TEST(DayCount, WholeDaysAgreeWithTheWalker) {
  auto const all = book();
  auto const everybody = walkers();
  std::mt19937_64 random(20'261'122);
  auto const pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  for (int i = 0; i < 12'000; ++i) {
    auto const& walker = everybody[static_cast<std::size_t>(pick(0, 2))];
    Clock clock{.name = "x", .amount = static_cast<int>(pick(1, 30)), .calendar = walker.calendar};
    clock.unit = pick(0, 3) == 0 ? ClockUnit::days : ClockUnit::working_days;
    clock.due_at = static_cast<DueAt>(pick(0, 2));
    clock.count_from = clock.due_at == DueAt::same_time || pick(0, 1) == 0
                           ? CountFrom::next_day
                           : CountFrom::day_of_receipt;
    clock.pause_reasons = {PauseReason::waiting_for_upstream};
    auto const start = pick(1'577'836'800 / 60, 2'208'988'800 / 60);  // 2020 to 2040
    auto const paused = pick(0, 1) == 1;
    auto const pause_from = paused ? start + pick(0, 20 * 1440) : start;
    auto const pause_to = paused ? pause_from + pick(0, 15 * 1440) : start;
    std::vector<StandStill> stills;
    if (paused) stills.push_back({{pause_from * 60'000}, {pause_to * 60'000}});
    auto const& calendar = *all.calendar(walker.calendar);
    AskedDays asked(calendar);
    auto const counted = count_due(clock, asked, *all.zone(calendar.zone), {start * 60'000}, stills);
    ASSERT_TRUE(counted.has_value());
    auto const expected = walk_whole_days(walker, clock, clock.amount, start, pause_from, pause_to);
    ASSERT_EQ(counted->due.at, Instant{expected * 60'000})
        << walker.calendar << " start " << to_rfc3339({start * 60'000}) << " amount "
        << clock.amount << " pause " << to_rfc3339({pause_from * 60'000}) << " to "
        << to_rfc3339({pause_to * 60'000}) << " round " << i;
  }
}

// 3,000 random clocks that count time from the receipt instant.
TEST(DayCount, CountedTimeAgreesWithTheWalker) {
  auto const all = book();
  auto const everybody = walkers();
  std::mt19937_64 random(7);
  auto const pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  for (int i = 0; i < 3'000; ++i) {
    auto const& walker = everybody[static_cast<std::size_t>(pick(0, 2))];
    Clock clock{.name = "x", .amount = static_cast<int>(pick(1, 8)), .calendar = walker.calendar};
    clock.unit = pick(0, 2) == 0 ? ClockUnit::days : ClockUnit::working_days;
    auto const start = pick(1'577'836'800 / 60, 2'208'988'800 / 60);
    auto const found = due_instant(clock, {start * 60'000}, all);
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(found->at, Instant{walk_counted_time(walker, clock, clock.amount, start) * 60'000})
        << walker.calendar << " " << to_rfc3339({start * 60'000}) << " + " << clock.amount
        << " round " << i;
  }
}

// A pause never makes a deadline earlier; a longer pause never makes it earlier than a shorter one.
TEST(DayCount, PausesOnlyEverPostpone) {
  auto const all = book();
  std::mt19937_64 random(11);
  auto const pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  for (int i = 0; i < 6'000; ++i) {
    auto const& calendar = all.calendars[static_cast<std::size_t>(pick(0, 1))];
    Clock clock{.name = "x", .amount = static_cast<int>(pick(1, 12)), .calendar = calendar.name};
    clock.unit = static_cast<ClockUnit>(pick(0, 3));
    if (clock.unit == ClockUnit::working_weeks) clock.amount = 1;
    if (clock.unit != ClockUnit::hours && pick(0, 1) == 1) {
      clock.count_from = CountFrom::next_day;
      clock.due_at = static_cast<DueAt>(pick(0, 2));
    }
    Instant const start{pick(1'577'836'800'000, 2'208'988'800'000)};
    auto const from = start + Duration{pick(0, 12LL * 86'400'000)};
    auto const to = from + Duration{pick(0, 12LL * 86'400'000)};
    auto const longer = to + Duration{pick(0, 3LL * 86'400'000)};
    AskedDays asked(calendar);
    auto const count = [&](std::vector<StandStill> const& stills) {
      return count_due(clock, asked, *all.zone(calendar.zone), start, stills)->due.at;
    };
    auto const plain = count({});
    auto const paused = count({{from, to}});
    ASSERT_GT(plain, start);
    ASSERT_GE(paused, plain);
    ASSERT_GE(count({{from, longer}}), paused) << i;
    ASSERT_EQ(count({{from, from}}), plain);
    if (from >= plain) {
      ASSERT_EQ(paused, plain);
    }
  }
}

}  // namespace
}  // namespace tocsin::domain
