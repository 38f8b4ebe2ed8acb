// The migrations: every schema the store has had, in order, embedded in the binary from
// src/store/schema.
//
// Invariants: a migration that was released is never edited: its checksum stands in every database
// it made.
//             Numbers are 1, 2, 3 ... without a gap.
// Failure:    a database of a newer schema is refused untouched (D-7); one whose checksum differs
// is corrupt.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"

namespace tocsin::store {

class Connection;

struct Migration {
  int number;
  std::string_view name;  // "0001_first"
  std::string_view sql;   // shared SQL with fragments; see sql_text.h
};

std::span<Migration const> migrations();

// Brings the database up to `wanted`, each migration in a transaction of its own together with its
// record.
Status migrate(Connection& db, std::span<Migration const> wanted);

}  // namespace tocsin::store
