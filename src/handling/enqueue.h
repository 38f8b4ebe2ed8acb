// Effects into the outbox, in the transaction of their events.
//
// Invariants: the idempotency key is a function of the effect, so the same decision committed twice enqueues once.
#pragma once

#include "domain/effect.h"
#include "ports/world.h"

namespace tocsin::handling {

// Items wait for `depends_on` (an outbox id) when it is not empty.
Status enqueue_effects(ports::World& world, ports::WriteTx& tx, std::vector<domain::Effect> const& effects, Instant now,
                       std::string const& depends_on = {});

// The id of the item that was stored for this one effect, empty if the key was known already.
Result<domain::OutboxId> enqueue_effect(ports::World& world, ports::WriteTx& tx, domain::Effect const& effect,
                                        Instant now, std::string const& depends_on = {});

// What an item becomes: of the same date and the same life, due as early as the item was, or `wait` after it.
Status enqueue_child(ports::World& world, ports::WriteTx& tx, domain::OutboxItem const& parent, domain::Effect const& effect,
                     Duration wait = Duration{0});

std::string idempotency_key(domain::Effect const& effect);
std::string_view channel_of(domain::Effect const& effect);

}  // namespace tocsin::handling
