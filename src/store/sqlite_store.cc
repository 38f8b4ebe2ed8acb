// See sqlite_store.h.
#include "store/sqlite_store.h"

#include <unistd.h>

#include "base/limits.h"
#include "store/schema.h"
#include "store/sqlite_tx.h"

namespace tocsin::store {
namespace {

constexpr int kExitIoError = 74;  // sysexits.h EX_IOERR
// About 4 MB of log: large enough to gather writes, small enough to be read quickly at start.
constexpr int kFramesBeforeCheckpoint = 1'000;
constexpr std::size_t kIdleReadersMax = 4;

[[noreturn]] void end_process(std::string_view) { _exit(kExitIoError); }

// Unlocks and forgets the writing thread, also when the work throws.
class WriterTurn {
 public:
  WriterTurn(std::mutex& mutex, std::atomic<std::thread::id>& thread)
      : lock_(mutex, std::defer_lock), thread_(thread) {
    assert(thread_.load() != std::this_thread::get_id() && "write() inside write()");
    lock_.lock();
    thread_ = std::this_thread::get_id();
  }
  ~WriterTurn() { thread_ = std::thread::id{}; }

 private:
  std::unique_lock<std::mutex> lock_;
  std::atomic<std::thread::id>& thread_;
};

}  // namespace

// A read transaction with its connection, given back at the end.
class ReaderLease {
 public:
  ReaderLease(SqliteStore& store, std::unique_ptr<Connection> db)
      : store_(store), db_(std::move(db)) {}
  ~ReaderLease() {
    db_->rollback();
    store_.return_reader(std::move(db_));
  }
  Connection& db() { return *db_; }

 private:
  SqliteStore& store_;
  std::unique_ptr<Connection> db_;
};

namespace {

// The lease is the first base, so it is there before the transaction and goes after it.
class LeasedTx final : private ReaderLease, public SqliteTx {
 public:
  LeasedTx(SqliteStore& store, std::unique_ptr<Connection> db, ports::Keyring& keyring,
           ports::Entropy& entropy, std::string_view digest_secret, CaseCache& cases)
      : ReaderLease(store, std::move(db)),
        SqliteTx(Kind::read, ReaderLease::db(), keyring, entropy, digest_secret, cases) {}
};

}  // namespace

SqliteStore::SqliteStore(SqliteOptions options, ports::Keyring& keyring, ports::Entropy& entropy)
    : options_(std::move(options)),
      keyring_(keyring),
      entropy_(entropy),
      digest_secret_(keyring.derived_secret("store-digests")),
      cases_(store_cached_case_bytes_max) {
  if (!options_.on_io_error) options_.on_io_error = end_process;
}

SqliteStore::~SqliteStore() = default;

ConnectionOptions SqliteStore::connection_options() {
  return {.path = options_.path, .vfs = options_.vfs, .on_io_error = [this](std::string_view what) {
            had_io_error_ = true;
            options_.on_io_error(what);
          }};
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteOptions options,
                                                       ports::Keyring& keyring,
                                                       ports::Entropy& entropy) {
  auto store = std::unique_ptr<SqliteStore>(new SqliteStore(std::move(options), keyring, entropy));
  store->writer_ = TRY(Connection::open(store->connection_options()));
  CHECKED(migrate(*store->writer_, migrations()));
  return store;
}

Status SqliteStore::unavailable_after_io_error() const {
  if (had_io_error_) return std::unexpected(error_of(SqlErrorKind::io, "an earlier call failed"));
  return {};
}

Result<std::unique_ptr<Connection>> SqliteStore::lease_reader() {
  {
    std::lock_guard lock(readers_mutex_);
    if (!idle_readers_.empty()) {
      auto connection = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return connection;
    }
  }
  auto connection = TRY(Connection::open(connection_options()));
  CHECKED(connection->execute("PRAGMA query_only=ON"));
  return connection;
}

void SqliteStore::return_reader(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(readers_mutex_);
  if (idle_readers_.size() < kIdleReadersMax) idle_readers_.push_back(std::move(connection));
}

Result<std::unique_ptr<ports::ReadTx>> SqliteStore::read() {
  CHECKED(unavailable_after_io_error());
  auto connection = TRY(lease_reader());
  CHECKED(connection->begin_read());
  return std::unique_ptr<ports::ReadTx>(
      std::make_unique<LeasedTx>(*this, std::move(connection), keyring_, entropy_, digest_secret_, cases_));
}

Status SqliteStore::write(std::function<Status(ports::WriteTx&)> const& work) {
  CHECKED(unavailable_after_io_error());
  WriterTurn turn(writer_mutex_, writer_thread_);
  auto& db = *writer_;
  try {
    auto status = run(db, work);
    if (!status) db.rollback();
    return status;
  } catch (...) {
    db.rollback();
    throw;
  }
}

Status SqliteStore::run(Connection& db, std::function<Status(ports::WriteTx&)> const& work) {
  CHECKED(db.begin_immediate());
  bool destroyed_a_key = false;
  std::vector<SqliteTx::SavedCase> saved;
  {
    SqliteTx tx(SqliteTx::Kind::write, db, keyring_, entropy_, digest_secret_, cases_);
    CHECKED(work(tx));
    destroyed_a_key = tx.destroyed_a_key();
    saved = tx.take_saved_cases();
  }
  CHECKED(db.commit());
  for (auto& one : saved) cases_.put(std::move(one.c), one.stored_bytes);
  log_holds_a_destroyed_key_ = log_holds_a_destroyed_key_ || destroyed_a_key;
  tidy_log(db);
  return {};
}

// After a commit. That the log cannot be moved into the file just now (disk full, a reader) undoes
// nothing: the next write tries again, and so does the end of the last connection. An I/O error has
// already gone to the hook.
void SqliteStore::tidy_log(Connection& db) {
  if (log_holds_a_destroyed_key_) {
    if (db.checkpoint(Connection::Checkpoint::truncate)) log_holds_a_destroyed_key_ = false;
  } else if (db.wal_frames() >= kFramesBeforeCheckpoint) {
    (void)db.checkpoint(Connection::Checkpoint::passive);
  }
}

Status SqliteStore::check_integrity() {
  CHECKED(unavailable_after_io_error());
  WriterTurn turn(writer_mutex_, writer_thread_);
  // Named, because GCC 12 -O2 takes the temporary of TRY for uninitialised when it is compared where it stands.
  auto const verdict = TRY(writer_->pragma("PRAGMA integrity_check"));
  if (verdict != "ok")
    return fail(ErrorCode::corrupt, "the database file is damaged; restore a backup");
  if (!TRY(writer_->pragma("PRAGMA foreign_key_check")).empty())
    return fail(ErrorCode::corrupt,
                "the database refers to rows that are missing; restore a backup");
  return {};
}

}  // namespace tocsin::store
