// The team at its cases: acknowledge, analyse, classify, decide the path, agree on a date, write. See acts.h.
#include <algorithm>

#include "handling/delivery.h"
#include "handling/drafting.h"
#include "sim/acts.h"

namespace tocsin::sim {
namespace {

using namespace domain;

// What the server's own list says of the case with this report: the id, once it has one.
void learn_ids(Trial& trial) {
  bool complete = true;
  for (auto const& known : trial.model.cases) complete &= known.id.has_value();
  if (complete) return;
  auto tx = trial.world->plain_store().read();
  if (!tx) return;
  auto rows = (*tx)->case_rows();
  if (!rows) return;
  for (auto const& row : *rows) {
    if (std::ranges::any_of(trial.model.cases, [&](ModelCase const& known) { return known.id == row.id; })) continue;
    auto c = (*tx)->load_case(row.id);
    if (!c) continue;
    for (auto& known : trial.model.cases)
      if (!known.id && c->reports.front().reproduction.find(known.secret_word) != std::string::npos) known.id = c->id;
  }
}

bool recorded(Case const& c, ClockEvent event) {
  for (auto const& fact : c.clock_facts.facts)
    if (fact.event == event) return true;
  return false;
}

Classification some_classification(std::string const& word) {
  return {.severity = Severity::high,
          .severity_reason = "An attacker needs an archive that is opened: " + word,
          .cvss31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
          .cwes = {"CWE-22"}};
}

// What a case in this state needs next; nullopt when it needs a draft.
struct Next {
  std::string what;
  CaseCommand command;
};
std::optional<Next> next_act(Case const& c, Random& random, std::string const& word) {
  if (!recorded(c, ClockEvent::acknowledged)) return Next{"acknowledge", Acknowledge{.text = "A person has it. " + word}};
  if (c.report_state == ReportState::received) {
    if (random.chance(6)) return Next{"answer: not security", AnswerNotSecurity{.text = "The tracker is the place. " + word}};
    return Next{"validate", ChangeReportState{.act = ReportAct::validate, .reason = word, .text = "Confirmed. " + word}};
  }
  if (c.report_state == ReportState::invalid) return Next{"validate after all", ChangeReportState{.act = ReportAct::validate, .reason = word}};
  if (c.report_state == ReportState::valid || c.report_state == ReportState::deferred)
    return Next{"accept", ChangeReportState{.act = ReportAct::accept, .reason = word}};
  if (!c.classification.severity) return Next{"classify", Classify{.classification = some_classification(word)}};
  if (!c.path) return Next{"decide the path", DecidePath{DisclosurePath::straightforward, word}};
  if (!recorded(c, ClockEvent::fix_identified))
    return Next{"fix identified", RecordStep{.step = ClockEvent::fix_identified, .text = "We know the fix. " + word}};
  if (!recorded(c, ClockEvent::mitigation_available))
    return Next{"fix available", RecordStep{.step = ClockEvent::mitigation_available, .text = "It is built. " + word}};
  return std::nullopt;
}

}  // namespace

Actor some_staff(Trial& trial, Random& random) { return staff_actor(trial.staff[random.below(3)]); }

std::optional<std::size_t> some_case(Trial& trial, Random& random) {
  learn_ids(trial);
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < trial.model.cases.size(); ++i)
    if (trial.model.cases[i].id) known.push_back(i);
  if (known.empty()) return std::nullopt;
  return random.pick(known);
}

Outcome on_case(Trial& trial, std::string const& what, Actor const& actor, std::size_t number, CaseCommand const& command,
                std::string const& word) {
  auto const id = *trial.model.cases[number].id;
  bool const acknowledges = std::holds_alternative<Acknowledge>(command) || std::holds_alternative<AnswerNotSecurity>(command);
  if (acknowledges) trial.model.cases[number].acknowledgement_attempted = true;
  auto const outcome = trial.command(what + " (case " + std::to_string(number) + ")", [&]() -> Status {
    auto after = handling::act(trial.world->ports(), trial.world->settings(), actor, id, command);
    if (!after) return std::unexpected(after.error());
    return {};
  });
  if (outcome == Outcome::done && !word.empty()) trial.model.in_journal.emplace_back("case/" + id.text, word);
  return outcome;
}

void work_on_case(Trial& trial, Random& random) {
  auto const actor = some_staff(trial, random);
  auto const number = some_case(trial, random);
  if (!number) return trial.model.cases.empty() ? submit_report(trial, random) : look_around(trial, random);
  auto const id = *trial.model.cases[*number].id;
  std::optional<Case> c;
  if (auto tx = trial.world->plain_store().read())
    if (auto loaded = (*tx)->load_case(id)) c = std::move(*loaded);
  if (!c || is_closed(*c)) return write_to_reporter(trial, random);
  auto const word = trial.new_word();
  if (auto next = next_act(*c, random, word)) {
    (void)on_case(trial, next->what, actor, *number, next->command, word);
    return;
  }
  if (work_on_draft(trial, random, *number, actor) == Progress::none) write_to_reporter(trial, random);
}

