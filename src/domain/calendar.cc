// See calendar.h. Yearly days are found when asked for; only the one or two years near a date are tried.
#include "domain/calendar.h"

#include <algorithm>

namespace tocsin::domain {
namespace {

constexpr Duration kDay = std::chrono::hours(24);
// An observed day lies at most this far from its own (a weekend of up to six days).
constexpr int kObservedReach = 6;

constexpr std::string_view kWeekdayNames[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

bool is_weekend(Calendar const& calendar, CivilDate day) {
  return std::ranges::find(calendar.weekend, weekday_of(day)) != calendar.weekend.end();
}

int weekday_number(Weekday day) { return static_cast<int>(day); }

// The nth `weekday` of a month (from 1), or nothing if the month has no such day.
std::optional<CivilDate> nth_weekday(int year, int month, Weekday weekday, int nth) {
  CivilDate const first{year, month, 1};
  auto const ahead = (weekday_number(weekday) - weekday_number(weekday_of(first)) + 7) % 7;
  auto const day = add_days(first, ahead + 7 * (nth - 1));
  return day.month == month ? std::optional(day) : std::nullopt;
}

CivilDate last_weekday(int year, int month, Weekday weekday) {
  auto const last = add_days(add_months_clamped({year, month, 1}, 1), -1);
  return add_days(last, -((weekday_number(weekday_of(last)) - weekday_number(weekday) + 7) % 7));
}

// The day a rule means in `year`, before any shift.
std::optional<CivilDate> day_in(YearlyDay const& rule, int year) {
  if ((rule.first_year && year < *rule.first_year) || (rule.last_year && year > *rule.last_year)) return std::nullopt;
  switch (rule.kind) {
    case YearlyKind::fixed: {
      CivilDate const day{year, rule.month, rule.day};
      return is_valid(day) ? std::optional(day) : std::nullopt;   // 29 February exists in leap years only
    }
    case YearlyKind::nth_weekday: return nth_weekday(year, rule.month, rule.weekday, rule.nth);
    case YearlyKind::last_weekday: return last_weekday(year, rule.month, rule.weekday);
    case YearlyKind::easter: return add_days(easter_sunday(year), rule.offset_days);
  }
  return std::nullopt;
}

// Where a day that falls on a weekend is observed.
CivilDate observed_day(Calendar const& calendar, YearlyDay const& rule, CivilDate day) {
  if (rule.observed == Observed::as_is || !is_weekend(calendar, day)) return day;
  for (int step = 1; step <= kObservedReach; ++step) {
    auto const before = add_days(day, -step);
    auto const after = add_days(day, step);
    if (rule.observed == Observed::nearest_weekday && !is_weekend(calendar, before)) return before;
    if (!is_weekend(calendar, after)) return after;
  }
  return day;
}

struct YearlyMatch {
  YearlyDay const* rule;
  bool shifted;
};

// The yearly rule that names `day`; one that closes the whole day goes before a half day.
std::optional<YearlyMatch> yearly_match(Calendar const& calendar, CivilDate day) {
  std::optional<YearlyMatch> half;
  auto const first_year = add_days(day, -kObservedReach).year;
  auto const last_year = add_days(day, kObservedReach).year;
  for (auto const& rule : calendar.yearly)
    for (auto year = first_year; year <= last_year; ++year) {
      auto const own = day_in(rule, year);
      if (!own) continue;
      auto const observed = observed_day(calendar, rule, *own);
      if (observed != day) continue;
      YearlyMatch const match{&rule, observed != *own};
      if (!rule.closes) return match;
      half = match;
    }
  return half;
}

DayVerdict closed(std::string reason) { return {.working = false, .reason = std::move(reason), .closes = kDay}; }

}  // namespace

// Anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
CivilDate easter_sunday(int year) {
  auto const a = year % 19;
  auto const b = year / 100;
  auto const c = year % 100;
  auto const d = b / 4;
  auto const e = b % 4;
  auto const f = (b + 8) / 25;
  auto const g = (b - f + 1) / 3;
  auto const h = (19 * a + b - d - g + 15) % 30;
  auto const i = c / 4;
  auto const k = c % 4;
  auto const l = (32 + 2 * e + 2 * i - h - k) % 7;
  auto const m = (a + 11 * h + 22 * l) / 451;
  return {year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1};
}

DayVerdict verdict(Calendar const& calendar, CivilDate day) {
  // The most particular reason is the one people want to read: a dated entry, then a yearly day, then the weekend.
  DatedDay const* half = nullptr;
  for (auto const& dated : calendar.dated) {
    if (dated.date != day) continue;
    if (dated.open) return {.working = true, .reason = dated.reason, .closes = dated.closes.value_or(calendar.closes)};
    if (!dated.closes) return closed(dated.reason);
    half = &dated;
  }
  for (auto const& vacation : calendar.vacations)
    if (vacation.first <= day && day <= vacation.last) return closed(vacation.reason);
  auto const yearly = yearly_match(calendar, day);
  if (yearly && !yearly->rule->closes) return closed(yearly->rule->reason + (yearly->shifted ? " (observed)" : ""));
  if (is_weekend(calendar, day)) return closed(std::string(kWeekdayNames[weekday_number(weekday_of(day)) - 1]));
  if (half) return {.working = true, .reason = half->reason, .closes = std::min(*half->closes, calendar.closes)};
  if (yearly)
    return {.working = true, .reason = yearly->rule->reason, .closes = std::min(*yearly->rule->closes, calendar.closes)};
  return {.working = true, .reason = "", .closes = calendar.closes};
}

bool is_working(Calendar const& calendar, CivilDate day) { return verdict(calendar, day).working; }

Calendar const& every_day_calendar() {
  static Calendar const calendar{.name = "every-day", .version = "1", .title = "Every day counts, in UTC"};
  return calendar;
}

Calendar const* CalendarBook::calendar(std::string_view name) const {
  auto const found = std::ranges::find(calendars, name, &Calendar::name);
  if (found != calendars.end()) return &*found;
  return name == every_day_calendar().name ? &every_day_calendar() : nullptr;
}

Zone const* CalendarBook::zone(std::string_view name) const {
  auto const found = std::ranges::find(zones, name, &Zone::name);
  if (found != zones.end()) return &*found;
  return name == utc_zone().name ? &utc_zone() : nullptr;
}

}  // namespace tocsin::domain
