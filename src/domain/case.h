// The case: what the vendor works on, from a report to its disclosure.
//
// Spec:       Vultron RM, EM and CS (report_state.h, embargo.h, case_facts.h); ISO/IEC 30111 for the stage.
// Invariants: what people agreed on is stored here; what follows from it (stage, deadlines, overdue, who may see
//             what) is computed on read. An active embargo never coexists with public knowledge.
//             The thread's messages to the reporter and the team's notes are apart by `Visibility`; what the
//             reporter may see is `for_reporter()`, and nothing else is shown to them.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/advisory.h"
#include "domain/case_facts.h"
#include "domain/clock.h"
#include "domain/disclosure.h"
#include "domain/embargo.h"
#include "domain/ids.h"
#include "domain/report.h"
#include "domain/report_state.h"

namespace tocsin::domain {

enum class Visibility { reporter, team };
BOOST_DESCRIBE_ENUM(Visibility, reporter, team)
enum class AuthorKind { reporter, staff, automatic };
BOOST_DESCRIBE_ENUM(AuthorKind, reporter, staff, automatic)

struct Message {
  std::string id;               // random
  Visibility visible_to = Visibility::team;
  AuthorKind by = AuthorKind::staff;
  StaffId staff;                // when by staff
  Instant at;                   // rounded to the hour when by the reporter
  std::string text;
  std::vector<Attachment> attachments;
  friend bool operator==(Message const&, Message const&) = default;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, visible_to, by, staff, at, text, attachments))

struct Classification {
  std::optional<Severity> severity;   // the vendor's word
  std::string severity_reason;
  std::string cvss31;
  std::string cvss40;
  std::vector<std::string> cwes;
  friend bool operator==(Classification const&, Classification const&) = default;
};
BOOST_DESCRIBE_STRUCT(Classification, (), (severity, severity_reason, cvss31, cvss40, cwes))

// How the public will hear of it; proposed by the rules, decided by a person.
struct PathDecision {
  DisclosurePath path = DisclosurePath::straightforward;
  std::string reason;
  StaffId decided_by;
  Instant decided_at;
  friend bool operator==(PathDecision const&, PathDecision const&) = default;
};
BOOST_DESCRIBE_STRUCT(PathDecision, (), (path, reason, decided_by, decided_at))

enum class Side { vendor, reporter };
BOOST_DESCRIBE_ENUM(Side, vendor, reporter)

// Who made an offer: somebody, or the published rules, whose default is our first proposal (Vultron EM-2).
enum class ProposalOrigin { person, published_default };
BOOST_DESCRIBE_ENUM(ProposalOrigin, person, published_default)

// One offer in the negotiation of the disclosure date, which is the embargo's end (design section 8).
struct DateProposal {
  Side by = Side::vendor;
  Instant until;
  std::string reason;
  Instant at;
  ProposalOrigin origin = ProposalOrigin::person;
  friend bool operator==(DateProposal const&, DateProposal const&) = default;
};
BOOST_DESCRIBE_STRUCT(DateProposal, (), (by, until, reason, at, origin))

struct EmbargoAgreement {
  EmbargoState state = EmbargoState::none;
  std::optional<Instant> until;                // agreed; stays in force while a revision is proposed
  std::optional<DateProposal> proposal;        // open
  std::vector<DateProposal> accepted;          // every agreed date with its reason, oldest first
  std::optional<Instant> exited_at;
  std::string exit_reason;
  friend bool operator==(EmbargoAgreement const&, EmbargoAgreement const&) = default;
};
BOOST_DESCRIBE_STRUCT(EmbargoAgreement, (), (state, until, proposal, accepted, exited_at, exit_reason))

struct Case {
  CaseId id;
  std::int64_t version = 0;
  std::string reference;                       // random public words of a mail: "R-7KQ4M-2F9XA"
  std::string rules_version;                   // the rules this case runs under, for ever
  std::string title;                           // the desk's short name for it
  PersonId reporter;
  std::vector<Report> reports;                 // the first opened it; folded duplicates follow
  ReportState report_state = ReportState::start;    // the vendor's
  CaseFacts facts;
  ClockFacts clock_facts;
  EmbargoAgreement embargo;
  Classification classification;
  std::optional<PathDecision> path;
  MitigationShape mitigation_shape = MitigationShape::unknown;
  ExploitRisk exploit_risk = ExploitRisk::unknown;
  std::vector<Message> thread;
  std::vector<DelayReason> delays;             // recorded grounds for a later disclosure, of the closed list
  std::optional<AdvisoryId> advisory;
  std::string cve;
  std::optional<StaffId> assignee;
  std::set<StaffId> guests;                    // guest developers added to this case
  std::string close_reason;
  std::set<std::string> raised;                // alarms already rung, so that each is an event exactly once
  friend bool operator==(Case const&, Case const&) = default;
};
BOOST_DESCRIBE_STRUCT(Case, (),
                      (id, version, reference, rules_version, title, reporter, reports, report_state, facts,
                       clock_facts, embargo, classification, path, mitigation_shape, exploit_risk, thread,
                       delays, advisory, cve, assignee, guests, close_reason, raised))

// ISO/IEC 30111 phases; computed, never stored.
enum class Stage { receipt, verification, remediation_development, release, post_release };
BOOST_DESCRIBE_ENUM(Stage, receipt, verification, remediation_development, release, post_release)
Stage stage_of(Case const& c);

// True while case data must not reach anyone outside its access list: not yet disclosed by us.
bool is_embargoed(Case const& c);
bool is_closed(Case const& c);
std::string const& product_of(Case const& c);

// What the reporter may see: messages visible to the reporter only.
std::vector<Message> for_reporter(Case const& c);

bool invariants_hold(Case const& c);

}  // namespace tocsin::domain
