// CVE records (state PUBLISHED, CNA container) from one revision: one record for each CVE of the
// advisory.
//
// Spec:       CVE record format 5.1.1; CNA Rules 4.2.0 (clauses named at the code).
// Invariants: `affected` is generated from the version table: ranges carry a versionType, "not
//             assessed" is status unknown, nothing is left to silence. No credit inside a
//             description.
// BUGS:       the services trim strings and add server-side members, so what they return differs
//             from these bytes.
// Threads:    pure.
#pragma once

#include <string>

#include "base/json.h"
#include "domain/advisory.h"

namespace tocsin::formats {

// The whole record, as served. REQUIRES: vulnerability.cve is not empty.
std::string render_cve_record(domain::AdvisoryRevision const& revision,
                              domain::Vulnerability const& vulnerability,
                              domain::PublisherProfile const& publisher);

// Only what is submitted: {"cnaContainer": {...}} of POST and PUT /cve/{id}/cna.
std::string render_cna_container(domain::AdvisoryRevision const& revision,
                                 domain::Vulnerability const& vulnerability,
                                 domain::PublisherProfile const& publisher);

}  // namespace tocsin::formats
