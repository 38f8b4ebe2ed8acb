// Time zones by name, from the system's tz database, as plain values: the domain never reads zone
// files.
//
// Spec:    RFC 8536 (TZif), read by Howard Hinnant's date library.
// Failure: an unknown name is invalid_input with the nearest known one; no tz database is
//          unavailable.
// Threads: any (the library guards its own tables).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tocsin::domain {
struct Zone;
}

namespace tocsin::os {

// Transitions cover 1970 to 2100.
Result<domain::Zone> load_zone(std::string_view name);
std::string tzdb_version();
std::vector<std::string> zone_names();

}  // namespace tocsin::os
