// The formats of one advisory: one table, one row a format. Press, site and console read it; nobody
// lists formats again.
//
// Spec:       CSAF 2.0 section 7.1 (places and file names), CVE record format 5.1.1.
// Invariants: a document is a pure function of one revision and one publisher profile: same values,
//             same bytes. documents_hash covers that revision's own documents and never a list
//             (index, feed, changelog), so that another publication does not void an approval. What
//             a format cannot say is declared in kLosses, never dropped silently.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/advisory.h"

namespace tocsin::formats {

// A finished file of the public site: path from the root of the host, media type, bytes.
struct Document {
  std::string path;        // "/.well-known/csaf/white/2026/acme-2026-7kq4m.json"
  std::string media_type;  // exactly as sent
  std::string bytes;
  friend bool operator==(Document const&, Document const&) = default;
};

struct Format {
  std::string_view word;  // for addresses, commands and tests
  std::string_view name;  // for people: "CSAF 2.0"
  std::string_view media_type;
  // Usually one; no document at all when the revision has nothing to say in this format (no CVE, no
  // record).
  std::vector<Document> (*render)(domain::AdvisoryRevision const&, domain::PublisherProfile const&);
};

std::vector<Document> csaf_documents(domain::AdvisoryRevision const&,
                                     domain::PublisherProfile const&);
std::vector<Document> csaf_sha256_documents(domain::AdvisoryRevision const&,
                                            domain::PublisherProfile const&);
std::vector<Document> csaf_sha512_documents(domain::AdvisoryRevision const&,
                                            domain::PublisherProfile const&);
std::vector<Document> cve_documents(domain::AdvisoryRevision const&,
                                    domain::PublisherProfile const&);
std::vector<Document> json_documents(domain::AdvisoryRevision const&,
                                     domain::PublisherProfile const&);
std::vector<Document> markdown_documents(domain::AdvisoryRevision const&,
                                         domain::PublisherProfile const&);
std::vector<Document> text_documents(domain::AdvisoryRevision const&,
                                     domain::PublisherProfile const&);

inline constexpr Format kFormats[] = {
    {"csaf", "CSAF 2.0", "application/json", csaf_documents},
    {"csaf-sha256", "CSAF 2.0, SHA-256", "text/plain; charset=utf-8", csaf_sha256_documents},
    {"csaf-sha512", "CSAF 2.0, SHA-512", "text/plain; charset=utf-8", csaf_sha512_documents},
    {"cve", "CVE record", "application/json", cve_documents},
    {"json", "JSON", "application/json", json_documents},
    {"markdown", "Markdown", "text/markdown; charset=utf-8", markdown_documents},
    {"text", "Text", "text/plain; charset=utf-8", text_documents},
};

// All documents of the revision, in the order of kFormats.
std::vector<Document> documents_of(domain::AdvisoryRevision const& revision,
                                   domain::PublisherProfile const& publisher);

// SHA-256 (hex) over path, media type and bytes of every document, each with its length in front.
std::string documents_hash(domain::AdvisoryRevision const& revision,
                           domain::PublisherProfile const& publisher);

// Where people read it. The page itself is the site's; documents and notices link it.
std::string advisory_path(std::string_view id);  // "/advisories/ACME-2026-7KQ4M"
std::string advisory_url(std::string_view id, domain::PublisherProfile const& publisher);
std::string cve_record_path(std::string_view cve);  // "/cve-records/CVE-2026-12345.json"

// What a format cannot say of the model, and what stands in its place.
struct Loss {
  std::string_view format;
  std::string_view field;
  std::string_view instead;
};
inline constexpr Loss kLosses[] = {
    {"csaf", "vulnerability.cvss40", "a note: CSAF 2.0 scores know CVSS 2 and 3 only"},
    {"csaf", "vulnerability.cwes[1..]",
     "a note: CSAF 2.0 has one weakness a vulnerability; so is one without a known name"},
    {"csaf", "end_of_life_not_assessed",
     "under_investigation, the nearest status, and a note that says what is true"},
    {"csaf", "standing withdrawn",
     "the last revision's summary and a note: CSAF 2.0 has no such status"},
    {"csaf", "vulnerability.known_exploitation no", "a threat of category exploit_status in words"},
    {"csaf", "vulnerability.conditions", "a note"},
    {"csaf", "content.timeline", "a note"},
    {"cve", "standing withdrawn",
     "the first sentence of the description: the record stays published until the CNA rejects it"},
    {"csaf", "tlp amber_strict", "AMBER and the text of the distribution"},
    {"cve", "content.timeline", "the record's own timeline, without categories"},
    {"cve", "vulnerability.known_exploitation", "left to the exploits text; only 'yes' is said"},
    {"cve", "description beyond 4096 characters",
     "the first part and the reference to the advisory"},
    {"cve", "no_fix_planned, end_of_life_affected",
     "affected; the reason stands in the solutions text"},
    {"cve", "revision history", "the record's dates; the advisory page keeps the history"},
};

}  // namespace tocsin::formats
