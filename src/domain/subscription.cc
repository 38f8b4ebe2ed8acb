// See subscription.h.
#include "domain/subscription.h"

namespace tocsin::domain {

bool can_be_undone(Subscription const& subscription, Instant now) {
  return subscription.state == SubscriptionState::ended && subscription.confirmed_at && subscription.ended_at &&
         now - *subscription.ended_at <= kUndoLifetime;
}

bool concerns(Subscription const& subscription, std::set<std::string> const& products, Severity severity) {
  if (severity < subscription.severity_min) return false;
  if (subscription.products.empty()) return true;
  for (auto const& product : products)
    if (subscription.products.contains(product)) return true;
  return false;
}

}  // namespace tocsin::domain
