// Deadlines: the named cases of the clock facts, one test each, and the promises the engine itself
// makes.
#include "domain/deadline.h"

#include <algorithm>
#include <set>

#include "base/codec.h"
#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;
using std::chrono::hours;
using std::chrono::minutes;

// Rules with one clock, made without a file.
Rules rules_with(Clock clock) {
  Rules out;
  clock.name = clock.name.empty() ? "clock" : clock.name;
  if (clock.starts.empty()) clock.starts = {ClockEvent::report_received};
  if (clock.stops.empty()) clock.stops = {ClockEvent::acknowledged};
  out.clocks = {clock};
  auto const lead = std::vector<Audience>{{HearingRole::lead, ""}};
  out.hearings = {{Occasion::clock_due_soon, {{Duration{0}, lead}}},
                  {Occasion::clock_missed, {{Duration{0}, lead}, {hours(24), lead}}}};
  return out;
}

Clock working_days(int amount, std::string calendar) {
  return {.amount = amount,
          .unit = ClockUnit::working_days,
          .count_from = CountFrom::next_day,
          .due_at = DueAt::end_of_working_day,
          .calendar = std::move(calendar)};
}

Clock pausable(Clock clock) {
  clock.pause_reasons = {PauseReason::waiting_for_reporter};
  return clock;
}

std::string due(Clock const& clock, std::string_view start) {
  auto const found = due_instant(clock, at(start), book());
  return found ? to_rfc3339(found->at) : found.error().message;
}

Pause pause(std::string_view from, std::string_view resumed) {
  return {.clock = "",
          .reason = PauseReason::waiting_for_reporter,
          .from = at(from),
          .until = {},
          .resumed = at(resumed),
          .by = "Staff One"};
}

// 7.1 A due time given in local civil time, in the spring gap and the autumn overlap.
TEST(Deadline, Case1SpringGapAndAutumnOverlap) {
  Clock const clock{.amount = 1,
                    .unit = ClockUnit::days,
                    .count_from = CountFrom::next_day,
                    .due_at = DueAt::same_time,
                    .calendar = "berlin-days"};
  auto all = book();
  all.calendars.push_back(
      {.name = "berlin-days", .version = "1", .title = "", .zone = "Europe/Berlin"});
  auto const spring =
      *due_instant(clock, at("2026-03-28T01:30:00Z"), all);  // 02:30 CET, and 29 March has no 02:30
  EXPECT_EQ(spring.fit, LocalFit::gap);
  EXPECT_EQ(spring.at, at("2026-03-29T01:00:00Z"));
  auto const autumn =
      *due_instant(clock, at("2026-10-24T00:30:00Z"), all);  // 02:30 CEST, and 25 October has two
  EXPECT_EQ(autumn.fit, LocalFit::overlap);
  EXPECT_EQ(autumn.at, at("2026-10-25T00:30:00Z"));
  auto const said = deadlines({{received("2026-10-24T00:30:00Z")}, {}, {}, {}}, rules_with(clock),
                              all, at("2026-10-24T01:00:00Z"));
  EXPECT_NE(said[0].sentence.find("the clocks show that time twice, so it is the first of the two"),
            std::string::npos)
      << said[0].sentence;
}

// 7.3 Ends of months and leap years.
TEST(Deadline, Case3LeapDaysAndEndsOfMonths) {
  EXPECT_EQ(due({.amount = 90, .unit = ClockUnit::days}, "2028-02-29T10:00:00Z"),
            "2028-05-29T10:00:00Z");
  EXPECT_EQ(due({.amount = 12, .unit = ClockUnit::months}, "2028-02-29T10:00:00Z"),
            "2029-02-28T10:00:00Z");
  EXPECT_EQ(due({.amount = 1, .unit = ClockUnit::months}, "2026-01-31T10:00:00Z"),
            "2026-02-28T10:00:00Z");
  EXPECT_EQ(due({.amount = 6, .unit = ClockUnit::months}, "2026-08-31T10:00:00Z"),
            "2027-02-28T10:00:00Z");
  auto const clamped =
      look({{received("2026-01-31T10:00:00Z")}, {}, {}, {}},
           rules_with({.amount = 1, .unit = ClockUnit::months}), "clock", "2026-02-01T00:00:00Z");
  EXPECT_NE(clamped.sentence.find("clamped to its last day"), std::string::npos)
      << clamped.sentence;
}

