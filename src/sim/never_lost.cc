// I3: never lost. See checkers.h.
#include "base/text.h"
#include "handling/casework.h"
#include "handling/subscribing.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

bool has_report(domain::Case const& c, ModelCase const& known) {
  for (auto const& report : c.reports)
    if (report.reproduction.find(known.secret_word) != std::string::npos) return true;
  return false;
}

void every_receipt_opens(Trial& trial) {
  for (auto const& known : trial.model.cases) {
    for (auto const& phrase : known.phrases) {
      auto id = handling::open_by_phrase(trial.world->ports(), phrase);
      if (!id) {
        trial.violate("I3", "an acknowledged report (" + known.public_word + ") is gone: its phrase opens nothing");
        continue;
      }
      auto tx = trial.world->plain_store().read();
      auto c = (*tx)->load_case(*id);
      if (!c || !has_report(*c, known))
        trial.violate("I3", "an acknowledged report (" + known.public_word + ") is not in the case its phrase opens");
    }
  }
}

void every_act_is_journalled(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  std::map<std::string, std::string> streams;
  for (auto const& [stream, word] : trial.model.in_journal) {
    auto [at, fresh] = streams.try_emplace(stream);
    if (fresh)
      if (auto entries = (*tx)->journal(stream))
        for (auto const& entry : *entries) at->second += entry.body + "\n";
    if (at->second.find(word) == std::string::npos)
      trial.violate("I3", "an acknowledged act (" + word + ") is not in the journal " + stream);
  }
}

void every_subscription_stands(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  for (auto const& known : trial.model.subscribers) {
    if (known.id.empty() || known.state_known == Known::no) continue;
    auto stored = (*tx)->load_subscription({known.id});
    if (!stored) {
      trial.violate("I3", "the subscription of " + known.email + " is gone");
      continue;
    }
    if (known.opted_out_at && stored->state == domain::SubscriptionState::confirmed)
      trial.violate("I3", "the acknowledged opt-out of " + known.email + " is gone");
    if (known.confirmed && !known.opted_out_at && stored->state != domain::SubscriptionState::confirmed)
      trial.violate("I3", "the acknowledged confirmation of " + known.email + " is gone");
  }
}

}  // namespace

void never_lost(Trial& trial) {
  every_receipt_opens(trial);
  every_act_is_journalled(trial);
  every_subscription_stands(trial);
}

void opt_out_counts(Trial& trial, MailRecord const& mail) {
  for (auto const& known : trial.model.subscribers)
    if (known.email == mail.message.to && known.opted_out_at && known.state_known == Known::yes &&
        mail.message.subject.starts_with("["))
      trial.violate("I3", known.email + " opted out, was told so, and got a notice afterwards");
}

}  // namespace tocsin::sim
