// The data keys of one transaction: opens, makes and destroys them, and seals and opens with them.
//
// Spec:       base/sealed.h. The associated data of a wrapped key is "KIND/ID".
// Invariants: an owner has one data key for its whole life. Destroying it leaves a row without a
// key, so that no
//             second key can be made for that owner and what it sealed is known to be erased, not
//             lost (I9). Opened keys are kept for one transaction only.
// Failure:    corrupt: the key row is missing though something is sealed with it, or it does not
// unwrap. Threads:    those of the transaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sealed.h"
#include "ports/clock.h"
#include "ports/keyring.h"
#include "store/sql.h"

namespace tocsin::store {

enum class OwnerKind { house, person, case_, advisory };

// Whose key seals a value. The house owns what belongs to nobody outside: staff, outbox, archive,
// registers.
struct Owner {
  OwnerKind kind = OwnerKind::house;
  std::string id;
};

inline Owner house() { return {OwnerKind::house, "house"}; }
std::string_view word_of(OwnerKind kind);

class DataKeys {
 public:
  DataKeys(Connection& db, ports::Keyring& keyring, ports::Entropy& entropy)
      : db_(&db), keyring_(&keyring), entropy_(&entropy) {}

  // Makes the owner's key if there is none; conflict if it was destroyed.
  Result<std::string> seal(Owner const& owner, SealPlace place, std::string_view plain);
  // nullopt: the key was destroyed.
  Result<std::optional<std::string>> open(Owner const& owner, SealPlace place,
                                          std::string_view sealed);
  // The same where erasure cannot be: an error instead.
  Result<std::string> open_or_fail(Owner const& owner, SealPlace place, std::string_view sealed);
  Status destroy(Owner const& owner);

 private:
  enum class State { absent, destroyed, present };
  struct Found {
    State state = State::absent;
    DataKey key;
  };
  Result<Found> find(Owner const& owner);

  Connection* db_;
  ports::Keyring* keyring_;
  ports::Entropy* entropy_;
  std::map<std::string, DataKey> opened_;
};

}  // namespace tocsin::store
