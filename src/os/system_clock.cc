// See system_clock.h.
#include "os/system_clock.h"

#include <cassert>
#include <ctime>

#include "base/text.h"
#include "os/files.h"

namespace tocsin::os {
namespace {

std::int64_t milliseconds_of(clockid_t clock) {
  timespec time{};
  [[maybe_unused]] int result = ::clock_gettime(clock, &time);
  assert(result == 0);
  return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

ClockReading read_clocks() {
  return {.wall = Instant{milliseconds_of(CLOCK_REALTIME)},
          .since_boot = Duration{milliseconds_of(CLOCK_BOOTTIME)},
          .monotonic = Duration{milliseconds_of(CLOCK_MONOTONIC)}};
}

std::string boot_id() {
  RealFiles files(FatalIo::report);
  auto text = files.read("/proc/sys/kernel/random/boot_id", 128);
  // A confined role cannot read it and need not: only the desk compares boots.
  return text ? std::string(trim(*text)) : std::string{};
}

}  // namespace tocsin::os
