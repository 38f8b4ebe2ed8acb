// What strangers send and the desk takes in: what is dropped, what is kept for people to read, and that nothing of it ends
// the job or stops the rest. In `app`, because the desk's world in memory may be included here.
#include "handling/intake.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "desk/test_desk.h"
#include "jobs/schedule.h"

namespace tocsin::app {
namespace {

using desk::test::TestDesk;

// A spool in memory that counts what it is asked for.
struct Spool final : ports::Submissions {
  std::map<std::string, ports::Submission> records;
  std::map<std::string, std::vector<std::string>> contents;
  std::vector<std::string> aside;
  std::string throws;      // the id of the record whose opening throws; "waiting": the listing does
  int reads = 0;

  void add(std::string kind, std::vector<std::pair<std::string, std::string>> fields, std::vector<std::string> files = {}) {
    auto const id = std::string(31, '0') + std::to_string(records.size());
    auto& record = records[id] = {.id = id, .kind = std::move(kind), .fields = std::move(fields), .files = {}, .received_hour = {},
                                  .idempotency_key = {}, .access_phrase = {}};
    for (auto const& file : files) record.files.push_back({"name", "type", static_cast<std::int64_t>(file.size()), blake2b(file)});
    contents[id] = std::move(files);
  }
  Result<std::vector<std::string>> waiting() override {
    if (throws == "waiting") throw std::bad_alloc();
    std::vector<std::string> out;
    for (auto const& [id, record] : records) out.push_back(id);
    return out;
  }
  Result<ports::Submission> open(std::string const& id) override {
    if (id == throws) throw std::length_error("planted");
    return records.at(id);
  }
  Status read_files(ports::Submission const& submission, TakeFile const& take) override {
    ++reads;
    auto const& files = contents.at(submission.id);
    for (std::size_t i = 0; i < files.size(); ++i) CHECKED(take(i, files[i]));
    return {};
  }
  Status remove(std::string const& id) override {
    records.erase(id);
    return {};
  }
  Status set_aside(std::string const& id) override {
    aside.push_back(id);
    records.erase(id);
    return {};
  }
};

struct Intake {
  TestDesk desk;
  Spool spool;
  ports::World world{desk.in.clock, desk.in.entropy, desk.in.store, spool,           desk.in.shelf,
                     desk.in.mail,  desk.in.fetch,   desk.in.keyring, desk.in.log};
  handling::IntakeRun drain() { return handling::drain_submissions(world, desk.settings); }
  desk::test::Tables const& kept() const { return desk.in.store.tables; }
};

std::vector<std::pair<std::string, std::string>> report(std::string const& impact, std::string const& email = {}) {
  return {{"product", "archiver"}, {"version", "3.4.5"}, {"impact", impact}, {"reproduction", "Unpack it."}, {"email", email}};
}

// Each of these was set aside with a mail to every lead: one POST of a stranger, one dead letter.
TEST(Intake, ASubscriptionThatIsNoAddressIsDropped) {
  Intake intake;
  for (auto const* email : {"x", "", "a b@example.org", "a@"}) intake.spool.add("subscribe", {{"email", email}});
  auto const run = intake.drain();
  EXPECT_EQ(run.taken, 4);
  EXPECT_EQ(run.set_aside, 0);
  EXPECT_TRUE(intake.spool.records.empty());
  EXPECT_TRUE(intake.kept().outbox.empty()) << "nobody is woken";
  EXPECT_TRUE(intake.kept().subscriptions.empty());
  EXPECT_TRUE(intake.desk.in.log.events.empty());
}

TEST(Intake, AReportersAddressThatIsNoneStaysReadable) {
  Intake intake;
  intake.spool.add("report", report("One", " somebody at example.org "));
  intake.spool.add("report", report("Two", " somebody@example.org\t"));
  EXPECT_EQ(intake.drain().taken, 2);
  std::vector<std::string> addresses;
  for (auto const& [id, person] : intake.kept().persons) addresses.push_back(person.email);
  std::ranges::sort(addresses);
  EXPECT_EQ(addresses, (std::vector<std::string>{"somebody at example.org", "somebody@example.org"}));
  int receipts = 0;
  for (auto const& [id, item] : intake.kept().outbox) receipts += std::holds_alternative<domain::TellReporter>(item.effect);
  EXPECT_EQ(receipts, 1) << "a mail goes to an address only";
}

// Each attachment was decrypted as often as the report had attachments, and all of them were in memory at once.
TEST(Intake, FilesAreReadOnceAndFoldByTheirContent) {
  Intake intake;
  std::vector<std::string> const files = {"first", "", std::string(100'000, 'x')};
  intake.spool.add("report", report("With files"), files);
  EXPECT_EQ(intake.drain().taken, 1);
  EXPECT_EQ(intake.spool.reads, 1);
  std::multiset<std::string> stored;
  for (auto const& [name, bytes] : intake.kept().files) stored.insert(bytes);
  EXPECT_EQ(stored, std::multiset<std::string>(files.begin(), files.end()));
  auto const& c = intake.kept().cases.begin()->second;
  ASSERT_EQ(c.reports.size(), 1u);
  ASSERT_EQ(c.reports[0].attachments.size(), 3u);
  EXPECT_EQ(c.reports[0].attachments[2].size_bytes, 100'000);
  // The same words with other bytes are another report; with the same ones, the same.
  intake.spool.records.clear();
  intake.spool.add("report", report("Nothing"));   // takes the first id, which is known
  intake.spool.add("report", report("With files"), {"first", "", std::string(100'000, 'y')});
  intake.spool.add("report", report("With files"), files);
  EXPECT_EQ(intake.drain().taken, 3);
  EXPECT_EQ(intake.kept().cases.size(), 2u);
}

TEST(Intake, ARecordThatMakesALibraryThrowStopsNothing) {
  Intake intake;
  for (auto const* word : {"One", "Two", "Three"}) intake.spool.add("report", report(word));
  intake.spool.throws = std::string(31, '0') + "1";
  auto const run = intake.drain();
  EXPECT_EQ(run.taken, 2);
  EXPECT_EQ(run.set_aside, 1);
  EXPECT_EQ(intake.spool.aside, std::vector<std::string>{intake.spool.throws});
  EXPECT_EQ(intake.kept().cases.size(), 2u);
}

// An exception in a job ended the desk.
TEST(Jobs, AJobThatThrowsIsAnAlarmAndTheOthersRun) {
  Intake intake;
  intake.spool.add("report", report("Later"));
  intake.spool.throws = "waiting";
  jobs::Timetable timetable(jobs::Lane::post);
  jobs::JobState state;
  timetable.run_due(intake.world, intake.desk.settings, state);
  auto const& events = intake.desk.in.log.events;
  EXPECT_GE(std::ranges::count(events, "job_threw"), 1);
  intake.spool.throws.clear();
  intake.desk.in.clock.now = intake.desk.in.clock.now + std::chrono::seconds{2};
  timetable.run_due(intake.world, intake.desk.settings, state);
  EXPECT_EQ(intake.kept().cases.size(), 1u) << "it runs again at its next time";
}

}  // namespace
}  // namespace tocsin::app
