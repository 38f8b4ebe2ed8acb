// Readings of the kernel's clocks, as values. Nothing else in the product reads a clock.
//
// Spec:    clock_gettime(2). Monotonic progress that counts suspended time is CLOCK_BOOTTIME.
// Threads: any.
#pragma once

#include <string>

#include "base/time.h"

namespace tocsin::os {

struct ClockReading {
  Instant wall;            // CLOCK_REALTIME
  Duration since_boot{0};  // CLOCK_BOOTTIME: goes on while the machine sleeps
  Duration monotonic{0};   // CLOCK_MONOTONIC: stands still while the machine sleeps
  friend bool operator==(ClockReading const&, ClockReading const&) = default;
};

ClockReading read_clocks();
// The kernel's id of this boot; since_boot of two readings compare only under the same id.
std::string boot_id();

}  // namespace tocsin::os
