// The one mail that answers a stranger's form: whether it may be sent now. No form may be a mail bomb.
//
// Spec:       design.md section 8: one an address an hour, three a day, and a global budget; base/limits.h has the numbers.
// Invariants: the register knows addresses as keyed digests only, and hours. Receipts and subscriptions have budgets of
//             their own, so that a flood of one does not silence the other.
// Threads:    in the transaction of what is confirmed: refused means that nothing is counted for it.
#pragma once

#include <string>

#include "ports/keyring.h"
#include "ports/store.h"
#include "vocab/email.h"

namespace tocsin::handling {

enum class Confirms { report, subscription };

// The digest by which an address is found again: keyed, so that a stolen database answers no guess.
std::string email_lookup(ports::Keyring& keyring, vocab::EmailAddress const& address);

// Counts one mail and says yes, or says no.
Result<bool> may_confirm(ports::WriteTx& tx, Confirms what, std::string const& lookup, Instant now);

}  // namespace tocsin::handling
