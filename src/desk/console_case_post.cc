// What the forms of the case page do: a table from the act's word to the commands it stands for.
#include <charconv>

#include "base/text.h"
#include "desk/case_parts.h"
#include "desk/console_pages.h"
#include "handling/drafting.h"
#include "vocab/cvss.h"
#include "vocab/cwe.h"

namespace tocsin::desk {
namespace {

using namespace domain;
using Commands = std::vector<CaseCommand>;

template <class E>
Result<E> choice(Visit const& visit, std::string_view name) {
  auto const word = visit.field(name);
  if (auto value = from_word<E>(word)) return *value;
  return fail(ErrorCode::invalid_input, "choose one of the offered values for '" + std::string(name) + "'");
}

std::string message(Visit const& visit) { return clean_text(visit.form.first("text")); }

Result<Commands> acknowledge(Visit const& visit, Case const&) { return Commands{Acknowledge{{}, message(visit)}}; }

// Validated and accepted in one control: whoever confirms a report means to work on it.
Result<Commands> confirm(Visit const& visit, Case const&) {
  return Commands{ChangeReportState{ReportAct::validate, {}, {}, message(visit)},
                  ChangeReportState{ReportAct::accept, {}, {}, {}}};
}

Result<Commands> change_state(Visit const& visit, ReportAct act) {
  return Commands{ChangeReportState{act, visit.field("reason"), {}, message(visit)}};
}
Result<Commands> accept(Visit const& visit, Case const&) { return change_state(visit, ReportAct::accept); }
Result<Commands> defer(Visit const& visit, Case const&) { return change_state(visit, ReportAct::defer); }
Result<Commands> invalid(Visit const& visit, Case const&) { return change_state(visit, ReportAct::invalidate); }
Result<Commands> close(Visit const& visit, Case const&) { return change_state(visit, ReportAct::close); }

Result<Commands> not_security(Visit const& visit, Case const&) { return Commands{AnswerNotSecurity{{}, message(visit)}}; }

Result<Commands> reopen(Visit const& visit, Case const&) {
  return Commands{ReopenCase{visit.field("reason"), {}, message(visit)}};
}

Result<Commands> reply(Visit const& visit, Case const&) {
  Commands out{PostMessage{{}, Visibility::reporter, message(visit), {}}};
  if (visit.field("asks") == "yes") out.push_back(RecordStep{ClockEvent::question_to_reporter, {}, {}});
  return out;
}
Result<Commands> note(Visit const& visit, Case const&) {
  return Commands{PostMessage{{}, Visibility::team, message(visit), {}}};
}

// The vendor's own word for a score; nothing when there is no score, or the rules have no word for it.
std::optional<Severity> severity_of_score(Rules const& rules, std::string const& cvss31) {
  auto const vector = vocab::parse_cvss(cvss31);
  if (!vector) return std::nullopt;
  return from_word<Severity>(severity_for(rules, vocab::cvss_score(*vector).tenths));
}

Result<Commands> classify(Visit const& visit, Case const& c) {
  Classify command;
  auto& known = command.classification;
  if (!visit.field("severity").empty()) known.severity = TRY(choice<Severity>(visit, "severity"));
  known.severity_reason = visit.field("severity_reason");
  known.cvss31 = visit.field("cvss31");
  known.cvss40 = visit.field("cvss40");
  if (!known.severity) known.severity = severity_of_score(visit.settings().rules_of(c.rules_version), known.cvss31);
  auto const typed = replace_all(visit.field("cwes"), ",", " ");
  for (auto word : split(typed, ' ')) {
    if (trim(word).empty()) continue;
    // "59" is what people type; "CWE-59" is what stands in the record.
    auto text = std::string(trim(word));
    if (text.find_first_not_of("0123456789") == text.npos) text = "CWE-" + text;
    known.cwes.push_back(TRY(vocab::parse_cwe_id(text)).str());
  }
  command.mitigation_shape = TRY(choice<MitigationShape>(visit, "shape"));
  command.exploit_risk = TRY(choice<ExploitRisk>(visit, "risk"));
  return Commands{command};
}

Result<Commands> decide_path(Visit const& visit, Case const&) {
  return Commands{DecidePath{TRY(choice<DisclosurePath>(visit, "path")), visit.field("reason")}};
}
Result<Commands> record_step(Visit const& visit, Case const&) {
  return Commands{RecordStep{TRY(choice<ClockEvent>(visit, "step")), {}, message(visit)}};
}
Result<Commands> record_fact(Visit const& visit, Case const&) {
  return Commands{RecordFact{TRY(choice<CaseBit>(visit, "bit")), visit.field("evidence")}};
}
Result<Commands> record_delay(Visit const& visit, Case const&) {
  return Commands{RecordDelay{TRY(choice<DelayReason>(visit, "reason")), clean_text(visit.form.first("explanation"))}};
}
Result<Commands> propose_date(Visit const& visit, Case const&) {
  return Commands{ProposeDisclosure{TRY(parse_utc_field(visit.field("until"))), visit.field("reason")}};
}
Result<Commands> answer_date(Visit const& visit, Case const&) {
  return Commands{AnswerDisclosure{TRY(choice<EmbargoAct>(visit, "act"))}};
}
Result<Commands> end_embargo(Visit const& visit, Case const&) { return Commands{EndEmbargo{visit.field("reason")}}; }

Result<Commands> pause(Visit const& visit, Case const&) {
  PauseClock command{visit.field("clock"), TRY(choice<PauseReason>(visit, "reason")), visit.field("note"), std::nullopt};
  if (!visit.field("until").empty()) command.until = TRY(parse_utc_field(visit.field("until")));
  return Commands{command};
}
Result<Commands> resume(Visit const& visit, Case const&) { return Commands{ResumeClock{visit.field("clock")}}; }
Result<Commands> assign(Visit const& visit, Case const&) { return Commands{Assign{StaffId{visit.field("to")}}}; }
Result<Commands> add_guest(Visit const& visit, Case const&) { return Commands{AddGuest{StaffId{visit.field("guest")}}}; }
Result<Commands> remove_guest(Visit const& visit, Case const&) { return Commands{RemoveGuest{StaffId{visit.field("guest")}}}; }
Result<Commands> retitle(Visit const& visit, Case const&) { return Commands{Retitle{visit.field("title")}}; }
Result<Commands> assign_cve(Visit const& visit, Case const&) { return Commands{AssignCve{visit.field("cve")}}; }

// Whether the act depends on what its author saw: a note does not, a decision does.
enum class Sees { anything, this_version };
// Guests write notes; what speaks for the team or decides for it is a member's.
enum class By { guest, member };

struct Act {
  std::string_view word;
  Sees sees;
  By by;
  Result<Commands> (*commands)(Visit const&, Case const&);
};
constexpr Act kActs[] = {
    {"acknowledge", Sees::anything, By::member, acknowledge},
    {"confirm", Sees::this_version, By::member, confirm},
    {"accept", Sees::this_version, By::member, accept},
    {"defer", Sees::this_version, By::member, defer},
    {"invalid", Sees::this_version, By::member, invalid},
    {"close", Sees::this_version, By::member, close},
    {"not-security", Sees::this_version, By::member, not_security},
    {"reopen", Sees::this_version, By::member, reopen},
    {"reply", Sees::anything, By::member, reply},
    {"note", Sees::anything, By::guest, note},
    {"classify", Sees::this_version, By::member, classify},
    {"path", Sees::this_version, By::member, decide_path},
    {"step", Sees::anything, By::member, record_step},
    {"fact", Sees::anything, By::member, record_fact},
    {"delay", Sees::anything, By::member, record_delay},
    {"date", Sees::this_version, By::member, propose_date},
    {"date-answer", Sees::this_version, By::member, answer_date},
    {"end-embargo", Sees::this_version, By::member, end_embargo},
    {"pause", Sees::anything, By::member, pause},
    {"resume", Sees::anything, By::member, resume},
    {"assign", Sees::anything, By::member, assign},
    {"add-guest", Sees::anything, By::member, add_guest},
    {"remove-guest", Sees::anything, By::member, remove_guest},
    {"retitle", Sees::anything, By::member, retitle},
    {"cve", Sees::anything, By::member, assign_cve},
};

std::optional<std::int64_t> version_of(Visit const& visit) {
  auto const typed = visit.field("version");
  std::int64_t version = 0;
  auto const read = std::from_chars(typed.data(), typed.data() + typed.size(), version);
  if (read.ec != std::errc{} || read.ptr != typed.data() + typed.size()) return std::nullopt;
  return version;
}

// A named person must exist and be able to help: a wrong id in a form reaches no journal.
Status check_person(Visit const& visit, CaseCommand const& command) {
  StaffId wanted;
  auto guest = false;
  if (auto const* assign = std::get_if<Assign>(&command)) wanted = assign->to;
  if (auto const* add = std::get_if<AddGuest>(&command)) wanted = add->guest, guest = true;
  if (wanted.empty()) {
    if (std::holds_alternative<Assign>(command) || guest) return fail(ErrorCode::invalid_input, "choose a person");
    return {};
  }
  auto tx = TRY(visit.world().store.read());
  for (auto const& staff : TRY(tx->all_staff()))
    if (staff.id == wanted && staff.active && (staff.role == Role::guest) == guest && staff.role != Role::administrator) return {};
  return fail(ErrorCode::invalid_input, "this person cannot be chosen; load the page again");
}

}  // namespace

Answer post_case_act(Visit& visit) {
  CaseId const id{visit.parameter("id")};
  auto const word = visit.parameter("act");
  auto const c = TRY(handling::read_case(visit.world(), visit.actor, id, Level::detail));
  Act const* act = nullptr;
  for (auto const& row : kActs)
    if (row.word == word) act = &row;
  if (!act) return fail(ErrorCode::not_found, "no such act");
  if (act->by == By::member && visit.actor.role == Role::guest)
    return fail(ErrorCode::forbidden, "a guest developer writes notes; a member of the team does this");
  auto refused = [&](Error const& error) { return Answer(console_error(visit, error, c.version)); };
  std::optional<std::int64_t> expected;
  if (act->sees == Sees::this_version) {
    expected = version_of(visit);
    if (!expected) return refused({ErrorCode::invalid_input, "the form does not say which state of the case it is about"});
  }
  auto commands = act->commands(visit, c);
  if (!commands) return refused(commands.error());
  auto form = visit.sent_form();
  auto files = std::move(visit.files);
  for (auto const& command : *commands) {
    if (auto known = check_person(visit, command); !known) return refused(known.error());
    auto done = handling::act(visit.world(), visit.settings(), visit.actor, id, command, expected, files, &form);
    if (!done) {
      if (done.error().code == ErrorCode::conflict || done.error().code == ErrorCode::invalid_input ||
          done.error().code == ErrorCode::limit_exceeded)
        return refused(done.error());
      return std::unexpected(done.error());
    }
    // Pressed twice: the first press has done all of it.
    if (form.sent == handling::SentForm::Sent::before) break;
    form.key.clear();
    // The next command of the same act builds on this one, and the files went with it.
    if (expected) expected = done->version;
    files.clear();
  }
  visit.wake("outbox");
  return see_other(case_path(id) + "?done=" + word);
}

Answer post_write_advisory(Visit& visit) {
  CaseId const id{visit.parameter("id")};
  auto const c = TRY(handling::read_case(visit.world(), visit.actor, id, Level::detail));
  // Pressed twice: the second press opens what the first began.
  if (c.advisory) return see_other("/console/advisories/" + c.advisory->text);
  auto const advisory = TRY(handling::start_advisory(visit.world(), visit.settings(), visit.actor, id));
  return see_other("/console/advisories/" + advisory.id.text);
}

}  // namespace tocsin::desk
