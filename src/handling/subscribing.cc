// See subscribing.h.
#include "handling/subscribing.h"

#include <functional>

#include "base/codec.h"
#include "domain/effect.h"
#include "handling/confirmation_mail.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/trusted_time.h"
#include "vocab/email.h"

namespace tocsin::handling {
namespace {

using domain::Subscription;
using domain::SubscriptionState;

std::string_view word_of(TokenUse use) { return use == TokenUse::manage ? "subscription-manage" : "subscription-end"; }

std::string mac_of(ports::Keyring& keyring, std::string_view id_bytes, TokenUse use) {
  return blake2b_keyed(keyring.derived_secret(word_of(use)), id_bytes).substr(0, 16);
}

// Empty for somebody erased: nobody finds them by address any more.
std::string lookup_of(ports::Keyring& keyring, domain::Person const& person) {
  auto const address = vocab::parse_email(person.email);
  return address ? email_lookup(keyring, *address) : std::string{};
}

// Derived and not stored: the mail is written later, and each asking has a secret of its own.
std::string confirm_secret(ports::Keyring& keyring, Subscription const& subscription) {
  return blake2b_keyed(keyring.derived_secret("subscription-confirm"),
                       subscription.id.text + "|" + std::to_string(subscription.asked_at.epoch_ms));
}

// The products of a form or a preference page: only ours, and no set at all when every one is meant.
std::set<std::string> known_products(Settings const& settings, std::set<std::string> const& asked) {
  std::set<std::string> out;
  for (auto const& slug : asked)
    if (settings.site.product(slug)) out.insert(slug);
  return out;
}

// The confirmation token carries the subscription id in front, so that it is found without a search by hash.
Result<std::pair<domain::SubscriptionId, std::string>> split_confirm(std::string_view token) {
  auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != 48) return fail(ErrorCode::not_found, "this link is not one of ours, or it was cut; copy it whole");
  return std::pair{domain::SubscriptionId{to_hex(bytes->substr(0, 16))}, token_hash(bytes->substr(16))};
}

Status gone() { return fail(ErrorCode::not_found, "this link has been used or has expired; subscribe again"); }

using Edit = std::function<Status(Subscription&)>;

Status change_in(ports::World& world, ports::WriteTx& tx, domain::SubscriptionId const& id, Edit const& edit) {
  auto subscription = TRY(tx.load_subscription(id));
  CHECKED(edit(subscription));
  auto const person = TRY(tx.load_person(subscription.person));
  return tx.save_subscription(subscription, lookup_of(world.keyring, person));
}

// One change of one subscription in a transaction of its own.
Status change(ports::World& world, domain::SubscriptionId const& id, Edit const& edit) {
  return world.store.write([&](ports::WriteTx& tx) { return change_in(world, tx, id, edit); });
}

}  // namespace

std::string asking_of(Subscription const& subscription) { return std::to_string(subscription.asked_at.epoch_ms); }

Status subscribe(ports::World& world, Settings const& settings, ports::Submission const& submission) {
  auto const address = vocab::parse_email(trim(submission.field("email")));
  // Nobody can be asked whether they meant it, and anybody may post this: it is dropped and wakes nobody.
  if (!address) return {};
  auto const email = address->str();
  auto const now = TRY(likely_now(world));
  std::set<std::string> asked;
  for (auto const& [name, value] : submission.fields)
    if (name == "product") asked.insert(value);
  auto const products = known_products(settings, asked);
  // An empty set means every product, so one of which nothing is left must never become empty by itself. Anybody may
  // post a made-up name: nothing is stored, nothing is sent, and there is nothing for the desk to look at.
  if (products.empty() && !asked.empty()) {
    world.log.write(ports::LogLevel::info, "subscription_refused", {{"why", "it names no product of this site"}});
    return {};
  }
  auto const lookup = email_lookup(world.keyring, *address);
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    // The same spool record twice sends one mail.
    if (!TRY(tx.first_time("submission", submission.id, now))) return {};
    Subscription subscription;
    if (auto known = TRY(tx.subscription_of_email(lookup))) {
      subscription = TRY(tx.load_subscription(*known));
      // The form cannot change what is confirmed, and does not say that it is.
      if (subscription.state == SubscriptionState::confirmed) return {};
    } else {
      domain::Person person{.id = random_id<domain::PersonId>(world.entropy), .email = email};
      CHECKED(tx.save_person(person));
      subscription.id = random_id<domain::SubscriptionId>(world.entropy);
      subscription.person = person.id;
    }
    // Asked again while the first asking is open: the link that was mailed goes on working, and the next mail carries
    // the same one.
    bool const open = subscription.state == SubscriptionState::pending && !subscription.confirm_token_hash.empty() &&
                      subscription.confirm_expires > now;
    subscription.state = SubscriptionState::pending;
    subscription.products = products;
    subscription.severity_min =
        codec::detail::enum_value<domain::Severity>(submission.field("severity_min")).value_or(domain::Severity::none);
    if (!open) subscription.asked_at = now;
    subscription.confirm_token_hash = token_hash(confirm_secret(world.keyring, subscription));
    subscription.confirm_expires = now + domain::kConfirmLifetime;
    subscription.ended_at.reset();
    CHECKED(tx.save_subscription(subscription, lookup));
    // A mail bomb must not be possible from a public form.
    if (!TRY(may_confirm(tx, Confirms::subscription, lookup, now))) return {};
    auto const mail = asking_of(subscription) + "." + std::to_string(floor_hour(now).epoch_ms);
    return enqueue_effects(world, tx, {domain::TellSubscriber{subscription.id, "confirm", {mail}, 0}}, now);
  });
}

