// See trusted_time.h. The mark is one setting: wall, monotonic, boot id, and whether we hold.
#include "handling/trusted_time.h"

#include <boost/describe.hpp>

#include "base/codec.h"
#include "handling/enqueue.h"

namespace tocsin::handling {
namespace {

// The anchor stays for a whole boot, so that many small jumps cannot add up to a large one.
struct ClockMark {
  Instant wall;                // the anchor: what the wall clock said ...
  Duration monotonic{0};       // ... at this monotonic reading ...
  std::string boot;            // ... of this boot
  Instant high_water;          // the latest wall clock we believed
  std::string hold;            // why we hold; empty: we do not
};
BOOST_DESCRIBE_STRUCT(ClockMark, (), (wall, monotonic, boot, high_water, hold))

constexpr char kSetting[] = "clock.mark";

struct Reading {
  Instant wall;
  Duration monotonic;
  std::string boot;
};

Reading read(ports::Clock& clock) { return {clock.wall(), clock.monotonic(), clock.boot_id()}; }

ClockMark anchor_at(Reading const& now) { return {now.wall, now.monotonic, now.boot, now.wall, ""}; }

// Why this reading cannot be trusted against the mark; empty if it can.
std::string doubt(ClockMark const& mark, Reading const& now) {
  if (mark.boot == now.boot) {
    auto const expected = mark.wall + (now.monotonic - mark.monotonic);
    auto const apart = now.wall - expected;
    if (apart > clock_apart_max) return "the wall clock jumped forward by " + to_people(apart);
    if (apart < -clock_apart_max) return "the wall clock jumped back by " + to_people(-apart);
    return {};
  }
  if (now.wall + clock_apart_max < mark.high_water)
    return "after a restart of the machine the wall clock is behind the last known time by " +
           to_people(mark.high_water - now.wall);
  if (now.wall - mark.high_water > boot_gap_max)
    return "after a restart of the machine the wall clock is " + to_people(now.wall - mark.high_water) +
           " ahead of the last known time";
  return {};
}

Result<std::optional<ClockMark>> load(ports::ReadTx& tx) {
  auto text = TRY(tx.setting(kSetting));
  if (!text) return std::optional<ClockMark>{};
  return std::optional<ClockMark>(TRY(codec::from_text<ClockMark>(*text)));
}

Error held(std::string const& why) {
  return Error{ErrorCode::unavailable,
               "publication is held: " + why + ". Check the clock, then run `tocsin clock trust`"};
}

}  // namespace

Result<Instant> trusted_now(ports::World& world) {
  auto now = read(world.clock);
  auto tx = TRY(world.store.read());
  auto mark = TRY(load(*tx));
  if (!mark) return std::unexpected(held("the clock has no mark yet"));
  if (!mark->hold.empty()) return std::unexpected(held(mark->hold));
  if (auto why = doubt(*mark, now); !why.empty()) return std::unexpected(held(why));
  // Never past what monotonic progress allows: the smaller of both readings.
  if (mark->boot == now.boot) return std::min(now.wall, mark->wall + (now.monotonic - mark->monotonic) + clock_apart_max);
  return now.wall;
}

Result<Instant> likely_now(ports::World& world) {
  auto tx = TRY(world.store.read());
  return likely_now(world.clock, *tx);
}

Result<Instant> likely_now(ports::Clock& clock, ports::ReadTx& tx) {
  auto const now = read(clock);
  auto const mark = TRY(load(tx));
  if (!mark || doubt(*mark, now).empty()) return now.wall;
  if (mark->boot != now.boot) return std::max(now.wall, mark->high_water);
  auto const counted = mark->wall + (now.monotonic - mark->monotonic);
  // Ahead by little it may be the anchor that was wrong.
  return now.wall > counted && now.wall - counted <= boot_gap_max ? now.wall : counted;
}

Result<std::optional<std::string>> clock_hold(ports::World& world) {
  auto const now = read(world.clock);
  auto tx = TRY(world.store.read());
  auto const mark = TRY(load(*tx));
  if (!mark) return std::nullopt;
  auto why = mark->hold.empty() ? doubt(*mark, now) : mark->hold;
  return why.empty() ? std::nullopt : std::optional(std::move(why));
}

Status clock_beat(ports::World& world) {
  auto now = read(world.clock);
  std::string raised, lifted;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    raised.clear();
    lifted.clear();
    auto mark = TRY(load(tx));
    if (!mark) return tx.set_setting(kSetting, codec::to_text(anchor_at(now)));
    auto why = doubt(*mark, now);
    if (!why.empty()) {
      if (mark->hold.empty()) raised = why;
      mark->hold = why;      // the mark itself stays: it is the last time we believed
      CHECKED(tx.set_setting(kSetting, codec::to_text(*mark)));
      if (raised.empty()) return {};
      auto const number = std::to_string(TRY(tx.next_number("clock.hold")));
      return enqueue_effects(world, tx, {domain::TellDesk{"clock_held", "", "hold." + number, 0}}, now.wall);
    }
    if (!mark->hold.empty()) lifted = mark->hold;
    auto next = mark->boot == now.boot ? *mark : anchor_at(now);
    next.high_water = std::max(mark->high_water, now.wall);
    next.hold.clear();
    return tx.set_setting(kSetting, codec::to_text(next));
  }));
  if (!raised.empty()) world.log.write(ports::LogLevel::alarm, "clock_held", {{"why", raised}});
  if (!lifted.empty()) world.log.write(ports::LogLevel::info, "clock_agrees_again");
  return {};
}

Status trust_clock(ports::World& world) {
  auto now = read(world.clock);
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    return tx.set_setting(kSetting, codec::to_text(anchor_at(now)));
  });
}

}  // namespace tocsin::handling
