// The derivation of a deadline as one sentence a person can check with a paper calendar.
//
// Invariants: every instant stands in UTC with its zone; names of staff and internal notes never
//             appear, because the reporter reads the sentence too.
// Threads:    pure.
#pragma once

#include <string>

#include "domain/deadline.h"

namespace tocsin::domain {

// `zone` is the calendar's; local time stands beside UTC when they differ.
std::string sentence_of(Deadline const& deadline, Zone const& zone);

}  // namespace tocsin::domain
