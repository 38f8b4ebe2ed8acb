// See confirmation_mail.h.
#include "handling/confirmation_mail.h"

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"

namespace tocsin::handling {
namespace {

std::string kind_of(Confirms what) { return what == Confirms::report ? "receipt-mail" : "confirm-mail"; }

// One of `count_max` places of a window; false when all are taken.
Result<bool> take_place(ports::WriteTx& tx, std::string const& kind, std::string const& window, int count_max, Instant now) {
  for (int place = 0; place < count_max; ++place)
    if (TRY(tx.first_time(kind, window + "|" + std::to_string(place), now))) return true;
  return false;
}

// "hour|count": one row whatever the flood is.
struct Budget {
  std::string hour;
  int used = 0;
};
Budget read_budget(std::optional<std::string> const& stored, std::string const& hour) {
  auto const parts = stored ? split(*stored, '|') : std::vector<std::string_view>{};
  if (parts.size() != 2 || parts[0] != hour) return {hour, 0};
  return {hour, std::stoi(std::string(parts[1]))};
}

}  // namespace

std::string email_lookup(ports::Keyring& keyring, vocab::EmailAddress const& address) {
  return to_hex(blake2b_keyed(keyring.derived_secret("email-lookup"), address.key()));
}

Result<bool> may_confirm(ports::WriteTx& tx, Confirms what, std::string const& lookup, Instant now) {
  auto const kind = kind_of(what);
  auto const hour = std::to_string(floor_hour(now).epoch_ms);
  auto const day = std::to_string(utc_midnight(utc_date(now)).epoch_ms);
  // The house's budget first: it is looked at before anything is counted for the address.
  auto const setting = kind + ".budget";
  auto budget = read_budget(TRY(tx.setting(setting)), hour);
  if (budget.used >= confirmation_mails_hour_max) return false;
  if (!TRY(take_place(tx, kind, lookup + "|hour|" + hour, confirmation_mails_address_hour_max, now))) return false;
  if (!TRY(take_place(tx, kind, lookup + "|day|" + day, confirmation_mails_address_day_max, now))) return false;
  CHECKED(tx.set_setting(setting, hour + "|" + std::to_string(budget.used + 1)));
  return true;
}

}  // namespace tocsin::handling
