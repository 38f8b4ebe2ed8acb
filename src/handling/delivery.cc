// See delivery.h.
#include "handling/delivery.h"

#include <algorithm>
#include <functional>

#include "base/codec.h"
#include "base/limits.h"
#include "base/text.h"
#include "domain/authorize.h"
#include "domain/publication_gate.h"
#include "handling/alarms.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/hearing.h"
#include "handling/notices.h"
#include "handling/subscribing.h"
#include "handling/trusted_time.h"
#include "vocab/email.h"

namespace tocsin::handling {
namespace {

using namespace domain;

constexpr std::size_t kItemsARun = 200;
constexpr std::size_t kItemsToMend = 100'000;
constexpr Access kOutboxWork{Object::outbox, Action::work, Level::summary};

// What delivering an item came to, besides failure.
struct Done {
  // Saved in one transaction with the item's new state: the items that an expansion makes.
  std::function<Status(ports::WriteTx&)> also = [](ports::WriteTx&) -> Status { return {}; };
};

Result<Done> perform(ports::World& world, Settings const& settings, OutboxItem const& item);

Result<Done> flip(ports::World& world, FlipShelf const& effect) {
  CHECKED(world.shelf.flip(effect.generation));
  return Done{};
}

Result<Done> fan_out(ports::World& world, OutboxItem const& item, FanOut const& effect) {
  auto tx = TRY(world.store.read());
  auto const advisory = TRY(tx->load_advisory(effect.advisory));
  auto const published = TRY(PublicationGate::again(advisory, effect.revision));
  auto const subscribers = TRY(tx->confirmed_subscriptions(effect.after, mail_fanout_step_count));
  auto const decided = published.record().decided_at;
  auto const reach = reach_of(advisory, effect.revision);
  return Done{[&world, item, effect, decided, reach, subscribers](ports::WriteTx& write) -> Status {
    for (auto const& subscription : subscribers) {
      // A new subscription starts from now; and never by a second recipient list: the state is asked again at send.
      if (!subscription.confirmed_at || *subscription.confirmed_at > decided) continue;
      if (!concerns(subscription, reach.products, reach.severity)) continue;
      CHECKED(enqueue_child(world, write, item, TellSubscriber{subscription.id, "advisory", effect.advisory, effect.revision}));
    }
    if (subscribers.size() < mail_fanout_step_count) return {};
    auto next = effect;
    next.after = subscribers.back().id.text;
    return enqueue_child(world, write, item, next);
  }};
}

Result<Done> tell_desk(ports::World& world, Settings const& settings, OutboxItem const& item, TellDesk const& effect) {
  auto const hearing = TRY(who_hears(world, settings, effect, item.created_at));
  return Done{[&world, item, effect, hearing](ports::WriteTx& write) -> Status {
    for (auto const& listener : hearing.listeners)
      CHECKED(enqueue_child(world, write, item,
                            TellStaff{effect.occasion, effect.case_id, effect.subject_id, effect.step, listener.staff,
                                      listener.address}));
    // What the desk hears by mail a configured webhook hears too, once and not for each step of the chain.
    if (effect.step == 0)
      CHECKED(enqueue_child(world, write, item, CallWebhook{effect.occasion, effect.case_id, effect.subject_id}));
    if (!hearing.next_after) return {};
    auto next = effect;
    next.step += 1;
    return enqueue_child(world, write, item, next, *hearing.next_after);
  }};
}

Result<Done> call_webhook(ports::World& world, Settings const& settings, OutboxItem const& item,
                          CallWebhook const& effect) {
  if (settings.webhook_url.empty()) return Done{};
  auto const at = world.clock.wall();
  // Thin: an opaque id and a link (Standard Webhooks 1.0.0). Whoever reads it must sign in to see anything.
  json::object data;
  data["case"] = effect.case_id;
  data["url"] = settings.console_url + (effect.case_id.empty() ? "/console/inbox" : "/console/cases/" + effect.case_id);
  json::object body;
  body["type"] = "desk." + effect.occasion;
  body["timestamp"] = to_rfc3339_seconds(item.created_at);
  body["data"] = std::move(data);
  auto const text = write_json(body);
  auto const stamp = std::to_string(at.epoch_ms / 1000);
  auto const signature = "v1," + to_base64(hmac_sha256(webhook_key(world.keyring),
                                                       item.id.text + "." + stamp + "." + text));
  auto const answer = TRY(world.fetch.post(settings.webhook_url,
                                           {{"content-type", "application/json"},
                                            {"webhook-id", item.id.text},
                                            {"webhook-timestamp", stamp},
                                            {"webhook-signature", signature}},
                                           text));
  if (answer.status >= 200 && answer.status < 300) return Done{};
  if (answer.status == 410) return fail(ErrorCode::invalid_input, "the webhook's address is gone (410)");
  return fail(ErrorCode::unavailable, "the webhook answered " + std::to_string(answer.status));
}

Result<Done> mail(ports::World& world, Settings const& settings, OutboxItem const& item) {
  auto const message = TRY(mail_of(world, settings, item));
  if (message) CHECKED(world.mail.send(*message));
  return Done{};
}

Result<Done> perform(ports::World& world, Settings const& settings, OutboxItem const& item) {
  if (auto const* effect = std::get_if<FlipShelf>(&item.effect)) return flip(world, *effect);
  if (auto const* effect = std::get_if<FanOut>(&item.effect)) return fan_out(world, item, *effect);
  if (auto const* effect = std::get_if<TellDesk>(&item.effect)) return tell_desk(world, settings, item, *effect);
  if (auto const* effect = std::get_if<CallWebhook>(&item.effect)) return call_webhook(world, settings, item, *effect);
  return mail(world, settings, item);
}

// A letter about a dead letter does not ring again: one bad address must not make an endless row of them.
bool rings_when_dead(OutboxItem const& item) {
  auto const* staff = std::get_if<TellStaff>(&item.effect);
  auto const* desk = std::get_if<TellDesk>(&item.effect);
  auto const* webhook = std::get_if<CallWebhook>(&item.effect);
  return !(staff && staff->occasion == "dead_letter") && !(desk && desk->occasion == "dead_letter") &&
         !(webhook && webhook->occasion == "dead_letter");
}

// What we promised when the report came, by that alone: a receipt sent again is the same bytes (M-1).
std::vector<Deadline> promises_of_arrival(Case const& c, Settings const& settings) {
  ClockFacts arrival;
  for (auto const& fact : c.clock_facts.facts)
    if (fact.event == ClockEvent::report_received && arrival.facts.empty()) arrival.facts.push_back(fact);
  return deadlines(arrival, settings.rules_of(c.rules_version), settings.calendars, c.reports.front().received);
}

// An item that was sent again and died again is heard of again: the attempts and the beginning tell its lives apart.
std::string death_of(OutboxItem const& item) { return item.id.text + "/" + std::to_string(item.attempts); }
std::string late_of(OutboxItem const& item) {
  return "late." + item.id.text + "/" + std::to_string(item.revived_at.value_or(item.created_at).epoch_ms);
}

std::string class_of(Error const& error) { return describe(error.code).word; }

constexpr std::size_t kWhyBytesMax = 400;

// What the console's outbox shows beside the item: the sentence, and what the other side answered.
std::string why_of(Error const& error) {
  return std::string(clip_utf8(error.message + (error.cause.empty() ? "" : ": " + error.cause), kWhyBytesMax));
}

Retry retry_of(Settings const& settings) {
  auto const& rules = settings.site.rules_of_site().outbox;
  return {.backoff_min = rules.backoff_min, .backoff_max = rules.backoff_max, .lifetime_max = rules.lifetime_max};
}

// The item after a failed attempt: retried by age, or dead at once when it can never succeed.
OutboxItem after_failure(OutboxItem item, Error const& error, Instant now, Retry const& retry) {
  if (describe(error.code).retry || error.code == ErrorCode::conflict)
    return defer(std::move(item), now, retry, why_of(error));
  item.attempts += 1;
  item.state = Delivery::dead;
  item.last_error = why_of(error);
  return item;
}

Result<OutboxItem> load_for_desk(ports::WriteTx& tx, OutboxId const& id) {
  auto item = TRY(tx.load_outbox_item(id));
  if (!item) return fail(ErrorCode::not_found, "there is no such item in the outbox");
  return std::move(*item);
}

}  // namespace

Result<DeliveryRun> deliver_due(ports::World& world, Settings const& settings, std::int64_t fencing, Notices notices) {
  DeliveryRun run;
  auto const now = world.clock.wall();
  std::vector<OutboxItem> items;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    items = TRY(tx.claim_due(now, fencing, kItemsARun));
    return {};
  }));
  for (auto& item : items) {
    if (notices == Notices::wait && std::holds_alternative<TellSubscriber>(item.effect)) continue;
    auto done = perform(world, settings, item);
    auto after = item;
    if (done) {
      after.state = Delivery::delivered;
      after.attempts += 1;
      after.last_error.clear();
      ++run.delivered;
    } else {
      after = after_failure(item, done.error(), now, retry_of(settings));
      ++(after.state == Delivery::dead ? run.dead : run.deferred);
      world.log.write(after.state == Delivery::dead ? ports::LogLevel::alarm : ports::LogLevel::warning,
                      "outbox_failed", {{"item", item.id.text}, {"channel", item.channel},
                       {"code", class_of(done.error())}, {"why", why_of(done.error())}});
    }
    CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
      CHECKED(tx.update_outbox_item(after));
      if (done) return done->also(tx);
      if (!rings_when_dead(after)) return {};
      if (after.state == Delivery::dead)
        return enqueue_effects(world, tx, {TellDesk{"dead_letter", "", death_of(after), 0}}, now);
      // Late is worth a word before it is dead; the key makes it one word a life of the item.
      if (age_of(after, now) >= settings.site.rules_of_site().outbox.alarm_after)
        return enqueue_effects(world, tx, {TellDesk{"dead_letter", "", late_of(after), 0}}, now);
      return {};
    }));
  }
  return run;
}

