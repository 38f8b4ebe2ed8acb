// The disk in memory: it must lose what was not synced, and nothing else.
#include "sim/memory_vfs.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace tocsin::sim {
namespace {

class Database {
 public:
  Database() {
    EXPECT_EQ(sqlite3_open_v2("/disk/test.db", &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, memory_vfs().c_str()), SQLITE_OK);
    run("PRAGMA journal_mode=WAL");
  }
  ~Database() { sqlite3_close_v2(db_); }
  int run(std::string const& sql) { return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr); }
  int count() {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, "SELECT count(*) FROM t", -1, &statement, nullptr) != SQLITE_OK) return -1;
    int const rows = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    return rows;
  }

 private:
  sqlite3* db_ = nullptr;
};

// Commits rows, cuts the power while one more is written, and opens again. How many rows are there, of how many that
// were acknowledged.
struct Kept {
  int acknowledged = 0;
  int found = 0;
};
Kept rows_after_power_loss(std::uint64_t seed, char const* synchronous, int writes_to_go) {
  MemoryDisk disk;
  use_disk(disk, seed);
  Random random(seed);
  Kept out;
  {
    Database db;
    EXPECT_EQ(db.run(std::string("PRAGMA synchronous=") + synchronous), SQLITE_OK);
    EXPECT_EQ(db.run("CREATE TABLE t(x)"), SQLITE_OK);
    disk.faults.end_after_writes = writes_to_go;
    for (int i = 0; i < 40; ++i)
      if (db.run("INSERT INTO t VALUES (randomblob(300))") == SQLITE_OK) ++out.acknowledged;
    disk.end();
  }
  disk.crash(random);
  Database db;
  out.found = db.count();
  EXPECT_EQ(db.run("PRAGMA integrity_check"), SQLITE_OK);
  return out;
}

TEST(MemoryDisk, KeepsEveryAcknowledgedCommitWithFullSync) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    auto const kept = rows_after_power_loss(seed, "FULL", static_cast<int>(seed * 3));
    EXPECT_GE(kept.found, kept.acknowledged) << "seed " << seed;
    EXPECT_LE(kept.found, kept.acknowledged + 1) << "seed " << seed;
  }
}

TEST(MemoryDisk, LosesCommitsWithNormalSync) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    auto const kept = rows_after_power_loss(seed, "NORMAL", static_cast<int>(seed * 3));
    lost += kept.found < kept.acknowledged ? 1 : 0;
  }
  EXPECT_GT(lost, 0);
}

TEST(MemoryDisk, AFullDiskRefusesAndRecovers) {
  MemoryDisk disk;
  use_disk(disk, 1);
  Database db;
  EXPECT_EQ(db.run("CREATE TABLE t(x)"), SQLITE_OK);
  disk.faults.full = DiskFaults::Full::yes;
  EXPECT_EQ(db.run("INSERT INTO t VALUES (randomblob(30000))"), SQLITE_FULL);
  disk.faults.full = DiskFaults::Full::no;
  EXPECT_EQ(db.run("INSERT INTO t VALUES (randomblob(30000))"), SQLITE_OK);
  EXPECT_EQ(db.count(), 1);
}

}  // namespace
}  // namespace tocsin::sim
