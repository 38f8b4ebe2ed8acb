// I8: no silent clock. See checkers.h.
#include <algorithm>

#include "handling/alarms.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

using namespace domain;

constexpr Duration kUpdatePromise = std::chrono::hours{14 * 24};

// The update clock, reckoned here once more without the clock engine: 14 days of 24 hours since the last word.
std::optional<Instant> update_missed_at(Case const& c) {
  Instant last = c.reports.front().received;
  for (auto const& fact : c.clock_facts.facts) {
    if (fact.event == ClockEvent::disclosed) return std::nullopt;
    bool const ours = fact.by == ActorKind::staff &&
                      (fact.event == ClockEvent::acknowledged || fact.event == ClockEvent::message_to_reporter);
    if (ours) last = std::max(last, fact.at);
  }
  return last + kUpdatePromise;
}

bool rang(Case const& c, std::string_view clock, std::string_view kind) {
  return std::ranges::any_of(c.raised, [&](std::string const& key) {
    return key.starts_with(clock) && key.find(kind) != std::string::npos;
  });
}

void check_case(Trial& trial, Case const& c, Instant now) {
  for (auto const& deadline : handling::case_deadlines(c, trial.world->settings(), now, Wording::none))
    for (auto const& alarm : deadline.alarms)
      if (alarm.kind == AlarmKind::missed && alarm.at <= now && !c.raised.contains(alarm.key))
        trial.violate("I8", "the clock " + deadline.clock + " of " + c.reference + " was missed and did not ring");
  auto const missed = update_missed_at(c);
  if (missed && *missed < now && !trial.clock_was_ever_wrong && !rang(c, "update@", "/missed/"))
    trial.violate("I8", "14 days without a word to the reporter of " + c.reference + ", and nothing rang");
}

}  // namespace

void no_silent_clock(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  auto rows = (*tx)->case_rows();
  if (!rows) return trial.violate("I9", "the cases cannot be listed");
  // A desk with a wrong clock goes by its best guess, which is not ours.
  if (trial.clock_is_wrong()) return;
  auto const now = trial.world->clock.wall();
  for (auto const& row : *rows) {
    auto c = (*tx)->load_case(row.id);
    if (!c) continue;
    if (!is_closed(*c)) check_case(trial, *c, now);
    bool const acknowledged = std::ranges::any_of(
        c->clock_facts.facts, [](ClockFact const& fact) { return fact.event == ClockEvent::acknowledged; });
    bool attempted = false;
    for (auto const& known : trial.model.cases) {
      bool const is_this = std::ranges::any_of(c->reports, [&](Report const& report) {
        return report.reproduction.find(known.secret_word) != std::string::npos;
      });
      attempted |= is_this && known.acknowledgement_attempted;
    }
    if (acknowledged && !attempted) trial.violate("I8", "nobody acknowledged " + c->reference + ", and its clock stopped");
  }
}

void alarms_were_told(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  auto items = (*tx)->outbox({Delivery::waiting, Delivery::deferred, Delivery::dead, Delivery::delivered,
                              Delivery::dismissed}, 100'000);
  auto rows = (*tx)->case_rows();
  if (!items || !rows) return trial.violate("I8", "the outbox cannot be read");
  std::set<std::string> told;
  for (auto const& item : *items)
    if (auto const* desk = std::get_if<TellDesk>(&item.effect); desk && desk->occasion == "clock_missed")
      told.insert(desk->case_id + "|" + desk->subject_id);
  for (auto const& row : *rows) {
    auto c = (*tx)->load_case(row.id);
    if (!c) continue;
    for (auto const& key : c->raised)
      if (key.find("/missed/") != std::string::npos && !told.contains(c->id.text + "|" + key))
        trial.violate("I8", "the alarm " + key + " of " + c->reference + " was told to nobody");
  }
}

}  // namespace tocsin::sim
