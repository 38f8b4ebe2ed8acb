// The people of a seed: reporters, subscribers and three members of the team, who act by chance and towards an end.
//
// Invariants: they reach the server as people do: submissions through the spool, everything else through a handler. Each
//             act goes through Trial::command, so that it is counted and may end the process.
#pragma once

#include "sim/random.h"

namespace tocsin::sim {

class Trial;

class Workload {
 public:
  Workload(Trial& trial, Random random);
  // One act of somebody.
  void step();

 private:
  Trial& trial_;
  Random random_;
};

}  // namespace tocsin::sim
