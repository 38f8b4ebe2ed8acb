// The migrations of schema.h, applied.
#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/sql_text.h"

namespace tocsin::store {
namespace {

struct Applied {
  std::int64_t number;
  std::string name;
  std::string checksum;
};

std::string checksum_of(Migration const& migration) { return to_hex(blake2b(migration.sql)); }

Result<std::vector<Applied>> applied_migrations(Connection& db) {
  auto query = TRY(db.query(Sql::migrations_all));
  std::vector<Applied> out;
  while (TRY(query.step()))
    out.push_back({query.column_integer(0), query.column_text(1), query.column_text(2)});
  return out;
}

Status check_history(std::vector<Applied> const& applied, std::span<Migration const> wanted) {
  if (applied.size() > wanted.size())
    return fail(ErrorCode::conflict, "the database was made by a newer version of tocsin (schema " +
                                         applied.back().name +
                                         "); start that version, nothing was changed");
  for (std::size_t i = 0; i < applied.size(); ++i)
    if (applied[i].number != wanted[i].number || applied[i].checksum != checksum_of(wanted[i]))
      return fail(ErrorCode::corrupt, "schema " + applied[i].name +
                                          " of the database is not the one this version knows");
  return {};
}

Status apply(Connection& db, Migration const& migration) {
  CHECKED(db.execute(TRY(rewrite(migration.sql, Engine::sqlite)).text));
  auto record = TRY(db.query(Sql::migration_add));
  record.integer("number", migration.number)
      .text("name", migration.name)
      .text("checksum", checksum_of(migration));
  CHECKED(record.run());
  return {};
}

}  // namespace

Status migrate(Connection& db, std::span<Migration const> wanted) {
  // Asked first, so that a database which needs nothing is opened without a write.
  auto known = TRY(db.pragma("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migrations'"));
  std::vector<Applied> applied;
  if (known == "1") applied = TRY(applied_migrations(db));
  CHECKED(check_history(applied, wanted));
  for (auto i = applied.size(); i < wanted.size(); ++i) {
    CHECKED(db.begin_immediate());
    auto status = [&]() -> Status {
      if (i == 0) CHECKED(TRY(db.query(Sql::migrations_table)).run());
      CHECKED(apply(db, wanted[i]));
      return db.commit();
    }();
    if (!status) {
      db.rollback();
      return status;
    }
  }
  return {};
}

}  // namespace tocsin::store
