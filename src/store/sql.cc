// The calls into SQLite, and what its error codes mean here. See sql.h.
#include "store/sql.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>

#include "store/sql_text.h"

namespace tocsin::store {
namespace {

constexpr int kBusyWaitMs = 5'000;

SqlErrorKind kind_of_io_error(int extended_code, int system_error) {
  switch (extended_code) {
    // After a failed sync nobody knows what is on the disk, whatever errno says.
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
      return SqlErrorKind::io;
    case SQLITE_IOERR_NOMEM:
      return SqlErrorKind::busy;
    default:
      break;
  }
  switch (system_error) {
    case ENOSPC:
    case EDQUOT:
      return SqlErrorKind::full;
    case EROFS:
    case EACCES:
    case EPERM:
      return SqlErrorKind::readonly;
    default:
      return SqlErrorKind::io;
  }
}

bool is_mendable(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EROFS ||
         system_error == EACCES || system_error == EPERM;
}

int last_errno_of(sqlite3* db, int which_file) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(db, "main", which_file, &file) != SQLITE_OK || !file || !file->pMethods)
    return 0;
  int system_error = 0;
  if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &system_error) != SQLITE_OK)
    return 0;
  return system_error;
}

// The errno behind an I/O error. A failed COMMIT leaves sqlite3_system_errno as it was, so the
// files are asked; each keeps the errno of its last failed call, which may be an older one: so a
// bad disk in either of them decides.
int system_error_of(sqlite3* db, int extended_code) {
  switch (extended_code) {
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMMAP:
    case SQLITE_IOERR_SHMLOCK:
      return sqlite3_system_errno(db);
    default:
      break;
  }
  auto in_file = last_errno_of(db, SQLITE_FCNTL_FILE_POINTER);
  auto in_log = last_errno_of(db, SQLITE_FCNTL_JOURNAL_POINTER);
  return in_file != 0 && !is_mendable(in_file) ? in_file : in_log != 0 ? in_log : in_file;
}

SqlErrorRow const& row_of(SqlErrorKind kind) {
  auto found = std::ranges::find(kSqlErrors, kind, &SqlErrorRow::kind);
  assert(found != std::end(kSqlErrors));
  return *found;
}

}  // namespace

