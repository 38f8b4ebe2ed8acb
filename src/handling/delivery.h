// Delivery: the outbox's items reach the outside world, one at a time, each under its idempotency key.
//
// Spec:       design.md section 2 (deliver_due); RFC 5322 (Message-ID).
// Invariants: (1) Mail is written when it is sent, from the aggregates as they are then (M-2).
//             (2) Message-ID = f(notice, recipient): the same on every retry (M-1).
//             (3) Before mail to subscribers is sent the caller has drained the spool, so an opt-out counts at once;
//                 as long as it could not, notices wait and everything else goes on.
//             (4) One bad item never stops the rest; a dead item rings the desk and stays visible.
// Threads:    the post lane (jobs/schedule.h) only.
#pragma once

#include "domain/actor.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

struct DeliveryRun {
  int delivered = 0;
  int deferred = 0;
  int dead = 0;
};

// Whether notices to subscribers may leave; they wait while an acknowledged opt-out may not have been read.
enum class Notices { leave, wait };

// Delivers what is due; `fencing` is this process's token (next_number(kLease) at start).
Result<DeliveryRun> deliver_due(ports::World& world, Settings const& settings, std::int64_t fencing,
                                Notices notices = Notices::leave);

// Items of a time that has not come, made or put off while the wall clock was ahead, are due as they would have been
// without that; else they would wait for that time, a year if the clock was a year ahead. Once an hour.
Status mend_outbox(ports::World& world, Settings const& settings);

// What webhooks are signed with; the receiver needs it (tocsin webhook secret).
std::string webhook_key(ports::Keyring& keyring);

// The desk's acts on dead letters.
Status resend(ports::World& world, domain::Actor const& actor, domain::OutboxId const& id);
Status dismiss(ports::World& world, domain::Actor const& actor, domain::OutboxId const& id);
Result<std::vector<domain::OutboxItem>> list_outbox(ports::World& world, domain::Actor const& actor);

// The mail an effect makes now; nullopt when there is nobody to tell any more.
Result<std::optional<ports::MailMessage>> mail_of(ports::World& world, Settings const& settings,
                                                  domain::OutboxItem const& item);

}  // namespace tocsin::handling
