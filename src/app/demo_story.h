// The story of the demo: what happened at the example desk over the last months, told through the real use cases.
//
// Invariants: everything goes through handling/: the demo cannot show a state that a real desk could not reach.
//             Time is a clock of its own that only the story moves, and ends at the real now.
#pragma once

#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::app {

// The story's clock: wall and monotonic move together.
class StoryClock final : public ports::Clock {
 public:
  explicit StoryClock(Instant start) : wall_(start), start_(start) {}
  Instant wall() override { return wall_; }
  Duration monotonic() override { return wall_ - start_; }
  std::string boot_id() override { return "story"; }
  void move_to(Instant at) { wall_ = std::max(wall_, at); }

 private:
  Instant wall_;
  Instant start_;
};

// Begins this long before now.
inline constexpr Duration kStoryLength = std::chrono::hours{24 * 150};

Status tell_story(ports::World& world, handling::Settings const& settings, StoryClock& clock, Instant now);

}  // namespace tocsin::app