SqlErrorKind kind_of(int extended_code, int system_error) {
  switch (extended_code & 0xff) {
    case SQLITE_CONSTRAINT:
      if (extended_code == SQLITE_CONSTRAINT_FOREIGNKEY) return SqlErrorKind::foreign_key;
      if (extended_code == SQLITE_CONSTRAINT_UNIQUE ||
          extended_code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return SqlErrorKind::unique;
      return SqlErrorKind::other;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
      return SqlErrorKind::busy;
    case SQLITE_FULL:
      return SqlErrorKind::full;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return SqlErrorKind::readonly;
    case SQLITE_IOERR:
      return kind_of_io_error(extended_code, system_error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return SqlErrorKind::corrupt;
    default:
      return SqlErrorKind::other;
  }
}

Error error_of(SqlErrorKind kind, std::string cause) {
  auto const& row = row_of(kind);
  return Error{row.code, row.message, std::string(row.word) + ": " + std::move(cause)};
}

// A prepared statement of one connection.
struct Query::Prepared {
  sqlite3_stmt* statement = nullptr;
  std::string_view name;
  std::vector<std::string> parameters;
  std::uint32_t bound = 0;  // bit n: parameter n + 1 has a value
  bool in_use = false;
  ~Prepared() { sqlite3_finalize(statement); }
};

Query::Query(Connection& db, Prepared& prepared) : db_(&db), prepared_(&prepared) {
  assert(!prepared.in_use);
  prepared.in_use = true;
  prepared.bound = 0;
}

Query::Query(Query&& other) noexcept
    : db_(other.db_), prepared_(std::exchange(other.prepared_, nullptr)) {}

Query::~Query() {
  if (!prepared_) return;
  sqlite3_reset(prepared_->statement);
  sqlite3_clear_bindings(prepared_->statement);
  prepared_->in_use = false;
}

int Query::position(std::string_view name) {
  auto found = std::ranges::find(prepared_->parameters, name);
  assert(found != prepared_->parameters.end() && "the statement has no such parameter");
  auto index = static_cast<int>(found - prepared_->parameters.begin());
  prepared_->bound |= 1U << index;
  return index + 1;
}

// Binding fails only for a wrong index or for want of memory: both end in an assert.
Query& Query::text(std::string_view name, std::string_view value) & {
  auto const* data = value.empty() ? "" : value.data();
  [[maybe_unused]] int code = sqlite3_bind_text64(prepared_->statement, position(name), data,
                                                  value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  assert(code == SQLITE_OK);
  return *this;
}

Query& Query::blob(std::string_view name, std::string_view value) & {
  auto const* data = value.empty() ? "" : value.data();
  [[maybe_unused]] int code = sqlite3_bind_blob64(prepared_->statement, position(name), data,
                                                  value.size(), SQLITE_TRANSIENT);
  assert(code == SQLITE_OK);
  return *this;
}

Query& Query::integer(std::string_view name, std::int64_t value) & {
  [[maybe_unused]] int code = sqlite3_bind_int64(prepared_->statement, position(name), value);
  assert(code == SQLITE_OK);
  return *this;
}

Query& Query::integer(std::string_view name, std::optional<std::int64_t> value) & {
  return value ? integer(name, *value) : null(name);
}

Query& Query::null(std::string_view name) & {
  [[maybe_unused]] int code = sqlite3_bind_null(prepared_->statement, position(name));
  assert(code == SQLITE_OK);
  return *this;
}

Result<bool> Query::step() {
  assert(prepared_->bound == (1ULL << prepared_->parameters.size()) - 1 &&
         "a parameter has no value");
  int code = sqlite3_step(prepared_->statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return db_->failure(code, prepared_->name);
}

Result<std::int64_t> Query::run() {
  while (TRY(step())) {
  }
  return sqlite3_changes64(db_->db_);
}

std::string Query::column_text(int column) const {
  assert(sqlite3_column_type(prepared_->statement, column) == SQLITE_TEXT);
  auto const* data =
      reinterpret_cast<char const*>(sqlite3_column_text(prepared_->statement, column));
  return std::string(data,
                     static_cast<std::size_t>(sqlite3_column_bytes(prepared_->statement, column)));
}

std::string Query::column_blob(int column) const {
  assert(sqlite3_column_type(prepared_->statement, column) == SQLITE_BLOB);
  auto const* data = static_cast<char const*>(sqlite3_column_blob(prepared_->statement, column));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_->statement, column));
  return data ? std::string(data, size) : std::string();
}

std::int64_t Query::column_integer(int column) const {
  assert(sqlite3_column_type(prepared_->statement, column) == SQLITE_INTEGER);
  return sqlite3_column_int64(prepared_->statement, column);
}

std::optional<std::int64_t> Query::column_optional_integer(int column) const {
  if (sqlite3_column_type(prepared_->statement, column) == SQLITE_NULL) return std::nullopt;
  return column_integer(column);
}

std::optional<std::string> Query::column_optional_blob(int column) const {
  if (sqlite3_column_type(prepared_->statement, column) == SQLITE_NULL) return std::nullopt;
  return column_blob(column);
}

Connection::Connection(ConnectionOptions options) : options_(std::move(options)) {
  prepared_.resize(catalogue().size());
}

Connection::~Connection() {
  prepared_.clear();
  for (auto* bound : bounds_) sqlite3_finalize(bound);
  sqlite3_close_v2(db_);
}

Result<std::unique_ptr<Connection>> Connection::open(ConnectionOptions options) {
  auto connection = std::unique_ptr<Connection>(new Connection(std::move(options)));
  auto const& given = connection->options_;
  int code = sqlite3_open_v2(
      given.path.c_str(), &connection->db_,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      given.vfs.empty() ? nullptr : given.vfs.c_str());
  if (code != SQLITE_OK) return connection->failure(code, "open");
  sqlite3_busy_timeout(connection->db_, kBusyWaitMs);
  // A hook of our own takes the place of SQLite's automatic checkpoint, which swallows failed
  // syncs.
  sqlite3_wal_hook(
      connection->db_,
      [](void* self, sqlite3*, char const*, int frames) {
        static_cast<Connection*>(self)->wal_frames_ = frames;
        return SQLITE_OK;
      },
      connection.get());
  // The settings that durability and erasure stand on: refused at start when they do not hold.
  struct Setting {
    char const* set;
    char const* ask;
    char const* wanted;
  };
  constexpr Setting kSettings[] = {
      {"PRAGMA mmap_size=0", nullptr, nullptr},
      {"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
      {"PRAGMA trusted_schema=OFF", nullptr, nullptr},
      {"PRAGMA cell_size_check=ON", nullptr, nullptr},
      {"PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal"},
      {"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
      {"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
      {"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
  };
  for (auto const& setting : kSettings) {
    CHECKED(connection->execute(setting.set));
    if (!setting.ask) continue;
    if (TRY(connection->pragma(setting.ask)) != setting.wanted)
      return fail(ErrorCode::unavailable,
                  "the database does not accept a setting that durability needs", setting.set);
  }
  return connection;
}

std::unexpected<Error> Connection::failure(int code, std::string_view what) {
  auto extended = db_ ? sqlite3_extended_errcode(db_) : code;
  auto kind = kind_of(extended, db_ ? system_error_of(db_, extended) : 0);
  // Error texts of SQLite name tables and columns, never values.
  auto cause = std::string(what) + ": " + sqlite3_errstr(extended) + " (" +
               std::to_string(extended) + ")" +
               (db_ ? std::string(": ") + sqlite3_errmsg(db_) : std::string());
  auto error = error_of(kind, cause);
  // A refused row undoes its own statement only; anything else puts the whole transaction in doubt.
  if (kind != SqlErrorKind::unique && kind != SqlErrorKind::foreign_key && !broken_transaction_)
    broken_transaction_ = error;
  if (kind == SqlErrorKind::io && options_.on_io_error) options_.on_io_error(cause);
  return std::unexpected(std::move(error));
}

Result<sqlite3_stmt*> Connection::prepare(std::string const& sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(db_, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code, "prepare");
  return statement;
}

Result<Query> Connection::query(Sql id) {
  auto& slot = prepared_[static_cast<std::size_t>(id)];
  if (!slot) {
    auto const& row = catalogue()[static_cast<std::size_t>(id)];
    auto rewritten = rewrite(row.sql, Engine::sqlite);
    assert(rewritten && rewritten->parameters.size() < 32);
    auto made = std::make_unique<Query::Prepared>();
    made->name = row.name;
    made->parameters = std::move(rewritten->parameters);
    made->statement = TRY(prepare(rewritten->text));
    slot = std::move(made);
  }
  return Query(*this, *slot);
}

Status Connection::execute(std::string const& sql) {
  int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code, sql.substr(0, 40));
  return {};
}

Result<std::string> Connection::pragma(std::string const& sql) {
  std::string value;
  auto keep_first = [](void* to, int, char** columns, char**) {
    auto& text = *static_cast<std::string*>(to);
    if (text.empty() && columns[0]) text = columns[0];
    return 0;
  };
  int code = sqlite3_exec(db_, sql.c_str(), keep_first, &value, nullptr);
  if (code != SQLITE_OK) return failure(code, sql);
  return value;
}

Status Connection::run(Bound bound) {
  constexpr char const* kTexts[] = {"BEGIN IMMEDIATE", "BEGIN", "COMMIT", "ROLLBACK"};
  static_assert(std::size(kTexts) == kBounds);
  auto const* text = kTexts[static_cast<std::size_t>(bound)];
  auto& statement = bounds_[static_cast<std::size_t>(bound)];
  int code = statement ? SQLITE_OK : sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  // A rollback's own failure changes nothing: an uncommitted transaction is undone by whoever opens the log
  // next. The others are asked before the reset, which may say less of what failed.
  auto status = code == SQLITE_DONE || bound == Bound::rollback ? Status() : Status(failure(code, text));
  sqlite3_reset(statement);
  return status;
}

Status Connection::begin_immediate() {
  broken_transaction_.reset();
  return run(Bound::begin_immediate);
}

Status Connection::begin_read() {
  broken_transaction_.reset();
  return run(Bound::begin_read);
}

Status Connection::commit() {
  if (broken_transaction_) return std::unexpected(*broken_transaction_);
  return run(Bound::commit);
}

void Connection::rollback() {
  if (in_transaction()) (void)run(Bound::rollback);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

Status Connection::checkpoint(Checkpoint mode) {
  int in_log = 0;
  int moved = 0;
  // No waiting for readers: the caller is the writer lane and tries again later.
  sqlite3_busy_timeout(db_, 0);
  int code = sqlite3_wal_checkpoint_v2(
      db_, nullptr,
      mode == Checkpoint::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE, &in_log,
      &moved);
  sqlite3_busy_timeout(db_, kBusyWaitMs);
  if (code != SQLITE_OK) return failure(code, "checkpoint");
  if (in_log == moved) wal_frames_ = 0;
  return {};
}

}  // namespace tocsin::store
