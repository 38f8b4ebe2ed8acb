// apply: one event onto a case. One overload an event; each says what the case remembers of it.
#include "domain/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/codec.h"
#include "base/text.h"
#include "domain/decide.h"

namespace tocsin::domain {
namespace {

void note(Case& c, ClockEvent event, Instant at, ActorKind by, std::string who = {}) {
  c.clock_facts.facts.push_back({event, at, by, std::move(who)});
}

ActorKind kind_of(AuthorKind by) {
  switch (by) {
    case AuthorKind::staff: return ActorKind::staff;
    case AuthorKind::reporter: return ActorKind::reporter;
    case AuthorKind::automatic: return ActorKind::automatic;
  }
  return ActorKind::automatic;
}

void on(Case& c, CaseOpened const& e) {
  c.id = e.id;
  c.reference = e.reference;
  c.rules_version = e.rules_version;
  c.title = e.title;
  c.reporter = e.reporter;
  c.reports = {e.report};
  c.report_state = ReportState::received;
  c.facts.facts.push_back({CaseBit::vendor_aware, e.report.received, "report received", ""});
  note(c, ClockEvent::report_received, e.report.received, ActorKind::reporter);
}

void on(Case& c, ReportFolded const& e) { c.reports.push_back(e.report); }

void on(Case& c, MessagePosted const& e) {
  c.thread.push_back(e.message);
  if (e.message.visible_to != Visibility::reporter) return;
  auto const word = e.message.by == AuthorKind::reporter ? ClockEvent::message_from_reporter
                                                         : ClockEvent::message_to_reporter;
  note(c, word, e.message.at, kind_of(e.message.by), e.message.staff.text);
}

void on(Case& c, Acknowledged const& e) {
  note(c, ClockEvent::acknowledged, e.at, ActorKind::staff, e.by.text);
  if (!c.assignee) c.assignee = e.by;
}

void on(Case& c, ReportStateChanged const& e) {
  auto to = next(c.report_state, e.act);
  assert(to.has_value());
  c.report_state = *to;
  switch (e.act) {
    case ReportAct::validate:
      note(c, ClockEvent::validated, e.at, ActorKind::staff, e.by.text);
      note(c, ClockEvent::analysed, e.at, ActorKind::staff, e.by.text);
      break;
    case ReportAct::invalidate:
      note(c, ClockEvent::invalidated, e.at, ActorKind::staff, e.by.text);
      note(c, ClockEvent::analysed, e.at, ActorKind::staff, e.by.text);
      break;
    case ReportAct::close:
      c.close_reason = e.reason;
      note(c, ClockEvent::case_closed, e.at, ActorKind::staff, e.by.text);
      break;
    default: break;
  }
}

void on(Case& c, CaseReopened const& e) {
  // Closed is final in the report machine; reopening begins it anew, with the report that is here already.
  c.report_state = *next(ReportState::start, ReportAct::receive);
  c.close_reason.clear();
  note(c, ClockEvent::case_reopened, e.at, ActorKind::staff, e.by.text);
}

void on(Case& c, Classified const& e) {
  c.classification = e.classification;
  c.mitigation_shape = e.mitigation_shape;
  c.exploit_risk = e.exploit_risk;
  note(c, ClockEvent::classified, e.at, ActorKind::staff, e.by.text);
}

void on(Case& c, Retitled const& e) { c.title = e.title; }
void on(Case& c, PathDecided const& e) { c.path = e.decision; }

void on(Case& c, StepRecorded const& e) { c.clock_facts.facts.push_back(e.fact); }

void on(Case& c, FactRecorded const& e) {
  c.facts.facts.push_back(e.fact);
  auto const by = e.fact.by.empty() ? ActorKind::automatic : ActorKind::staff;
  if (e.fact.bit == CaseBit::public_aware) note(c, ClockEvent::publicly_known, e.fact.at, by, e.fact.by);
  if (e.fact.bit == CaseBit::exploit_public) note(c, ClockEvent::exploit_public, e.fact.at, by, e.fact.by);
  if (e.fact.bit == CaseBit::attacks_observed) {
    note(c, ClockEvent::attacks_observed, e.fact.at, by, e.fact.by);
    note(c, ClockEvent::became_aware, e.fact.at, by, e.fact.by);
  }
}

void on(Case& c, DelayRecorded const& e) {
  if (std::ranges::find(c.delays, e.reason) == c.delays.end()) c.delays.push_back(e.reason);
}

void on(Case& c, DisclosureProposed const& e) {
  auto to = next(c.embargo.state, EmbargoAct::propose);
  assert(to.has_value());
  c.embargo.state = *to;
  c.embargo.proposal = e.proposal;
  auto const by = e.proposal.origin == ProposalOrigin::published_default ? ActorKind::automatic
                  : e.proposal.by == Side::vendor                        ? ActorKind::staff
                                                                         : ActorKind::reporter;
  note(c, ClockEvent::embargo_proposed, e.proposal.at, by);
}

void on(Case& c, DisclosureAccepted const& e) {
  auto to = next(c.embargo.state, EmbargoAct::accept);
  assert(to.has_value() && c.embargo.proposal.has_value());
  c.embargo.state = *to;
  auto const& agreed = *c.embargo.proposal;
  c.embargo.until = agreed.until;
  c.embargo.accepted.push_back(agreed);
  // A later agreed date extends the ceiling only with its written reason and both sides' consent: this is both.
  c.clock_facts.extensions.push_back({.clock = "disclosure_ceiling",
                                      .until = agreed.until,
                                      .at = e.at,
                                      .reason = agreed.reason,
                                      .by = agreed.by == Side::vendor ? "vendor" : "reporter",
                                      .agreed_by = e.by == Side::vendor ? "vendor" : "reporter"});
  note(c, ClockEvent::embargo_agreed, e.at, e.by == Side::vendor ? ActorKind::staff : ActorKind::reporter);
  c.embargo.proposal.reset();
}

void on(Case& c, DisclosureRejected const&) {
  auto to = next(c.embargo.state, EmbargoAct::reject);
  assert(to.has_value());
  c.embargo.state = *to;
  c.embargo.proposal.reset();
}

void on(Case& c, EmbargoEnded const& e) {
  // What is public ends an agreed embargo, and an open first proposal falls (embargo.h, settle).
  c.embargo.state = in_force(c.embargo.state) ? EmbargoState::exited : EmbargoState::none;
  if (c.embargo.state == EmbargoState::exited) c.embargo.exited_at = e.at;
  c.embargo.exit_reason = e.reason;
  c.embargo.proposal.reset();
}

void on(Case& c, ClockPaused const& e) { c.clock_facts.pauses.push_back(e.pause); }

void on(Case& c, ClockResumed const& e) {
  for (auto& pause : c.clock_facts.pauses)
    if (pause.clock == e.clock && !pause.resumed) pause.resumed = e.at;
}

void on(Case& c, Assigned const& e) { c.assignee = e.to; }
void on(Case& c, GuestAdded const& e) { c.guests.insert(e.guest); }
void on(Case& c, GuestRemoved const& e) { c.guests.erase(e.guest); }
void on(Case& c, CveAssigned const& e) { c.cve = e.cve; }
void on(Case& c, AdvisoryLinked const& e) { c.advisory = e.advisory; }
void on(Case& c, AlarmRaised const& e) { c.raised.insert(e.key); }

void on(Case& c, PromiseMade const& e) { c.clock_facts.promises.push_back(e.promise); }
void on(Case&, CreditChanged const&) {}   // the person remembers it; the journal, that it happened

void on(Case& c, Disclosed const& e) {
  note(c, ClockEvent::disclosed, e.at, ActorKind::staff, "publication");
}

// Who did it, for the timeline; the console replaces ids by names.
std::string by(StaffId const& staff) { return staff.empty() ? "" : " by " + staff.text; }

}  // namespace

Case apply(Case before, CaseEvent const& event) {
  std::visit([&](auto const& e) { on(before, e); }, event);
  return before;
}

Case fold(Case start, std::vector<CaseEvent> const& events) {
  return std::accumulate(events.begin(), events.end(), std::move(start),
                         [](Case c, CaseEvent const& event) { return apply(std::move(c), event); });
}

std::string timeline_text(CaseEvent const& event) {
  using codec_word = std::string;
  auto word = [](auto value) { return replace_all(codec_word(codec::detail::enum_word(value)), "_", " "); };
  return std::visit(
      [&](auto const& e) -> std::string {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, CaseOpened>) return "Report received";
        else if constexpr (std::is_same_v<E, ReportFolded>) return "The same report arrived again";
        else if constexpr (std::is_same_v<E, MessagePosted>)
          return e.message.by == AuthorKind::reporter ? "Message from the reporter"
                 : e.message.visible_to == Visibility::reporter ? "Message to the reporter" + by(e.message.staff)
                                                                : "Note of the team" + by(e.message.staff);
        else if constexpr (std::is_same_v<E, Acknowledged>) return "Acknowledged" + by(e.by);
        else if constexpr (std::is_same_v<E, ReportStateChanged>)
          return "Report: " + word(e.act) + by(e.by) + (e.reason.empty() ? "" : " (" + e.reason + ")");
        else if constexpr (std::is_same_v<E, CaseReopened>) return "Reopened" + by(e.by) + ": " + e.reason;
        else if constexpr (std::is_same_v<E, CreditChanged>)
          return e.wish == CreditWish::named ? "The reporter changed how they are named"
                                             : "The reporter no longer wants to be named";
        else if constexpr (std::is_same_v<E, Classified>) return "Classified" + by(e.by);
        else if constexpr (std::is_same_v<E, Retitled>) return "";
        else if constexpr (std::is_same_v<E, PathDecided>)
          return "Path decided: " + word(e.decision.path) + by(e.decision.decided_by);
        else if constexpr (std::is_same_v<E, StepRecorded>) return "Recorded: " + word(e.fact.event);
        else if constexpr (std::is_same_v<E, FactRecorded>) return "Fact: " + word(e.fact.bit);
        else if constexpr (std::is_same_v<E, DelayRecorded>)
          return "Ground for delay: " + word(e.reason) + " (" + e.explanation + ")";
        else if constexpr (std::is_same_v<E, DisclosureProposed>)
          return "Disclosure on " + to_people(e.proposal.until) + " proposed by the " +
                 (e.proposal.origin == ProposalOrigin::published_default ? "rules" : word(e.proposal.by));
        else if constexpr (std::is_same_v<E, DisclosureAccepted>) return "Disclosure date accepted by the " + word(e.by);
        else if constexpr (std::is_same_v<E, DisclosureRejected>) return "Disclosure date rejected by the " + word(e.by);
        else if constexpr (std::is_same_v<E, EmbargoEnded>) return "Embargo ended: " + e.reason;
        else if constexpr (std::is_same_v<E, ClockPaused>)
          return "Clock paused: " + word(e.pause.reason) + (e.pause.note.empty() ? "" : " (" + e.pause.note + ")");
        else if constexpr (std::is_same_v<E, ClockResumed>) return "Clock resumed" + by(e.by);
        else if constexpr (std::is_same_v<E, Assigned>) return "Assigned to " + e.to.text;
        else if constexpr (std::is_same_v<E, GuestAdded>) return "Guest " + e.guest.text + " added" + by(e.by);
        else if constexpr (std::is_same_v<E, GuestRemoved>) return "Guest " + e.guest.text + " removed" + by(e.by);
        else if constexpr (std::is_same_v<E, CveAssigned>) return e.cve + " assigned" + by(e.by);
        else if constexpr (std::is_same_v<E, AdvisoryLinked>) return "Advisory " + e.advisory.text + " begun" + by(e.by);
        else if constexpr (std::is_same_v<E, AlarmRaised>) return "Alarm: " + e.clock + " due " + to_people(e.due);
        else if constexpr (std::is_same_v<E, PromiseMade>) return "";
        else return "Published as " + e.advisory.text + " revision " + std::to_string(e.revision);
      },
      event);
}

Instant instant_of(CaseEvent const& event) {
  return std::visit(
      [](auto const& e) -> Instant {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, CaseOpened> || std::is_same_v<E, ReportFolded>) return e.report.received;
        else if constexpr (std::is_same_v<E, MessagePosted>) return e.message.at;
        else if constexpr (std::is_same_v<E, PathDecided>) return e.decision.decided_at;
        else if constexpr (std::is_same_v<E, StepRecorded> || std::is_same_v<E, FactRecorded>) return e.fact.at;
        else if constexpr (std::is_same_v<E, DisclosureProposed>) return e.proposal.at;
        else if constexpr (std::is_same_v<E, ClockPaused>) return e.pause.from;
        else return e.at;
      },
      event);
}

}  // namespace tocsin::domain
