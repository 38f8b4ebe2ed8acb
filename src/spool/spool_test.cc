// Tests of the spool: what was committed is found and opens, whatever happens; nothing else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>

#include <optional>

#include "os/files.h"
#include "os/sim_files.h"
#include "spool/reader.h"
#include "spool/record.h"
#include "spool/sealed_stream.h"
#include "spool/writer.h"

namespace tocsin::spool {
namespace {

// A stream of bytes that repeats itself from its seed.
os::RandomBytes seeded(std::uint64_t seed) {
  auto state = std::make_shared<std::uint64_t>(seed * 2 + 1);
  return [state](std::size_t count) {
    std::string out;
    while (out.size() < count) {
      *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
      out.push_back(static_cast<char>(*state >> 56));
    }
    return out;
  };
}

Instant const kReceived = parse_rfc3339("2026-03-05T14:37:12Z").value();

class Spool : public ::testing::Test {
 protected:
  SpoolWriter writer(SpoolLimits limits = {}) {
    return SpoolWriter::open(files, "data/spool", keys.public_key, random, limits).value();
  }
  SpoolReader reader() { return SpoolReader::open(files, "data/spool", keys.secret_key).value(); }
  Result<std::string> put(SpoolWriter& to, std::string const& text = "it overflows") {
    auto draft = TRY(to.begin("report"));
    CHECKED(draft.add_field("title", "Heap overflow"));
    CHECKED(draft.add_field("body", text));
    return draft.commit({.received = kReceived, .idempotency_key = "key", .receipt_lookup = "abc"});
  }

