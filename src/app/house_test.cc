// The desk's own troubles on a real store: a clock that is held, a site folder that is refused, a mail that is refused, a
// publication that waits, a calendar that is edited. Each is heard of once, and says what to do.
#include <gtest/gtest.h>

#include "desk/test_desk.h"
#include "handling/alarms.h"
#include "handling/delivery.h"
#include "handling/publication.h"
#include "handling/trusted_time.h"
#include "keys/file_keyring.h"
#include "os/files.h"
#include "store/sqlite_store.h"

namespace tocsin::app {
namespace {

using desk::test::at;
using namespace std::chrono_literals;

struct JumpingClock final : ports::Clock {
  Instant now = at("2026-03-02T09:12:00Z");
  Duration ticks{1'000'000};
  Instant wall() override { return now; }
  Duration monotonic() override { return ticks; }
  std::string boot_id() override { return "boot"; }
  void pass(Duration time) {
    now = now + time;
    ticks += time;
  }
};

struct KeptMail final : ports::Mail {
  std::vector<ports::MailMessage> sent;
  std::optional<Error> refusal;
  Status send(ports::MailMessage const& message) override {
    if (refusal) return std::unexpected(*refusal);
    sent.push_back(message);
    return {};
  }
};

struct KeptLog final : ports::Log {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  std::vector<std::pair<std::string, Fields>> lines;
  void write(ports::LogLevel, std::string_view event, Fields const& fields) override {
    lines.emplace_back(event, fields);
  }
  std::vector<Fields> of(std::string_view event) const {
    std::vector<Fields> out;
    for (auto const& [name, fields] : lines)
      if (name == event) out.push_back(fields);
    return out;
  }
};

std::string field(KeptLog::Fields const& fields, std::string_view name) {
  for (auto const& [key, value] : fields)
    if (key == name) return value;
  return {};
}

class House : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = os::make_temporary_directory("tocsin-house").value();
    keyring_ = keys::FileKeyring::open(directory_, entropy_, keys::IfMissing::make).value();
    store_ = store::SqliteStore::open({.path = directory_ + "/tocsin.db"}, *keyring_, entropy_).value();
    world_.emplace(ports::World{clock_, entropy_, *store_, submissions_, shelf_, mail_, fetch_, *keyring_, log_});
    for (auto const& [name, role] : {std::pair{"lee", domain::Role::lead}, std::pair{"ada", domain::Role::administrator},
                                     std::pair{"mo", domain::Role::member}, std::pair{"gil", domain::Role::guest}})
      ASSERT_TRUE(handling::add_staff(world(), domain::command_line_actor(), {name, std::string(name) + "@example.org", role}));
    ASSERT_TRUE(handling::clock_beat(world()));
  }
  void TearDown() override {
    store_.reset();
    os::RealFiles files(os::FatalIo::report);
    (void)os::remove_tree(files, directory_);
  }
  ports::World& world() { return *world_; }

  // Everything that is due leaves; the recipients, sorted.
  std::vector<std::string> deliver() {
    mail_.sent.clear();
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(handling::deliver_due(world(), settings_, 1));
    std::vector<std::string> out;
    for (auto const& mail : mail_.sent) out.push_back(mail.to);
    std::ranges::sort(out);
    return out;
  }
  domain::CaseId report() {
    ports::Submission submission{.id = to_hex(entropy_.bytes(16)), .kind = "report",
                                 .fields = {{"product", "archiver"}, {"version", "1"}, {"impact", "A planted word."},
                                            {"reproduction", "steps"}, {"email", "finder@secret.example"}},
                                 .files = {}, .received_hour = floor_hour(clock_.now), .idempotency_key = {}, .access_phrase = {}};
    return handling::receive_report(world(), settings_, submission).value().case_id;
  }
  std::vector<domain::OutboxItem> items(domain::Delivery state) {
    return store_->read().value()->outbox({state}, 100).value();
  }
  domain::Case load(domain::CaseId const& id) { return store_->read().value()->load_case(id).value(); }

