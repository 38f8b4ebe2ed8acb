// What the front takes in within an hour, in all: a bound on what strangers can make the desk keep.
//
// Purpose:    the spool's limits bound what waits; the desk takes it in within seconds, so they bound no flood.
// Invariants: one count for everybody. Nothing is kept of who sent what: many reporters share an address, and the
//             anonymous ones have none. Bytes count as they arrive, also those of a form that is refused in the end.
//             Opting out does not count: it must work while somebody floods.
// Failure:    unavailable until the next hour begins; told once an hour to `on_trouble`.
// Threads:    any.
// BUGS:       kept in memory: a front that is started again begins the hour anew.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"

namespace tocsin::front {

struct IntakeLimits {
  std::size_t bytes_per_hour_max = intake_bytes_per_hour_max;
  std::size_t records_per_hour_max = intake_records_per_hour_max;
};

class IntakeBudget {
 public:
  IntakeBudget(IntakeLimits limits, std::function<Instant()> now, std::function<void(std::string_view)> on_trouble)
      : limits_(limits), now_(std::move(now)), on_trouble_(std::move(on_trouble)) {}

  // Whether anything at all can be taken now: asked before a large body is read.
  Status look() { return take(0, 0); }
  Status take_bytes(std::size_t count) { return take(count, 0); }
  Status take_record() { return take(0, 1); }

 private:
  Status take(std::size_t bytes, std::size_t records) {
    auto const hour = floor_hour(now_());
    std::scoped_lock lock(mutex_);
    if (hour != hour_) {
      hour_ = hour;
      bytes_ = records_ = 0;
      told_ = false;
    }
    bool const full = bytes_ + bytes > limits_.bytes_per_hour_max || records_ + records > limits_.records_per_hour_max ||
                      (bytes == 0 && records == 0 && bytes_ >= limits_.bytes_per_hour_max);
    if (!full) {
      bytes_ += bytes;
      records_ += records;
      return {};
    }
    if (!told_ && on_trouble_) on_trouble_("the budget of this hour is used up: submissions are refused until the next one");
    told_ = true;
    return fail(ErrorCode::unavailable, "More has arrived within this hour than can be taken. Please try again later.");
  }

  IntakeLimits limits_;
  std::function<Instant()> now_;
  std::function<void(std::string_view)> on_trouble_;
  std::mutex mutex_;
  Instant hour_{};             // guarded by mutex_, as all below
  std::size_t bytes_ = 0;
  std::size_t records_ = 0;
  bool told_ = false;
};

}  // namespace tocsin::front
