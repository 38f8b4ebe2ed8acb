// See enqueue.h.
#include "handling/enqueue.h"

#include "domain/codec.h"
#include "handling/draw.h"

namespace tocsin::handling {
namespace {

domain::OutboxItem item_of(ports::World& world, domain::Effect const& effect, Instant now) {
  return {.id = random_id<domain::OutboxId>(world.entropy),
          .channel = std::string(channel_of(effect)),
          .effect = effect,
          .idempotency_key = idempotency_key(effect),
          .created_at = now,
          .attempt_at = now};
}

}  // namespace

std::string_view channel_of(domain::Effect const& effect) {
  return std::visit(
      [](auto const& e) -> std::string_view {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, domain::FlipShelf>) return "shelf";
        else if constexpr (std::is_same_v<E, domain::FanOut> || std::is_same_v<E, domain::TellDesk>) return "fan_out";
        else if constexpr (std::is_same_v<E, domain::CallWebhook>) return "webhook";
        else return "mail";
      },
      effect);
}

std::string idempotency_key(domain::Effect const& effect) { return to_hex(blake2b(codec::to_text(effect))); }

Result<domain::OutboxId> enqueue_effect(ports::World& world, ports::WriteTx& tx, domain::Effect const& effect,
                                        Instant now, std::string const& depends_on) {
  auto item = item_of(world, effect, now);
  item.depends_on = depends_on;
  bool const stored = TRY(tx.enqueue(item));
  return stored ? item.id : domain::OutboxId{};
}

Status enqueue_child(ports::World& world, ports::WriteTx& tx, domain::OutboxItem const& parent, domain::Effect const& effect,
                     Duration wait) {
  auto item = item_of(world, effect, parent.created_at);
  item.revived_at = parent.revived_at;
  item.attempt_at = parent.revived_at.value_or(parent.created_at) + wait;
  TRY(tx.enqueue(item));
  return {};
}

Status enqueue_effects(ports::World& world, ports::WriteTx& tx, std::vector<domain::Effect> const& effects, Instant now,
                       std::string const& depends_on) {
  for (auto const& effect : effects) TRY(enqueue_effect(world, tx, effect, now, depends_on));
  return {};
}

}  // namespace tocsin::handling
