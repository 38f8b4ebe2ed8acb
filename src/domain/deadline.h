// Deadlines: what the clocks of a case say now, each with its full derivation.
//
// Meaning of an amount, with N the amount and all days taken in the calendar's zone:
//   hours             N elapsed hours after the start.
//   days              calendar days.
//   working_days      days that the calendar counts.
//   working_weeks     N times the working days of an ordinary week of the calendar (7 less its
//                     weekend days).
//   months            the same day N months later, clamped to the last day of the month.
// Meaning of count_from, with the due_at it allows:
//   receipt_instant   (same_time) N whole counted days pass, the clock standing still on days that
//                     do not count: Monday 16:00 + 1 is Tuesday 16:00; Saturday + 1 is the end of
//                     Monday.
//   next_day          (any) the first counted day after the day of receipt is day 1; due on day N.
//   day_of_receipt    (end_of_day, end_of_working_day) the day of receipt is day 1 if it counts and
//                     is still open (before midnight, or the closing hour), else the next counted
//                     day is; due on day N.
// Other combinations are refused when rules are read.
//
// Invariants: (1) A pure function of recorded facts, rules, calendars and `now`: the same inputs,
//                 the same bytes.
//             (2) A start that has not happened is `not_started`, never overdue.
//             (3) Due at T: stopping at T is in time, one millisecond later is late.
//             (4) A pause takes effect only if it began before the due instant; resuming restores
//                 what remained, in the same unit: a zero-length pause changes nothing.
//             (5) Nothing is extended without a written reason, a name and the other side's
//                 consent; an earlier date needs no reason. The last agreed date counts, and is
//                 absolute: pauses do not move it.
//             (6) A recorded promise stands even if a newer calendar or zone would move it, or the
//                 calendar is gone; the difference is shown.
// Failure:    rules that name an unknown calendar or zone give a deadline in state `undetermined`
//             that says so aloud, unless its promise is recorded.
// Threads:    pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/rules.h"

namespace tocsin::domain {

// met: stopped in time. met_late: stopped, but after the due instant. missed: overdue and still
// running. ended: the matter that the clock was about is over (case closed) before it was stopped.
enum class DeadlineState {
  not_started,
  running,
  due_soon,
  paused,
  met,
  met_late,
  missed,
  ended,
  undetermined
};
BOOST_DESCRIBE_ENUM(DeadlineState, not_started, running, due_soon, paused, met, met_late, missed,
                    ended, undetermined)

struct SkippedDay {
  CivilDate date;
  std::string reason;
  friend bool operator==(SkippedDay const&, SkippedDay const&) = default;
};

struct AppliedPause {
  Instant from;
  Instant to;  // while it runs without a planned end: now
  bool running = false;
  PauseReason reason = PauseReason::waiting_for_reporter;
  std::string by;
  friend bool operator==(AppliedPause const&, AppliedPause const&) = default;
};

// How a due instant came about, as data.
struct Derivation {
  ClockEvent start_event = ClockEvent::report_received;
  std::optional<Instant> start;
  int amount = 0;
  ClockUnit unit = ClockUnit::days;
  CountFrom count_from = CountFrom::receipt_instant;
  DueAt due_at = DueAt::same_time;
  std::string calendar;
  std::string calendar_version;
  std::string zone;
  std::string tzdb_version;
  std::vector<SkippedDay> skipped;
  std::vector<AppliedPause> pauses;
  std::vector<Extension> extensions;
  std::optional<LocalTime> local_due;  // the promise as people of the zone read it
  LocalFit fit = LocalFit::unique;     // gap or overlap: the local time had none or two instants
  std::vector<std::string> notes;  // clamped month, gap, promise kept against a newer calendar, ...
  std::string source;              // clause of the rules
};

enum class AlarmKind { warning, reminder, missed, escalation };
BOOST_DESCRIBE_ENUM(AlarmKind, warning, reminder, missed, escalation)

// When somebody must hear of a clock. `key` names this one ringing for the journal,
// acknowledge@START/missed/0/DUE: when a pause or an agreed date moved the due instant, it rings
// again for the new one.
struct Alarm {
  std::string key;
  AlarmKind kind = AlarmKind::warning;
  Instant at;
  int step = 0;  // which step of its chain, from 0
  std::vector<Audience> to;
};

// A promise that was not kept: one event in the journal for each key (acknowledge@START/DUE). A
// clock that restarts or was extended too late can have several.
struct MissedPromise {
  std::string key;
  Instant due;
  friend bool operator==(MissedPromise const&, MissedPromise const&) = default;
};

struct Deadline {
  std::string clock;
  std::string title;
  std::string key;  // clock@START in epoch milliseconds
  BoundParty bound = BoundParty::vendor;
  DeadlineState state = DeadlineState::not_started;
  std::optional<Instant> start;
  std::optional<Instant> due;  // while paused without a planned end: as if resumed now
  std::optional<Instant> stopped;
  std::string stopped_by;              // the name of the person
  std::vector<ClockEvent> open_stops;  // what is still missing
  // Oldest first: earlier rounds, and this one if missed, met or ended late.
  std::vector<MissedPromise> missed;
  std::vector<Alarm> alarms;  // empty once stopped, ended or paused; sorted by `at`
  Derivation derivation;
  std::string sentence;  // the derivation for people; empty with Wording::none
};

// Whether somebody reads the derivation: it costs as much as all the rest.
enum class Wording { full, none };

// One deadline a clock, in the order of the rules. Facts, pauses and extensions later than `now`
// are not seen, so an earlier `now` answers what was known then.
std::vector<Deadline> deadlines(ClockFacts const& facts, Rules const& rules,
                                CalendarBook const& book, Instant now,
                                Wording wording = Wording::full);

// The due instant alone, without pauses and extensions, for a clock that starts at `start`;
// not_found when its calendar or zone is unknown. The benchmark and the property tests stand on it.
struct DueInstant {
  Instant at;
  LocalTime local;
  LocalFit fit = LocalFit::unique;
  std::vector<SkippedDay> skipped;
};
Result<DueInstant> due_instant(Clock const& clock, Instant start, CalendarBook const& book);

// The same for many starts, which mostly walk over the same days. Clock and book must outlive it.
class DueCounter {
 public:
  DueCounter(Clock const& clock, CalendarBook const& book);
  Result<DueInstant> due(Instant start);

 private:
  Clock const& clock_;
  std::optional<AskedDays> asked_;
  Zone const* zone_ = nullptr;
  std::string missing_;  // why nothing can be counted
};

// The promise that a running deadline makes, to be recorded with the event that started it.
std::optional<RecordedPromise> promise_of(Deadline const& deadline);

// The promises that the clocks of these facts make and that are not recorded with them yet: those
// of the clocks that the last events started.
std::vector<RecordedPromise> new_promises(ClockFacts const& facts, Rules const& rules,
                                          CalendarBook const& book, Instant now);

// The alarms that should have rung by `now`. A job rings those whose `key` the journal does not
// have yet, so each rings exactly once, also when the desk was down while it fell due or the report
// came in late.
std::vector<Alarm> alarms_due(Deadline const& deadline, Instant now);

}  // namespace tocsin::domain
