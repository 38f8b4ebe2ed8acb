// See day_count.h. Three ways to count: elapsed hours, counted time that stands still on closed
// days, whole days.
#include "domain/day_count.h"

#include <algorithm>

#include "base/limits.h"
#include "domain/day.h"

namespace tocsin::domain {
namespace {

// One computation: what is counted, and in which calendar and zone.
struct Count {
  Clock const& clock;
  AskedDays& asked;
  Zone const& zone;
  Duration start_time_of_day{0};

  bool working_unit() const {
    return clock.unit == ClockUnit::working_days || clock.unit == ClockUnit::working_weeks;
  }
  bool counts(CivilDate day) const { return !working_unit() || asked.verdict(day).working; }
  int days() const {
    auto const week = 7 - static_cast<int>(asked.calendar().weekend.size());
    return clock.unit == ClockUnit::working_weeks ? clock.amount * week : clock.amount;
  }
  // The time of day at which a promise for `day` falls due.
  Duration due_time(CivilDate day) const {
    switch (clock.due_at) {
      case DueAt::same_time:
        return start_time_of_day;
      case DueAt::end_of_day:
        return kDay;
      case DueAt::end_of_working_day:
        break;
    }
    auto const closes = asked.calendar().closes;
    auto const usual = clock.due_time.value_or(closes);
    auto const& said = asked.verdict(day);
    auto const half_day = said.working && said.closes < closes;
    return half_day ? std::min(usual, said.closes) : usual;
  }
  // The first day that is still ahead at `at`: its own while it is open, else the next.
  CivilDate open_day(Instant at) const {
    auto const local = to_local(zone, at);
    return local.time_of_day < due_time(local.date) ? local.date : add_days(local.date, 1);
  }
};

std::unexpected<Error> no_working_day(Count const& count) {
  return fail(ErrorCode::corrupt, "calendar '" + count.asked.calendar().name +
                                      "' has no working day within " +
                                      std::to_string(calendar_walk_days_max) +
                                      " days; check its vacations and weekend");
}

// The nth counted day (from 1) at or after `from`.
Result<CivilDate> nth_counted(Count const& count, CivilDate from, int nth) {
  auto day = from;
  for (int walked = 0; walked < calendar_walk_days_max; ++walked, day = add_days(day, 1))
    if (count.counts(day) && --nth == 0) return day;
  return no_working_day(count);
}

int counted_between(Count const& count, CivilDate from, CivilDate to) {
  int out = 0;
  for (auto day = from; day < to; day = add_days(day, 1)) out += count.counts(day) ? 1 : 0;
  return out;
}

CountedDue count_hours(Count const& count, Instant start,
                       std::vector<StandStill> const& stand_stills) {
  CountedDue out;
  auto at = start + std::chrono::hours(count.clock.amount);
  for (auto const& still : stand_stills) {
    if (still.from >= at) break;
    at = at + (still.to - still.from);
    ++out.stand_stills_used;
  }
  out.due.at = at;
  out.due.local = to_local(count.zone, at);
  return out;
}

// Spends `left` of counted wall-clock time from `from` on, at most until `until`. The instant at
// which it is spent, or nothing when `until` came first.
Result<std::optional<LocalTime>> spend(Count const& count, LocalTime from,
                                       std::optional<LocalTime> until, Duration& left) {
  for (int walked = 0; walked < calendar_walk_days_max; ++walked) {
    auto const last_day = until && until->date == from.date;
    if (count.counts(from.date)) {
      auto const end = last_day ? until->time_of_day : kDay;
      auto const open = std::max(Duration{0}, end - from.time_of_day);
      if (left <= open) return LocalTime{from.date, from.time_of_day + left};
      left -= open;
    }
    if (last_day) return std::nullopt;
    from = {add_days(from.date, 1), Duration{0}};
  }
  return no_working_day(count);
}

Result<CountedDue> count_time(Count const& count, Instant start,
                              std::vector<StandStill> const& stand_stills) {
  CountedDue out;
  auto here = to_local(count.zone, start);
  auto left = kDay * count.days();
  for (auto const& still : stand_stills) {
    // Across an autumn overlap a later instant can read earlier on the wall; counted time never
    // runs backwards.
    auto const until = std::max(here, to_local(count.zone, still.from));
    auto const spent = TRY(spend(count, here, until, left));
    if (spent) {
      out.due.local = *spent;
      return out;
    }
    here = std::max(until, to_local(count.zone, still.to));
    ++out.stand_stills_used;
  }
  out.due.local = *TRY(spend(count, here, std::nullopt, left));
  return out;
}

Result<CountedDue> count_whole_days(Count const& count, Instant start,
                                    std::vector<StandStill> const& stand_stills) {
  CountedDue out;
  auto const received = to_local(count.zone, start).date;
  auto const first_day = count.clock.count_from == CountFrom::day_of_receipt
                             ? count.open_day(start)
                             : add_days(received, 1);
  auto const first = TRY(nth_counted(count, first_day, 1));
  auto amount = count.days();
  auto const due_after = [&]() -> Result<LocalTime> {
    auto const day = TRY(nth_counted(count, first, amount));
    return LocalTime{day, count.due_time(day)};
  };
  out.due.local = TRY(due_after());
  for (auto const& still : stand_stills) {
    if (still.from >= to_instant(count.zone, out.due.local).at) break;
    // The days that were still ahead when the clock stopped and no longer are when it runs again
    // are given back.
    auto const stopped = std::max(count.open_day(still.from), first);
    auto const resumed = std::max(count.open_day(still.to), first);
    amount += counted_between(count, stopped, resumed);
    out.due.local = TRY(due_after());
    ++out.stand_stills_used;
  }
  return out;
}

CountedDue count_months(Count const& count, Instant start) {
  auto const date = add_months_clamped(to_local(count.zone, start).date, count.clock.amount);
  CountedDue out;
  out.due.local = {date, count.due_time(date)};
  return out;
}

Result<CountedDue> count_by_unit(Count const& count, Instant start,
                                 std::vector<StandStill> const& stand_stills) {
  if (count.clock.unit == ClockUnit::hours) return count_hours(count, start, stand_stills);
  if (count.clock.unit == ClockUnit::months) return count_months(count, start);
  if (count.clock.count_from == CountFrom::receipt_instant)
    return count_time(count, start, stand_stills);
  return count_whole_days(count, start, stand_stills);
}

}  // namespace

Result<CountedDue> count_due(Clock const& clock, AskedDays& asked, Zone const& zone, Instant start,
                             std::vector<StandStill> const& stand_stills) {
  Count const count{clock, asked, zone, to_local(zone, start).time_of_day};
  auto out = TRY(count_by_unit(count, start, stand_stills));
  // Hours are instants already; everything else is a promise in local time and becomes one here.
  if (clock.unit != ClockUnit::hours) {
    auto const found = to_instant(zone, out.due.local);
    out.due.at = found.at;
    out.due.fit = found.fit;
  }
  if (count.working_unit())
    for (auto day = to_local(zone, start).date; day <= out.due.local.date; day = add_days(day, 1))
      if (auto const& said = asked.verdict(day); !said.working)
        out.due.skipped.push_back({day, said.reason});
  return out;
}

DueCounter::DueCounter(Clock const& clock, CalendarBook const& book) : clock_(clock) {
  auto const* calendar = book.calendar(clock.calendar);
  if (!calendar) {
    missing_ = "there is no calendar '" + clock.calendar + "'";
    return;
  }
  asked_.emplace(*calendar);
  zone_ = book.zone(calendar->zone);
  if (!zone_) missing_ = "there is no time zone '" + calendar->zone + "'";
}

Result<DueInstant> DueCounter::due(Instant start) {
  if (!missing_.empty()) return fail(ErrorCode::not_found, missing_);
  return TRY(count_due(clock_, *asked_, *zone_, start, {})).due;
}

Result<DueInstant> due_instant(Clock const& clock, Instant start, CalendarBook const& book) {
  return DueCounter(clock, book).due(start);
}

}  // namespace tocsin::domain