namespace {

Result<Subscription> to_confirm_at(ports::World& world, std::string_view confirm_token, Instant now) {
  auto const [id, hash] = TRY(split_confirm(confirm_token));
  auto tx = TRY(world.store.read());
  auto subscription = tx->load_subscription(id);
  if (!subscription || !equal_constant_time(subscription->confirm_token_hash, hash) || subscription->confirm_expires <= now)
    return std::unexpected(gone().error());
  return std::move(*subscription);
}

}  // namespace

Result<Subscription> subscription_to_confirm(ports::World& world, std::string_view confirm_token) {
  return to_confirm_at(world, confirm_token, TRY(likely_now(world)));
}

Status confirm_subscription(ports::World& world, std::string_view confirm_token) {
  auto const now = TRY(likely_now(world));
  auto const found = TRY(to_confirm_at(world, confirm_token, now));
  auto const hash = found.confirm_token_hash;
  return change(world, found.id, [&](Subscription& subscription) -> Status {
    if (subscription.confirm_token_hash != hash) return gone();
    subscription.state = SubscriptionState::confirmed;
    subscription.confirmed_at = now;
    subscription.confirm_token_hash.clear();
    return {};
  });
}

std::string confirm_token(ports::Keyring& keyring, Subscription const& subscription) {
  return to_base64url(from_hex(subscription.id.text).value_or("") + confirm_secret(keyring, subscription));
}

std::string subscription_token(ports::Keyring& keyring, domain::SubscriptionId const& id, TokenUse use) {
  auto const bytes = from_hex(id.text).value_or("");
  return to_base64url(bytes + mac_of(keyring, bytes, use));
}

Result<domain::SubscriptionId> subscription_of_token(ports::Keyring& keyring, std::string_view token, TokenUse use) {
  auto const bytes = from_base64url(token);
  if (!bytes || bytes->size() != 32 || !equal_constant_time(bytes->substr(16), mac_of(keyring, bytes->substr(0, 16), use)))
    return fail(ErrorCode::not_found, "this link is not one of ours, or it was cut; copy it whole");
  return domain::SubscriptionId{to_hex(bytes->substr(0, 16))};
}

Result<Subscription> read_subscription(ports::World& world, domain::SubscriptionId const& id) {
  auto tx = TRY(world.store.read());
  return tx->load_subscription(id);
}

Status save_preferences(ports::World& world, domain::SubscriptionId const& id, Preferences const& preferences) {
  return change(world, id, [&](Subscription& subscription) -> Status {
    if (subscription.state != SubscriptionState::confirmed)
      return fail(ErrorCode::conflict, "this subscription has ended; take the unsubscription back first");
    subscription.products = preferences.products;
    subscription.severity_min = preferences.severity_min;
    return {};
  });
}

Status unsubscribe(ports::World& world, domain::SubscriptionId const& id, std::string const& submission) {
  auto const now = TRY(likely_now(world));
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    // The same spool record twice: whoever has come back meanwhile stays.
    if (!submission.empty() && !TRY(tx.first_time("submission", submission, now))) return {};
    return change_in(world, tx, id, [&](Subscription& subscription) -> Status {
      if (subscription.state == SubscriptionState::ended) return {};
      subscription.state = SubscriptionState::ended;
      subscription.ended_at = now;
      subscription.confirm_token_hash.clear();
      return {};
    });
  });
}

Status undo_unsubscribe(ports::World& world, domain::SubscriptionId const& id) {
  auto const now = TRY(likely_now(world));
  return change(world, id, [&](Subscription& subscription) -> Status {
    if (subscription.state != SubscriptionState::ended) return {};
    if (!domain::can_be_undone(subscription, now))
      return fail(ErrorCode::conflict, "taking this back is possible for 30 days; subscribe again");
    subscription.state = SubscriptionState::confirmed;
    subscription.ended_at.reset();
    return {};
  });
}

}  // namespace tocsin::handling
