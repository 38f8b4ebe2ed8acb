// decide: the arms for messages, the report machine and the sheet of a case. Disclosure and embargo: decide_disclosure.cc.
#include "domain/decide.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "domain/decide_arms.h"
#include "domain/disclosure.h"
#include "vocab/cve_id.h"
#include "vocab/cvss.h"

namespace tocsin::domain {

Status need_staff(Actor const& actor) {
  if (actor.sort == ActorSort::staff) return {};
  return fail(ErrorCode::forbidden, "only a member of the security team can do this");
}

Status need_text(std::string_view text, std::string_view what) {
  if (trim(text).empty()) return fail(ErrorCode::invalid_input, std::string(what) + " must not be empty");
  if (text.size() > message_bytes_max)
    return fail(ErrorCode::limit_exceeded,
                std::string(what) + " is longer than " + std::to_string(message_bytes_max / 1024) + " KB; shorten it");
  if (!is_utf8(text)) return fail(ErrorCode::invalid_input, std::string(what) + " is not UTF-8 text");
  return {};
}

Status need_open(Case const& c) {
  if (!is_closed(c)) return {};
  return fail(ErrorCode::conflict, "the case is closed");
}

Message staff_message(std::string id, Visibility visible_to, std::string text, Actor const& actor, Instant now) {
  return {.id = std::move(id), .visible_to = visible_to, .by = AuthorKind::staff, .staff = actor.staff, .at = now,
          .text = clean_text(text), .attachments = {}};
}

void post_to_reporter(Decision& out, Case const& c, std::string id, std::string_view text, Actor const& actor,
                      Instant now) {
  if (trim(text).empty()) return;
  auto message = staff_message(std::move(id), Visibility::reporter, std::string(text), actor, now);
  out.effects.push_back(TellReporter{c.id, "message", message.id});
  out.events.push_back(MessagePosted{std::move(message)});
}

namespace {

// What the reporter reads of a step that was recorded without words of its own.
std::string sentence_for_reporter(ClockEvent step) {
  switch (step) {
    case ClockEvent::investigation_started: return "We have begun to investigate your report.";
    case ClockEvent::fix_identified: return "We know how to fix what you reported.";
    case ClockEvent::mitigation_available: return "A fix or a mitigation is available.";
    case ClockEvent::release_planned: return "The release with the fix is planned.";
    case ClockEvent::embargo_notice_sent: return "Advance notice has been given under embargo, before the publication.";
    default: return {};
  }
}

Result<Decision> arm(Case const& c, Acknowledge const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_open(c));
  CHECKED(need_text(command.text, "the acknowledgement"));
  for (auto const& fact : c.clock_facts.facts)
    if (fact.event == ClockEvent::acknowledged)
      return fail(ErrorCode::conflict, "the report is acknowledged already; write a message instead");
  Decision out;
  out.events.push_back(Acknowledged{actor.staff, now});
  post_to_reporter(out, c, command.message_id, command.text, actor, now);
  return out;
}

Result<Decision> arm(Case const& c, PostMessage const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_text(command.text, "the message"));
  Decision out;
  Message message{.id = command.message_id, .visible_to = command.visible_to, .by = AuthorKind::staff,
                  .staff = actor.staff, .at = now, .text = clean_text(command.text),
                  .attachments = command.attachments};
  if (actor.sort == ActorSort::reporter) {
    message.by = AuthorKind::reporter;
    message.visible_to = Visibility::reporter;
    message.staff = {};
    message.at = floor_hour(now);   // no exact time is kept of what a reporter does
    out.effects.push_back(TellDesk{"new_message", c.id.text, message.id, 0});
  } else {
    CHECKED(need_staff(actor));
    if (actor.role == Role::guest && message.visible_to == Visibility::reporter)
      return fail(ErrorCode::forbidden, "a guest developer writes to the team; a member answers the reporter");
    if (message.visible_to == Visibility::reporter) out.effects.push_back(TellReporter{c.id, "message", message.id});
  }
  out.events.push_back(MessagePosted{std::move(message)});
  return out;
}

Result<Decision> arm(Case const& c, ChangeReportState const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  if (!next(c.report_state, command.act))
    return fail(ErrorCode::conflict, command.act == ReportAct::close
                                         ? "a valid report is accepted or deferred before it is closed"
                                         : "this step is not possible in the report's present state");
  if (command.act == ReportAct::close && trim(command.reason).empty())
    return fail(ErrorCode::invalid_input, "closing a case needs a reason");
  Decision out;
  out.events.push_back(ReportStateChanged{command.act, std::string(trim(command.reason)), actor.staff, now});
  post_to_reporter(out, c, command.message_id, command.text, actor, now);
  return out;
}

