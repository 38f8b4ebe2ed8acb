// What can be asked of a case. A command carries every random value it needs; decide draws none.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "domain/event.h"

namespace tocsin::domain {

// An engineer's words that the report is in human hands: stops the acknowledgement clock.
struct Acknowledge { std::string message_id; std::string text; };
struct PostMessage {
  std::string message_id;
  Visibility visible_to = Visibility::team;
  std::string text;
  std::vector<Attachment> attachments;
};
// Validate, invalidate, accept, defer, close: by the report machine. `text`, if any, goes to the reporter.
struct ChangeReportState { ReportAct act; std::string reason; std::string message_id; std::string text; };
// Invalidate with a kind answer that names the right place, in one act. The report stays open: its reporter can answer,
// and it can still be validated.
struct AnswerNotSecurity { std::string message_id; std::string text; };
// A closed case is taken up again: its report is as it was received. `text`, if any, goes to the reporter.
struct ReopenCase { std::string reason; std::string message_id; std::string text; };
struct Classify {
  Classification classification;
  MitigationShape mitigation_shape = MitigationShape::unknown;
  ExploitRisk exploit_risk = ExploitRisk::unknown;
};
struct Retitle { std::string title; };
struct DecidePath { DisclosurePath path; std::string reason; };
// A step the reporter hears of: fix_identified, mitigation_available, release_planned, investigation_started. Without a
// text they hear a sentence of ours.
struct RecordStep { ClockEvent step; std::string message_id; std::string text; };
struct RecordFact { CaseBit bit; std::string evidence; };
struct RecordDelay { DelayReason reason; std::string explanation; };
struct ProposeDisclosure { Instant until; std::string reason; };
struct AnswerDisclosure { EmbargoAct act; };    // accept or reject the other side's open proposal
struct EndEmbargo { std::string reason; };
struct PauseClock { std::string clock; PauseReason reason; std::string note; std::optional<Instant> until; };
struct ResumeClock { std::string clock; };
struct Assign { StaffId to; };
struct AddGuest { StaffId guest; };
struct RemoveGuest { StaffId guest; };
struct AssignCve { std::string cve; };
struct LinkAdvisory { AdvisoryId advisory; };
// By the clock job only. Without an occasion it is recorded and nobody is told: an alarm tells them already.
struct RaiseAlarm { std::string key; std::string clock; Instant due; std::string occasion; int step = 0; };
// The reporter said how they want to be named, or that they do not. The name itself stays with the person.
struct ChangeCredit { CreditWish wish; };
// By the publication only.
struct Disclose { AdvisoryId advisory; int revision = 1; };

using CaseCommand =
    std::variant<Acknowledge, PostMessage, ChangeReportState, AnswerNotSecurity, ReopenCase, Classify, Retitle,
                 DecidePath, RecordStep, RecordFact, RecordDelay, ProposeDisclosure, AnswerDisclosure, EndEmbargo, PauseClock,
                 ResumeClock, Assign, AddGuest, RemoveGuest, AssignCve, LinkAdvisory, RaiseAlarm,
                 ChangeCredit, Disclose>;

}  // namespace tocsin::domain
