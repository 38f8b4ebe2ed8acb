// decide: the arms about the path, the facts that end an embargo, and the negotiation of the disclosure date.
//
// Spec: Vultron EM-1, EM-2, EM-5, EM-6; design section 8 (the disclosure date is the embargo's end).
#include <algorithm>

#include "base/text.h"
#include "domain/decide_arms.h"

namespace tocsin::domain {
namespace {

Side side_of(Actor const& actor) { return actor.sort == ActorSort::reporter ? Side::reporter : Side::vendor; }

Status need_party(Actor const& actor) {
  if (actor.sort == ActorSort::reporter) return {};
  return need_staff(actor);
}

}  // namespace

Result<Decision> decide_disclosure_arm(Case const& c, DecidePath const& command, Actor const& actor, Rules const&,
                                       Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_open(c));
  if (trim(command.reason).empty()) return fail(ErrorCode::invalid_input, "deciding the path needs a reason");
  return Decision{
      .events = {PathDecided{{command.path, std::string(trim(command.reason)), actor.staff, now}}}, .effects = {}};
}

Result<Decision> decide_disclosure_arm(Case const& c, RecordFact const& command, Actor const& actor, Rules const& rules,
                                       Instant now) {
  CHECKED(need_staff(actor));
  auto added = TRY(forced_by(c.facts, {command.bit, now, clean_text(command.evidence), actor.staff.text}));
  if (added.empty()) return fail(ErrorCode::conflict, "this fact is recorded already");
  Decision out;
  // EM-5, EM-6: what is public ends the embargo in the same decision. It publishes nothing.
  auto facts = c.facts;
  for (auto const& fact : added) facts.facts.push_back(fact);
  auto const settled = settle(c.embargo.state, facts.public_facts(), rules.embargo.on_attacks);
  if (settled != c.embargo.state)
    out.events.push_back(EmbargoEnded{"the matter is known outside: " + clean_text(command.evidence), now});
  for (auto const& fact : added) out.events.push_back(FactRecorded{fact});
  if (settled != c.embargo.state) {
    out.effects.push_back(TellReporter{c.id, "embargo_ended_known", std::to_string(now.epoch_ms)});
    out.effects.push_back(TellDesk{"embargo_ended", c.id.text, "embargo_ended", 0});
  }
  return out;
}

Result<Decision> decide_disclosure_arm(Case const& c, RecordDelay const& command, Actor const& actor,
                                       Rules const& rules, Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_open(c));
  CHECKED(need_text(command.explanation, "the explanation"));
  auto const& known = rules.disclosure.delay_reasons;
  if (std::ranges::find(known, command.reason) == known.end())
    return fail(ErrorCode::invalid_input, "the rules of this case do not allow a delay for this reason");
  return Decision{.events = {DelayRecorded{command.reason, clean_text(command.explanation), actor.staff, now}},
                  .effects = {}};
}

Result<Decision> decide_disclosure_arm(Case const& c, ProposeDisclosure const& command, Actor const& actor,
                                       Rules const& rules, Instant now) {
  CHECKED(need_party(actor));
  CHECKED(need_open(c));
  if (command.until <= now) return fail(ErrorCode::invalid_input, "the disclosure date would lie in the past");
  auto const ceiling = disclosure_ceiling(rules, c.reports.front().received);
  if (command.until > ceiling && trim(command.reason).empty())
    return fail(ErrorCode::invalid_input, "a date after the ceiling of " +
                                              std::to_string(rules.disclosure.ceiling_days) +
                                              " days needs a written reason and the other side's consent");
  if (command.until - now > std::chrono::hours{24 * rules.embargo.days_max})
    return fail(ErrorCode::invalid_input, "the rules of this case allow an embargo of at most " +
                                              std::to_string(rules.embargo.days_max) + " days from today");
  auto const on = c.facts.public_facts();
  if (!step(c.embargo.state, EmbargoAct::propose, on, rules.embargo.on_attacks))
    return fail(ErrorCode::conflict, on.public_aware || on.exploit_public || on.attacks_observed
                                         ? "the matter is public: there is nothing left to keep silent about"
                                         : "the embargo has ended; it cannot be proposed again");
  Decision out;
  DateProposal proposal{side_of(actor), floor_minute(command.until), clean_text(command.reason),
                        actor.sort == ActorSort::reporter ? floor_hour(now) : now};
  if (proposal.by == Side::vendor) out.effects.push_back(TellReporter{c.id, "date_proposed", std::to_string(now.epoch_ms)});
  else out.effects.push_back(TellDesk{"new_message", c.id.text, "date" + std::to_string(proposal.until.epoch_ms), 0});
  out.events.push_back(DisclosureProposed{std::move(proposal)});
  return out;
}