Status mend_outbox(ports::World& world, Settings const& settings) {
  // Only a clock that is right can tell what was ahead of it.
  auto const trusted = trusted_now(world);
  if (!trusted) return {};
  auto const now = *trusted;
  auto const backoff_max = retry_of(settings).backoff_max;
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    // What was made or put off ahead of now is not tried before it either.
    for (auto item : TRY(tx.outbox_ahead(now, kItemsToMend))) {
      auto const began = item.revived_at.value_or(item.created_at);
      bool const made_ahead = began > now;
      bool const put_off_ahead = item.state == Delivery::deferred && item.attempt_at > now + backoff_max;
      if (!made_ahead && !put_off_ahead) continue;
      // What an escalation was to wait it still waits.
      auto const wait = item.state == Delivery::waiting ? std::max(Duration{0}, item.attempt_at - began) : Duration{0};
      item.attempt_at = now + wait;
      // The instant it was made stays: it is the date of a mail that may be out already.
      if (made_ahead) item.revived_at = now;
      CHECKED(tx.update_outbox_item(item));
    }
    return {};
  });
}

Result<std::optional<ports::MailMessage>> mail_of(ports::World& world, Settings const& settings, OutboxItem const& item) {
  using Mail = std::optional<ports::MailMessage>;
  auto tx = TRY(world.store.read());
  if (auto const* effect = std::get_if<TellReporter>(&item.effect)) {
    auto const c = TRY(tx->load_case(effect->case_id));
    auto const person = TRY(tx->load_person(c.reporter));
    // What was typed as an address and is none is kept for people to read (handling/receipt.cc).
    if (person.erased || !vocab::parse_email(person.email)) return Mail{};
    return Mail(reporter_notice(settings, effect->notice, c, promises_of_arrival(c, settings),
                                {person.id.text, person.email}, effect->subject_id, item.created_at));
  }
  if (auto const* effect = std::get_if<TellStaff>(&item.effect)) {
    Recipient to{effect->staff.text, effect->address};
    if (!effect->staff.empty()) {
      to.address.clear();
      for (auto const& staff : TRY(tx->all_staff()))
        if (staff.id == effect->staff && staff.active) to.address = staff.email;
    } else {
      to.id = effect->address;
    }
    if (to.address.empty()) return Mail{};
    std::string reference = "desk", link = settings.console_url + "/console/outbox";
    bool const of_advisory = effect->occasion == "approval_wanted" || effect->occasion == "publication_waits";
    if (effect->occasion == "policy_expires" || effect->occasion == "clock_held" || effect->occasion == "site_refused")
      link = settings.console_url + "/console/settings";
    if (of_advisory)
      link = settings.console_url + "/console/advisories/" + effect->subject_id.substr(0, effect->subject_id.find('.'));
    if (!effect->case_id.empty()) {
      reference = TRY(tx->load_case({effect->case_id})).reference;
      if (!of_advisory) link = settings.console_url + "/console/cases/" + effect->case_id;
    }
    return Mail(staff_notice(settings, effect->occasion, reference, link, to, effect->case_id + "|" + effect->subject_id,
                             effect->step, item.created_at));
  }
  if (auto const* effect = std::get_if<TellSubscriber>(&item.effect)) {
    auto const subscription = TRY(tx->load_subscription(effect->subscription));
    auto const person = TRY(tx->load_person(subscription.person));
    if (person.erased || person.email.empty()) return Mail{};
    Recipient const to{subscription.id.text, person.email};
    auto const& base = settings.site.publisher.base_url;
    if (effect->notice == "confirm") {
      if (subscription.state != SubscriptionState::pending) return Mail{};
      // A newer mail has the secret that works; this one again, with other bytes, would be a second notice.
      if (!effect->advisory.text.starts_with(asking_of(subscription) + ".")) return Mail{};
      return Mail(confirm_notice(settings, base + "/s/" + confirm_token(world.keyring, subscription) + "/confirm", to,
                                 effect->advisory.text, item.created_at));
    }
    // Asked again at send: who has left gets nothing, queued mail included.
    if (subscription.state != SubscriptionState::confirmed) return Mail{};
    auto const advisory = TRY(tx->load_advisory(effect->advisory));
    auto const published = TRY(PublicationGate::again(advisory, effect->revision));
    return Mail(advisory_notice(
        settings, published.revision(),
        {.manage_url = base + "/s/" + subscription_token(world.keyring, subscription.id, TokenUse::manage),
         .unsubscribe_url = base + "/u/" + subscription_token(world.keyring, subscription.id, TokenUse::unsubscribe)},
        to));
  }
  return Mail{};
}