// 7.4 The borders of 2036 and 2038, and a report at epoch 0 (a host that booted before its time was
// set).
TEST(Deadline, Case4BordersOfTheEpoch) {
  EXPECT_EQ(due({.amount = 72, .unit = ClockUnit::hours}, "2036-02-05T06:28:16Z"),
            "2036-02-08T06:28:16Z");
  EXPECT_EQ(due(working_days(1, "de"), "2038-01-18T12:00:00Z"), "2038-01-19T16:00:00Z");
  EXPECT_EQ(due({.amount = 1, .unit = ClockUnit::days}, "1970-01-01T00:00:00Z"),
            "1970-01-02T00:00:00Z");
  auto const old = look({{received("1970-01-01T00:00:00Z")}, {}, {}, {}},
                        rules_with(working_days(5, "us")), "clock", "2026-01-01T00:00:00Z");
  EXPECT_EQ(old.state, DeadlineState::missed);
}

// 7.6 Working days across the year end with two calendars.
TEST(Deadline, Case6YearEndWithTwoCalendars) {
  EXPECT_EQ(due(working_days(5, "us"), "2026-12-23T16:00:00Z"), "2026-12-31T22:00:00Z");
  EXPECT_EQ(due(working_days(5, "de"), "2026-12-23T16:00:00Z"), "2026-12-31T16:00:00Z");
  EXPECT_EQ(due(working_days(6, "us"), "2026-12-23T16:00:00Z"), "2027-01-04T22:00:00Z");
  auto const seen = look({{received("2026-12-23T16:00:00Z")}, {}, {}, {}},
                         rules_with(working_days(6, "de")), "clock", "2026-12-24T00:00:00Z");
  EXPECT_EQ(seen.sentence,
            "report received 2026-12-23T16:00:00Z + 6 working days, day 1 is the next day that "
            "counts, due at the end of the "
            "working day (calendar de 2026.1, Europe/Berlin; skipped 2026-12-25 Erster "
            "Weihnachtstag, 2026-12-26 Zweiter "
            "Weihnachtstag, 2026-12-27 Sunday, 2027-01-01 Neujahr, 2027-01-02 Saturday, 2027-01-03 "
            "Sunday) = due "
            "2027-01-04T16:00:00Z (2027-01-04 17:00 CET (UTC+01:00))");
}

// 7.6 A calendar edited while a clock runs, and 7.8 a zone rule changed: the promise stands and the
// change is shown.
TEST(Deadline, Case6And8ANewCalendarOrZoneDoesNotMoveAPromise) {
  auto const rules = rules_with(working_days(5, "us"));
  ClockFacts facts{{received("2026-03-02T15:00:00Z")}, {}, {}, {}};
  auto const first =
      deadline_of(deadlines(facts, rules, book(), at("2026-03-02T16:00:00Z")), "clock");
  EXPECT_EQ(first.due, at("2026-03-09T21:00:00Z"));
  facts.promises.push_back(*promise_of(first));

  auto edited = book();
  edited.calendars[0].version = "2026.2";
  edited.calendars[0].dated.push_back({{2026, 3, 4}, "company day", {}});
  auto const kept =
      deadline_of(deadlines(facts, rules, edited, at("2026-03-03T00:00:00Z")), "clock");
  EXPECT_EQ(kept.due, first.due);
  EXPECT_NE(kept.sentence.find("promised with calendar us 2026.1 and tz database 2025b; calendar "
                               "us 2026.2 with tz database "
                               "2025b would say 2026-03-10T21:00:00Z; the promise stands"),
            std::string::npos)
      << kept.sentence;

  auto moved = book();
  for (auto& zone : moved.zones)
    if (zone.name == "America/New_York") {
      zone.tzdb_version = "2026a";
      std::erase_if(zone.transitions, [](Transition const& t) {
        return t.from > at("2026-01-01T00:00:00Z");
      });  // no more daylight saving
    }
  auto const same =
      deadline_of(deadlines(facts, rules, moved, at("2026-03-03T00:00:00Z")), "clock");
  EXPECT_EQ(same.due, first.due);
  EXPECT_NE(same.sentence.find("2026a would say 2026-03-09T22:00:00Z"), std::string::npos)
      << same.sentence;
  EXPECT_EQ(deadline_of(deadlines(facts, rules, book(), at("2026-03-03T00:00:00Z")), "clock")
                .derivation.notes.size(),
            0u);
}