Result<Decision> arm(Case const& c, AnswerNotSecurity const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_text(command.text, "the answer"));
  if (c.report_state != ReportState::received && c.report_state != ReportState::invalid)
    return fail(ErrorCode::conflict, "the report was confirmed already; defer or close it instead");
  Decision out;
  if (c.report_state == ReportState::received)
    out.events.push_back(ReportStateChanged{ReportAct::invalidate, "not a security matter", actor.staff, now});
  bool acknowledged = false;
  for (auto const& fact : c.clock_facts.facts) acknowledged |= fact.event == ClockEvent::acknowledged;
  if (!acknowledged) out.events.push_back(Acknowledged{actor.staff, now});
  post_to_reporter(out, c, command.message_id, command.text, actor, now);
  return out;
}

Result<Decision> arm(Case const& c, ReopenCase const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_text(command.reason, "the reason"));
  if (!is_closed(c)) return fail(ErrorCode::conflict, "the case is open");
  Decision out;
  out.events.push_back(CaseReopened{std::string(trim(clean_text(command.reason))), actor.staff, now});
  post_to_reporter(out, c, command.message_id, command.text, actor, now);
  return out;
}

Result<Decision> arm(Case const&, Classify const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  auto classification = command.classification;
  if (!classification.cvss31.empty()) {
    auto vector = vocab::parse_cvss(classification.cvss31);
    if (!vector) return std::unexpected(vector.error());
    if (vector->version() == vocab::CvssVersion::v4_0)
      return fail(ErrorCode::invalid_input, "this is a CVSS 4.0 vector; it has a field of its own");
    classification.cvss31 = vector->str();
  }
  if (!classification.cvss40.empty()) {
    auto vector = vocab::parse_cvss(classification.cvss40);
    if (!vector) return std::unexpected(vector.error());
    if (vector->version() != vocab::CvssVersion::v4_0)
      return fail(ErrorCode::invalid_input, "this is not a CVSS 4.0 vector; 3.x has a field of its own");
    classification.cvss40 = vector->str();
  }
  Decision out;
  out.events.push_back(
      Classified{std::move(classification), command.mitigation_shape, command.exploit_risk, actor.staff, now});
  return out;
}

