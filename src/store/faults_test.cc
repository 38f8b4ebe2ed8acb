// D-1, D-4, D-5: kills, full and read-only disks, and the first I/O error.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "store/fault_vfs.h"
#include "store/test_rig.h"

namespace tocsin::store {
namespace {

using namespace test;
domain::Case small_case(std::string const& id) {
  return {.id = {id}, .reference = "R-" + id, .rules_version = "1", .reports = {domain::Report{}}};
}

Status insert(ports::Store& store, std::string const& id) {
  return store.write([&](ports::WriteTx& tx) -> Status {
    CHECKED(tx.insert_case(small_case(id), {domain::CaseOpened{}, domain::Assigned{}}, "reporter",
                           kNow));
    auto added = TRY(tx.enqueue(small_item("item-" + id, kNow)));
    return added ? Status{} : fail(ErrorCode::corrupt, "enqueued before");
  });
}

class Faults : public testing::Test {
 protected:
  void SetUp() override { vfs_faults() = {}; }
  void TearDown() override { vfs_faults() = {}; }
};

// Writes case after case and tells each one that was acknowledged, until it is killed.
[[noreturn]] void write_until_killed(std::string const& path, int cycle, int to) {
  FixedKeyring keyring;
  SeededEntropy entropy("cycle " + std::to_string(cycle));
  auto store = SqliteStore::open({.path = path}, keyring, entropy);
  if (!store) _exit(1);
  for (int i = 0;; ++i) {
    auto number = cycle * 100'000 + i;
    if (!insert(**store, std::to_string(number))) _exit(2);
    if (write(to, &number, sizeof number) != sizeof number) _exit(3);
  }
}

TEST_F(Faults, WhatWasAcknowledgedIsFoundAfterEveryKill) {
  TemporaryDirectory directory;
  auto path = directory.path("db");
  std::vector<int> acknowledged;
  for (int cycle = 0; cycle < 20; ++cycle) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    auto child = fork();
    if (child == 0) write_until_killed(path, cycle, ends[1]);
    close(ends[1]);
    // Killed after a number of acknowledgements that differs from cycle to cycle, at whatever it
    // does then.
    int number = 0;
    int const wanted = 3 + (cycle * 7) % 40;
    for (int seen = 0; seen < wanted && read(ends[0], &number, sizeof number) == sizeof number;
         ++seen)
      acknowledged.push_back(number);
    usleep(static_cast<useconds_t>(cycle * 37 % 500));
    kill(child, SIGKILL);
    while (read(ends[0], &number, sizeof number) == sizeof number) acknowledged.push_back(number);
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "exit code " << WEXITSTATUS(status);

    FixedKeyring keyring;
    SeededEntropy entropy;
    auto store = *SqliteStore::open({.path = path}, keyring, entropy);
    auto tx = *store->read();
    for (auto id : acknowledged)
      ASSERT_TRUE(tx->load_case({std::to_string(id)})) << id << " was acknowledged";
    auto rows = tx->case_rows();
    ASSERT_TRUE(rows);
    for (auto const& row : *rows) {
      ASSERT_EQ(tx->journal("case/" + row.id.text)->size(), 2u)
          << "all of a transaction or nothing";
      ASSERT_TRUE(tx->load_outbox_item({"item-" + row.id.text})->has_value());
    }
    ASSERT_TRUE(tx->verify_journal());
    tx.reset();
    ASSERT_TRUE(store->check_integrity());
  }
  EXPECT_GE(acknowledged.size(), 20u * 3u);
}

TEST_F(Faults, AFullDiskIsUnavailableAtEveryWriteAndRecovers) {
  StoreRig rig({.vfs = fault_vfs()});
  ASSERT_TRUE(insert(rig.store(), "before"));
  // The fault is set at each write of the transaction in turn, until one transaction has fewer
  // writes than that.
  int refused = 0;
  for (long at = 0;; ++at) {
    vfs_faults().write = {.code = SQLITE_FULL, .after_calls = at};
    auto id = "at-" + std::to_string(at);
    auto outcome = insert(rig.store(), id);
    vfs_faults() = {};
    EXPECT_EQ(rig.read().load_case({id}).has_value(), outcome.has_value());
    if (outcome) break;
    ++refused;
    EXPECT_EQ(outcome.error().code, ErrorCode::unavailable) << outcome.error().cause;
    ASSERT_TRUE(insert(rig.store(), "after-" + std::to_string(at))) << "recovers by itself";
  }
  EXPECT_GT(refused, 5);
  EXPECT_TRUE(rig.read().verify_journal());
  rig.end_read();
  EXPECT_TRUE(rig.store().check_integrity());
}

TEST_F(Faults, ACallWhoseErrorTheWorkIgnoredIsNotCommitted) {
  StoreRig rig({.vfs = fault_vfs()});
  ASSERT_TRUE(insert(rig.store(), "before"));
  auto outcome = rig.store().write([&](ports::WriteTx& tx) -> Status {
    CHECKED(tx.set_setting("a", "1"));
    // Larger than the page cache, so that pages must be written while the work still runs.
    vfs_faults().write = {.code = SQLITE_FULL};
    (void)tx.store_attachment({"before"}, "big", std::string(20'000'000, 'x'));
    vfs_faults() = {};
    return {};
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
  EXPECT_EQ(*rig.read().setting("a"), std::nullopt);
}

TEST_F(Faults, AReadOnlyMountIsUnavailableAndRecovers) {
  StoreRig rig({.vfs = fault_vfs()});
  vfs_faults().write = {.code = SQLITE_IOERR_WRITE, .system_error = EROFS};
  auto outcome = insert(rig.store(), "one");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
  vfs_faults() = {};
  EXPECT_TRUE(insert(rig.store(), "one"));
}

TEST_F(Faults, TheFirstFailedSyncOrWriteEndsEverything) {
  struct Row {
    VfsFault VfsFaults::* call;
    int code;
  };
  for (auto const& row :
       {Row{&VfsFaults::sync, SQLITE_IOERR_FSYNC}, Row{&VfsFaults::write, SQLITE_IOERR_WRITE}}) {
    int rung = 0;
    StoreRig rig({.vfs = fault_vfs(), .on_io_error = [&](std::string_view) { ++rung; }});
    ASSERT_TRUE(insert(rig.store(), "before"));
    vfs_faults().*
        row.call = {.code = row.code, .system_error = EIO, .lasts = VfsFault::Lasts::once};
    EXPECT_FALSE(insert(rig.store(), "during"));
    EXPECT_EQ(rung, 1);
    // The disk would accept more; nothing is acknowledged by this process any more (D-4).
    auto after = insert(rig.store(), "after");
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().code, ErrorCode::unavailable);
    EXPECT_FALSE(rig.store().read());
    rig.reopen();
    EXPECT_TRUE(rig.read().load_case({"before"}));
    EXPECT_TRUE(insert(rig.store(), "after"));
  }
}

TEST_F(Faults, AHookThatThrowsLeavesAUsableFile) {
  StoreRig rig({.vfs = fault_vfs(),
                .on_io_error = [](std::string_view) { throw std::runtime_error("crash"); }});
  vfs_faults().sync = {
      .code = SQLITE_IOERR_FSYNC, .system_error = EIO, .lasts = VfsFault::Lasts::once};
  EXPECT_THROW((void)insert(rig.store(), "during"), std::runtime_error);
  rig.reopen();
  EXPECT_TRUE(rig.read().verify_journal());
}

TEST_F(Faults, AFailedSyncOfTheLogCheckpointIsNotSwallowed) {
  int rung = 0;
  StoreRig rig({.vfs = fault_vfs(), .on_io_error = [&](std::string_view) { ++rung; }});
  ASSERT_TRUE(insert(rig.store(), "before"));
  // The sync of the commit succeeds, the next one is the checkpoint's.
  vfs_faults().sync = {.code = SQLITE_IOERR_FSYNC, .system_error = EIO, .after_calls = 1};
  EXPECT_TRUE(rig.store().write([&](ports::WriteTx& tx) {
    return tx.store_attachment({"before"}, "big", std::string(6'000'000, 'x'));
  })) << "it was committed";
  EXPECT_EQ(rung, 1);
}

TEST_F(Faults, TheLogStaysShortUnderLoad) {
  StoreRig rig;
  std::int64_t largest = 0;
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(insert(rig.store(), std::to_string(i)));
    ASSERT_TRUE(rig.store().write([&](ports::WriteTx& tx) {
      return tx.store_attachment({std::to_string(i)}, "a", std::string(400'000, 'x'));
    }));
    struct stat log{};
    ASSERT_EQ(stat((rig.database() + "-wal").c_str(), &log), 0);
    largest = std::max<std::int64_t>(largest, log.st_size);
  }
  EXPECT_LT(largest, 8'000'000) << "24 MB went through it";
}

TEST_F(Faults, ARealFullDisk) {
  TemporaryDirectory directory;
  if (geteuid() != 0 || mount("tmpfs", directory.path().c_str(), "tmpfs", 0, "size=2m") != 0)
    GTEST_SKIP() << "a small tmpfs needs root";
  {
    FixedKeyring keyring;
    SeededEntropy entropy;
    auto store = *SqliteStore::open({.path = directory.path("db")}, keyring, entropy);
    int acknowledged = 0;
    Status outcome;
    while ((outcome = insert(*store, std::to_string(acknowledged)))) {
      ++acknowledged;
      ASSERT_LT(acknowledged, 10'000);
    }
    EXPECT_EQ(outcome.error().code, ErrorCode::unavailable) << outcome.error().cause;
    ASSERT_EQ(mount("tmpfs", directory.path().c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
    EXPECT_TRUE(insert(*store, "after")) << "recovers without a restart";
    auto tx = *store->read();
    EXPECT_EQ(tx->case_rows()->size(), static_cast<std::size_t>(acknowledged) + 1);
    EXPECT_TRUE(tx->verify_journal());
  }
  EXPECT_EQ(umount(directory.path().c_str()), 0);
}

TEST_F(Faults, ARealReadOnlyDirectory) {
  TemporaryDirectory directory;
  auto path = directory.path("db");
  {
    FixedKeyring keyring;
    SeededEntropy entropy;
    auto store = *SqliteStore::open({.path = path}, keyring, entropy);
    ASSERT_TRUE(insert(*store, "one"));
  }
  chmod(path.c_str(), 0444);
  chmod(directory.path().c_str(), 0555);
  auto child = fork();
  if (child == 0) {
    // Root may write anywhere, so this is tried as nobody.
    if (geteuid() == 0 && setuid(65534) != 0) _exit(3);
    FixedKeyring keyring;
    SeededEntropy entropy;
    auto store = SqliteStore::open({.path = path}, keyring, entropy);
    if (!store) _exit(store.error().code == ErrorCode::unavailable ? 0 : 1);
    auto outcome = insert(**store, "two");
    _exit(!outcome && outcome.error().code == ErrorCode::unavailable ? 0 : 2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  chmod(directory.path().c_str(), 0755);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace tocsin::store
