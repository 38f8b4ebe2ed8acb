// An advisory that somebody published before, or elsewhere, taken over as it was.
//
// Spec:       CSAF 2.0 (the original's own words are kept; nothing is normalised but the dates).
// Invariants: a type of its own: there is no conversion to AdvisoryRevision or Advisory, so it can
//             never become or replace one of ours. `original` is served byte-identical at its CSAF
//             path; all other members are extracts for pages and lists. No new revision of it is
//             made here.
// Threads:    a value.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/time.h"

namespace tocsin::domain {

struct ArchivedNote {
  std::string category;  // CSAF's word
  std::string title;
  std::string text;
  friend bool operator==(ArchivedNote const&, ArchivedNote const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedNote, (), (category, title, text))

struct ArchivedReference {
  std::string category;
  std::string summary;
  std::string url;
  friend bool operator==(ArchivedReference const&, ArchivedReference const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedReference, (), (category, summary, url))

struct ArchivedRemediation {
  std::string category;
  std::string details;
  std::string url;
  std::vector<std::string> products;  // names
  friend bool operator==(ArchivedRemediation const&, ArchivedRemediation const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedRemediation, (), (category, details, url, products))

// One row of the table: a product and the group of product_status it stands in ("known_affected",
// "fixed" ...).
struct ArchivedProductStatus {
  std::string status;
  std::string product;
  friend bool operator==(ArchivedProductStatus const&, ArchivedProductStatus const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedProductStatus, (), (status, product))

struct ArchivedScore {
  std::string version;  // "3.1"
  std::string vector;
  std::string base_score;  // as people write it: "9.8"
  std::string severity;    // lower case
  friend bool operator==(ArchivedScore const&, ArchivedScore const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedScore, (), (version, vector, base_score, severity))

struct ArchivedVulnerability {
  std::string cve;
  std::string title;
  std::string cwe;  // "CWE-787"
  std::string cwe_name;
  std::vector<ArchivedScore> scores;
  std::vector<ArchivedNote> notes;
  std::vector<ArchivedProductStatus> statuses;
  std::vector<ArchivedRemediation> remediations;
  std::vector<ArchivedReference> references;
  friend bool operator==(ArchivedVulnerability const&, ArchivedVulnerability const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedVulnerability, (),
                      (cve, title, cwe, cwe_name, scores, notes, statuses, remediations,
                       references))

struct ArchivedRevision {
  std::string number;
  Instant at;
  std::string summary;
  friend bool operator==(ArchivedRevision const&, ArchivedRevision const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedRevision, (), (number, at, summary))

struct ArchivedAdvisory {
  std::string id;  // original tracking id
  std::string title;
  std::string category;  // CSAF profile word
  std::string language;
  std::string publisher_name;
  std::string publisher_namespace;
  std::string tlp;  // "WHITE", or empty
  std::string tracking_status;
  std::string tracking_version;
  Instant initial_release_date;
  Instant current_release_date;
  std::string severity;  // lower case: aggregate_severity if it is one of the five words, else the
                         // highest CVSS severity, else empty
  std::string severity_text;  // aggregate_severity as written, or empty
  std::vector<std::string> cves;
  std::vector<std::string> products;  // product names without vendor, each once
  std::vector<std::string> vendors;
  std::vector<ArchivedNote> notes;
  std::vector<ArchivedReference> references;
  std::vector<std::string> acknowledgments;
  std::vector<ArchivedRevision> history;
  std::vector<ArchivedVulnerability> vulnerabilities;
  std::string csaf_path;  // where the original is served
  std::string original;   // the document, byte for byte
  friend bool operator==(ArchivedAdvisory const&, ArchivedAdvisory const&) = default;
};
BOOST_DESCRIBE_STRUCT(ArchivedAdvisory, (),
                      (id, title, category, language, publisher_name, publisher_namespace, tlp,
                       tracking_status, tracking_version, initial_release_date,
                       current_release_date, severity, severity_text, cves, products, vendors,
                       notes, references, acknowledgments, history, vulnerabilities, csaf_path,
                       original))

}  // namespace tocsin::domain
