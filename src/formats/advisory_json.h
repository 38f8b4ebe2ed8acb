// The JSON twin of an advisory page: our own shape, for people who want the page as data.
//
// Spec:       none; the members are the words of domain/advisory.h, dates in RFC 3339, and the
//             ranges computed.
// Invariants: members are only ever added to this shape. Nothing is in it that the page does not
//             say.
// Threads:    pure.
#pragma once

#include <string>

#include "base/json.h"
#include "domain/advisory.h"

namespace tocsin::formats {

std::string render_advisory_json(domain::AdvisoryRevision const& revision,
                                 domain::PublisherProfile const& publisher);

// What a list of advisories says of each: for /data/advisories.json and the list's twin.
json::object advisory_summary_json(domain::AdvisoryRevision const& revision,
                                   domain::PublisherProfile const& publisher);

}  // namespace tocsin::formats