void write_to_reporter(Trial& trial, Random& random) {
  auto const number = some_case(trial, random);
  if (!number) return submit_duplicate(trial, random);
  auto const word = trial.new_word();
  auto const seen = random.chance(60) ? Visibility::reporter : Visibility::team;
  (void)on_case(trial, "write", some_staff(trial, random), *number, PostMessage{.visible_to = seen, .text = "Note " + word}, word);
}

// The date of disclosure, from the desk's side.
void desk_on_date(Trial& trial, Random& random) {
  auto const number = some_case(trial, random);
  if (!number) return submit_duplicate(trial, random);
  auto const actor = some_staff(trial, random);
  auto const known = trial.model.cases[*number];
  auto const word = trial.new_word();
  auto& after = trial.model.cases[*number];
  if (known.agreed_until && random.chance(15)) {
    after.embargo_in_doubt = true;
    (void)on_case(trial, "end the embargo", actor, *number, EndEmbargo{word}, word);
    return;
  }
  if (known.offer && !known.offer->by_vendor) {
    auto const outcome = on_case(trial, "accept the reporter's date", actor, *number, AnswerDisclosure{EmbargoAct::accept}, "");
    if (outcome == Outcome::unknown) after.embargo_in_doubt = true;
    if (outcome != Outcome::done) return;
    after.offer.reset();
    after.agreed_until = known.offer->until;
    return;
  }
  auto const until = floor_minute(trial.world->clock.wall() + std::chrono::hours{random.between(10, 12 * 24)});
  auto const outcome = on_case(trial, "propose a date", actor, *number, ProposeDisclosure{until, word}, word);
  if (outcome == Outcome::unknown) after.embargo_in_doubt = true;
  if (outcome == Outcome::done) after.offer = ModelCase::Offer{.by_vendor = true, .until = until};
}

void odd_act(Trial& trial, Random& random) {
  auto const number = some_case(trial, random);
  if (!number) return submit_duplicate(trial, random);
  auto const actor = some_staff(trial, random);
  auto const word = trial.new_word();
  auto on = [&](char const* what, CaseCommand const& command, std::string const& kept) {
    (void)on_case(trial, what, actor, *number, command, kept);
  };
  switch (random.below(10)) {
    case 0: return on("retitle", Retitle{"Renamed " + word}, word);
    case 1: return on("assign", Assign{trial.staff[random.below(3)].id}, "");
    case 2: return on("add a guest", AddGuest{trial.staff[3].id}, "");
    case 3: return on("remove the guest", RemoveGuest{trial.staff[3].id}, "");
    case 4: return on("record a delay", RecordDelay{DelayReason::solution_not_tested, word}, word);
    case 5: return on("pause a clock", PauseClock{"update", PauseReason::waiting_for_reporter, word, std::nullopt}, word);
    case 6: return on("resume a clock", ResumeClock{"update"}, "");
    case 7: return on("classify again", Classify{.classification = some_classification(word)}, word);
    case 8: return on("assign a CVE", AssignCve{"CVE-2026-" + std::to_string(random.between(10000, 99999))}, "");
    default:
      if (!random.chance(20)) return on("investigation begun", RecordStep{.step = ClockEvent::investigation_started, .text = word}, word);
      trial.model.cases[*number].embargo_in_doubt = true;
      return on("attacks observed", RecordFact{CaseBit::attacks_observed, word}, word);
  }
}

void work_on_outbox(Trial& trial, Random& random) {
  auto const actor = some_staff(trial, random);
  std::vector<OutboxId> dead;
  if (auto tx = trial.world->plain_store().read())
    if (auto items = (*tx)->outbox({Delivery::dead}, 100))
      for (auto const& item : *items) dead.push_back(item.id);
  if (dead.empty()) return look_around(trial, random);
  auto const id = random.pick(dead);
  (void)trial.command("send a dead letter again", [&] { return handling::resend(trial.world->ports(), actor, id); });
}

void look_around(Trial& trial, Random& random) {
  auto const actor = some_staff(trial, random);
  auto const number = some_case(trial, random);
  (void)trial.command("look", [&]() -> Status {
    if (number) {
      auto c = handling::read_case(trial.world->ports(), actor, *trial.model.cases[*number].id, Level::detail);
      if (!c) return std::unexpected(c.error());
    }
    auto list = handling::list_advisories(trial.world->ports(), actor);
    if (!list) return std::unexpected(list.error());
    return {};
  });
}

}  // namespace tocsin::sim
