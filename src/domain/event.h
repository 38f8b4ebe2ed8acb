// Everything that can have happened to a case, in the past tense. A stream of these is the case's journal.
//
// Invariants: I9: fold(apply, events) == the stored aggregate. An event carries every value apply needs; apply
//             reads no clock and draws no random number. kTypeName is the stored word: it never changes.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/case.h"

namespace tocsin::domain {

struct CaseOpened {
  static constexpr char const* kTypeName = "case_opened";
  CaseId id;
  std::string reference;
  std::string rules_version;
  std::string title;
  PersonId reporter;
  Report report;
};
BOOST_DESCRIBE_STRUCT(CaseOpened, (), (id, reference, rules_version, title, reporter, report))

// The same report arrived again; every receipt opens the one case.
struct ReportFolded {
  static constexpr char const* kTypeName = "report_folded";
  Report report;
};
BOOST_DESCRIBE_STRUCT(ReportFolded, (), (report))

struct MessagePosted {
  static constexpr char const* kTypeName = "message_posted";
  Message message;
};
BOOST_DESCRIBE_STRUCT(MessagePosted, (), (message))

// A named staff member acknowledged; the words went to the reporter as a message of its own.
struct Acknowledged {
  static constexpr char const* kTypeName = "acknowledged";
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Acknowledged, (), (by, at))

struct ReportStateChanged {
  static constexpr char const* kTypeName = "report_state_changed";
  ReportAct act = ReportAct::receive;
  std::string reason;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ReportStateChanged, (), (act, reason, by, at))

// The closed case is open again, and its report stands where it stood when it was received.
struct CaseReopened {
  static constexpr char const* kTypeName = "case_reopened";
  std::string reason;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CaseReopened, (), (reason, by, at))

struct Classified {
  static constexpr char const* kTypeName = "classified";
  Classification classification;
  MitigationShape mitigation_shape = MitigationShape::unknown;
  ExploitRisk exploit_risk = ExploitRisk::unknown;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Classified, (), (classification, mitigation_shape, exploit_risk, by, at))

struct Retitled {
  static constexpr char const* kTypeName = "retitled";
  std::string title;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Retitled, (), (title, by, at))

struct PathDecided {
  static constexpr char const* kTypeName = "path_decided";
  PathDecision decision;
};
BOOST_DESCRIBE_STRUCT(PathDecided, (), (decision))

// A step of the clock engine's vocabulary was recorded: fix_identified, mitigation_available, release_planned ...
struct StepRecorded {
  static constexpr char const* kTypeName = "step_recorded";
  ClockFact fact;
};
BOOST_DESCRIBE_STRUCT(StepRecorded, (), (fact))

struct FactRecorded {
  static constexpr char const* kTypeName = "fact_recorded";
  CaseFact fact;
};
BOOST_DESCRIBE_STRUCT(FactRecorded, (), (fact))

// A recorded ground for disclosing later, of the rules' closed list, with a written explanation.
struct DelayRecorded {
  static constexpr char const* kTypeName = "delay_recorded";
  DelayReason reason = DelayReason::bug_not_understood;
  std::string explanation;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DelayRecorded, (), (reason, explanation, by, at))

struct DisclosureProposed {
  static constexpr char const* kTypeName = "disclosure_proposed";
  DateProposal proposal;
};
BOOST_DESCRIBE_STRUCT(DisclosureProposed, (), (proposal))

struct DisclosureAccepted {
  static constexpr char const* kTypeName = "disclosure_accepted";
  Side by = Side::reporter;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DisclosureAccepted, (), (by, at))

struct DisclosureRejected {
  static constexpr char const* kTypeName = "disclosure_rejected";
  Side by = Side::reporter;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DisclosureRejected, (), (by, at))

struct EmbargoEnded {
  static constexpr char const* kTypeName = "embargo_ended";
  std::string reason;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(EmbargoEnded, (), (reason, at))

struct ClockPaused {
  static constexpr char const* kTypeName = "clock_paused";
  Pause pause;
};
BOOST_DESCRIBE_STRUCT(ClockPaused, (), (pause))

struct ClockResumed {
  static constexpr char const* kTypeName = "clock_resumed";
  std::string clock;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ClockResumed, (), (clock, by, at))

struct Assigned {
  static constexpr char const* kTypeName = "assigned";
  StaffId to;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Assigned, (), (to, by, at))

struct GuestAdded {
  static constexpr char const* kTypeName = "guest_added";
  StaffId guest;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(GuestAdded, (), (guest, by, at))

struct GuestRemoved {
  static constexpr char const* kTypeName = "guest_removed";
  StaffId guest;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(GuestRemoved, (), (guest, by, at))

struct CveAssigned {
  static constexpr char const* kTypeName = "cve_assigned";
  std::string cve;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CveAssigned, (), (cve, by, at))

struct AdvisoryLinked {
  static constexpr char const* kTypeName = "advisory_linked";
  AdvisoryId advisory;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(AdvisoryLinked, (), (advisory, by, at))

// A clock came due soon or was missed. `key` is clock, due instant and kind: the alarm rings once for it.
struct AlarmRaised {
  static constexpr char const* kTypeName = "alarm_raised";
  std::string key;
  std::string clock;
  Instant due;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(AlarmRaised, (), (key, clock, due, at))

// A clock began to run: its date as it was promised then. It stands, whatever a later calendar or zone would say.
struct PromiseMade {
  static constexpr char const* kTypeName = "promise_made";
  RecordedPromise promise;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(PromiseMade, (), (promise, at))
// How the reporter wants to be named has changed. Which name it is stands with the person, whose key can be destroyed.
enum class CreditWish { named, unnamed };
BOOST_DESCRIBE_ENUM(CreditWish, named, unnamed)
struct CreditChanged {
  static constexpr char const* kTypeName = "credit_changed";
  CreditWish wish = CreditWish::named;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CreditChanged, (), (wish, at))

// Our own publication.
struct Disclosed {
  static constexpr char const* kTypeName = "disclosed";
  AdvisoryId advisory;
  int revision = 1;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Disclosed, (), (advisory, revision, at))

using CaseEvent =
    std::variant<CaseOpened, ReportFolded, MessagePosted, Acknowledged, ReportStateChanged, CaseReopened, Classified,
                 Retitled, PathDecided, StepRecorded, FactRecorded, DelayRecorded, DisclosureProposed, DisclosureAccepted, DisclosureRejected,
                 EmbargoEnded, ClockPaused, ClockResumed, Assigned, GuestAdded, GuestRemoved, CveAssigned,
                 AdvisoryLinked, AlarmRaised, PromiseMade, CreditChanged, Disclosed>;

Case apply(Case before, CaseEvent const& event);

// One line of the case's timeline, for staff. Empty for events a timeline does not show.
std::string timeline_text(CaseEvent const& event);
Instant instant_of(CaseEvent const& event);

}  // namespace tocsin::domain
