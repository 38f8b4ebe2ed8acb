// A subscription: one address, what it wants to hear of, and where it stands between asked and gone.
//
// Spec:       facts/notifications.md section 2 (double opt-in), RFC 8058 (one-click).
// Invariants: M-2: nothing is sent to a subscription that is not `confirmed` when it is sent.
//             I10: only POST confirms or ends one. A confirmed one cannot be changed by the public form.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <set>
#include <string>

#include "base/time.h"
#include "domain/advisory.h"
#include "domain/ids.h"

namespace tocsin::domain {

enum class SubscriptionState { pending, confirmed, ended };
BOOST_DESCRIBE_ENUM(SubscriptionState, pending, confirmed, ended)

struct Subscription {
  SubscriptionId id;
  std::int64_t version = 0;
  PersonId person;                         // holds the address, sealed under the person's key
  SubscriptionState state = SubscriptionState::pending;
  std::set<std::string> products;          // slugs; empty: every product
  Severity severity_min = Severity::none;
  std::string language = "en";
  std::string confirm_token_hash;          // single use; cleared when used
  Instant confirm_expires;
  Instant asked_at;
  std::optional<Instant> confirmed_at;     // notices "from now": only what is published after it
  std::optional<Instant> ended_at;         // undo for 30 days
  friend bool operator==(Subscription const&, Subscription const&) = default;
};
BOOST_DESCRIBE_STRUCT(Subscription, (),
                      (id, version, person, state, products, severity_min, language, confirm_token_hash,
                       confirm_expires, asked_at, confirmed_at, ended_at))

inline constexpr Duration kConfirmLifetime = std::chrono::hours{24 * 7};
inline constexpr Duration kUndoLifetime = std::chrono::hours{24 * 30};

// Whether an ending can still be taken back.
bool can_be_undone(Subscription const& subscription, Instant now);
// Whether a notice about `products` at `severity` concerns this subscription.
bool concerns(Subscription const& subscription, std::set<std::string> const& products, Severity severity);

}  // namespace tocsin::domain
