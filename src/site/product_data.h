// What several forms say of a product's versions and of reporting: one computation for page, JSON
// and SECURITY.md.
//
// Threads: pure.
#pragma once

#include <vector>

#include "site/parts.h"

namespace tocsin::site {

// The status on a day: a line whose support has run out is at its end of life, whatever the file
// says.
SupportStatus effective_status(ReleaseLine const& line, Instant as_of);
// Published advisories that are open in the line: affected, and no fix in its branch.
std::vector<AdvisorySummary const*> open_in(RecordsView const& records, Product const& product,
                                            ReleaseLine const& line);
// "When should I report", "When should I not": shown on the hub and above the form.
markup::Html reporting_advice(Context const& context, Product const& product);

}  // namespace tocsin::site
