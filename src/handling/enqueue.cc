// See enqueue.h.
#include "handling/enqueue.h"

#include "base/codec.h"
#include "handling/draw.h"

namespace tocsin::handling {

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
                                        Instant now, std::string const& depends_on, std::optional<Instant> not_before) {
  domain::OutboxItem item{.id = random_id<domain::OutboxId>(world.entropy),
                          .channel = std::string(channel_of(effect)),
                          .effect = effect,
                          .depends_on = depends_on,
                          .idempotency_key = idempotency_key(effect),
                          .created_at = now,
                          .attempt_at = not_before.value_or(now)};
  bool const stored = TRY(tx.enqueue(item));
  return stored ? item.id : domain::OutboxId{};
}

Status enqueue_effects(ports::World& world, ports::WriteTx& tx, std::vector<domain::Effect> const& effects, Instant now,
                       std::string const& depends_on) {
  for (auto const& effect : effects) TRY(enqueue_effect(world, tx, effect, now, depends_on));
  return {};
}

}  // namespace tocsin::handling