std::string webhook_key(ports::Keyring& keyring) { return keyring.derived_secret("webhook"); }

Status resend(ports::World& world, Actor const& actor, OutboxId const& id) {
  CHECKED(authorize(actor, kOutboxWork));
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    auto item = TRY(load_for_desk(tx, id));
    if (item.state != Delivery::dead && item.state != Delivery::deferred)
      return fail(ErrorCode::conflict, "only a deferred or dead item can be sent again");
    // A new life of retries, as the same bytes under the same Message-ID: the relay may have had it.
    item.revived_at = now;
    item.state = Delivery::waiting;
    item.attempt_at = now;
    return tx.update_outbox_item(item);
  });
}

Status dismiss(ports::World& world, Actor const& actor, OutboxId const& id) {
  CHECKED(authorize(actor, kOutboxWork));
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto item = TRY(load_for_desk(tx, id));
    if (item.state != Delivery::dead) return fail(ErrorCode::conflict, "only a dead item can be dismissed");
    if (std::holds_alternative<FlipShelf>(item.effect))
      return fail(ErrorCode::forbidden, "a publication cannot be dismissed; send it again");
    item.state = Delivery::dismissed;
    return tx.update_outbox_item(item);
  });
}

Result<std::vector<OutboxItem>> list_outbox(ports::World& world, Actor const& actor) {
  CHECKED(authorize(actor, {Object::outbox, Action::read, Level::summary}));
  auto tx = TRY(world.store.read());
  return tx->outbox({Delivery::waiting, Delivery::deferred, Delivery::dead, Delivery::delivered, Delivery::dismissed}, 500);
}

}  // namespace tocsin::handling
