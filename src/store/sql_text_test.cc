// The rewriter, the catalogue on SQLite, migrations, and the table of errors.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>

#include "store/catalogue.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/sql_text.h"
#include "store/test_rig.h"

namespace tocsin::store {
namespace {

using namespace test;

TEST(SqlText, RewritesParametersAndFragmentsAndNothingElse) {
  constexpr auto kSql =
      "SELECT ':no', \"a:b\", x::text FROM t -- :not\nWHERE a = :a AND b = :b_2 AND c = :a "
      "{{skip_locked}}";
  auto sqlite = rewrite(kSql, Engine::sqlite);
  ASSERT_TRUE(sqlite);
  EXPECT_EQ(sqlite->text,
            "SELECT ':no', \"a:b\", x::text FROM t -- :not\nWHERE a = ?1 AND b = ?2 AND c = ?1 ");
  EXPECT_EQ(sqlite->parameters, (std::vector<std::string>{"a", "b_2"}));
  EXPECT_EQ(rewrite(kSql, Engine::postgres)->text,
            "SELECT ':no', \"a:b\", x::text FROM t -- :not\nWHERE a = $1 AND b = $2 AND c = $1 FOR "
            "UPDATE SKIP LOCKED");
  EXPECT_FALSE(rewrite("SELECT {{now}}", Engine::sqlite));
  EXPECT_FALSE(rewrite("SELECT {{blob", Engine::sqlite));
}

TEST(Catalogue, EveryStatementPreparesOnSqlite) {
  TemporaryDirectory directory;
  auto db = *Connection::open({.path = directory.path("db")});
  ASSERT_TRUE(migrate(*db, migrations()));
  for (auto const& statement : catalogue()) {
    auto query = db->query(statement.id);
    EXPECT_TRUE(query) << statement.name << ": " << query.error().cause;
  }
}

TEST(Migrations, AreNumberedWithoutAGapAndRunOnce) {
  int number = 0;
  for (auto const& migration : migrations())
    EXPECT_EQ(migration.number, ++number) << migration.name;
  TemporaryDirectory directory;
  auto db = *Connection::open({.path = directory.path("db")});
  EXPECT_TRUE(migrate(*db, migrations()));
  EXPECT_TRUE(migrate(*db, migrations()));
}

constexpr Migration kOne{1, "0001_one", "CREATE TABLE one (a TEXT) {{strict}}"};
constexpr Migration kTwo{2, "0002_two", "CREATE TABLE two (a TEXT) {{strict}}"};
constexpr Migration kBad{2, "0002_bad",
                         "CREATE TABLE half (a TEXT) {{strict}}; CREATE TABLE one (a TEXT)"};
constexpr Migration kEdited{1, "0001_one", "CREATE TABLE one (b TEXT) {{strict}}"};

TEST(Migrations, ANewerSchemaIsRefusedUntouchedAndAnEditedOneIsCorrupt) {
  TemporaryDirectory directory;
  auto db = *Connection::open({.path = directory.path("db")});
  Migration const both[] = {kOne, kTwo};
  Migration const one[] = {kOne};
  Migration const edited[] = {kEdited, kTwo};
  ASSERT_TRUE(migrate(*db, both));
  auto older = migrate(*db, one);
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, ErrorCode::conflict);
  auto altered = migrate(*db, edited);
  ASSERT_FALSE(altered);
  EXPECT_EQ(altered.error().code, ErrorCode::corrupt);
  EXPECT_TRUE(migrate(*db, both));
}

TEST(Migrations, AFailedOneLeavesNothingOfItself) {
  TemporaryDirectory directory;
  auto db = *Connection::open({.path = directory.path("db")});
  Migration const bad[] = {kOne, kBad};
  Migration const good[] = {kOne, kTwo};
  EXPECT_FALSE(migrate(*db, bad));
  EXPECT_EQ(*db->pragma("SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'"), "0");
  EXPECT_EQ(*db->pragma("SELECT COUNT(*) FROM migrations"), "1");
  EXPECT_TRUE(migrate(*db, good));
}

TEST(SqlErrors, TellWhatTimeMendsFromWhatEndsTheRole) {
  struct Row {
    int code;
    int system_error;
    SqlErrorKind kind;
  };
  constexpr Row kRows[] = {
      {SQLITE_CONSTRAINT_UNIQUE, 0, SqlErrorKind::unique},
      {SQLITE_CONSTRAINT_PRIMARYKEY, 0, SqlErrorKind::unique},
      {SQLITE_CONSTRAINT_FOREIGNKEY, 0, SqlErrorKind::foreign_key},
      {SQLITE_CONSTRAINT_CHECK, 0, SqlErrorKind::other},
      {SQLITE_BUSY, 0, SqlErrorKind::busy},
      {SQLITE_BUSY_SNAPSHOT, 0, SqlErrorKind::busy},
      {SQLITE_FULL, ENOSPC, SqlErrorKind::full},
      {SQLITE_READONLY, 0, SqlErrorKind::readonly},
      {SQLITE_READONLY_DIRECTORY, 0, SqlErrorKind::readonly},
      {SQLITE_CANTOPEN, EACCES, SqlErrorKind::readonly},
      {SQLITE_IOERR_WRITE, EROFS, SqlErrorKind::readonly},
      {SQLITE_IOERR_SHMSIZE, ENOSPC, SqlErrorKind::full},
      {SQLITE_IOERR_WRITE, EDQUOT, SqlErrorKind::full},
      {SQLITE_IOERR_WRITE, EIO, SqlErrorKind::io},
      {SQLITE_IOERR_READ, EIO, SqlErrorKind::io},
      {SQLITE_IOERR_FSYNC, EIO, SqlErrorKind::io},
      {SQLITE_IOERR_FSYNC, ENOSPC, SqlErrorKind::io},
      {SQLITE_CORRUPT, 0, SqlErrorKind::corrupt},
      {SQLITE_NOTADB, 0, SqlErrorKind::corrupt},
      {SQLITE_MISUSE, 0, SqlErrorKind::other},
  };
  for (auto const& row : kRows)
    EXPECT_EQ(kind_of(row.code, row.system_error), row.kind) << row.code;
}

}  // namespace
}  // namespace tocsin::store