  os::SimFiles files;
  os::RandomBytes random = seeded(1);
  KeyPair keys = make_key_pair(seeded(2));
};

TEST_F(Spool, RoundTripWithAttachments) {
  std::string big;
  for (std::size_t i = 0; i < 3 * stream_chunk_bytes + 17; ++i)
    big.push_back(static_cast<char>(i * 31 >> 3));
  auto to = writer();
  auto draft = to.begin("report").value();
  ASSERT_TRUE(draft.add_field("title", "Heap overflow"));
  ASSERT_TRUE(draft.begin_attachment("../../etc/passwd", "application/octet-stream"));
  for (std::size_t at = 0; at < big.size(); at += 10'000)
    ASSERT_TRUE(draft.write(std::string_view(big).substr(at, 10'000)));
  ASSERT_TRUE(draft.end_attachment());
  ASSERT_TRUE(draft.begin_attachment("empty.txt", "text/plain"));
  ASSERT_TRUE(draft.end_attachment());
  ASSERT_TRUE(draft.begin_attachment("exact", "x/y"));
  ASSERT_TRUE(draft.write(std::string(stream_chunk_bytes, 'e')));
  ASSERT_TRUE(draft.end_attachment());
  ASSERT_TRUE(draft.add_field("title", "a second field of that name"));
  ASSERT_TRUE(draft.add_field("bytes", std::string("\xc3\xa4\x00\x01\n\"\\", 7)));
  auto id =
      draft.commit({.received = kReceived, .idempotency_key = "k1", .receipt_lookup = "look"});
  ASSERT_TRUE(id) << id.error().message;

  auto from = reader();
  auto names = from.waiting().value();
  ASSERT_EQ(names.size(), 1u);
  EXPECT_NE(names[0], *id) << "the name on disk says nothing";
  auto submission = from.read(names[0]);
  ASSERT_TRUE(submission) << submission.error().cause;
  EXPECT_EQ(submission->record_id, *id);
  EXPECT_EQ(submission->kind, "report");
  EXPECT_EQ(to_rfc3339(submission->received_hour), "2026-03-05T14:00:00Z");
  EXPECT_EQ(submission->idempotency_key, "k1");
  EXPECT_EQ(submission->receipt_lookup, "look");
  EXPECT_EQ(submission->field("title"), "Heap overflow");
  EXPECT_EQ(submission->field("none"), "");
  EXPECT_EQ(submission->fields[1].value, "a second field of that name");
  EXPECT_EQ(submission->fields[2].value, std::string("\xc3\xa4\x00\x01\n\"\\", 7));
  EXPECT_THAT(submission->attachments,
              ::testing::ElementsAre(
                  AttachmentHead{"../../etc/passwd", "application/octet-stream", big.size()},
                  AttachmentHead{"empty.txt", "text/plain", 0},
                  AttachmentHead{"exact", "x/y", stream_chunk_bytes}));
  std::vector<std::string> got(3);
  ASSERT_TRUE(from.read_attachments(names[0], [&](std::size_t index, std::string_view bytes) {
    got.at(index) += bytes;
    return Status{};
  }));
  EXPECT_EQ(got[0], big);
  EXPECT_EQ(got[1], "");
  EXPECT_EQ(got[2], std::string(stream_chunk_bytes, 'e'));
  EXPECT_EQ(from.read(names[0]).value(), *submission) << "reading changes nothing";
  ASSERT_TRUE(from.remove(names[0]));
  ASSERT_TRUE(from.remove(names[0]));
  EXPECT_TRUE(from.waiting().value().empty());
  EXPECT_EQ(from.read(names[0]).error().code, ErrorCode::not_found);
}

TEST_F(Spool, NothingReadableIsOnDiskAndTheTimeIsTheHour) {
  auto to = writer();
  auto id = put(to, "canary-5f1c in the text").value();
  auto everything = files.everything();
  ASSERT_EQ(everything.size(), 1u);
  auto const& [path, bytes] = *everything.begin();
  for (auto word : {"canary", "Heap overflow", "report", id.c_str()})
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
  EXPECT_EQ(files.time_of(path), floor_hour(kReceived));
  EXPECT_NE(kReceived, floor_hour(kReceived));
}

TEST_F(Spool, AnAbandonedDraftLeavesNothing) {
  auto to = writer();
  {
    auto draft = to.begin("report").value();
    ASSERT_TRUE(draft.begin_attachment("a", "b"));
    ASSERT_TRUE(draft.write("bytes"));
    EXPECT_EQ(files.everything().size(), 1u);
    auto moved = std::move(draft);
  }
  EXPECT_TRUE(files.everything().empty());
  ASSERT_TRUE(files.write_new("data/spool/tmp/left-by-a-crash", "x"));
  (void)writer();
  EXPECT_TRUE(files.everything().empty());
}

TEST_F(Spool, EveryLimitHoldsAtItsEdge) {
  SpoolLimits const small{.waiting_count_max = 3,
                          .waiting_bytes_max = 100'000,
                          .reserve_bytes = 1'000,
                          .attachment_count_max = 2,
                          .attachment_bytes_max = 10,
                          .record_bytes_max = 2'000,
                          .field_bytes_max = 5,
                          .fields_bytes_max = 12};
  auto to = writer(small);
  auto fresh = [&] { return to.begin("report").value(); };
  EXPECT_TRUE(fresh().add_field("n", "12345"));
  EXPECT_EQ(fresh().add_field("n", "123456").error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(fresh().add_field("123456", "").error().code, ErrorCode::limit_exceeded);
  {
    auto draft = fresh();
    ASSERT_TRUE(draft.add_field("a", "12345"));
    ASSERT_TRUE(draft.add_field("b", "12345"));
    EXPECT_EQ(draft.add_field("", "1").error().code, ErrorCode::limit_exceeded);
  }
  {
    auto draft = fresh();
    ASSERT_TRUE(draft.begin_attachment("a", "t"));
    ASSERT_TRUE(draft.write("12345"));
    ASSERT_TRUE(draft.write("67890"));
    ASSERT_TRUE(draft.end_attachment());
    ASSERT_TRUE(draft.begin_attachment("b", "t"));
    EXPECT_EQ(draft.write("12345678901").error().code, ErrorCode::limit_exceeded);
  }
  {
    auto draft = fresh();
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(draft.begin_attachment("a", "t"));
      ASSERT_TRUE(draft.end_attachment());
    }
    EXPECT_EQ(draft.begin_attachment("c", "t").error().code, ErrorCode::limit_exceeded);
  }
  EXPECT_EQ(fresh()
                .commit({.received = kReceived,
                         .idempotency_key = std::string(idempotency_key_bytes_max + 1, 'k')})
                .error()
                .code,
            ErrorCode::limit_exceeded);
  EXPECT_TRUE(files.everything().empty());
  // The whole record.
  {
    auto wide = small;
    wide.attachment_bytes_max = 10'000;
    auto other = writer(wide);
    auto draft = other.begin("report").value();
    ASSERT_TRUE(draft.begin_attachment("a", "t"));
    ASSERT_TRUE(draft.write(std::string(2'000, 'x')));
    EXPECT_EQ(draft.end_attachment().error().code, ErrorCode::limit_exceeded);
  }
  // How many wait: three fit, the fourth does not, and room made by the desk is seen at once.
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(to.begin("report").value().commit({.received = kReceived}));
  EXPECT_EQ(to.begin("report").error().code, ErrorCode::unavailable);
  auto from = reader();
  ASSERT_TRUE(from.remove(from.waiting()->front()));
  EXPECT_TRUE(to.begin("report"));
}

TEST_F(Spool, WhatIsNotTextIsRefusedBeforeItIsAcknowledged) {
  auto to = writer();
  for (std::string bad : {"\xff", "a\xc3", "\xed\xa0\x80"}) {
    EXPECT_EQ(to.begin("report")->add_field("n", bad).error().code, ErrorCode::invalid_input);
    EXPECT_EQ(to.begin("report")->add_field(bad, "v").error().code, ErrorCode::invalid_input);
    EXPECT_EQ(
        to.begin("report")->commit({.received = kReceived, .idempotency_key = bad}).error().code,
        ErrorCode::invalid_input);
  }
  auto draft = to.begin("report").value();
  ASSERT_TRUE(draft.begin_attachment("caf\xe9 \xc3\xa9.txt", "\xff"));
  ASSERT_TRUE(draft.end_attachment());
  ASSERT_TRUE(draft.commit({.received = kReceived}));
  auto from = reader();
  auto submission = from.read(from.waiting()->front()).value();
  EXPECT_EQ(submission.attachments[0].name, "caf? \xc3\xa9.txt");
  EXPECT_EQ(submission.attachments[0].content_type, "?");
}

TEST_F(Spool, ALimitOnWaitingBytes) {
  auto to = writer({.waiting_bytes_max = 600});
  ASSERT_TRUE(put(to));
  ASSERT_TRUE(put(to));
  EXPECT_EQ(put(to).error().code, ErrorCode::unavailable);
}

TEST_F(Spool, TheReserveOfTheDiskStaysFree) {
  auto to = writer({.reserve_bytes = 1'000'000});
  files.faults.capacity_bytes = files.used_bytes() + 1'000'000;
  EXPECT_EQ(to.begin("report").error().code, ErrorCode::unavailable);
  files.faults.capacity_bytes = files.used_bytes() + 4'000'000;
  auto draft = to.begin("report").value();
  ASSERT_TRUE(draft.begin_attachment("a", "t"));
  Status status;
  for (int i = 0; i < 100 && status; ++i) status = draft.write(std::string(100'000, 'x'));
  ASSERT_FALSE(status) << "a long upload looks again";
  EXPECT_EQ(status.error().code, ErrorCode::unavailable);
  EXPECT_GT(files.free_bytes("data").value(), 0u);
}

TEST_F(Spool, AFullOrReadOnlyDiskIsUnavailableAndRecovers) {
  auto to = writer({.reserve_bytes = 0});
  files.faults.capacity_bytes = files.used_bytes() + 300;
  EXPECT_EQ(put(to, std::string(2'000, 'x')).error().code, ErrorCode::unavailable);
  files.faults.capacity_bytes = UINT64_MAX;
  EXPECT_TRUE(files.everything().empty());
  files.faults.writable = os::SimFaults::Writable::read_only;
  EXPECT_EQ(put(to).error().code, ErrorCode::unavailable);
  files.faults.writable = os::SimFaults::Writable::yes;
  EXPECT_TRUE(put(to));
  EXPECT_EQ(reader().waiting().value().size(), 1u);
}

// ---- damage -------------------------------------------------------------------------------------

TEST_F(Spool, EveryTruncationAndEveryBitIsFoundAndSetAside) {
  auto to = writer();
  {
    auto draft = to.begin("report").value();
    ASSERT_TRUE(draft.add_field("a", "b"));
    ASSERT_TRUE(draft.begin_attachment("x", "y"));
    ASSERT_TRUE(draft.write("content"));
    ASSERT_TRUE(draft.end_attachment());
    ASSERT_TRUE(draft.commit({.received = kReceived}));
  }
  auto from = reader();
  auto name = from.waiting()->front();
  auto path = "data/spool/new/" + name;
  auto whole = files.read(path, 1 << 20).value();
  auto check = [&](std::string const& bytes) {
    ASSERT_TRUE(files.remove(path));
    ASSERT_TRUE(files.write_new(path, bytes));
    bool sink_called = false;
    auto status = from.read_attachments(name, [&](std::size_t, std::string_view) {
      sink_called = true;
      return Status{};
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::corrupt);
    EXPECT_FALSE(sink_called) << "not a byte of a damaged record is given out";
    EXPECT_TRUE(from.waiting()->empty()) << "it is met once";
    EXPECT_THAT(from.set_aside().value(), ::testing::ElementsAre(name));
    ASSERT_EQ(from.retry_set_aside().value(), 1u);
  };
  for (std::size_t length = 0; length < whole.size(); ++length) check(whole.substr(0, length));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ (1 << (at % 8)));
    check(altered);
  }
  check(whole + "x");
  check(whole + whole);
  ASSERT_TRUE(files.remove(path));
  ASSERT_TRUE(files.write_new(path, whole));
  EXPECT_TRUE(from.read(name)) << "the test would not notice otherwise";
}

TEST_F(Spool, ForeignFilesAndForeignKeysDoNotStopTheOthers) {
  auto to = writer();
  ASSERT_TRUE(put(to));
  ASSERT_TRUE(files.write_new("data/spool/new/README", "hello"));
  auto from = reader();
  int read = 0;
  auto names = from.waiting().value();
  for (auto const& name : names) read += from.read(name).has_value();
  EXPECT_EQ(read, 1);
  EXPECT_THAT(from.set_aside().value(), ::testing::ElementsAre("README"));
  EXPECT_EQ(from.read("../new/README").error().code, ErrorCode::invalid_input);
  auto stranger =
      SpoolReader::open(files, "data/spool", make_key_pair(seeded(9)).secret_key).value();
  auto name = from.waiting()->front();
  EXPECT_EQ(stranger.read(name).error().code, ErrorCode::corrupt);
  EXPECT_EQ(from.retry_set_aside().value(), 2u);
  EXPECT_TRUE(from.read(name));
}

TEST_F(Spool, PartsOfTwoRecordsDoNotMix) {
  auto id = random(record_id_bytes);
  SealingStream a(keys.public_key, id, random), b(keys.public_key, id, random);
  auto a_first = a.message(MessageKind::attachment, "");
  auto a_second = a.message(MessageKind::data, "one");
  auto a_third = a.message(MessageKind::data, "two");
  auto b_first = b.message(MessageKind::attachment, "");
  auto refuses = [&](std::string const& bytes) {
    os::SimFiles other;
    EXPECT_TRUE(other.write_new("r", bytes));
    auto file = other.open("r").value();
    auto stream = OpeningStream::open(*file, keys.secret_key);
    EXPECT_TRUE(stream);
    while (true) {
      auto message = stream->next();
      if (!message) return message.error().code == ErrorCode::corrupt;
      if (message->last == Last::yes) return false;
    }
  };
  EXPECT_TRUE(refuses(a.head() + b_first));
  EXPECT_TRUE(refuses(a.head() + a_second));
  EXPECT_TRUE(refuses(a.head() + a_first + a_third));
  EXPECT_TRUE(refuses(a.head() + a_first + a_second + a_second));
}

TEST_F(Spool, EndsThatDoNotFitTheFormAreCorrupt) {
  auto to = writer();
  auto write_raw = [&](auto fill) {
    auto id = random(record_id_bytes);
    SealingStream stream(keys.public_key, id, random);
    auto bytes = stream.head();
    fill(stream, bytes);
    auto name = os::random_hex(random, 16);
    EXPECT_TRUE(files.write_new("data/spool/new/" + name, bytes));
    auto from = reader();
    auto read = from.read(name);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  };
  write_raw([](auto& s, auto& out) { out += s.message(MessageKind::submission, "{}", Last::yes); });
  write_raw(
      [](auto& s, auto& out) { out += s.message(MessageKind::submission, "[[[[", Last::yes); });
  write_raw([](auto& s, auto& out) { out += s.message(MessageKind::data, "x", Last::yes); });
  write_raw(
      [](auto& s, auto& out) { out += s.message(static_cast<MessageKind>('?'), "x", Last::yes); });
  write_raw([](auto& s, auto& out) {
    out += s.message(MessageKind::submission, "{}");
    out += s.message(MessageKind::attachment, "", Last::yes);
  });
}

// ---- crashes ------------------------------------------------------------------------------------

TEST_F(Spool, WhatWasCommittedSurvivesEveryPowerLoss) {
  std::uint64_t points = 0, unacknowledged_kept = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (std::uint64_t n = 0; n < 40; ++n) {
      os::SimFiles disk(seed * 100 + n);
      auto rng = seeded(seed * 100 + n);
      auto open = [&] { return SpoolWriter::open(disk, "data/spool", keys.public_key, rng); };
      std::set<std::string> acknowledged;
      {
        auto to = open().value();
        acknowledged.insert(put(to).value());
        disk.faults.end_after = disk.changes() + n;
        for (int i = 0; i < 3; ++i)
          if (auto id = put(to)) acknowledged.insert(*id);
      }
      if (!disk.ended()) break;
      ++points;
      disk.crash();
      auto to = open().value();
      auto from = SpoolReader::open(disk, "data/spool", keys.secret_key).value();
      std::set<std::string> found;
      auto names = from.waiting().value();
      for (auto const& name : names)
        if (auto submission = from.read(name)) {
          found.insert(submission->record_id);
          EXPECT_EQ(submission->field("body"), "it overflows");
        }
      EXPECT_TRUE(
          std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()))
          << "seed " << seed << " step " << n;
      EXPECT_TRUE(from.set_aside()->empty()) << "synced before it is named: never torn";
      unacknowledged_kept += found.size() - acknowledged.size();
      EXPECT_TRUE(disk.list("data/spool/tmp")->empty());
      EXPECT_TRUE(put(to));
    }
  }
  EXPECT_GT(points, 200u);
  EXPECT_GT(unacknowledged_kept, 0u) << "a lost answer: the desk folds by idempotency key";
}

TEST_F(Spool, AnIoErrorIsNeverAcknowledged) {
  for (std::uint64_t n = 0; n < 12; ++n) {
    os::SimFiles disk;
    auto to = SpoolWriter::open(disk, "data/spool", keys.public_key, random).value();
    disk.faults.io_error_at = disk.changes() + n;
    auto id = put(to);
    if (id) {
      EXPECT_GE(n, 7u) << "every write and sync was counted";
      return;
    }
    EXPECT_FALSE(put(to)) << "nothing after the first such error (D-4)";
  }
  FAIL() << "no attempt got through";
}

// ---- keys ---------------------------------------------------------------------------------------

TEST(SpoolKeys, TheFormIsLibsodiumsSealedBox) {
  auto pair = make_key_pair(seeded(3));
  EXPECT_EQ(public_half(pair.secret_key), pair.public_key);
  auto ours = seal_to(pair.public_key, "bell", seeded(4));
  EXPECT_EQ(open_sealed(pair.secret_key, ours).value(), "bell");
  std::string theirs(4 + crypto_box_SEALBYTES, '\0');
  crypto_box_seal(reinterpret_cast<unsigned char*>(theirs.data()),
                  reinterpret_cast<unsigned char const*>("bell"), 4,
                  reinterpret_cast<unsigned char const*>(pair.public_key.bytes.data()));
  EXPECT_EQ(open_sealed(pair.secret_key, theirs).value(), "bell");
  EXPECT_EQ(open_sealed(make_key_pair(seeded(5)).secret_key, ours).error().code,
            ErrorCode::corrupt);
  EXPECT_EQ(open_sealed(pair.secret_key, "short").error().code, ErrorCode::corrupt);
  EXPECT_EQ(seal_to(pair.public_key, "bell", seeded(4)), ours)
      << "a simulated front repeats itself";
}

TEST(SpoolKeys, ThePublicKeyFile) {
  auto pair = make_key_pair(seeded(3));
  auto text = write_public_key(pair.public_key);
  EXPECT_LE(text.size(), public_key_file_bytes_max);
  EXPECT_EQ(parse_public_key(text).value(), pair.public_key);
  for (auto bad : {"", "tocsin-spool-public-key 1 ", "tocsin-spool-public-key 1 AAAA",
                   "tocsin-spool-public-key 2 AAAA", "x"})
    EXPECT_EQ(parse_public_key(bad).error().code, ErrorCode::corrupt);
}

TEST(SpoolOnDisk, WorksOnRealFiles) {
  os::RealFiles files(os::FatalIo::report);
  auto top = os::make_temporary_directory("tocsin-spool-").value();
  auto pair = make_key_pair(os::random_bytes);
  auto to = SpoolWriter::open(files, top + "/spool", pair.public_key, os::random_bytes).value();
  auto draft = to.begin("report").value();
  ASSERT_TRUE(draft.add_field("title", "x"));
  auto id = draft.commit({.received = kReceived});
  ASSERT_TRUE(id) << id.error().message;
  auto from = SpoolReader::open(files, top + "/spool", pair.secret_key).value();
  auto name = from.waiting()->front();
  EXPECT_EQ(from.read(name)->record_id, *id);
  struct stat info{};
  ASSERT_EQ(::stat((top + "/spool/new/" + name).c_str(), &info), 0);
  EXPECT_EQ(info.st_mtim.tv_sec * 1000, floor_hour(kReceived).epoch_ms);
  EXPECT_EQ(info.st_mode & 07, 0u);
  ASSERT_TRUE(os::remove_tree(files, top));
}

}  // namespace
}  // namespace tocsin::spool
