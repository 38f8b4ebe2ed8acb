// CSAF 2.0 security advisory from one revision.
//
// Spec:       CSAF 2.0 (OASIS Standard), profile 4.4 csaf_security_advisory; file name 5.1; hashes
//             7.1.18.
// Invariants: product tree, product status, flags, scores and vendor_fix remediations are generated
//             from the version table. Product ids follow from product, branch and range alone, so
//             they are stable over revisions and equal over vulnerabilities. No date but those of
//             the revision. The document passes every mandatory test of the standard if
//             publication_gaps() is empty.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>

#include "domain/advisory.h"

namespace tocsin::formats {

std::string render_csaf(domain::AdvisoryRevision const& revision,
                        domain::PublisherProfile const& publisher);

// CSAF 2.0 5.1: lower case, each run of other characters than [+\-a-z0-9] becomes one '_', then
// ".json".
std::string csaf_file_name(std::string_view tracking_id);
// "/.well-known/csaf/white/2026/acme-2026-7kq4m.json"; the year of the initial release in UTC.
std::string csaf_path(std::string_view tracking_id, Instant initial_release);
// The whole .sha256 or .sha512 file: hex, two spaces, file name, newline.
std::string hash_file(std::string_view hex, std::string_view file_name);

std::string_view csaf_tlp_label(domain::Tlp tlp);  // CLEAR is WHITE in CSAF 2.0

}  // namespace tocsin::formats