// 7.7 Received on a closed day; one second before and one after the closing hour.
TEST(Deadline, Case7ClosedDaysAndTheClosingHour) {
  auto clock = working_days(1, "de");
  EXPECT_EQ(due(clock, "2026-05-01T09:00:00Z"), "2026-05-04T15:00:00Z");  // Labour Day, a Friday
  EXPECT_EQ(due(clock, "2026-05-02T09:00:00Z"), "2026-05-04T15:00:00Z");  // Saturday
  clock.count_from = CountFrom::day_of_receipt;
  EXPECT_EQ(due(clock, "2026-05-05T14:59:59Z"),
            "2026-05-05T15:00:00Z");  // 16:59:59: today is day 1
  EXPECT_EQ(due(clock, "2026-05-05T15:00:00Z"), "2026-05-06T15:00:00Z");  // 17:00:00: closed
  EXPECT_EQ(due(clock, "2026-05-05T15:00:01Z"), "2026-05-06T15:00:00Z");
  clock.due_at = DueAt::end_of_day;
  EXPECT_EQ(due(clock, "2026-05-05T15:00:01Z"),
            "2026-05-05T22:00:00Z");  // the day itself is open until midnight
  Clock const elapsed{.amount = 1, .unit = ClockUnit::working_days, .calendar = "de"};
  EXPECT_EQ(due(elapsed, "2026-05-04T14:00:00Z"), "2026-05-05T14:00:00Z");
  EXPECT_EQ(due(elapsed, "2026-04-30T14:00:00Z"), "2026-05-04T14:00:00Z");
  EXPECT_EQ(due(elapsed, "2026-05-02T09:00:00Z"),
            "2026-05-04T22:00:00Z");  // Saturday + 1 is the end of Monday
}

TEST(Deadline, HalfDaysCloseEarly) {
  auto all = book();
  all.calendars[1].dated.push_back({{2026, 12, 24}, "Heiligabend", hours(12)});
  auto const found = *due_instant(working_days(1, "de"), at("2026-12-23T10:00:00Z"), all);
  EXPECT_EQ(found.at, at("2026-12-24T11:00:00Z"));
}

TEST(Deadline, DueTimeGoesBeforeTheClosingHour) {
  auto clock = working_days(1, "de");
  clock.due_time = hours(18);
  EXPECT_EQ(due(clock, "2026-05-05T10:00:00Z"), "2026-05-06T16:00:00Z");
}

TEST(Deadline, WorkingWeeksAreWeeksOfTheCalendar) {
  auto clock = working_days(2, "us");
  clock.unit = ClockUnit::working_weeks;
  EXPECT_EQ(due(clock, "2026-11-16T15:00:00Z"),
            "2026-12-01T22:00:00Z");  // Thanksgiving moves it by one day
}

