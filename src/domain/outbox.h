// The outbox: effects that were decided but have not yet reached the outside world.
//
// Invariants: (1) An item is created only in the transaction of its event. (2) A dead item is never deleted; staff
//             must resend or dismiss it. (3) An item waits until the item it depends on is delivered. (4) Every item
//             has an idempotency key; the same key is never enqueued twice (I5).
// Retry:      by age (Postfix): the next attempt comes after as long as the item is old, clamped; see `defer`.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "base/time.h"
#include "domain/effect.h"

namespace tocsin::domain {

enum class Delivery { waiting, deferred, delivered, dead, dismissed };
BOOST_DESCRIBE_ENUM(Delivery, waiting, deferred, delivered, dead, dismissed)

struct OutboxItem {
  OutboxId id;
  std::string channel;                 // "mail", "shelf", "webhook", "fan_out"
  Effect effect;
  std::string depends_on;              // OutboxId, or empty
  std::string idempotency_key;
  Delivery state = Delivery::waiting;
  int attempts = 0;
  Instant created_at;
  Instant attempt_at;                  // not before
  std::string last_error;              // why, for the operator: a sentence and what the other side answered; no content
  std::int64_t fencing_token = 0;      // of the lease under which it was last claimed
  std::optional<Instant> revived_at;   // when the desk sent it again: its retries count from here
};
BOOST_DESCRIBE_STRUCT(OutboxItem, (),
                      (id, channel, effect, depends_on, idempotency_key, state, attempts, created_at, attempt_at,
                       last_error, fencing_token, revived_at))

struct Retry {
  Duration backoff_min = std::chrono::seconds{30};
  Duration backoff_max = std::chrono::hours{2};
  Duration lifetime_max = std::chrono::hours{24 * 5};
};

// How long this life of retries has lasted.
Duration age_of(OutboxItem const& item, Instant now);

OutboxItem defer(OutboxItem item, Instant now, Retry const& retry, std::string error);

}  // namespace tocsin::domain
