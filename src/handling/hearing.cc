// See hearing.h.
#include "handling/hearing.h"

#include <algorithm>

#include "base/codec.h"

namespace tocsin::handling {
namespace {

using namespace domain;

// Whether a person acted on it since: then the next step of the chain is not needed.
bool acted(Case const& c, Instant since) {
  // A closed case may still hear from its reporter, and then somebody has to look: closing before that is no answer to it.
  return std::ranges::any_of(c.clock_facts.facts, [&](ClockFact const& fact) {
    return fact.by == ActorKind::staff && fact.at >= since && !fact.who.empty();
  });
}

bool still_dead(ports::ReadTx& tx, std::string const& item_id) {
  // "ITEM/ATTEMPTS": delivery.cc.
  auto item = tx.load_outbox_item({item_id.substr(0, item_id.find('/'))});
  return item && item->has_value() && (*item)->state == Delivery::dead;
}

bool plays(Staff const& staff, HearingRole role, std::optional<Case> const& c) {
  if (!staff.active || staff.email.empty()) return false;
  switch (role) {
    case HearingRole::owner: return c && c->assignee && *c->assignee == staff.id;
    case HearingRole::lead: return staff.role == Role::lead;
    case HearingRole::member: return staff.role == Role::member || staff.role == Role::lead;
    case HearingRole::administrator: return staff.role == Role::administrator;
  }
  return false;
}

// The chain of an occasion; a clock may have one of its own for being missed.
std::vector<EscalationStep> const& chain_of(Rules const& rules, TellDesk const& what) {
  if (what.occasion == "clock_missed")
    for (auto const& clock : rules.clocks)
      if (!clock.escalate.empty() && what.subject_id.starts_with(clock.name + "@")) return clock.escalate;
  auto const occasion = codec::detail::enum_value<Occasion>(what.occasion);
  // An embargo that ended by what became known is as urgent as a broken promise.
  if (what.occasion == "embargo_ended") return rules.chain(Occasion::clock_missed);
  if (what.occasion == "credit_changed") return rules.chain(Occasion::new_message);
  // What wants an approval, waits or expires reaches who hears of new reports: the whole team.
  return rules.chain(occasion.value_or(Occasion::new_report));
}

// A matter of the house and of no case: it concerns whoever leads the desk and whoever looks after the server, at once
// and with no next step; every page of the console says it until it is mended.
bool of_the_house(std::string_view occasion) { return occasion == "clock_held" || occasion == "site_refused"; }

void add(std::vector<Listener>& out, Listener listener) {
  auto same = [&](Listener const& l) { return l.staff == listener.staff && l.address == listener.address; };
  if (std::ranges::none_of(out, same)) out.push_back(std::move(listener));
}

}  // namespace

Result<Hearing> who_hears(ports::World& world, Settings const& settings, TellDesk const& what, Instant since) {
  auto tx = TRY(world.store.read());
  std::optional<Case> c;
  if (!what.case_id.empty()) c = TRY(tx->load_case({what.case_id}));
  auto const& rules = c ? settings.rules_of(c->rules_version) : settings.site.rules_of_site();
  auto const& chain = chain_of(rules, what);
  auto const step = static_cast<std::size_t>(what.step);
  Hearing out;
  if (step > 0) {
    // Alarms of clocks are raised by the clock itself; here only reports, messages and dead letters escalate.
    if (c && acted(*c, since)) return out;
    if (what.occasion == "dead_letter" && what.subject_id.find('.') == std::string::npos && !still_dead(*tx, what.subject_id))
      return out;
  }
  auto const staff = TRY(tx->all_staff());
  if (of_the_house(what.occasion)) {
    for (auto const& person : staff)
      if (plays(person, HearingRole::lead, c) || plays(person, HearingRole::administrator, c))
        add(out.listeners, {person.id, {}});
  } else if (!chain.empty()) {
    for (auto const& audience : chain[std::min(step, chain.size() - 1)].to) {
      if (!audience.role) {
        add(out.listeners, {{}, audience.address});
        continue;
      }
      for (auto const& person : staff)
        if (plays(person, *audience.role, c)) add(out.listeners, {person.id, {}});
    }
    // The others are told once: their clock, their page or the next refusal says it again.
    static constexpr std::string_view kGoesOn[] = {"new_report", "new_message", "credit_changed", "dead_letter"};
    if (std::ranges::find(kGoesOn, what.occasion) != std::end(kGoesOn) && step + 1 < chain.size()) out.next_after = chain[step + 1].after;
  }
  // Nobody plays the role yet: whoever has an address hears, and the addresses of site.toml.
  if (out.listeners.empty()) {
    for (auto const& person : staff)
      if (plays(person, HearingRole::member, c)) add(out.listeners, {person.id, {}});
    for (auto const& address : settings.site.told) add(out.listeners, {{}, address});
  }
  return out;
}

}  // namespace tocsin::handling
