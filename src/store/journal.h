// The journal: each stream a hash chain over sealed bodies, and checkpoints over all stream heads.
//
// Spec:       design.md section 2 (2); RFC 7693 (BLAKE2b, 32 bytes). Each part that is hashed is
// preceded by its length,
//             so no two entries have the same input.
// Invariants: hash(n) = BLAKE2b(hash(n-1), stream, n, at, actor, owner, sealed body); hash(0) is
// empty. A chain holds
//             without any key, so erasing a person breaks none (I9). Checkpoint n =
//             BLAKE2b(checkpoint n-1, n, at, the heads that changed): it stands for every head,
//             also of streams it does not list.
// Failure:    corrupt, naming the stream and the sequence.
// Threads:    those of the transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "ports/store.h"
#include "store/data_keys.h"
#include "store/sql.h"

namespace tocsin::store {

struct NewEntry {
  std::string_view stream;
  Owner owner;  // under whose key the body is sealed
  Instant at;
  std::string_view actor;
  std::string_view body;
};

Status append_entry(Connection& db, DataKeys& keys, NewEntry const& entry);
Result<std::vector<ports::JournalEntry>> entries_of(Connection& db, DataKeys& keys,
                                                    std::string_view stream);
Status verify_chains(Connection& db);

Result<std::optional<ports::Checkpoint>> last_checkpoint_of(Connection& db);
Result<ports::Checkpoint> add_checkpoint_to(Connection& db, Instant at);

}  // namespace tocsin::store