Result<Decision> arm(Case const&, Retitle const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  auto title = std::string(trim(clean_text(command.title)));
  if (title.empty() || title.size() > short_field_bytes_max)
    return fail(ErrorCode::invalid_input, "a title has 1 to 512 bytes");
  return Decision{.events = {Retitled{std::move(title), actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const& c, RecordStep const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_open(c));
  static constexpr ClockEvent kSteps[] = {ClockEvent::investigation_started, ClockEvent::fix_identified,
                                          ClockEvent::mitigation_available, ClockEvent::release_planned,
                                          ClockEvent::embargo_notice_sent, ClockEvent::question_to_reporter};
  if (std::ranges::find(kSteps, command.step) == std::end(kSteps))
    return fail(ErrorCode::invalid_input, "this step is recorded by an act of its own");
  for (auto const& fact : c.clock_facts.facts)
    if (fact.event == command.step && command.step != ClockEvent::question_to_reporter)
      return fail(ErrorCode::conflict, "this step is recorded already");
  Decision out;
  out.events.push_back(StepRecorded{{command.step, now, ActorKind::staff, actor.staff.text}});
  if (command.step == ClockEvent::mitigation_available && !c.facts.find(CaseBit::fix_ready))
    out.events.push_back(FactRecorded{{CaseBit::fix_ready, now, "a fix or a configuration is available", actor.staff.text}});
  // The words of a question went before it as a message; every other step is told, and never in silence.
  auto const told = trim(command.text).empty() ? sentence_for_reporter(command.step) : command.text;
  post_to_reporter(out, c, command.message_id, told, actor, now);
  return out;
}

Result<Decision> arm(Case const& c, PauseClock const& command, Actor const& actor, Rules const& rules, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_open(c));
  auto const* clock = rules.clock(command.clock);
  if (!clock) return fail(ErrorCode::invalid_input, "there is no clock '" + command.clock + "'");
  if (std::ranges::find(clock->pause_reasons, command.reason) == clock->pause_reasons.end())
    return fail(ErrorCode::invalid_input, "this clock cannot be paused for this reason");
  if (command.until && *command.until <= now)
    return fail(ErrorCode::invalid_input, "the pause would end in the past");
  for (auto const& pause : c.clock_facts.pauses)
    if (pause.clock == command.clock && !pause.resumed && (!pause.until || *pause.until > now))
      return fail(ErrorCode::conflict, "this clock is paused already");
  Pause pause{.clock = command.clock, .reason = command.reason, .from = now, .until = command.until,
              .resumed = std::nullopt, .by = actor.staff.text, .note = clean_text(command.note)};
  return Decision{.events = {ClockPaused{std::move(pause)}}, .effects = {}};
}

Result<Decision> arm(Case const& c, ResumeClock const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  for (auto const& pause : c.clock_facts.pauses)
    if (pause.clock == command.clock && !pause.resumed)
      return Decision{.events = {ClockResumed{command.clock, actor.staff, now}}, .effects = {}};
  return fail(ErrorCode::conflict, "this clock is not paused");
}

Result<Decision> arm(Case const&, Assign const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  return Decision{.events = {Assigned{command.to, actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const& c, AddGuest const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  if (actor.role == Role::guest) return fail(ErrorCode::forbidden, "a guest developer cannot add others");
  if (c.guests.contains(command.guest)) return fail(ErrorCode::conflict, "this guest was added already");
  return Decision{.events = {GuestAdded{command.guest, actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const& c, RemoveGuest const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  if (actor.role == Role::guest) return fail(ErrorCode::forbidden, "a guest developer cannot remove others");
  if (!c.guests.contains(command.guest)) return fail(ErrorCode::conflict, "there is no such guest on this case");
  return Decision{.events = {GuestRemoved{command.guest, actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const&, AssignCve const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  auto id = vocab::parse_cve_id(command.cve);
  if (!id) return std::unexpected(id.error());
  return Decision{.events = {CveAssigned{command.cve, actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const& c, LinkAdvisory const& command, Actor const& actor, Rules const&, Instant now) {
  CHECKED(need_staff(actor));
  if (c.advisory) return fail(ErrorCode::conflict, "the case has an advisory already: " + c.advisory->text);
  return Decision{.events = {AdvisoryLinked{command.advisory, actor.staff, now}}, .effects = {}};
}

Result<Decision> arm(Case const& c, ChangeCredit const& command, Actor const& actor, Rules const&, Instant now) {
  if (actor.sort != ActorSort::reporter) return fail(ErrorCode::forbidden, "only the reporter says how they are named");
  auto const at = floor_hour(now);
  Decision out;
  out.events.push_back(CreditChanged{command.wish, at});
  // Each change is told, also two in one hour: what went out for the first may have been read by then.
  out.effects.push_back(TellDesk{"credit_changed", c.id.text,
                                 std::to_string(at.epoch_ms) + "." + std::to_string(c.version), 0});
  return out;
}

Result<Decision> arm(Case const& c, RaiseAlarm const& command, Actor const&, Rules const&, Instant now) {
  if (c.raised.contains(command.key)) return Decision{};
  Decision out;
  out.events.push_back(AlarmRaised{command.key, command.clock, command.due, now});
  if (command.occasion.empty()) return out;
  out.effects.push_back(TellDesk{command.occasion, c.id.text, command.key, command.step});
  return out;
}

}  // namespace

Result<Decision> decide_open(OpenCase const& open, Rules const& rules) {
  CHECKED(need_text(open.report.impact, "what an attacker can do"));
  CHECKED(need_text(open.report.reproduction, "how to reproduce it"));
  Decision out;
  out.events.push_back(
      CaseOpened{open.id, open.reference, rules.version, open.title, open.reporter, open.report});
  if (open.receipt_by_mail) out.effects.push_back(TellReporter{open.id, "receipt", open.report.id.text});
  out.effects.push_back(TellDesk{"new_report", open.id.text, open.report.id.text, 0});
  // EM-2: a published default is the first proposal, and the reporter sees, accepts or counters it in the thread. It is
  // no act of a person and stops no clock; nobody's silence accepts it; it never lies behind the ceiling.
  if (rules.embargo.default_days) {
    auto const received = open.report.received;
    auto const until = std::min(received + std::chrono::hours{24 * *rules.embargo.default_days},
                                disclosure_ceiling(rules, received));
    out.events.push_back(DisclosureProposed{{.by = Side::vendor,
                                             .until = floor_minute(until),
                                             .reason = "Our published default: " +
                                                       amount_text(*rules.embargo.default_days, ClockUnit::days) +
                                                       " from the report.",
                                             .at = received,
                                             .origin = ProposalOrigin::published_default}});
  }
  return out;
}

Result<Decision> decide_fold(Case const&, Report const& report) {
  return Decision{.events = {ReportFolded{report}}, .effects = {}};
}

Result<Decision> decide(Case const& c, CaseCommand const& command, Actor const& actor, Rules const& rules, Instant now) {
  return std::visit(
      [&](auto const& asked) -> Result<Decision> {
        using C = std::decay_t<decltype(asked)>;
        if constexpr (requires { decide_disclosure_arm(c, asked, actor, rules, now); })
          return decide_disclosure_arm(c, asked, actor, rules, now);
        else {
          static_assert(!std::is_same_v<C, void>);
          return arm(c, asked, actor, rules, now);
        }
      },
      command);
}

}  // namespace tocsin::domain
