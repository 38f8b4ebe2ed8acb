// The faults of a seed: what strikes, when, and that at least one strikes inside a critical window.
//
// Spec:       facts of fault injection, "Fault schedule": F1 (crash), F2 (power loss), F4 (disk full), F6 (clock), F8
//             (database away, answer lost), F9 (mail), F11 (a second instance).
// Invariants: drawn from the seed alone. heal() ends all of them.
#pragma once

#include "sim/random.h"

namespace tocsin::sim {

class Trial;

class Faults {
 public:
  Faults(Trial& trial, Random random);
  // Before each command: perhaps a fault begins or ends.
  void before_command(int number, int of);
  void heal();

 private:
  void arm_next();
  void bend_clock();
  void second_instance();
  Trial& trial_;
  Random random_;
  int next_fault_at_ = 0;
  int clock_right_at_ = -1;
  int disk_free_at_ = -1;
  int mail_well_at_ = -1;
};

}  // namespace tocsin::sim
