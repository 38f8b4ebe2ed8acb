// Time zones as values: the offsets of a zone over time, and conversions between local civil time
// and instants.
//
// Spec:       the tz database (IANA); RFC 9557 names zones, RFC 3339 writes instants. `os` loads a
//             Zone from the system's files; the domain never reads one.
// Rule:       a local time means the FIRST instant at which a wall clock in the zone shows that
//             time or a later one. In the spring gap that is the end of the gap; in the autumn
//             overlap the earlier of the two. So a promise given in local time never becomes due
//             later than any reading of it. The result says which case it was.
// Invariants: `transitions` is sorted by `from`; before the first one its offset applies, after the
//             last one the last.
// Threads:    pure values.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace tocsin::domain {

struct Transition {
  Instant from;              // from this instant on
  int offset_seconds = 0;    // local time minus UTC
  std::string abbreviation;  // CET, CEST
  friend bool operator==(Transition const&, Transition const&) = default;
};
BOOST_DESCRIBE_STRUCT(Transition, (), (from, offset_seconds, abbreviation))

struct Zone {
  std::string name;          // Europe/Berlin
  std::string tzdb_version;  // 2025b
  std::vector<Transition> transitions;
  friend bool operator==(Zone const&, Zone const&) = default;
};
BOOST_DESCRIBE_STRUCT(Zone, (), (name, tzdb_version, transitions))

// The zone that needs no database.
Zone const& utc_zone();

// A wall-clock reading: a day and the time since its midnight as the wall clock shows it (00:00 up
// to 24:00).
struct LocalTime {
  CivilDate date;
  Duration time_of_day{0};
  friend auto operator<=>(LocalTime const&, LocalTime const&) = default;
};
BOOST_DESCRIBE_STRUCT(LocalTime, (), (date, time_of_day))

enum class LocalFit { unique, gap, overlap };
BOOST_DESCRIBE_ENUM(LocalFit, unique, gap, overlap)

struct LocalInstant {
  Instant at;
  LocalFit fit = LocalFit::unique;
};

Transition offset_at(Zone const& zone, Instant at);
LocalTime to_local(Zone const& zone, Instant at);
LocalInstant to_instant(Zone const& zone, LocalTime local);  // by the rule above

std::string to_text(LocalTime const& local);  // 2026-12-23 17:00
// The instant as people of the zone read it: 2026-12-23 17:00 CET (UTC+01:00).
std::string to_people(Zone const& zone, Instant at);
// "17:00" to 17 h; "24:00" is the end of the day.
Result<Duration> parse_time_of_day(std::string_view text);
std::string time_of_day_text(Duration time_of_day);  // 17:00

}  // namespace tocsin::domain