// 7.9 A pause that starts before and ends after a holiday.
TEST(Deadline, Case9PauseAcrossAHoliday) {
  auto const rules = rules_with(pausable(working_days(5, "de")));
  ClockFacts facts{{received("2026-04-29T08:00:00Z")}, {}, {}, {}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-04-29T09:00:00Z").due, at("2026-05-07T15:00:00Z"));
  // From Thursday noon to Tuesday noon: Thursday and Monday are given back, Labour Day and the
  // weekend never counted.
  facts.pauses = {pause("2026-04-30T10:00:00Z", "2026-05-05T10:00:00Z")};
  auto const seen = look(facts, rules, "clock", "2026-05-06T09:00:00Z");
  EXPECT_EQ(seen.due, at("2026-05-11T15:00:00Z"));
  EXPECT_NE(seen.sentence.find(
                "paused 2026-04-30T10:00:00Z to 2026-05-05T10:00:00Z, waiting for reporter"),
            std::string::npos)
      << seen.sentence;
  EXPECT_EQ(seen.sentence.find("Staff One"), std::string::npos)
      << "the reporter reads the sentence too";
}

TEST(Deadline, Case9ZeroLengthPauseChangesNothing) {
  for (auto const* moment : {"2026-04-29T08:00:00Z", "2026-04-29T15:00:00Z", "2026-05-01T10:00:00Z",
                             "2026-05-04T14:59:59Z", "2026-05-07T14:59:59Z"}) {
    for (auto unit : {ClockUnit::hours, ClockUnit::days, ClockUnit::working_days}) {
      auto clock = pausable(unit == ClockUnit::working_days ? working_days(5, "de")
                                                            : Clock{.amount = 100, .unit = unit});
      ClockFacts facts{{received("2026-04-29T08:00:00Z")}, {}, {}, {}};
      auto const before = look(facts, rules_with(clock), "clock", "2026-05-08T00:00:00Z").due;
      facts.pauses = {pause(moment, moment)};
      EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-05-08T00:00:00Z").due, before)
          << moment;
    }
  }
}

TEST(Deadline, Case9PauseAtTheDueInstantComesTooLate) {
  auto const rules = rules_with(pausable({.amount = 24, .unit = ClockUnit::hours}));
  ClockFacts facts{{received("2026-05-04T08:00:00Z")},
                   {pause("2026-05-05T08:00:00Z", "2026-05-06T08:00:00Z")},
                   {},
                   {}};
  auto const late = look(facts, rules, "clock", "2026-05-05T12:00:00Z");
  EXPECT_EQ(late.due, at("2026-05-05T08:00:00Z"));
  EXPECT_EQ(late.state, DeadlineState::missed);
  facts.pauses = {pause("2026-05-05T07:59:59Z", "2026-05-06T08:00:00Z")};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-06T08:00:00Z").due, at("2026-05-06T08:00:01Z"));
}

TEST(Deadline, RunningPauseHoldsAndRingsNothing) {
  auto const rules =
      rules_with(pausable({.amount = 24, .unit = ClockUnit::hours, .warn_before = hours(2)}));
  ClockFacts facts{{received("2026-05-04T08:00:00Z")},
                   {pause("2026-05-04T20:00:00Z", "2026-05-20T08:00:00Z")},
                   {},
                   {}};
  auto const held = look(facts, rules, "clock", "2026-05-10T08:00:00Z");
  EXPECT_EQ(held.state, DeadlineState::paused);
  EXPECT_EQ(held.due, at("2026-05-10T20:00:00Z")) << "as if resumed now: twelve hours remain";
  EXPECT_TRUE(held.alarms.empty() && held.missed.empty());
  EXPECT_NE(held.sentence.find("paused since 2026-05-04T20:00:00Z"), std::string::npos)
      << held.sentence;
  auto const resumed = look(facts, rules, "clock", "2026-05-20T08:00:00Z");
  EXPECT_EQ(resumed.state, DeadlineState::running);
  EXPECT_EQ(resumed.due, at("2026-05-20T20:00:00Z"));
}

TEST(Deadline, PauseEndsByPlanAndOverlappingPausesCountOnce) {
  auto const rules = rules_with(pausable({.amount = 24, .unit = ClockUnit::hours}));
  ClockFacts facts{{received("2026-05-04T08:00:00Z")},
                   {pause("2026-05-04T10:00:00Z", "2026-05-04T12:00:00Z"),
                    pause("2026-05-04T11:00:00Z", "2026-05-04T13:00:00Z")},
                   {},
                   {}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T14:00:00Z").due, at("2026-05-05T11:00:00Z"));
  facts.pauses = {{.clock = "clock",
                   .reason = PauseReason::waiting_for_reporter,
                   .from = at("2026-05-04T10:00:00Z"),
                   .until = at("2026-05-06T10:00:00Z"),
                   .resumed = {},
                   .by = "Staff One"}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T14:00:00Z").due, at("2026-05-07T08:00:00Z"));
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T14:00:00Z").state, DeadlineState::paused);
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-06T10:00:00Z").state, DeadlineState::running);
}

TEST(Deadline, OnlyAReasonThatTheClockAllowsPausesIt) {
  auto const rules = rules_with(pausable({.amount = 24, .unit = ClockUnit::hours}));
  ClockFacts facts{{received("2026-05-04T08:00:00Z")},
                   {pause("2026-05-04T10:00:00Z", "2026-05-09T12:00:00Z")},
                   {},
                   {}};
  facts.pauses[0].reason = PauseReason::legal_hold;
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T14:00:00Z").due, at("2026-05-05T08:00:00Z"));
  facts.pauses[0].reason = PauseReason::waiting_for_reporter;
  facts.pauses[0].clock = "another";
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T14:00:00Z").due, at("2026-05-05T08:00:00Z"));
}

// 7.10 Two clocks with the same stop event, under two policies.
TEST(Deadline, Case10TwoClocksWithOneStopEvent) {
  ClockFacts const facts{{received("2026-03-02T10:00:00Z"),
                          by_staff(ClockEvent::acknowledged, "2026-03-04T10:00:00Z")},
                         {},
                         {},
                         {}};
  auto one = working_days(1, "de");
  one.name = "one";
  auto five = working_days(5, "us");
  five.name = "five";
  auto rules = rules_with(one);
  rules.clocks.push_back(rules_with(five).clocks[0]);
  EXPECT_EQ(look(facts, rules, "one", "2026-03-05T10:00:00Z").state, DeadlineState::met_late);
  EXPECT_EQ(look(facts, rules, "five", "2026-03-05T10:00:00Z").state, DeadlineState::met);
}

// 7.11 The vector of the Cyber Resilience Act: 72 hours from awareness, not from the early warning;
// and a final report whose anchor does not exist yet is not started, never overdue.
TEST(Deadline, Case11RegulatorVector) {
  Rules rules;
  auto const stage = [&](char const* name, ClockEvent from, ClockEvent to, int amount,
                         ClockUnit unit) {
    rules.clocks.push_back(
        {.name = name, .starts = {from}, .stops = {to}, .amount = amount, .unit = unit});
  };
  stage("early_warning", ClockEvent::became_aware, ClockEvent::early_warning_sent, 24,
        ClockUnit::hours);
  stage("notification", ClockEvent::became_aware, ClockEvent::notification_sent, 72,
        ClockUnit::hours);
  stage("final", ClockEvent::mitigation_available, ClockEvent::final_report_sent, 14,
        ClockUnit::days);
  stage("incident_final", ClockEvent::notification_sent, ClockEvent::final_report_sent, 1,
        ClockUnit::months);
  ClockFacts facts{{by_staff(ClockEvent::became_aware, "2026-11-02T08:00:00Z"),
                    by_staff(ClockEvent::early_warning_sent, "2026-11-02T10:00:00Z")},
                   {},
                   {},
                   {}};
  EXPECT_EQ(look(facts, rules, "early_warning", "2026-11-02T11:00:00Z").state, DeadlineState::met);
  EXPECT_EQ(look(facts, rules, "notification", "2026-11-02T11:00:00Z").due,
            at("2026-11-05T08:00:00Z"));
  auto const final = look(facts, rules, "final", "2036-01-01T00:00:00Z");
  EXPECT_EQ(final.state, DeadlineState::not_started);
  EXPECT_FALSE(final.due.has_value());
  EXPECT_EQ(final.sentence,
            "not started: 14 days from 'mitigation available', which is not recorded yet");
  facts.facts.push_back(by_staff(ClockEvent::notification_sent, "2027-01-31T08:00:00Z"));
  EXPECT_EQ(look(facts, rules, "incident_final", "2027-02-01T00:00:00Z").due,
            at("2027-02-28T08:00:00Z"));
}

// 7.12 A missed deadline is an event exactly once, and its alarm rings from the first millisecond.
TEST(Deadline, Case12MissedOnceAndAtOnce) {
  auto const rules = rules_with({.amount = 24,
                                 .unit = ClockUnit::hours,
                                 .warn_before = hours(4),
                                 .reminders = {hours(4), hours(1)}});
  ClockFacts const facts{{received("2026-05-04T08:00:00Z")}, {}, {}, {}};
  auto const due_at = at("2026-05-05T08:00:00Z");
  auto const in_time = deadline_of(deadlines(facts, rules, book(), due_at), "clock");
  EXPECT_EQ(in_time.state, DeadlineState::due_soon);
  EXPECT_TRUE(in_time.missed.empty());
  ASSERT_EQ(alarms_due(in_time, due_at).size(), 2u)
      << "the warning and one reminder; the other is the warning itself";
  auto const late = deadline_of(deadlines(facts, rules, book(), due_at + Duration{1}), "clock");
  EXPECT_EQ(late.state, DeadlineState::missed);
  ASSERT_EQ(late.missed.size(), 1u);
  EXPECT_EQ(alarms_due(late, due_at + Duration{1}).back().kind, AlarmKind::missed);
  EXPECT_EQ(alarms_due(late, due_at + hours(24)).back().kind, AlarmKind::missed);
  EXPECT_EQ(alarms_due(late, due_at + hours(24) + Duration{1}).back().kind, AlarmKind::escalation);
  std::set<std::string> keys;
  for (auto const& alarm : late.alarms) EXPECT_TRUE(keys.insert(alarm.key).second) << alarm.key;
  // However often one looks, it is the same event.
  auto const later = deadline_of(deadlines(facts, rules, book(), due_at + hours(1000)), "clock");
  EXPECT_EQ(later.missed, late.missed);
  // Stopping late does not undo it, and rings no more.
  auto stopped = facts;
  stopped.facts.push_back(
      {ClockEvent::acknowledged, due_at + hours(1), ActorKind::staff, "Staff One"});
  auto const met_late = deadline_of(deadlines(stopped, rules, book(), due_at + hours(2)), "clock");
  EXPECT_EQ(met_late.state, DeadlineState::met_late);
  EXPECT_EQ(met_late.missed, late.missed);
  EXPECT_TRUE(met_late.alarms.empty());
}

TEST(Deadline, StoppingAtTheDueInstantIsInTime) {
  auto const rules = rules_with({.amount = 24, .unit = ClockUnit::hours});
  ClockFacts facts{{received("2026-05-04T08:00:00Z"),
                    by_staff(ClockEvent::acknowledged, "2026-05-05T08:00:00Z")},
                   {},
                   {},
                   {}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-06T00:00:00Z").state, DeadlineState::met);
  facts.facts[1].at = facts.facts[1].at + Duration{1};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-06T00:00:00Z").state, DeadlineState::met_late);
}

// I8.
TEST(Deadline, OnlyANamedPersonStopsAStaffClock) {
  auto const rules = rules_with({.amount = 24, .unit = ClockUnit::hours});
  for (auto kind : {ActorKind::automatic, ActorKind::reporter, ActorKind::other_party}) {
    ClockFacts const facts{{received("2026-05-04T08:00:00Z"),
                            {ClockEvent::acknowledged, at("2026-05-04T08:00:01Z"), kind, "mailer"}},
                           {},
                           {},
                           {}};
    EXPECT_EQ(look(facts, rules, "clock", "2026-05-06T00:00:00Z").state, DeadlineState::missed);
  }
  ClockFacts const nameless{
      {received("2026-05-04T08:00:00Z"),
       {ClockEvent::acknowledged, at("2026-05-04T08:00:01Z"), ActorKind::staff, ""}},
      {},
      {},
      {}};
  EXPECT_EQ(look(nameless, rules, "clock", "2026-05-06T00:00:00Z").state, DeadlineState::missed);
}

TEST(Deadline, ExtensionNeedsReasonNameAndConsent) {
  auto clock = Clock{.amount = 90, .unit = ClockUnit::days};
  clock.extendable = true;
  Extension const good{.clock = "clock",
                       .until = at("2026-06-01T12:00:00Z"),
                       .at = at("2026-03-20T00:00:00Z"),
                       .reason = "the fix slipped",
                       .by = "Staff One",
                       .agreed_by = "reporter"};
  ClockFacts facts{{received("2026-01-01T00:00:00Z")}, {}, {good}, {}};
  auto const extended = look(facts, rules_with(clock), "clock", "2026-03-21T00:00:00Z");
  EXPECT_EQ(extended.due, good.until);
  EXPECT_NE(extended.sentence.find("both sides agreed on 2026-03-20T00:00:00Z to "
                                   "2026-06-01T12:00:00Z, because the fix slipped"),
            std::string::npos);
  for (auto member : {&Extension::reason, &Extension::by, &Extension::agreed_by}) {
    facts.extensions = {good};
    facts.extensions[0].*member = "";
    auto const refused = look(facts, rules_with(clock), "clock", "2026-03-21T00:00:00Z");
    EXPECT_EQ(refused.due, at("2026-04-01T00:00:00Z"));
    EXPECT_NE(refused.sentence.find("does not count"), std::string::npos);
  }
  facts.extensions = {good};
  clock.extendable = false;
  EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-03-21T00:00:00Z").due,
            at("2026-04-01T00:00:00Z"));
}

TEST(Deadline, AnEarlierAgreedDateNeedsNoReasonAndTheLastOneCounts) {
  auto clock = Clock{.amount = 90, .unit = ClockUnit::days};
  clock.extendable = true;
  Extension const sooner{.clock = "clock",
                         .until = at("2026-02-01T12:00:00Z"),
                         .at = at("2026-01-10T00:00:00Z"),
                         .reason = "",
                         .by = "vendor",
                         .agreed_by = "reporter"};
  ClockFacts facts{{received("2026-01-01T00:00:00Z")}, {}, {sooner}, {}};
  EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-01-11T00:00:00Z").due, sooner.until);
  auto later = sooner;
  later.until = at("2026-03-31T00:00:00Z");
  later.at = at("2026-01-20T00:00:00Z");
  facts.extensions.push_back(later);
  EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-01-21T00:00:00Z").due, later.until)
      << "still before the rules' own date";
  EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-01-11T00:00:00Z").due, sooner.until)
      << "as it was known then";
}

TEST(Deadline, AnExtensionThatCameTooLateDoesNotUndoTheMiss) {
  auto clock = Clock{.amount = 90, .unit = ClockUnit::days};
  clock.extendable = true;
  ClockFacts const facts{{received("2026-01-01T00:00:00Z")},
                         {},
                         {{.clock = "clock",
                           .until = at("2026-06-01T12:00:00Z"),
                           .at = at("2026-04-02T00:00:00Z"),
                           .reason = "r",
                           .by = "s",
                           .agreed_by = "t"}},
                         {}};
  auto const running = look(facts, rules_with(clock), "clock", "2026-04-03T00:00:00Z");
  EXPECT_EQ(running.state, DeadlineState::running);
  ASSERT_EQ(running.missed.size(), 1u);
  EXPECT_EQ(running.missed[0].due, at("2026-04-01T00:00:00Z"));
  auto const missed = look(facts, rules_with(clock), "clock", "2026-06-02T00:00:00Z");
  ASSERT_EQ(missed.missed.size(), 2u);
  EXPECT_NE(missed.missed[0].key, missed.missed[1].key);
}

// The update clock: each word from us starts it anew; a word of the machine does not; a broken
// round stays broken.
TEST(Deadline, RestartsAndEarlierRounds) {
  auto clock = Clock{.restarts = {ClockEvent::message_to_reporter},
                     .ends = {ClockEvent::case_closed},
                     .amount = 14,
                     .unit = ClockUnit::days};
  auto rules = rules_with(clock);
  rules.clocks[0].stops.clear();
  ClockFacts facts{{received("2026-01-01T00:00:00Z"),
                    by_staff(ClockEvent::message_to_reporter, "2026-01-10T00:00:00Z"),
                    by_machine(ClockEvent::message_to_reporter, "2026-01-20T00:00:00Z")},
                   {},
                   {},
                   {}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-01-21T00:00:00Z").due, at("2026-01-24T00:00:00Z"));
  facts.facts.push_back(by_staff(ClockEvent::message_to_reporter, "2026-01-30T00:00:00Z"));
  auto const restarted = look(facts, rules, "clock", "2026-01-31T00:00:00Z");
  EXPECT_EQ(restarted.state, DeadlineState::running);
  ASSERT_EQ(restarted.missed.size(), 1u) << "24 January passed without a word";
  EXPECT_EQ(restarted.missed[0].due, at("2026-01-24T00:00:00Z"));
  facts.facts.push_back(by_staff(ClockEvent::case_closed, "2026-02-01T00:00:00Z"));
  facts.facts.push_back(by_staff(ClockEvent::message_to_reporter, "2026-02-05T00:00:00Z"));
  auto const ended = look(facts, rules, "clock", "2027-01-01T00:00:00Z");
  EXPECT_EQ(ended.state, DeadlineState::ended);
  EXPECT_TRUE(ended.alarms.empty());
  EXPECT_EQ(ended.missed.size(), 1u);
}

TEST(Deadline, AllStopsOrAny) {
  auto clock = working_days(5, "us");
  clock.stops = {ClockEvent::acknowledged, ClockEvent::analysed};
  clock.stops_when = StopsWhen::all;
  ClockFacts facts{
      {received("2026-03-02T15:00:00Z"), by_staff(ClockEvent::analysed, "2026-03-03T15:00:00Z")},
      {},
      {},
      {}};
  auto const half = look(facts, rules_with(clock), "clock", "2026-03-20T15:00:00Z");
  EXPECT_EQ(half.state, DeadlineState::missed);
  EXPECT_EQ(half.open_stops, std::vector{ClockEvent::acknowledged});
  facts.facts.push_back(by_staff(ClockEvent::acknowledged, "2026-03-04T15:00:00Z"));
  auto const both = look(facts, rules_with(clock), "clock", "2026-03-20T15:00:00Z");
  EXPECT_EQ(both.state, DeadlineState::met);
  EXPECT_EQ(both.stopped, at("2026-03-04T15:00:00Z")) << "the later of the two";
  clock.stops_when = StopsWhen::any;
  EXPECT_EQ(look(facts, rules_with(clock), "clock", "2026-03-20T15:00:00Z").stopped,
            at("2026-03-03T15:00:00Z"));
}

TEST(Deadline, WhatWasKnownThen) {
  auto const rules = rules_with({.amount = 24, .unit = ClockUnit::hours});
  ClockFacts const facts{{received("2026-05-04T08:00:00Z"),
                          by_staff(ClockEvent::acknowledged, "2026-05-04T10:00:00Z")},
                         {},
                         {},
                         {}};
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T07:00:00Z").state, DeadlineState::not_started);
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T09:00:00Z").state, DeadlineState::running);
  EXPECT_EQ(look(facts, rules, "clock", "2026-05-04T10:00:00Z").state, DeadlineState::met);
}

TEST(Deadline, UnknownCalendarOrZoneSaysSoAloud) {
  auto clock = working_days(5, "us");
  auto const rules = rules_with(clock);
  ClockFacts const facts{{received("2026-05-04T08:00:00Z")}, {}, {}, {}};
  auto const none = deadlines(facts, rules, {}, at("2026-05-05T00:00:00Z"));
  EXPECT_EQ(none[0].state, DeadlineState::undetermined);
  EXPECT_EQ(none[0].sentence, "cannot be determined; there is no calendar 'us'");
  auto const no_zone =
      deadlines(facts, rules, {{calendar_file("us")}, {}}, at("2026-05-05T00:00:00Z"));
  EXPECT_EQ(no_zone[0].sentence, "cannot be determined; there is no time zone 'America/New_York'");
  EXPECT_EQ(due_instant(clock, at("2026-05-04T08:00:00Z"), {}).error().code, ErrorCode::not_found);
}

TEST(Deadline, ACalendarWithoutWorkingDaysIsRefusedAndEndsNothing) {
  CalendarBook all;
  all.calendars.push_back(
      {.name = "never",
       .version = "1",
       .title = "",
       .weekend = {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday,
                   Weekday::friday, Weekday::saturday, Weekday::sunday}});
  EXPECT_EQ(due_instant(working_days(1, "never"), at("2026-05-04T08:00:00Z"), all).error().code,
            ErrorCode::corrupt);
  auto elapsed = working_days(1, "never");
  elapsed.count_from = CountFrom::receipt_instant;
  elapsed.due_at = DueAt::same_time;
  EXPECT_EQ(due_instant(elapsed, at("2026-05-04T08:00:00Z"), all).error().code, ErrorCode::corrupt);
}

TEST(Deadline, FactsAreStored) {
  ClockFacts const facts{{received("2026-05-04T08:00:00Z")},
                         {pause("2026-05-04T10:00:00Z", "2026-05-04T12:00:00Z")},
                         {},
                         {}};
  EXPECT_EQ(*codec::from_text<ClockFact>(codec::to_text(facts.facts[0])), facts.facts[0]);
  EXPECT_EQ(*codec::from_text<Pause>(codec::to_text(facts.pauses[0])), facts.pauses[0]);
  auto const seen = look(facts, rules_with(working_days(5, "us")), "clock", "2026-05-04T09:00:00Z");
  auto const promise = *promise_of(seen);
  EXPECT_EQ(*codec::from_text<RecordedPromise>(codec::to_text(promise)), promise);
}

}  // namespace
}  // namespace tocsin::domain
