// See zone.h. Conversions search the sorted transitions; nothing is cached.
#include "domain/zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "domain/day.h"

namespace tocsin::domain {
namespace {

// The index of the transition in force at `at`.
std::size_t index_at(Zone const& zone, Instant at) {
  auto const after = std::ranges::upper_bound(zone.transitions, at, {}, &Transition::from);
  auto const index = after - zone.transitions.begin();
  return index == 0 ? 0 : static_cast<std::size_t>(index - 1);
}

// The instant a wall clock would mean if the offset were `offset_seconds`.
Instant with_offset(LocalTime const& local, int offset_seconds) {
  return utc_midnight(local.date) + local.time_of_day - std::chrono::seconds(offset_seconds);
}

}  // namespace

Zone const& utc_zone() {
  static Zone const zone{"UTC", "none needed", {{Instant{0}, 0, "UTC"}}};
  return zone;
}

Transition offset_at(Zone const& zone, Instant at) {
  if (zone.transitions.empty()) return {at, 0, "UTC"};
  return zone.transitions[index_at(zone, at)];
}

LocalTime to_local(Zone const& zone, Instant at) {
  auto const shifted = at + std::chrono::seconds(offset_at(zone, at).offset_seconds);
  auto const date = utc_date(shifted);
  return {date, shifted - utc_midnight(date)};
}

LocalInstant to_instant(Zone const& zone, LocalTime local) {
  if (zone.transitions.empty()) return {with_offset(local, 0), LocalFit::unique};
  // A zone's offset stays within 26 hours of UTC, so only the transitions around the UTC reading
  // can matter.
  auto const reading = with_offset(local, 0);
  auto const first = index_at(zone, reading - std::chrono::hours(26));
  auto const last = index_at(zone, reading + std::chrono::hours(26));
  std::optional<Instant> found;
  int readings = 0;
  std::optional<Instant> gap_end;
  for (auto i = first; i <= last; ++i) {
    auto const& span = zone.transitions[i];
    auto const at = with_offset(local, span.offset_seconds);
    auto const starts_here = i == 0 || at >= span.from;
    auto const ends_here = i + 1 == zone.transitions.size() || at < zone.transitions[i + 1].from;
    if (starts_here && ends_here) {
      ++readings;
      if (!found) found = at;  // spans ascend, so the first reading is the earlier instant
    }
    // The wall clock jumped over this time: before the transition it was earlier, from it on it is
    // later.
    if (i > 0 && !starts_here &&
        with_offset(local, zone.transitions[i - 1].offset_seconds) >= span.from && !gap_end)
      gap_end = span.from;
  }
  // A jump over the time that precedes its reading cannot happen with real zones; the first reading
  // wins.
  if (found) return {*found, readings > 1 ? LocalFit::overlap : LocalFit::unique};
  assert(gap_end && "a local time that is not read by any span lies in a gap");
  return {*gap_end, LocalFit::gap};
}

std::string time_of_day_text(Duration time_of_day) {
  auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(time_of_day).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string to_text(LocalTime const& local) {
  return tocsin::to_text(local.date) + " " + time_of_day_text(local.time_of_day);
}

std::string to_people(Zone const& zone, Instant at) {
  auto const span = offset_at(zone, at);
  auto const text = to_text(to_local(zone, at)) + " " + span.abbreviation;
  if (span.offset_seconds == 0) return text;
  auto const minutes = std::abs(span.offset_seconds) / 60;
  return fmt::format("{} (UTC{}{:02}:{:02})", text, span.offset_seconds < 0 ? '-' : '+',
                     minutes / 60, minutes % 60);
}

Result<Duration> parse_time_of_day(std::string_view text) {
  auto const digit = [&](std::size_t at) {
    return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1;
  };
  if (text.size() == 5 && text[2] == ':' && digit(0) >= 0 && digit(1) >= 0 && digit(3) >= 0 &&
      digit(4) >= 0) {
    auto const hours = digit(0) * 10 + digit(1);
    auto const minutes = digit(3) * 10 + digit(4);
    Duration const out = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    if (minutes < 60 && out <= kDay) return out;
  }
  return fail(ErrorCode::invalid_input, "a time of day is written as 17:00, from 00:00 to 24:00");
}

}  // namespace tocsin::domain
