// The jobs under a clock that is wrong for a while: what they do by it must not outlast it.
#include "handling/delivery.h"
#include "handling/enqueue.h"
#include "handling/test_house.h"
#include "handling/trusted_time.h"
#include "jobs/schedule.h"

namespace tocsin::jobs::test {
namespace {

using namespace std::chrono_literals;
using handling::test::House;

constexpr Duration kYear = 24h * 365;

TEST(WrongClock, ForgetsNothingBeforeItsTime) {
  House house;
  JobState state;
  auto first_time = [&] {
    bool first = false;
    EXPECT_TRUE(house.in.store.write([&](ports::WriteTx& tx) -> Status {
      first = TRY(tx.first_time("report-content", "the same words", house.in.clock.now));
      return {};
    }));
    return first;
  };
  ASSERT_TRUE(first_time());
  house.in.clock.jump(kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  ASSERT_TRUE(run_tidy(house.in.world, house.settings, state));
  house.in.clock.jump(-kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  EXPECT_FALSE(first_time()) << "a report sent twice would open two cases";
  house.wait(49h);
  ASSERT_TRUE(run_tidy(house.in.world, house.settings, state));
  EXPECT_TRUE(first_time());
}

TEST(WrongClock, RingsNoAlarmBeforeItsTimeAndEachAtItsTime) {
  House house;
  JobState state;
  house.report();
  house.in.clock.jump(kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  ASSERT_TRUE(run_alarms(house.in.world, house.settings, state));
  EXPECT_TRUE(house.told("clock_missed").empty()) << "raised now it would be silent when it comes";
  // Held or not: time goes on, and what is due by then rings.
  house.wait(24h * 20);
  ASSERT_TRUE(run_alarms(house.in.world, house.settings, state));
  EXPECT_FALSE(house.told("clock_missed").empty());
}

TEST(WrongClock, WhatAMendedItemBecomesIsDueAtOnce) {
  House house;
  auto const id = house.report();
  house.in.store.tables.outbox.clear();
  ASSERT_TRUE(house.in.store.write([&](ports::WriteTx& tx) {
    return handling::enqueue_effects(house.in.world, tx, {domain::TellDesk{"new_report", id.text, "1", 0}}, house.in.clock.now + kYear);
  }));
  house.deliver();
  EXPECT_TRUE(house.mails_to("lena@example.org").empty());
  ASSERT_TRUE(handling::mend_outbox(house.in.world, house.settings));
  house.deliver();
  EXPECT_FALSE(house.mails_to("lena@example.org").empty()) << "the desk's word waits for no second mending";
  ASSERT_TRUE(handling::mend_outbox(house.in.world, house.settings));
  int escalations = 0;
  for (auto const& [key, item] : house.in.store.tables.outbox) {
    auto const* desk = std::get_if<domain::TellDesk>(&item.effect);
    if (!desk || desk->step == 0) continue;
    ++escalations;
    EXPECT_GT(item.attempt_at, house.in.clock.now) << "who is next is told after the wait and not at once";
  }
  EXPECT_EQ(escalations, 1);
}

TEST(WrongClock, TheBestGuessIsNeverBehindByLittleNorAheadByMuch) {
  House house;
  auto const right = house.in.clock.now;
  auto guess_after = [&](Duration jump) {
    house.in.clock.jump(jump);
    EXPECT_FALSE(handling::trusted_now(house.in.world));
    auto const guess = handling::likely_now(house.in.world);
    house.in.clock.jump(-jump);
    return guess.value();
  };
  EXPECT_EQ(guess_after(1h), right + 1h) << "the anchor may be what was wrong";
  EXPECT_EQ(guess_after(-1h), right);
  EXPECT_EQ(guess_after(kYear), right);
  EXPECT_EQ(guess_after(-kYear), right);
}

TEST(WrongClock, WhatPeopleDoIsRecordedByTheBestGuess) {
  House house;
  JobState state;
  auto const id = house.report();
  auto const draft = house.draft(id);
  auto const right = house.in.clock.now;
  house.in.clock.jump(kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  auto const done = house.act(house.lena, id, domain::Acknowledge{.text = "We have it."});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(house.c(id).clock_facts.facts.back().at, right) << "a promise that was kept is not kept a year late";
  ASSERT_TRUE(house.request(draft));
  EXPECT_EQ(house.advisory(draft).draft->publish_minute, floor_minute(right)) << "now is not in a year";
}

TEST(WrongClock, AReportThatCameThenIsRememberedForItsWholeTime) {
  House house;
  JobState state;
  house.in.clock.jump(-kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  house.report();
  house.in.clock.jump(kYear);
  ASSERT_TRUE(run_clock(house.in.world, house.settings, state));
  auto const right = house.in.clock.now;
  auto const& remembered = house.in.store.tables.remembered_at;
  ASSERT_FALSE(remembered.empty());
  for (auto const& [row, at] : remembered) EXPECT_GT(at, right - 2h) << row;
}

}  // namespace
}  // namespace tocsin::jobs::test
