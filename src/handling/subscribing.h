// Subscribing: double opt-in in, one click out, undo for 30 days.
//
// Spec:       facts of notifications: RFC 8058; site-map section 9.
// Invariants: I10: only POST reaches these functions. The public answer is the same whether or not an address is known;
//             a confirmed subscription cannot be changed by the public form. Tokens name recipient and purpose:
//             base64url(subscription id | keyed MAC over purpose and id); the confirmation token is derived from
//             the asking, kept as a hash, single-use and expires.
#pragma once

#include "domain/subscription.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

// From the public form (a submission of kind "subscribe": fields email, product (repeated), severity).
Status subscribe(ports::World& world, Settings const& settings, ports::Submission const& submission);

Status confirm_subscription(ports::World& world, std::string_view confirm_token);
// Whether the token would confirm something: for the page with the button. Changes nothing.
Result<domain::Subscription> subscription_to_confirm(ports::World& world, std::string_view confirm_token);

// Which asking a confirmation mail belongs to: each has a secret of its own.
std::string asking_of(domain::Subscription const& subscription);
// The token that stands in the confirmation mail.
std::string confirm_token(ports::Keyring& keyring, domain::Subscription const& subscription);

enum class TokenUse { manage, unsubscribe };
std::string subscription_token(ports::Keyring& keyring, domain::SubscriptionId const& id, TokenUse use);
Result<domain::SubscriptionId> subscription_of_token(ports::Keyring& keyring, std::string_view token, TokenUse use);

Result<domain::Subscription> read_subscription(ports::World& world, domain::SubscriptionId const& id);
struct Preferences {
  std::set<std::string> products;
  domain::Severity severity_min = domain::Severity::none;
};
Status save_preferences(ports::World& world, domain::SubscriptionId const& id, Preferences const& preferences);
// Ending what is ended is success: the button may be pressed twice.
// `submission` is the spool record it came by, which may be read twice; empty for the button.
Status unsubscribe(ports::World& world, domain::SubscriptionId const& id, std::string const& submission = {});
Status undo_unsubscribe(ports::World& world, domain::SubscriptionId const& id);

}  // namespace tocsin::handling