  std::string directory_;
  JumpingClock clock_;
  desk::test::CountingEntropy entropy_;
  std::unique_ptr<keys::FileKeyring> keyring_;
  std::unique_ptr<store::SqliteStore> store_;
  desk::test::NoSubmissions submissions_;
  handling::test::MemoryShelf shelf_;
  KeptMail mail_;
  desk::test::NoFetch fetch_;
  KeptLog log_;
  std::optional<ports::World> world_;
  handling::Settings settings_ = desk::test::test_settings();
};

}  // namespace

TEST_F(House, AHeldClockIsToldOnceAHoldToWhoLeadsAndWhoAdministers) {
  EXPECT_EQ(handling::clock_hold(world()).value(), std::nullopt);
  clock_.pass(10s);
  ASSERT_TRUE(handling::clock_beat(world()));
  EXPECT_EQ(deliver(), std::vector<std::string>{});
  clock_.now = clock_.now + 2h;   // the wall jumps, monotonic progress does not
  EXPECT_NE(handling::clock_hold(world()).value(), std::nullopt) << "the console says it before the next beat";
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(handling::clock_beat(world()));
    clock_.pass(10s);
  }
  EXPECT_EQ(deliver(), (std::vector<std::string>{"ada@example.org", "lee@example.org"}));
  auto const mail = mail_.sent.at(0);
  EXPECT_NE(mail.body.find("tocsin clock trust"), mail.body.npos);
  EXPECT_NE(mail.body.find("https://desk.acme.example/console/settings"), mail.body.npos);
  EXPECT_EQ(mail.subject, "[desk] Clock held");
  EXPECT_EQ(deliver(), std::vector<std::string>{});
  ASSERT_TRUE(handling::trust_clock(world()));
  EXPECT_EQ(handling::clock_hold(world()).value(), std::nullopt);
  clock_.now = clock_.now - 2h;
  ASSERT_TRUE(handling::clock_beat(world()));
  EXPECT_EQ(deliver().size(), 2u) << "another hold is another word";
  EXPECT_EQ(log_.of("clock_held").size(), 2u);
}

TEST_F(House, ARefusedSiteIsToldOnceUntilItIsMended) {
  ASSERT_TRUE(handling::ring_site(world(), settings_));
  EXPECT_EQ(deliver(), std::vector<std::string>{});
  settings_.site_refused = "site.toml:7:2: a planted finding\n";
  ASSERT_TRUE(handling::ring_site(world(), settings_));
  settings_.site_refused = "site.toml:8:1: another edit, still broken\n";
  ASSERT_TRUE(handling::ring_site(world(), settings_));
  EXPECT_EQ(deliver(), (std::vector<std::string>{"ada@example.org", "lee@example.org"}));
  EXPECT_EQ(mail_.sent.at(0).body.find("planted"), std::string::npos);
  settings_.site_refused.clear();
  ASSERT_TRUE(handling::ring_site(world(), settings_));
  EXPECT_EQ(deliver(), std::vector<std::string>{});
  settings_.site_refused = "site.toml:7:2: again\n";
  ASSERT_TRUE(handling::ring_site(world(), settings_));
  EXPECT_EQ(deliver().size(), 2u);
  EXPECT_EQ(log_.of("site_refused").size(), 2u);
  EXPECT_EQ(log_.of("site_mended").size(), 1u);
}

TEST_F(House, AFailedDeliverySaysWhatTheOtherSideAnswered) {
  mail_.refusal = Error{ErrorCode::unavailable, "the mail server put us off (451)", "451 4.7.1 greylisted"};
  report();
  deliver();
  auto const lines = log_.of("outbox_failed");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(field(lines[0], "channel"), "mail");
  EXPECT_EQ(field(lines[0], "why"), "the mail server put us off (451): 451 4.7.1 greylisted");
  for (auto const& item : items(domain::Delivery::deferred)) {
    EXPECT_EQ(item.last_error, field(lines[0], "why"));
    EXPECT_EQ(item.last_error.find("secret.example"), std::string::npos);
  }
  mail_.refusal.reset();
  clock_.pass(20min);   // the next attempt comes after as long as the item is old, which is since the hour
  EXPECT_FALSE(deliver().empty());
  for (auto const& item : items(domain::Delivery::delivered))
    EXPECT_EQ(item.last_error, "");
}

