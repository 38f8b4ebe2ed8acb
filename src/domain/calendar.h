// Calendars: which days are working days, in which zone, and why a day is not one.
//
// Spec:       none; calendars are files (`calendars/*.toml`), open to everybody, versioned, never
//             code.
// Invariants: a day that does not count always has a reason; the reason is what the explanation of
//             a deadline prints.
// Failure:    a mistake in a file is a Finding with file, line, column and a suggestion; such a
//             file gives no calendar.
// Threads:    pure values.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "base/toml_reader.h"
#include "domain/zone.h"

namespace tocsin::domain {

// How a yearly day is found. `easter` counts days from Western Easter Sunday.
enum class YearlyKind { fixed, nth_weekday, last_weekday, easter };
BOOST_DESCRIBE_ENUM(YearlyKind, fixed, nth_weekday, last_weekday, easter)

// What happens when a yearly day falls on a weekend day: nothing; moved to the nearest weekday
// (Saturday back, Sunday on); or moved on to the next weekday (Monday in lieu). Two days moved onto
// the same weekday count once; where the second is moved further by decree, [[dated]] names it.
enum class Observed { as_is, nearest_weekday, next_weekday };
BOOST_DESCRIBE_ENUM(Observed, as_is, nearest_weekday, next_weekday)

struct YearlyDay {
  std::string reason;  // Christmas Day
  YearlyKind kind = YearlyKind::fixed;
  int month = 1;                      // fixed, nth_weekday, last_weekday
  int day = 1;                        // fixed
  int nth = 1;                        // nth_weekday: 1..5
  Weekday weekday = Weekday::monday;  // nth_weekday, last_weekday
  int offset_days = 0;                // easter: -2 is Good Friday
  Observed observed = Observed::as_is;
  std::optional<int> first_year;
  std::optional<int> last_year;
  std::optional<Duration> closes;  // set: a half day that closes then, and still a working day
  friend bool operator==(YearlyDay const&, YearlyDay const&) = default;
};

struct DatedDay {
  CivilDate date;
  std::string reason;
  std::optional<Duration> closes;  // as above
  bool open = false;  // set: a day that counts although its weekday or a yearly rule says otherwise
  friend bool operator==(DatedDay const&, DatedDay const&) = default;
};

// An announced time without working days, both ends included. The policy page must show it.
struct Vacation {
  CivilDate first;
  CivilDate last;
  std::string reason;
  friend bool operator==(Vacation const&, Vacation const&) = default;
};

struct Calendar {
  std::string name;     // us, de, every-day: what rules refer to
  std::string version;  // as the file says: "2026.1"
  std::string title;
  std::string zone = "UTC";
  Duration closes = std::chrono::hours(24);  // end of a working day
  std::vector<Weekday> weekend;
  std::vector<DatedDay> dated;
  std::vector<YearlyDay> yearly;
  std::vector<Vacation> vacations;
  friend bool operator==(Calendar const&, Calendar const&) = default;
};

// What a calendar says of one day. `reason` is empty for an ordinary working day.
struct DayVerdict {
  bool working = true;
  std::string reason;  // "Saturday", "Christmas Day", "New Year's Day (observed)"
  Duration closes = std::chrono::hours(24);
};

DayVerdict verdict(Calendar const& calendar, CivilDate day);
bool is_working(Calendar const& calendar, CivilDate day);

// A calendar that answers for each day once, for computations that walk over the same days many times. The
// calendar must outlive it. Not for more than one thread.
class AskedDays {
 public:
  explicit AskedDays(Calendar const& calendar) : calendar_(calendar) {}
  Calendar const& calendar() const { return calendar_; }
  DayVerdict const& verdict(CivilDate day);

 private:
  Calendar const& calendar_;
  std::unordered_map<std::int64_t, DayVerdict> known_;  // by days since 1970-01-01
};
CivilDate easter_sunday(int year);

// All calendars and zones a computation may refer to. A name stands at most once.
struct CalendarBook {
  std::vector<Calendar> calendars;
  std::vector<Zone> zones;
  Calendar const* calendar(std::string_view name) const;
  Zone const* zone(std::string_view name) const;  // "UTC" is always known
};

// Every day counts, in UTC: the calendar of clocks that know no holidays. Always known under the
// name "every-day".
Calendar const& every_day_calendar();

struct ParsedCalendar {
  std::optional<Calendar> calendar;
  std::vector<Finding> findings;  // empty exactly when there is a calendar
};
ParsedCalendar parse_calendar(std::string_view text, std::string file_name);

}  // namespace tocsin::domain
