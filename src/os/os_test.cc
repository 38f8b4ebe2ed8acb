// Tests of the operating-system adapters: files, the simulated files, confinement, processes,
// zones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "domain/zone.h"
#include "os/confine.h"
#include "os/entropy.h"
#include "os/files.h"
#include "os/landlock.h"
#include "os/process.h"
#include "os/sim_files.h"
#include "os/system_clock.h"
#include "os/unix_socket.h"
#include "os/zones.h"

namespace tocsin::os {
namespace {

class OsFiles : public ::testing::Test {
 protected:
  void SetUp() override { directory = make_temporary_directory("tocsin-os-test-").value(); }
  void TearDown() override { (void)remove_tree(files, directory); }
  std::string in(std::string const& name) const { return directory + "/" + name; }
  RealFiles files{FatalIo::report};
  std::string directory;
};

// The same contract for both implementations.
void check_contract(FileSystem& files, std::string const& top) {
  ASSERT_TRUE(files.make_directory(top + "/a/b"));
  ASSERT_TRUE(files.make_directory(top + "/a/b"));
  ASSERT_TRUE(files.write_new(top + "/a/one", "1"));
  EXPECT_EQ(files.write_new(top + "/a/one", "2").error().code, ErrorCode::conflict);
  EXPECT_EQ(files.read(top + "/a/one", 1).value(), "1");
  EXPECT_EQ(files.read(top + "/a/one", 0).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(files.read(top + "/a/none", 9).error().code, ErrorCode::not_found);
  EXPECT_EQ(files.read(top + "/a/b", 9).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(files.write_new(top + "/none/x", "").error().code, ErrorCode::not_found);
  EXPECT_EQ(files.list(top + "/none").error().code, ErrorCode::not_found);
  EXPECT_THAT(files.list(top + "/a").value(), ::testing::ElementsAre("b", "one"));
  ASSERT_TRUE(files.link(top + "/a/one", top + "/a/b/two"));
  EXPECT_EQ(files.link(top + "/a/one", top + "/a/b/two").error().code, ErrorCode::conflict);
  EXPECT_EQ(files.link(top + "/a/none", top + "/a/three").error().code, ErrorCode::not_found);
  auto before = files.stamp(top + "/a/one").value();
  EXPECT_EQ(files.stamp(top + "/a/one").value(), before);
  ASSERT_TRUE(files.write_new(top + "/a/new", "longer"));
  auto held = files.map(top + "/a/one").value();
  ASSERT_TRUE(files.rename(top + "/a/new", top + "/a/one"));
  EXPECT_NE(files.stamp(top + "/a/one").value(), before);
  EXPECT_EQ(held->view(), "1");
  EXPECT_EQ(files.read(top + "/a/b/two", 9).value(), "1");
  EXPECT_EQ(files.remove(top + "/a/b").error().code, ErrorCode::conflict);
  EXPECT_TRUE(files.sync_file(top + "/a/one"));
  EXPECT_TRUE(files.sync_directory(top + "/a"));
  EXPECT_TRUE(files.sync_all(top));
  EXPECT_GT(files.free_bytes(top).value(), 0u);
  {
    auto writer = files.create(top + "/a/stream").value();
    EXPECT_TRUE(writer->write("abc"));
    EXPECT_TRUE(writer->write("def"));
    EXPECT_TRUE(writer->set_times(Instant{3'600'000}));
    EXPECT_TRUE(writer->sync());
    EXPECT_TRUE(writer->close());
  }
  auto reader = files.open(top + "/a/stream").value();
  EXPECT_EQ(reader->read(4).value(), "abcd");
  EXPECT_EQ(reader->read(4).value(), "ef");
  EXPECT_EQ(reader->read(4).value(), "");
  EXPECT_THAT(list_tree(files, top).value(),
              ::testing::ElementsAre("a/b/two", "a/one", "a/stream"));
  ASSERT_TRUE(replace_durably(files, top + "/a/one", "new"));
  ASSERT_TRUE(replace_durably(files, top + "/a/fresh", "fresh"));
  EXPECT_EQ(files.read(top + "/a/one", 9).value(), "new");
  EXPECT_EQ(create_durably(files, top + "/a/one", "x").error().code, ErrorCode::conflict);
  ASSERT_TRUE(create_durably(files, top + "/a/only", "x"));
  EXPECT_THAT(files.list(top + "/a").value(),
              ::testing::ElementsAre("b", "fresh", "one", "only", "stream"));
  ASSERT_TRUE(remove_tree(files, top + "/a"));
  ASSERT_TRUE(remove_tree(files, top + "/a"));
  EXPECT_FALSE(files.exists(top + "/a"));
}

TEST_F(OsFiles, RealFilesKeepTheContract) { check_contract(files, directory); }

TEST(SimFiles, KeepsTheContract) {
  SimFiles files;
  ASSERT_TRUE(files.make_directory("top"));
  check_contract(files, "top");
}

TEST_F(OsFiles, ALargeFileIsMapped) {
  std::string big(200'000, 'x');
  ASSERT_TRUE(files.write_new(in("big"), big));
  auto bytes = files.map(in("big")).value();
  ASSERT_TRUE(files.remove(in("big")));
  EXPECT_EQ(bytes->view(), big);
}

TEST_F(OsFiles, TimesAreSet) {
  auto writer = files.create(in("f")).value();
  ASSERT_TRUE(writer->set_times(Instant{7'200'000}));
  struct stat info{};
  ASSERT_EQ(::stat(in("f").c_str(), &info), 0);
  EXPECT_EQ(info.st_mtim.tv_sec, 7200);
  EXPECT_EQ(info.st_atim.tv_sec, 7200);
}

TEST_F(OsFiles, OneHolderOfTheLock) {
  auto first = LockFile::take(in("lock"));
  ASSERT_TRUE(first);
  auto second = LockFile::take(in("lock"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_NE(second.error().message.find(std::to_string(own_process_id())), std::string::npos);
  {
    auto moved = std::move(*first);
  }
  EXPECT_TRUE(LockFile::take(in("lock")));
}

TEST_F(OsFiles, AppendsAndKeepsPrivate) {
  ASSERT_TRUE(append_durably(in("log"), "a\n"));
  ASSERT_TRUE(append_durably(in("log"), "b\n"));
  EXPECT_EQ(files.read(in("log"), 99).value(), "a\nb\n");
  ASSERT_TRUE(create_private(in("key"), "secret"));
  EXPECT_EQ(create_private(in("key"), "other").error().code, ErrorCode::conflict);
  struct stat info{};
  ASSERT_EQ(::stat(in("key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(OsErrors, EachErrnoHasItsMeaning) {
  EXPECT_EQ(error_of(ENOSPC, Attempt::write, "f").code, ErrorCode::unavailable);
  EXPECT_EQ(error_of(EDQUOT, Attempt::write, "f").code, ErrorCode::unavailable);
  EXPECT_EQ(error_of(EROFS, Attempt::write, "f").code, ErrorCode::unavailable);
  EXPECT_EQ(error_of(EACCES, Attempt::write, "f").code, ErrorCode::unavailable);
  EXPECT_EQ(error_of(EACCES, Attempt::read, "f").code, ErrorCode::forbidden);
  EXPECT_EQ(error_of(ENOENT, Attempt::read, "f").code, ErrorCode::not_found);
  EXPECT_EQ(error_of(EIO, Attempt::read, "f").code, ErrorCode::corrupt);
}

// ---- simulated files ----------------------------------------------------------------------------

TEST(SimFiles, WhatWasSyncedSurvivesEveryCrash) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SimFiles files(seed);
    ASSERT_TRUE(files.make_directory("d"));
    ASSERT_TRUE(files.sync_directory("."));
    ASSERT_TRUE(files.write_new("d/x", "old"));
    ASSERT_TRUE(files.sync_all("d"));
    ASSERT_TRUE(replace_durably(files, "d/x", "new"));
    files.crash();
    EXPECT_EQ(files.read("d/x", 9).value(), "new") << seed;
  }
}

TEST(SimFiles, WhatWasNotSyncedIsSometimesLostAndSometimesTorn) {
  int lost = 0, torn = 0, whole = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SimFiles files(seed);
    ASSERT_TRUE(files.write_new("x", "bytes"));
    files.crash();
    auto bytes = files.read("x", 9);
    if (!bytes)
      ++lost;
    else if (*bytes == "bytes")
      ++whole;
    else
      ++torn;
  }
  EXPECT_GT(lost, 20);
  EXPECT_GT(torn, 20);
  EXPECT_GT(whole, 20);
}

TEST(SimFiles, ARenameIsOldOrNewAndNeverNeither) {
  int old_name = 0, new_name = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SimFiles files(seed);
    ASSERT_TRUE(files.make_directory("a"));
    ASSERT_TRUE(files.make_directory("b"));
    ASSERT_TRUE(files.write_new("a/x", "bytes"));
    ASSERT_TRUE(files.sync_all("."));
    ASSERT_TRUE(files.rename("a/x", "b/x"));
    if (seed % 3 == 0) {
      ASSERT_TRUE(files.sync_directory("a"));
    }
    files.crash();
    old_name += files.exists("a/x");
    new_name += files.exists("b/x");
    ASSERT_TRUE(files.exists("a/x") || files.exists("b/x")) << seed;
    EXPECT_EQ(files.read(files.exists("b/x") ? "b/x" : "a/x", 9).value(), "bytes");
    if (seed % 3 == 0) {
      EXPECT_TRUE(files.exists("b/x"));
    }
  }
  EXPECT_GT(old_name, 20);
  EXPECT_GT(new_name, 20);
}

TEST(SimFiles, FaultsAreWhatTheyShouldBe) {
  SimFiles files;
  files.faults.capacity_bytes = 4;
  EXPECT_EQ(files.write_new("x", "12345").error().code, ErrorCode::unavailable);
  EXPECT_FALSE(files.exists("x"));
  EXPECT_TRUE(files.write_new("x", "1234"));
  EXPECT_EQ(files.free_bytes(".").value(), 0u);
  files.faults.capacity_bytes = UINT64_MAX;
  files.faults.writable = SimFaults::Writable::read_only;
  EXPECT_EQ(files.write_new("y", "").error().code, ErrorCode::unavailable);
  EXPECT_EQ(files.read("x", 9).value(), "1234");
  files.faults.writable = SimFaults::Writable::yes;
  ASSERT_TRUE(files.damage("x", 0, 0));
  EXPECT_EQ(files.read("x", 9).value(), "0234");
  files.faults.io_error_at = files.changes();
  EXPECT_EQ(files.sync_file("x").error().code, ErrorCode::corrupt);
  EXPECT_TRUE(files.ended());
  EXPECT_FALSE(files.write_new("z", "")) << "after an EIO nothing is promised (D-4)";
  files.restart();
  files.faults.end_after = files.changes() + 2;
  EXPECT_TRUE(files.write_new("z", "1"));  // two changes: the name and the bytes
  EXPECT_FALSE(files.write_new("w", "1"));
  files.restart();
  EXPECT_TRUE(files.exists("z"));
  EXPECT_FALSE(files.exists("w"));
}

// ---- confinement --------------------------------------------------------------------------------

// Confinement is irreversible, so each profile is tried in a child, which tells by its exit code.
int in_child(std::function<int()> const& act) {
  int child = ::fork();
  if (child == 0) ::_exit(act());
  return wait_for(child).value().code;
}

TEST(OsErrors, AnIoErrorEndsTheRole) {
  auto pipe = make_pipe().value();
  int code = in_child([&] {
    ::dup2(pipe.write_end.get(), 2);
    die_on_io_error("spool/new/x", EIO);
    return 0;
  });
  pipe.write_end.reset();
  EXPECT_EQ(code, exit_code_io_error);
  EXPECT_THAT(read_to_end(pipe.read_end.get(), 999).value(),
              ::testing::StartsWith("tocsin: the disk failed (spool/new/x"));
}

class Confine : public ::testing::TestWithParam<Profile> {};

TEST_P(Confine, RefusesEveryForbiddenAct) {
  auto profile = GetParam();
  auto own = make_temporary_directory("tocsin-confine-").value();
  int seen = in_child([&] {
    Confinement wish{.profile = profile};
    if (profile != Profile::parser)
      wish.paths = {{own, PathAccess::read_write}, {"/nonexistent", PathAccess::read}};
    if (profile == Profile::parser) {
      wish.memory_bytes_max = parser_memory_bytes_max;
      wish.cpu_seconds_max = parser_cpu_seconds_max;
    }
    auto confined = confine(wish);
    if (!confined) return 2;
    for (auto const& missing : confined->missing) (void)write_all(2, missing + "\n");
    for (auto const& act : try_forbidden_acts(profile))
      if (act.seen == Refusal::Seen::allowed) {
        (void)write_all(2, act.act + ": " + act.detail + "\n");
        return 3;
      }
    auto line = self_test(profile);
    if (!line) return 4;
    (void)write_all(2, *line + "\n");
    return 0;
  });
  EXPECT_EQ(seen, 0);
  RealFiles files(FatalIo::report);
  (void)remove_tree(files, own);
}
INSTANTIATE_TEST_SUITE_P(Profiles, Confine,
                         ::testing::Values(Profile::front, Profile::desk, Profile::parser));

TEST(ConfineSelfTest, AnUnconfinedProcessDoesNotPass) {
  for (auto profile : {Profile::front, Profile::desk, Profile::parser}) {
    auto line = self_test(profile);
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().code, ErrorCode::unavailable);
  }
}

// The admin socket once trusted everybody of the same user, and the front could read all that lay beside it: a front
// that was taken over could have made itself a lead.
TEST(ConfineSelfTest, AFrontIsTriedAtWhatItMustNotOpen) {
  auto own = make_temporary_directory("tocsin-confine-").value();
  auto other = make_temporary_directory("tocsin-confine-").value();
  ASSERT_TRUE(create_private(other + "/admin.token", "secret"));
  std::vector<OutOfReach> const closed = {{"read the token", other + "/admin.token"},
                                          {"read what comes later", other + "/not-there-yet"},
                                          {"open the folder", other}};
  auto const tried = [&](std::string const& granted) {
    return in_child([&] {
      if (!confine({.profile = Profile::front, .paths = {{granted, PathAccess::read_write}}})) return 9;
      auto acts = try_forbidden_acts(Profile::front, closed);
      int open = 0;
      for (auto act = acts.end() - 3; act != acts.end(); ++act) open += act->seen == Refusal::Seen::allowed;
      return self_test(Profile::front, closed).has_value() == (open == 0) ? open : 8;
    });
  };
  EXPECT_EQ(tried(own), 0);
  // Where the kernel can refuse, a front that was granted too much does not pass.
  if (landlock_abi() >= landlock_abi_min) {
    EXPECT_EQ(tried(other), 3);
  }
  RealFiles files(FatalIo::report);
  for (auto const& folder : {own, other}) (void)remove_tree(files, folder);
}

TEST(ConfineSelfTest, AConfinedFrontStillDoesItsWork) {
  RealFiles files(FatalIo::report);
  auto own = make_temporary_directory("tocsin-confine-").value();
  // Connecting needs no right to the folder of the socket.
  auto elsewhere = make_temporary_directory("tocsin-confine-").value();
  auto socket = elsewhere + "/desk.socket";
  auto desk = listen_unix(socket).value();
  int seen = in_child([&] {
    if (!confine({.profile = Profile::front, .paths = {{own, PathAccess::read_write}}})) return 2;
    if (!files.make_directory(own + "/tmp") || !files.make_directory(own + "/new")) return 3;
    if (!files.write_new(own + "/tmp/x", "bytes")) return 4;
    if (!files.sync_file(own + "/tmp/x")) return 5;
    if (!files.rename(own + "/tmp/x", own + "/new/x")) return 6;
    if (!files.sync_directory(own + "/new")) return 7;
    if (!connect_unix(socket)) return 8;
    return random_bytes(8).size() == 8 ? 0 : 9;
  });
  EXPECT_EQ(seen, 0);
  EXPECT_EQ(files.read(own + "/new/x", 9).value(), "bytes");
  for (auto const& folder : {own, elsewhere}) (void)remove_tree(files, folder);
}

TEST(ConfineSelfTest, TheParserIsBoundInMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the shadow of AddressSanitizer is larger than any limit on the address space";
#endif
  int seen = in_child([] {
    if (!confine({.profile = Profile::parser, .memory_bytes_max = 64 << 20})) return 2;
    void* big = ::operator new(std::size_t{256} << 20, std::nothrow);
    return big == nullptr ? 0 : 3;
  });
  EXPECT_EQ(seen, 0);
}

// ---- processes ----------------------------------------------------------------------------------

TEST(Process, AChildHasTheDescriptorsItWasGivenAndNoOthers) {
  auto out = make_pipe().value();
  auto in = make_pipe().value();
  auto other = make_pipe().value();
  int stray = ::dup(other.read_end.get());  // not close-on-exec
  auto child = spawn_program(
      "/bin/sh", {.arguments = {"-c", "cat <&5 >&7; cd /proc/$$/fd && echo * >&7; echo $WORD >&7"},
                  .descriptors = {{out.write_end.get(), 7}, {in.read_end.get(), 5}},
                  .environment = {"WORD=bell", "PATH=/usr/bin:/bin"}});
  ASSERT_TRUE(child);
  ::close(stray);
  out.write_end.reset();
  in.read_end.reset();
  ASSERT_TRUE(write_all(in.write_end.get(), "hello "));
  in.write_end.reset();
  // 3 is the directory that the shell reads them from. The shell itself looks and no pipeline: while it starts one it
  // holds a pipe of its own, and was once counted with it.
  EXPECT_EQ(read_to_end(out.read_end.get(), 999).value(), "hello 0 1 2 3 5 7\nbell\n");
  EXPECT_TRUE(wait_for(*child).value().clean());
}

TEST(Process, EndsAreTold) {
  auto child = spawn_program("/bin/sh", {.arguments = {"-c", "exit 3"}}).value();
  EXPECT_EQ(wait_for(child).value().code, 3);
  child = spawn_program("/nonexistent", {}).value();
  EXPECT_EQ(wait_for(child).value().code, 127);
  child = spawn_program("/bin/sh", {.arguments = {"-c", "read x"}, .descriptors = {}}).value();
  child = spawn_program("/bin/sleep", {.arguments = {"30"}}).value();
  EXPECT_FALSE(poll_exit(child).value().has_value());
  ASSERT_TRUE(send_signal(child, SIGKILL));
  EXPECT_EQ(wait_for(child).value().signal, SIGKILL);
  EXPECT_EQ(send_signal(child, SIGKILL).error().code, ErrorCode::not_found);
}

TEST(Process, ReadingIsLimited) {
  auto pipe = make_pipe().value();
  ASSERT_TRUE(write_all(pipe.write_end.get(), "12345"));
  pipe.write_end.reset();
  EXPECT_EQ(read_to_end(pipe.read_end.get(), 4).error().code, ErrorCode::limit_exceeded);
}

TEST(UnixSocket, KnowsItsPeerAndReplacesAStaleFile) {
  RealFiles files(FatalIo::report);
  auto own = make_temporary_directory("tocsin-socket-").value();
  auto path = own + "/s";
  {
    auto listener = listen_unix(path);
    ASSERT_TRUE(listener);
    EXPECT_EQ(listen_unix(path).error().code, ErrorCode::conflict);
    auto peer = connect_unix(path);
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer_user_id(peer->get()).value(), own_user_id());
    EXPECT_TRUE(peer_is_trusted(peer->get()));
  }
  EXPECT_EQ(connect_unix(path).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(listen_unix(path)) << "the file of an ended process is no obstacle";
  EXPECT_EQ(connect_unix(std::string(200, 'x')).error().code, ErrorCode::invalid_input);
  (void)remove_tree(files, own);
}

// ---- time and zones -----------------------------------------------------------------------------

TEST(Entropy, GivesWhatWasAsked) {
  EXPECT_EQ(random_bytes(0).size(), 0u);
  EXPECT_EQ(random_bytes(1000).size(), 1000u);
  EXPECT_NE(random_bytes(16), random_bytes(16));
  EXPECT_EQ(random_hex(random_bytes, 16).size(), 32u);
}

TEST(SystemClock, GoesForward) {
  auto a = read_clocks(), b = read_clocks();
  EXPECT_LE(a.since_boot, b.since_boot);
  EXPECT_LE(a.monotonic, b.monotonic);
  EXPECT_GT(a.wall, utc_midnight({.year = 2024, .month = 1, .day = 1}));
  EXPECT_FALSE(boot_id().empty());
}

TEST(Zones, BerlinAndNewYorkChangeWhenTheyShould) {
  auto berlin = load_zone("Europe/Berlin");
  ASSERT_TRUE(berlin) << berlin.error().message;
  EXPECT_EQ(berlin->name, "Europe/Berlin");
  EXPECT_NE(berlin->tzdb_version, "unknown");
  auto at = [](char const* text) { return parse_rfc3339(text).value(); };
  EXPECT_EQ(domain::offset_at(*berlin, at("2026-03-29T00:59:59Z")).offset_seconds, 3600);
  EXPECT_EQ(domain::offset_at(*berlin, at("2026-03-29T01:00:00Z")).offset_seconds, 7200);
  EXPECT_EQ(domain::offset_at(*berlin, at("2026-10-25T00:59:59Z")).offset_seconds, 7200);
  EXPECT_EQ(domain::offset_at(*berlin, at("2026-10-25T01:00:00Z")).abbreviation, "CET");
  auto new_york = load_zone("America/New_York").value();
  EXPECT_EQ(domain::offset_at(new_york, at("2026-03-08T07:00:00Z")).offset_seconds, -4 * 3600);
  for (std::size_t i = 1; i < berlin->transitions.size(); ++i)
    EXPECT_LT(berlin->transitions[i - 1].from, berlin->transitions[i].from);
}

TEST(Zones, AnUnknownNameIsMetWithTheNearest) {
  auto zone = load_zone("Europe/Berln");
  ASSERT_FALSE(zone);
  EXPECT_EQ(zone.error().code, ErrorCode::invalid_input);
  EXPECT_NE(zone.error().message.find("Europe/Berlin"), std::string::npos) << zone.error().message;
  EXPECT_FALSE(load_zone("../../etc/passwd"));
  EXPECT_EQ(load_zone("UTC")->name, "UTC");
}

}  // namespace
}  // namespace tocsin::os
