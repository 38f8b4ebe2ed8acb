// A promise once recorded: no calendar, zone or missing file moves it, and what changed is shown.
#include <gtest/gtest.h>

#include <random>

#include "domain/event.h"
#include "domain/decide.h"
#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;

std::map<std::string, Deadline> by_clock(std::vector<Deadline> const& all) {
  std::map<std::string, Deadline> out;
  for (auto const& one : all) out[one.clock] = one;
  return out;
}

// What an operator or the world may do to the files while a clock runs.
CalendarBook edited(CalendarBook book, std::mt19937_64& random) {
  auto const pick = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  for (auto& calendar : book.calendars) {
    calendar.version = "edited";
    for (int i = pick(9); i > 0; --i)
      calendar.dated.push_back(
          {add_days({2026, 1, 1}, pick(500)), "a day off", {}, pick(5) == 0});
    if (pick(3) == 0) calendar.closes = std::chrono::hours(12 + pick(11));
    if (pick(3) == 0) calendar.weekend = {Weekday::friday};
    if (pick(9) == 0) calendar.zone = "Nowhere/At_All";
  }
  for (auto& zone : book.zones)
    if (pick(3) == 0) {
      zone.tzdb_version = "later";
      zone.transitions.resize(1);
    }
  if (pick(4) == 0) book.calendars.clear();
  return book;
}

}  // namespace

TEST(Promise, NoEditOfCalendarsOrZonesMovesItAndTheChangeIsShown) {
  std::mt19937_64 random(20'261'125);
  int moved = 0, gone = 0;
  for (auto const* name : {"default", "five-working-days", "one-working-day"}) {
    auto const rules = rules_file(name);
    for (int round = 0; round < 100; ++round) {
      auto const start = at("2026-01-01T00:00:00Z") +
                         Duration{std::uniform_int_distribution<std::int64_t>(0, 365LL * 86'400'000)(random)};
      ClockFacts facts{{{ClockEvent::report_received, start, ActorKind::reporter, ""}}, {}, {}, {}};
      facts.promises = new_promises(facts, rules, book(), start);
      EXPECT_FALSE(facts.promises.empty());
      EXPECT_TRUE(new_promises(facts, rules, book(), start).empty()) << "recorded once";
      auto const promised = by_clock(deadlines(facts, rules, book(), start));
      auto const changed = edited(book(), random);
      auto without = facts;
      without.promises.clear();
      auto const reckoned = by_clock(deadlines(without, rules, changed, start));
      for (auto const& [clock, now] : by_clock(deadlines(facts, rules, changed, start))) {
        auto const& then = promised.at(clock);
        ASSERT_EQ(now.due, then.due) << name << " " << clock << ": " << now.sentence;
        if (!then.start) continue;
        EXPECT_EQ(now.state, then.state);
        EXPECT_EQ(now.derivation.local_due, then.derivation.local_due);
        auto const& today = reckoned.at(clock);
        auto const differs = today.due != then.due;
        EXPECT_EQ(differs, now.sentence.find("the promise stands") != std::string::npos) << now.sentence;
        moved += differs && today.due;
        gone += !today.due;
      }
    }
  }
  EXPECT_GT(moved, 100);
  EXPECT_GT(gone, 100);
}

TEST(Promise, EachStartOfARestartingClockIsRecordedAndEarlierOnesStay) {
  auto const rules = rules_file("five-working-days");
  ClockFacts facts{{received("2026-03-02T15:00:00Z")}, {}, {}, {}};
  auto const record = [&](std::string_view now) {
    auto fresh = new_promises(facts, rules, book(), at(now));
    facts.promises.insert(facts.promises.end(), fresh.begin(), fresh.end());
    return fresh;
  };
  auto const first = record("2026-03-02T15:00:00Z");
  EXPECT_FALSE(first.empty());
  facts.facts.push_back(by_staff(ClockEvent::acknowledged, "2026-03-04T10:00:00Z"));
  facts.facts.push_back(by_staff(ClockEvent::message_to_reporter, "2026-03-05T10:00:00Z"));
  for (auto const& promise : record("2026-03-05T10:00:00Z"))
    EXPECT_GT(promise.start, at("2026-03-02T15:00:00Z")) << promise.clock;
  EXPECT_TRUE(std::equal(first.begin(), first.end(), facts.promises.begin()));
}

// Before the instant of a fact nobody knows of it, and a clock that was paused or extended since makes no new promise.
TEST(Promise, OnlyWhatWasSaidAtTheStartIsOne) {
  auto const rules = rules_file("five-working-days");
  ClockFacts facts{{received("2026-03-02T15:00:00Z")}, {}, {}, {}};
  EXPECT_TRUE(new_promises(facts, rules, book(), at("2026-03-02T14:59:59Z")).empty());
}

TEST(Promise, IsPartOfTheCase) {
  RecordedPromise const promise{.clock = "acknowledge", .start = at("2026-03-02T15:00:00Z"), .due = at("2026-03-09T21:00:00Z"),
                                .zone = "UTC", .calendar = "us", .calendar_version = "1"};
  auto const after = fold({}, {PromiseMade{promise, promise.start}});
  ASSERT_EQ(after.clock_facts.promises.size(), 1u);
  EXPECT_EQ(after.clock_facts.promises[0], promise);
  EXPECT_EQ(timeline_text(PromiseMade{promise, promise.start}), "");
  EXPECT_EQ(instant_of(PromiseMade{promise, promise.start}), promise.start);
}

}  // namespace tocsin::domain
