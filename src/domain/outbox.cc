// How a failed delivery is put off, or given up aloud. See outbox.h.
#include "domain/outbox.h"

#include <algorithm>

namespace tocsin::domain {

Duration age_of(OutboxItem const& item, Instant now) { return now - item.revived_at.value_or(item.created_at); }

// The delay is the item's age, clamped, so that retries spread by themselves and nothing has to be
// counted.
OutboxItem defer(OutboxItem item, Instant now, Retry const& retry, std::string error) {
  auto age = age_of(item, now);
  item.attempts += 1;
  item.state = age >= retry.lifetime_max ? Delivery::dead : Delivery::deferred;
  item.attempt_at = now + std::clamp(age, retry.backoff_min, retry.backoff_max);
  item.last_error = std::move(error);
  return item;
}

}  // namespace tocsin::domain