// Every second asks again; the log is told when the reason is new.
TEST_F(House, AWaitingPublicationIsLoggedWhenItsReasonChanges) {
  auto const id = report();
  auto const lee = domain::staff_actor(handling::staff_named(world(), "lee").value());
  auto advisory = handling::start_advisory(world(), settings_, lee, id).value();
  advisory.draft->publish_minute = floor_minute(clock_.now - 20min);   // longer than a second person may take
  auto const save = [&] {
    ASSERT_TRUE(store_->write([&](ports::WriteTx& tx) { return tx.save_advisory(advisory, {}, "test", clock_.now); }));
    ++advisory.version;
  };
  save();
  handling::PublishedIndex index;
  auto const run = [&] {
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(handling::publish_due(world(), settings_, index));
      clock_.pass(1s);
    }
  };
  run();
  ASSERT_EQ(log_.of("publication_waits").size(), 1u);
  EXPECT_EQ(field(log_.of("publication_waits")[0], "advisory"), advisory.id.text);
  clock_.pass(25h);
  run();
  EXPECT_EQ(log_.of("publication_waits").size(), 2u) << "the approvals are void by now: another reason";
  advisory.draft->on_hold = true;
  save();
  run();
  EXPECT_EQ(log_.of("publication_waits").size(), 2u);
  advisory.draft->on_hold = false;
  save();
  run();
  EXPECT_EQ(log_.of("publication_waits").size(), 2u) << "the same request, for the same reason";
}

TEST_F(House, APromiseIsRecordedWhereItsClockStartsAndNoCalendarMovesIt) {
  auto& clocks = settings_.rules_by_version["sha256:test"].clocks;
  for (auto& clock : clocks) {
    clock.calendar = "office";
    if (clock.name != "acknowledge") continue;
    clock.unit = domain::ClockUnit::working_days;
    clock.count_from = domain::CountFrom::next_day;
    clock.due_at = domain::DueAt::end_of_day;
  }
  settings_.calendars.calendars = {{.name = "office", .version = "1", .weekend = {Weekday::saturday, Weekday::sunday}}};
  auto const id = report();
  EXPECT_EQ(load(id).clock_facts.promises.size(), 4u) << "each clock that the report starts";
  auto const due = [&](std::string_view name) {
    for (auto const& one : handling::case_deadlines(load(id), settings_, clock_.now))
      if (one.clock == name) return one;
    return domain::Deadline{};
  };
  auto const promised = due("acknowledge");
  EXPECT_EQ(promised.due, at("2026-03-05T00:00:00Z"));

  settings_.calendars.calendars[0].version = "2";
  settings_.calendars.calendars[0].dated = {{{2026, 3, 3}, "an outing", {}}};
  EXPECT_EQ(due("acknowledge").due, promised.due);
  EXPECT_NE(due("acknowledge").sentence.find("calendar office 2 with tz database"), std::string::npos) << due("acknowledge").sentence;
  settings_.calendars.calendars.clear();
  EXPECT_EQ(due("acknowledge").due, promised.due);
  EXPECT_NE(due("acknowledge").sentence.find("there is no calendar 'office'"), std::string::npos) << due("acknowledge").sentence;

  settings_.calendars.calendars = {{.name = "office", .version = "3", .weekend = {Weekday::saturday, Weekday::sunday}}};
  auto const lee = domain::staff_actor(handling::staff_named(world(), "lee").value());
  clock_.pass(1h);
  ASSERT_TRUE(handling::act(world(), settings_, lee, id, domain::Acknowledge{.text = "We have it."}));
  auto const after = load(id);
  EXPECT_EQ(after.clock_facts.promises.size(), 5u) << "the update clock started anew";
  // The journal tells the same story as the case (I9).
  std::vector<domain::CaseEvent> events;
  auto const entries = store_->read().value()->journal("case/" + id.text).value();
  for (auto const& entry : entries)
    events.push_back(codec::from_text<domain::CaseEvent>(entry.body).value());
  EXPECT_EQ(domain::fold({}, events).clock_facts, after.clock_facts);
}

}  // namespace tocsin::app
