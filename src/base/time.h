// Instants, durations and civil dates. All instants are UTC epoch milliseconds; a civil date has no zone.
//
// Spec:       RFC 3339 (text form; a leap second 23:59:60 is read, never written).
// Invariants: nothing here reads a clock; `now` is always an argument.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin {

using Duration = std::chrono::milliseconds;

struct Instant {
  std::int64_t epoch_ms = 0;
  friend auto operator<=>(Instant const&, Instant const&) = default;
  friend Instant operator+(Instant a, Duration d) { return {a.epoch_ms + d.count()}; }
  friend Instant operator-(Instant a, Duration d) { return {a.epoch_ms - d.count()}; }
  friend Duration operator-(Instant a, Instant b) { return Duration{a.epoch_ms - b.epoch_ms}; }
};

// A day of the proleptic Gregorian calendar.
struct CivilDate {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  friend auto operator<=>(CivilDate const&, CivilDate const&) = default;
};

enum class Weekday { monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday };

std::int64_t days_from_civil(CivilDate date);  // days since 1970-01-01
CivilDate civil_from_days(std::int64_t days);
Weekday weekday_of(CivilDate date);
Weekday weekday_of_days(std::int64_t days);  // since 1970-01-01
CivilDate add_days(CivilDate date, std::int64_t days);
// The same day `months` later, clamped to the last day of that month (31 January + 1 month = 28/29 February).
CivilDate add_months_clamped(CivilDate date, int months);
bool is_valid(CivilDate date);
CivilDate utc_date(Instant at);
Instant utc_midnight(CivilDate date);

// The start of the hour of `at`: the only time kept of an anonymous submission.
Instant floor_hour(Instant at);
Instant floor_minute(Instant at);

std::string to_rfc3339(Instant at);            // 2026-03-05T14:00:00Z, milliseconds only when not zero
std::string to_rfc3339_seconds(Instant at);    // 2026-03-05T14:00:00Z, truncated
std::string to_http_date(Instant at);          // Thu, 05 Mar 2026 14:00:00 GMT (RFC 9110 5.6.7)
std::string to_rfc5322_date(Instant at);       // Thu, 05 Mar 2026 14:00:00 +0000
std::string to_people(Instant at);             // 2026-03-05 14:00 UTC
std::string to_text(CivilDate date);           // 2026-03-05
Result<Instant> parse_rfc3339(std::string_view text);
Result<CivilDate> parse_date(std::string_view text);
std::string_view to_word(Weekday day);         // monday
// "2 d 4 h", "5 h", "12 min": the two largest units of a duration, for people.
std::string to_people(Duration duration);

}  // namespace tocsin
