// See calendar.h. A rule is asked whether it names a day; nothing is listed ahead.
#include "domain/calendar.h"

#include <algorithm>

#include "domain/day.h"

namespace tocsin::domain {
namespace {

// A weekend has at most six days.
constexpr int kWeekendReach = 6;

constexpr std::string_view kWeekdayNames[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

// Easter lies between 22 March and 25 April.
constexpr int kEasterDays = 35;
// With a distance in these bounds a day and the Easter it is counted from lie in one year.
constexpr int kOffsetMin = -80;
constexpr int kOffsetMax = 250;

// A day with what the rules ask of it, worked out once.
struct Day {
  CivilDate date;
  std::int64_t number;  // since 1970-01-01
  Weekday weekday;
  explicit Day(CivilDate d) : date(d), number(days_from_civil(d)), weekday(weekday_of_days(number)) {}
};

bool is_weekend(Calendar const& calendar, Weekday weekday) {
  return std::ranges::find(calendar.weekend, weekday) != calendar.weekend.end();
}

int last_day_of_month(CivilDate date) {
  return add_days(add_months_clamped({date.year, date.month, 1}, 1), -1).day;
}

// Whether the rule means this very day, before any shift.
bool names(YearlyDay const& rule, Day const& day) {
  auto const date = day.date;
  if ((rule.first_year && date.year < *rule.first_year) ||
      (rule.last_year && date.year > *rule.last_year))
    return false;
  switch (rule.kind) {
    case YearlyKind::fixed:
      return date.month == rule.month && date.day == rule.day;
    case YearlyKind::nth_weekday:
      return date.month == rule.month && day.weekday == rule.weekday &&
             (date.day - 1) / 7 + 1 == rule.nth;
    case YearlyKind::last_weekday:
      return date.month == rule.month && day.weekday == rule.weekday &&
             date.day + 7 > last_day_of_month(date);
    case YearlyKind::easter: {
      // Most days are too far from any Easter for the computus.
      auto const candidate = day.number - rule.offset_days;
      if (kOffsetMin <= rule.offset_days && rule.offset_days <= kOffsetMax) {
        auto const after_first = candidate - days_from_civil({date.year, 3, 22});
        if (after_first < 0 || after_first >= kEasterDays) return false;
      }
      auto const easter = civil_from_days(candidate);
      return easter == easter_sunday(easter.year);
    }
  }
  return false;
}

// Where a day that falls on a weekend is observed: on a day that touches that weekend.
CivilDate observed_day(Calendar const& calendar, YearlyDay const& rule, CivilDate own) {
  for (int step = 1; step <= kWeekendReach; ++step) {
    auto const before = add_days(own, -step);
    auto const after = add_days(own, step);
    if (rule.observed == Observed::nearest_weekday && !is_weekend(calendar, weekday_of(before)))
      return before;
    if (!is_weekend(calendar, weekday_of(after))) return after;
  }
  return own;
}

// The weekend days that touch `day`, on which a day observed on `day` may fall.
std::vector<Day> touching_weekend(Calendar const& calendar, Day const& day) {
  std::vector<Day> out;
  auto const moves = [](YearlyDay const& rule) { return rule.observed != Observed::as_is; };
  if (is_weekend(calendar, day.weekday) || std::ranges::none_of(calendar.yearly, moves)) return out;
  for (auto direction : {-1, 1})
    for (int step = 1; step <= kWeekendReach; ++step) {
      Day const other(add_days(day.date, direction * step));
      if (!is_weekend(calendar, other.weekday)) break;
      out.push_back(other);
    }
  return out;
}

struct YearlyMatch {
  YearlyDay const* rule;
  bool shifted;
};

// The yearly rule that names `day`; one that closes the whole day goes before a half day.
std::optional<YearlyMatch> yearly_match(Calendar const& calendar, Day const& day) {
  std::optional<YearlyMatch> half;
  auto const weekend = is_weekend(calendar, day.weekday);
  auto const touching = touching_weekend(calendar, day);
  for (auto const& rule : calendar.yearly) {
    auto const moves = rule.observed != Observed::as_is;
    auto const here = names(rule, day) && !(moves && weekend);
    auto const shifted = !here && moves && std::ranges::any_of(touching, [&](Day const& own) {
      return names(rule, own) && observed_day(calendar, rule, own.date) == day.date;
    });
    if (!here && !shifted) continue;
    YearlyMatch const match{&rule, shifted};
    if (!rule.closes) return match;
    half = match;
  }
  return half;
}

DayVerdict closed(std::string reason) {
  return {.working = false, .reason = std::move(reason), .closes = kDay};
}

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
  // The most particular reason is the one people want to read: a dated entry, then a yearly day,
  // then the weekend.
  DatedDay const* half = nullptr;
  for (auto const& dated : calendar.dated) {
    if (dated.date != day) continue;
    if (dated.open)
      return {.working = true,
              .reason = dated.reason,
              .closes = dated.closes.value_or(calendar.closes)};
    if (!dated.closes) return closed(dated.reason);
    half = &dated;
  }
  for (auto const& vacation : calendar.vacations)
    if (vacation.first <= day && day <= vacation.last) return closed(vacation.reason);
  Day const known(day);
  auto const yearly = yearly_match(calendar, known);
  if (yearly && !yearly->rule->closes)
    return closed(yearly->rule->reason + (yearly->shifted ? " (observed)" : ""));
  if (is_weekend(calendar, known.weekday))
    return closed(std::string(kWeekdayNames[static_cast<int>(known.weekday) - 1]));
  if (half)
    return {.working = true,
            .reason = half->reason,
            .closes = std::min(*half->closes, calendar.closes)};
  if (yearly)
    return {.working = true,
            .reason = yearly->rule->reason,
            .closes = std::min(*yearly->rule->closes, calendar.closes)};
  return {.working = true, .reason = "", .closes = calendar.closes};
}

bool is_working(Calendar const& calendar, CivilDate day) { return verdict(calendar, day).working; }

DayVerdict const& AskedDays::verdict(CivilDate day) {
  auto const [known, fresh] = known_.try_emplace(days_from_civil(day));
  if (fresh) known->second = domain::verdict(calendar_, day);
  return known->second;
}

Calendar const& every_day_calendar() {
  static Calendar const calendar{
      .name = "every-day", .version = "1", .title = "Every day counts, in UTC"};
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
