// Who hears of an occasion, and who hears next if nobody acts.
//
// Spec:       design.md I8; the chains are rules data (domain::Rules::hearings), with site.toml's addresses for a desk
//             whose roles are nobody yet.
#pragma once

#include "domain/effect.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

struct Listener {
  domain::StaffId staff;      // or
  std::string address;        // when no staff member
};

struct Hearing {
  std::vector<Listener> listeners;
  std::optional<Duration> next_after;   // since the occasion, when the chain goes on
};

// Empty when somebody has acted since, so that an escalation falls silent by itself.
Result<Hearing> who_hears(ports::World& world, Settings const& settings, domain::TellDesk const& what, Instant since);

}  // namespace tocsin::handling
