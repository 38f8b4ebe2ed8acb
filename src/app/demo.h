// The demo: a full example desk that a stranger can walk through, seeded through the same use cases as a real one.
//
// Spec:       README, "The first ten minutes". Content: examples/acme.
// Invariants: every case, advisory and subscriber is invented and plainly an example; CVE ids are CVE-1900-*; mail goes to
//             the loopback relay that was named, to addresses under .example and .invalid.
#pragma once

#include "app/config.h"

namespace tocsin::app {

struct DemoOptions {
  std::string mailbox_url;     // where the mail sink shows what arrived
  bool check = false;          // come up, probe, stop
};

// Writes the example site into the data directory unless --site names another, and points the demo at loopback.
Status prepare_demo(Config& config);

// Seeds a fresh data directory (or takes the one that is there) and serves until it is ended.
int run_demo(Config const& config, DemoOptions const& options);

}  // namespace tocsin::app
