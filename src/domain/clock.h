// Clocks: promises about time as data, and the recorded facts that start, stop, pause and extend
// them.
//
// Spec:       facts of the product, ISO/IEC 29147:2018 9.3.4 (time commitments) for the idea.
// Invariants: (1) A clock depends on recorded facts alone; the engine (deadline.h) computes;
//                 stored is only the promise as it was given when the clock started.
//             (2) An automatic fact never stops a clock that staff must stop (I8).
//             (3) Units are never converted into one another.
// Threads:    pure values.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/zone.h"

namespace tocsin::domain {

// The closed list of things that can start, restart or stop a clock. The enumerators are the words
// of rules files.
enum class ClockEvent {
  report_received,
  acknowledged,         // a named staff member told the reporter that the report is in human hands
  message_to_reporter,  // any message of staff that the reporter can see
  message_from_reporter,
  question_to_reporter,  // a message that asks and waits
  investigation_started,
  analysed,  // verification done: validated or invalidated with a result
  validated,
  invalidated,
  classified,
  fix_identified,
  mitigation_available,  // a fix or a configuration that users can apply
  release_planned,
  publicly_known,
  exploit_public,
  attacks_observed,
  became_aware,  // awareness in the sense of a regulator
  early_warning_sent,
  notification_sent,
  final_report_sent,
  embargo_proposed,
  embargo_agreed,
  embargo_notice_sent,
  disclosed,            // our advisory is public
  disclosed_by_others,  // we learned that somebody else published
  cve_record_published,
  cve_id_unused,
  cve_id_rejected,
  vendor_asked,
  vendor_answered,
  case_closed,
  case_reopened
};
BOOST_DESCRIBE_ENUM(ClockEvent, report_received, acknowledged, message_to_reporter,
                    message_from_reporter, question_to_reporter, investigation_started, analysed,
                    validated, invalidated, classified, fix_identified, mitigation_available,
                    release_planned, publicly_known, exploit_public, attacks_observed, became_aware,
                    early_warning_sent, notification_sent, final_report_sent, embargo_proposed,
                    embargo_agreed, embargo_notice_sent, disclosed, disclosed_by_others,
                    cve_record_published, cve_id_unused, cve_id_rejected, vendor_asked,
                    vendor_answered, case_closed, case_reopened)

// Who did what a fact records. `automatic` is the machine itself: a confirmation mail, a scheduled
// job.
enum class ActorKind { staff, reporter, other_party, automatic };
BOOST_DESCRIBE_ENUM(ActorKind, staff, reporter, other_party, automatic)

struct ClockFact {
  ClockEvent event = ClockEvent::report_received;
  Instant at;
  ActorKind by = ActorKind::automatic;
  std::string who;  // the name of the staff member; a staff fact without a name stops nothing that
                    // staff must stop
  friend bool operator==(ClockFact const&, ClockFact const&) = default;
};
BOOST_DESCRIBE_STRUCT(ClockFact, (), (event, at, by, who))

enum class ClockUnit { hours, days, working_days, working_weeks, months };
BOOST_DESCRIBE_ENUM(ClockUnit, hours, days, working_days, working_weeks, months)

// Where counting begins. See deadline.h for what each means together with DueAt.
enum class CountFrom { receipt_instant, next_day, day_of_receipt };
BOOST_DESCRIBE_ENUM(CountFrom, receipt_instant, next_day, day_of_receipt)

enum class DueAt { same_time, end_of_working_day, end_of_day };
BOOST_DESCRIBE_ENUM(DueAt, same_time, end_of_working_day, end_of_day)

enum class StopsWhen { all, any };
BOOST_DESCRIBE_ENUM(StopsWhen, all, any)

// Whose facts stop the clock. Only `anyone` lets an automatic fact stop it.
enum class StoppedBy { staff, reporter, other_party, anyone };
BOOST_DESCRIBE_ENUM(StoppedBy, staff, reporter, other_party, anyone)

enum class BoundParty { vendor, reporter, coordinator };
BOOST_DESCRIBE_ENUM(BoundParty, vendor, reporter, coordinator)

// The closed list of reasons for which a pausable clock may stand still.
enum class PauseReason {
  waiting_for_reporter,
  waiting_for_upstream,
  waiting_for_vendor,
  legal_hold
};
BOOST_DESCRIBE_ENUM(PauseReason, waiting_for_reporter, waiting_for_upstream, waiting_for_vendor,
                    legal_hold)

// Somebody who hears: a role ("role:lead") or a mail address. The role `owner` is who is
// responsible for the case.
enum class HearingRole { owner, lead, member, administrator };
BOOST_DESCRIBE_ENUM(HearingRole, owner, lead, member, administrator)

struct Audience {
  std::optional<HearingRole> role;
  std::string address;  // set when `role` is not
  friend bool operator==(Audience const&, Audience const&) = default;
};
BOOST_DESCRIBE_STRUCT(Audience, (), (role, address))

// "If nobody acted `after` this long, these hear it too." A chain is sorted by `after`.
struct EscalationStep {
  Duration after{0};
  std::vector<Audience> to;
  friend bool operator==(EscalationStep const&, EscalationStep const&) = default;
};
BOOST_DESCRIBE_STRUCT(EscalationStep, (), (after, to))

struct Clock {
  std::string name;   // acknowledge
  std::string title;  // "Acknowledged and analysed"
  BoundParty bound = BoundParty::vendor;
  std::vector<ClockEvent> starts;  // the first of any of these
  // Each of these starts it anew (the update clock); never by an automatic fact.
  std::vector<ClockEvent> restarts;
  std::vector<ClockEvent> stops;
  StopsWhen stops_when = StopsWhen::any;
  StoppedBy stopped_by = StoppedBy::staff;
  std::vector<ClockEvent> ends;  // it no longer applies after any of these (a closed case)
  int amount = 1;
  ClockUnit unit = ClockUnit::days;
  CountFrom count_from = CountFrom::receipt_instant;
  DueAt due_at = DueAt::same_time;
  // HH:MM for end_of_working_day; absent = the calendar's closing hour.
  std::optional<Duration> due_time;
  std::string calendar = "every-day";
  std::vector<PauseReason> pause_reasons;  // empty = cannot be paused
  bool extendable = false;  // a new date needs a written reason and the other side's consent
  Duration warn_before{0};
  std::vector<Duration> reminders;  // before the due instant, longest first
  // After the due instant; empty = the rules' chain for clock_missed.
  std::vector<EscalationStep> escalate;
  std::string promise;  // the key under which texts quote it; empty = not quoted
  std::string source;   // the clause it stems from
  friend bool operator==(Clock const&, Clock const&) = default;
};

// Recorded in the case by a named person. It holds all clocks that allow its reason, or one of them
// by name.
struct Pause {
  std::string clock;  // empty = every clock that allows the reason
  PauseReason reason = PauseReason::waiting_for_reporter;
  Instant from;
  std::optional<Instant> until;    // planned end; the pause ends by itself then
  std::optional<Instant> resumed;  // ended by hand
  std::string by;
  std::string note;
  friend bool operator==(Pause const&, Pause const&) = default;
};
BOOST_DESCRIBE_STRUCT(Pause, (), (clock, reason, from, until, resumed, by, note))

// A new date for an extendable clock, and who on the other side agreed. A date later than the
// rules' own needs a written reason; an earlier one does not.
struct Extension {
  std::string clock;
  Instant until;
  Instant at;
  std::string reason;
  std::string by;
  std::string agreed_by;
  friend bool operator==(Extension const&, Extension const&) = default;
};
BOOST_DESCRIBE_STRUCT(Extension, (), (clock, until, at, reason, by, agreed_by))

// A promise as it was given: local time, zone and the versions it was computed with. If a newer
// calendar or zone would move it, the promise stays and the difference is shown, because only a
// person may move it.
struct RecordedPromise {
  std::string clock;
  Instant start;
  Instant due;
  LocalTime local_due;
  std::string zone;
  std::string tzdb_version;
  std::string calendar;
  std::string calendar_version;
  friend bool operator==(RecordedPromise const&, RecordedPromise const&) = default;
};
BOOST_DESCRIBE_STRUCT(RecordedPromise, (),
                      (clock, start, due, local_due, zone, tzdb_version, calendar,
                       calendar_version))

// Everything of a case that its clocks depend on.
struct ClockFacts {
  std::vector<ClockFact> facts;
  std::vector<Pause> pauses;
  std::vector<Extension> extensions;
  std::vector<RecordedPromise> promises;
  friend bool operator==(ClockFacts const&, ClockFacts const&) = default;
};
BOOST_DESCRIBE_STRUCT(ClockFacts, (), (facts, pauses, extensions, promises))

}  // namespace tocsin::domain
