// The operator's files of the simulated organisation, small so that a seed is cheap: one product, one policy, one rules
// file, the shipped calendars.
//
// Invariants: read once a process; seeds share it. Zones come from the system's tz database, once.
#pragma once

#include "handling/settings.h"

namespace tocsin::sim {

// Ends the process with the findings when the files are not accepted.
handling::Settings const& sim_settings();
inline constexpr char kProduct[] = "archiver";
inline constexpr char kSiteDigest[] = "simulated site";

}  // namespace tocsin::sim