Result<Decision> decide_disclosure_arm(Case const& c, AnswerDisclosure const& command, Actor const& actor,
                                       Rules const& rules, Instant now) {
  CHECKED(need_party(actor));
  if (command.act != EmbargoAct::accept && command.act != EmbargoAct::reject)
    return fail(ErrorCode::invalid_input, "a proposal is accepted or rejected");
  if (!c.embargo.proposal) return fail(ErrorCode::conflict, "no disclosure date is proposed for this case");
  if (c.embargo.proposal->by == side_of(actor))
    return fail(ErrorCode::conflict, "this is your own proposal; the other side answers it");
  if (command.act == EmbargoAct::accept && c.embargo.proposal->until <= now)
    return fail(ErrorCode::conflict, "the proposed date has passed; propose a new one");
  if (!step(c.embargo.state, command.act, c.facts.public_facts(), rules.embargo.on_attacks))
    return fail(ErrorCode::conflict, "this cannot be agreed any more: the matter is public or the embargo has ended");
  auto const at = actor.sort == ActorSort::reporter ? floor_hour(now) : now;
  Decision out;
  if (command.act == EmbargoAct::accept) out.events.push_back(DisclosureAccepted{side_of(actor), at});
  else out.events.push_back(DisclosureRejected{side_of(actor), at});
  if (side_of(actor) == Side::vendor)
    out.effects.push_back(TellReporter{c.id, "date_answered", std::to_string(now.epoch_ms)});
  else
    out.effects.push_back(TellDesk{"new_message", c.id.text, "answer" + std::to_string(c.embargo.proposal->until.epoch_ms), 0});
  return out;
}

Result<Decision> decide_disclosure_arm(Case const& c, EndEmbargo const& command, Actor const& actor, Rules const&,
                                       Instant now) {
  CHECKED(need_staff(actor));
  CHECKED(need_text(command.reason, "the reason"));
  if (!next(c.embargo.state, EmbargoAct::terminate))
    return fail(ErrorCode::conflict, "no embargo is in force for this case");
  Decision out;
  out.events.push_back(EmbargoEnded{clean_text(command.reason), now});
  out.effects.push_back(TellReporter{c.id, "embargo_ended_by_us", std::to_string(now.epoch_ms)});
  return out;
}

Result<Decision> decide_disclosure_arm(Case const& c, Disclose const& command, Actor const&, Rules const& rules,
                                       Instant now) {
  Decision out;
  auto const first = is_embargoed(c);
  // Our own publication makes the matter public: the embargo, if any, ends with it.
  auto added = TRY(forced_by(c.facts, {CaseBit::public_aware, now, "published as " + command.advisory.text, ""}));
  auto facts = c.facts;
  for (auto const& fact : added) facts.facts.push_back(fact);
  if (settle(c.embargo.state, facts.public_facts(), rules.embargo.on_attacks) != c.embargo.state)
    out.events.push_back(EmbargoEnded{"published", now});
  for (auto const& fact : added) out.events.push_back(FactRecorded{fact});
  if (first) out.events.push_back(Disclosed{command.advisory, command.revision, now});
  out.effects.push_back(TellReporter{c.id, "published", command.advisory.text + "." + std::to_string(command.revision)});
  return out;
}

}  // namespace tocsin::domain
