// The clocks of the simulation: one true time that only goes forward, and what the server is told of it.
//
// Invariants: monotonic time is honest: true time since the boot (unless a planted bug lets it follow the wall clock).
//             The wall clock may jump or stand still; true_wall() is what it would say if it were right.
#pragma once

#include <optional>

#include "ports/clock.h"
#include "sim/random.h"

namespace tocsin::sim {

class SimClock final : public ports::Clock {
 public:
  explicit SimClock(Instant start) : base_(start) {}

  Instant wall() override { return frozen_ ? *frozen_ : true_wall() + offset_; }
  Duration monotonic() override {
    if (monotonic_follows_wall) return Duration{wall().epoch_ms};
    return true_ - booted_;
  }
  std::string boot_id() override { return "boot-" + std::to_string(boots_); }

  Instant true_wall() const { return base_ + true_; }
  Duration true_time() const { return true_; }
  Duration apart() { return wall() - true_wall(); }

  void advance(Duration by) { true_ += by; }
  void jump(Duration by) { offset_ += by; }
  void jump_to(Instant at) { offset_ = at - true_wall(); }
  void freeze() { frozen_ = wall(); }
  void set_right() {
    offset_ = {};
    frozen_.reset();
  }
  void reboot() {
    ++boots_;
    booted_ = true_ - std::chrono::seconds{20};
  }

  bool monotonic_follows_wall = false;

 private:
  Instant base_;
  Duration true_{0};
  Duration offset_{0};
  Duration booted_{0};
  std::optional<Instant> frozen_;
  int boots_ = 1;
};

class SimEntropy final : public ports::Entropy {
 public:
  explicit SimEntropy(Random random) : random_(random) {}
  std::string bytes(std::size_t count) override { return random_.bytes(count); }

 private:
  Random random_;
};

}  // namespace tocsin::sim
