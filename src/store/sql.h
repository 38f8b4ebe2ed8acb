// A thin typed interface over SQLite: a connection with its prepared statements, and one use of a
// statement.
//
// Spec:       sqlite.org C API (extended result codes, WAL).
// Invariants: every statement is a row of the catalogue; a connection prepares each once. Every
// parameter is bound
//             before a statement runs (assert). The first I/O error of a write, read or sync is
//             handed to the connection's `on_io_error` before anything else happens (D-4).
// Failure:    the extended code becomes a kind, the kind an ErrorCode (kSqlErrors). After `full`,
// `readonly` or
//             `busy` nothing has happened, and the connection can be used again after rollback().
// Threads:    one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/catalogue.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::store {

enum class SqlErrorKind { unique, foreign_key, busy, full, readonly, io, corrupt, other };

struct SqlErrorRow {
  SqlErrorKind kind;
  char const* word;
  ErrorCode code;
  char const* message;
};

inline constexpr SqlErrorRow kSqlErrors[] = {
    {SqlErrorKind::unique, "unique", ErrorCode::conflict, "this exists already"},
    {SqlErrorKind::foreign_key, "foreign_key", ErrorCode::not_found,
     "this belongs to something that does not exist"},
    {SqlErrorKind::busy, "busy", ErrorCode::unavailable, "the database is busy; try again"},
    {SqlErrorKind::full, "full", ErrorCode::unavailable,
     "the disk with the database is full; free some space"},
    {SqlErrorKind::readonly, "readonly", ErrorCode::unavailable,
     "the database cannot be written or opened; check the data directory's permissions and mount"},
    {SqlErrorKind::io, "io", ErrorCode::unavailable,
     "reading or writing the database failed; this process stops"},
    {SqlErrorKind::corrupt, "corrupt", ErrorCode::corrupt,
     "the database file is damaged; restore a backup"},
    {SqlErrorKind::other, "other", ErrorCode::corrupt, "the database refused a statement"},
};

// `system_error` is the errno of the failed call; it tells a read-only mount from a broken disk.
SqlErrorKind kind_of(int extended_code, int system_error);
Error error_of(SqlErrorKind kind, std::string cause);

// What an I/O error does. It normally does not return: production ends the role, the simulation
// throws its crash.
using IoErrorHook = std::function<void(std::string_view what)>;

class Connection;

// One run of a prepared statement: bind, step or run, read columns. Resets the statement when it
// goes.
class Query {
 public:
  Query(Query&& other) noexcept;
  Query(Query const&) = delete;
  Query& operator=(Query const&) = delete;
  ~Query();

  Query& text(std::string_view name, std::string_view value) &;
  Query& blob(std::string_view name, std::string_view value) &;
  Query& integer(std::string_view name, std::int64_t value) &;
  Query& integer(std::string_view name, std::optional<std::int64_t> value) &;
  Query& null(std::string_view name) &;

  // True: there is a row to read.
  Result<bool> step();
  // To its end, rows ignored; the number of rows it changed.
  Result<std::int64_t> run();

  // Columns from 0. A NULL where the type has none is a programmer's error: the schema says NOT
  // NULL.
  std::string column_text(int column) const;
  std::string column_blob(int column) const;
  std::int64_t column_integer(int column) const;
  std::optional<std::int64_t> column_optional_integer(int column) const;
  std::optional<std::string> column_optional_blob(int column) const;

 private:
  friend class Connection;
  struct Prepared;
  Query(Connection& db, Prepared& prepared);
  int position(std::string_view name);

  Connection* db_;
  Prepared* prepared_;
};

struct ConnectionOptions {
  std::string path;
  std::string vfs;  // name of a registered SQLite VFS; empty: the default one
  IoErrorHook on_io_error;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(ConnectionOptions options);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  // The statement must not be in use on this connection already.
  Result<Query> query(Sql id);
  // Engine-specific text: pragmas, migrations. Rows are ignored.
  Status execute(std::string const& sql);
  // The first column of the first row of a pragma, as text.
  Result<std::string> pragma(std::string const& sql);

  Status begin_immediate();
  Status begin_read();
  // Refuses when a statement of this transaction failed in a way that leaves it in doubt.
  Status commit();
  void rollback();
  bool in_transaction() const;

  // Frames in the write-ahead log after the last commit; checkpoint() moves them into the database
  // file.
  int wal_frames() const { return wal_frames_; }
  enum class Checkpoint { passive, truncate };
  Status checkpoint(Checkpoint mode);

 private:
  friend class Query;
  explicit Connection(ConnectionOptions options);
  // The statements that bound a transaction, each prepared at its first use.
  enum class Bound { begin_immediate, begin_read, commit, rollback };
  static constexpr std::size_t kBounds = 4;
  Status run(Bound bound);
  std::unexpected<Error> failure(int code, std::string_view what);
  Result<sqlite3_stmt*> prepare(std::string const& sql);

  ConnectionOptions options_;
  sqlite3* db_ = nullptr;
  std::vector<std::unique_ptr<Query::Prepared>> prepared_;  // by Sql
  std::array<sqlite3_stmt*, kBounds> bounds_{};              // by Bound
  std::optional<Error> broken_transaction_;
  int wal_frames_ = 0;
};

}  // namespace tocsin::store
