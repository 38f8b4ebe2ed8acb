// When a role that ended may be started again: five times a minute at most, then it waits until the minute is over.
//
// Spec:       design.md section 1.
// Invariants: a value that reads no clock. It never gives up on a role that came up once: the other role serves on
//             meanwhile, and whatever ended this one may pass.
#pragma once

#include <chrono>
#include <deque>

#include "base/time.h"

namespace tocsin::app {

class Restarts {
 public:
  static constexpr std::size_t a_minute_max = 5;   // after the first start
  using Time = std::chrono::steady_clock::time_point;

  void started(Time now) {
    forget(now);
    starts_.push_back(now);
  }
  void came_up() { ever_came_up_ = true; }
  bool ever_came_up() const { return ever_came_up_; }
  // How long until it may be started; 0: now.
  Duration wait(Time now) {
    forget(now);
    if (starts_.size() <= a_minute_max) return Duration{0};
    return std::chrono::duration_cast<Duration>(starts_.front() + kWindow - now) + Duration{1};
  }

 private:
  static constexpr std::chrono::minutes kWindow{1};
  void forget(Time now) {
    while (!starts_.empty() && now - starts_.front() > kWindow) starts_.pop_front();
  }

  std::deque<Time> starts_;
  bool ever_came_up_ = false;
};

}  // namespace tocsin::app
