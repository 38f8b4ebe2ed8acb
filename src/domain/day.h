// The length of a day of 24 hours. What a civil day of a zone lasts is asked of the zone.
#pragma once

#include "base/time.h"

namespace tocsin::domain {

inline constexpr Duration kDay = std::chrono::hours(24);

}  // namespace tocsin::domain
