// One SQL text for two engines: named parameters and a closed list of fragments, rewritten for
// SQLite or PostgreSQL.
//
// Spec:       SQLite 3.40 (STRICT tables, RETURNING, upsert), PostgreSQL 15.
// Invariants: :name becomes ?n (SQLite) or $n (PostgreSQL), the same name the same n; quoted
// literals, comments and
//             `::` stay as they are. A fragment outside the list does not pass.
//             House rules: epoch milliseconds in {{bigint}}, booleans 0/1 with CHECK, ids random
//             text.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tocsin::store {

enum class Engine { sqlite, postgres };

struct RewrittenSql {
  std::string text;
  std::vector<std::string> parameters;  // parameters[n - 1] is the name behind ?n or $n
};

Result<RewrittenSql> rewrite(std::string_view sql, Engine engine);

}  // namespace tocsin::store
