// The store on SQLite: one database file, one writer, a few readers.
//
// Spec:       ports/store.h; sqlite.org (WAL, VFS).
// Invariants: WAL, synchronous=FULL, foreign keys and secure_delete are asserted at start. Writes
// begin with BEGIN
//             IMMEDIATE on the one writer connection. A write that returned success survives power
//             loss (D-1). After the first I/O error nothing is acknowledged any more (D-4):
//             `on_io_error` is called, and if it comes back, every later call is unavailable.
//             Checkpoints of the write-ahead log are ours, because SQLite's own swallow a failed
//             sync.
// Failure:    ports/store.h. Full or read-only: unavailable; the next write tries anew (D-5). A
// newer schema is
//             refused untouched (D-7).
// Threads:    write() and read() from any thread; writes queue behind one another. A ReadTx stays
// on one thread at
//             a time and must not outlive the store. write() inside write() is a programmer's
//             error.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ports/clock.h"
#include "ports/keyring.h"
#include "ports/store.h"
#include "store/case_cache.h"
#include "store/sql.h"

namespace tocsin::store {

struct SqliteOptions {
  std::string path;         // of the database file; its directory exists
  std::string vfs;          // name of a registered SQLite VFS; empty: real files
  IoErrorHook on_io_error;  // empty: end the process with exit code 74 (EX_IOERR)
};

class SqliteStore final : public ports::Store {
 public:
  // Opens or makes the database and brings its schema up to date. The keyring and the entropy
  // outlive the store.
  static Result<std::unique_ptr<SqliteStore>> open(SqliteOptions options, ports::Keyring& keyring,
                                                   ports::Entropy& entropy);
  ~SqliteStore() override;

  Result<std::unique_ptr<ports::ReadTx>> read() override;
  Status write(std::function<Status(ports::WriteTx&)> const& work) override;

  // SQLite's own check of the file and of every foreign key (D-3).
  Status check_integrity();

 private:
  friend class ReaderLease;
  SqliteStore(SqliteOptions options, ports::Keyring& keyring, ports::Entropy& entropy);
  ConnectionOptions connection_options();
  Result<std::unique_ptr<Connection>> lease_reader();
  void return_reader(std::unique_ptr<Connection> connection);
  Status run(Connection& db, std::function<Status(ports::WriteTx&)> const& work);
  void tidy_log(Connection& db);
  Status unavailable_after_io_error() const;

  SqliteOptions options_;
  ports::Keyring& keyring_;
  ports::Entropy& entropy_;
  std::string digest_secret_;  // for the keyed digests of the outbox and the register
  CaseCache cases_;
  std::atomic<bool> had_io_error_{false};

  std::mutex writer_mutex_;
  std::atomic<std::thread::id> writer_thread_{};
  std::unique_ptr<Connection> writer_;      // guarded by writer_mutex_
  bool log_holds_a_destroyed_key_ = false;  // guarded by writer_mutex_

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;  // guarded by readers_mutex_
};

}  // namespace tocsin::store
