// Time as the World gives it: a wall clock that may lie, and a monotonic clock that counts suspend.
//
// Invariants: read once per operation and passed on as a value (style S12).
#pragma once

#include "base/time.h"

namespace tocsin::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant wall() = 0;
  virtual Duration monotonic() = 0;      // since an arbitrary start of this machine's boot
  virtual std::string boot_id() = 0;     // changes with every boot: monotonic values of two boots do not compare
};

class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual std::string bytes(std::size_t count) = 0;   // secret quality
};

}  // namespace tocsin::ports
