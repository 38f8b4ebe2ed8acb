// The jobs under a clock that is wrong for a while: what they do by it must not outlast it.
#include "handling/delivery.h"
#include "handling/enqueue.h"
#include "handling/test_house.h"
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
    return handling::enqueue_effects(house.in.world, tx, {domain::TellDesk{"new_message", id.text, "1", 0}}, house.in.clock.now + kYear);
  }));
  house.deliver();
  EXPECT_TRUE(house.mails_to("lena@example.org").empty());
  ASSERT_TRUE(handling::mend_outbox(house.in.world, house.settings));
  house.deliver();
  EXPECT_FALSE(house.mails_to("lena@example.org").empty()) << "the desk's word waits for no second mending";
}

}  // namespace
}  // namespace tocsin::jobs::test
