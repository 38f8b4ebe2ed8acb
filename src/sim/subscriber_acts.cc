// Subscribers: they ask, confirm by the mail they got, leave with one click, and come back. See acts.h.
#include "base/text.h"
#include "handling/subscribing.h"
#include "sim/acts.h"
#include "sim/sim_site.h"

namespace tocsin::sim {
namespace {

constexpr std::size_t kSubscribersMax = 6;

// The newest confirmation link in the mails to this address.
void read_mail(Trial& trial, ModelSubscriber& known) {
  constexpr std::string_view kEnd = "/confirm";
  for (auto mail = trial.mails.rbegin(); mail != trial.mails.rend(); ++mail) {
    if (mail->message.to != known.email) continue;
    auto const& body = mail->message.body;
    auto const at = body.find("/s/");
    auto const end = body.find(kEnd, at);
    if (at == std::string::npos || end == std::string::npos) continue;
    known.confirm_token = body.substr(at + 3, end - at - 3);
    if (auto const bytes = from_base64url(known.confirm_token); bytes && bytes->size() >= 16)
      known.id = to_hex(bytes->substr(0, 16));
    return;
  }
}

std::optional<std::size_t> some_subscriber(Trial& trial, Random& random) {
  if (trial.model.subscribers.empty()) return std::nullopt;
  return random.below(trial.model.subscribers.size());
}

}  // namespace

void ask_for_notices(Trial& trial, Random& random) {
  auto number = some_subscriber(trial, random);
  if (!number || (trial.model.subscribers.size() < kSubscribersMax && random.chance(60))) {
    number = trial.model.subscribers.size();
    trial.model.subscribers.push_back({.email = "sub" + std::to_string(*number) + "@readers.example"});
  }
  auto& known = trial.model.subscribers[*number];
  // Who was confirmed stays so; who has left is asked to confirm anew.
  if (known.opted_out_at) known.state_known = Known::no;
  std::vector<std::pair<std::string, std::string>> fields{{"email", known.email}};
  if (random.chance(40)) fields.emplace_back("product", kProduct);
  auto const sent = submit(trial, "subscribe " + known.email, "subscribe", fields, "", random);
  if (sent.outcome == Outcome::done) ++trial.model.subscribers[*number].acknowledged_requests;
}

void confirm_notices(Trial& trial, Random& random) {
  auto const number = some_subscriber(trial, random);
  if (!number) return ask_for_notices(trial, random);
  read_mail(trial, trial.model.subscribers[*number]);
  auto const token = trial.model.subscribers[*number].confirm_token;
  if (token.empty()) return ask_for_notices(trial, random);
  bool const wrong = trial.clock_is_wrong();
  auto const outcome = trial.command("confirm " + trial.model.subscribers[*number].email, [&] {
    return handling::confirm_subscription(trial.world->ports(), token);
  });
  auto& known = trial.model.subscribers[*number];
  if (outcome == Outcome::unknown) known.state_known = Known::no;
  if (outcome != Outcome::done) return;
  known.confirmed = true;
  known.confirmed_at = trial.world->clock.true_wall();
  known.clock_was_wrong = wrong;
  known.opted_out_at.reset();
  // What still waits in the spool may be an opt-out of before: it will count.
  auto const waiting = trial.world->files().list(std::string(SimWorld::kSpool) + "/new");
  known.state_known = waiting && waiting->empty() ? Known::yes : Known::no;
}

void leave_notices(Trial& trial, Random& random) {
  auto const number = some_subscriber(trial, random);
  if (!number || trial.model.subscribers[*number].id.empty()) return confirm_notices(trial, random);
  auto const id = trial.model.subscribers[*number].id;
  auto const token = handling::subscription_token(trial.world->keyring(), {id}, handling::TokenUse::unsubscribe);
  auto const sent = submit(trial, "unsubscribe " + trial.model.subscribers[*number].email, "unsubscribe", {{"token", token}},
                           "", random);
  auto& known = trial.model.subscribers[*number];
  if (sent.outcome == Outcome::unknown) known.state_known = Known::no;
  if (sent.outcome == Outcome::done && known.confirmed) {
    known.opted_out_at = trial.world->clock.true_wall();
    known.confirmed = false;
  }
}

void come_back(Trial& trial, Random& random) {
  auto const number = some_subscriber(trial, random);
  if (!number || !trial.model.subscribers[*number].opted_out_at) return leave_notices(trial, random);
  auto const id = trial.model.subscribers[*number].id;
  // The opt-out may still wait in the spool and come after this: the model does not know then.
  trial.model.subscribers[*number].state_known = Known::no;
  (void)trial.command("take the unsubscription back", [&] { return handling::undo_unsubscribe(trial.world->ports(), {id}); });
}

}  // namespace tocsin::sim
