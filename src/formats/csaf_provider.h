// The CSAF provider's lists: provider metadata, ROLIE feed, index.txt, changes.csv, folder
// listings.
//
// Spec:       CSAF 2.0 section 7.1, requirements 7, 11 to 15, 17, 18; RFC 8322 (ROLIE).
// Invariants: all lists are made from one value, so they name the same documents. Dates come from
//             the documents. The role said is the one that is true: without signatures it is
//             csaf_provider, never trusted. Every URL starts with the publisher's base_url.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/advisory.h"
#include "domain/archived_advisory.h"
#include "formats/format.h"

namespace tocsin::formats {

inline constexpr std::string_view kCsafRoot = "/.well-known/csaf/";
inline constexpr std::string_view kCsafWhite = "/.well-known/csaf/white/";

// One document of the tree. Make it with csaf_entry.
struct CsafEntry {
  std::string path;  // "/.well-known/csaf/white/2026/acme-2026-7kq4m.json"
  std::string id;
  std::string title;
  std::string summary;  // may be empty
  Instant initial_release_date;
  Instant current_release_date;
  friend bool operator==(CsafEntry const&, CsafEntry const&) = default;
};
CsafEntry csaf_entry(domain::AdvisoryRevision const& revision);
CsafEntry csaf_entry(domain::ArchivedAdvisory const& archived);

// The three files of an archived advisory: the document as it came, byte for byte, and its hashes.
std::vector<Document> archived_documents(domain::ArchivedAdvisory const& archived);

// Fragments by entry and their joins; newest first is the joiner's business (sort_newest_first).
void sort_newest_first(std::vector<CsafEntry>& entries);
std::string rolie_fragment(CsafEntry const& entry, domain::PublisherProfile const& publisher);
std::string join_rolie(std::vector<std::string_view> const& fragments, Instant updated,
                       domain::PublisherProfile const& publisher);
std::string index_txt(
    std::vector<CsafEntry> const& entries);  // relative to kCsafWhite, newest first
std::string changes_csv(std::vector<CsafEntry> const& entries);  // quoted, as CSAF 2.0's examples
std::string category_document();
std::string service_document(domain::PublisherProfile const& publisher);

// `last_updated` of the metadata: the newest current_release_date, or the date the profile was last
// changed.
std::string provider_metadata(Instant last_updated, domain::PublisherProfile const& publisher);

// A folder of the tree and what its HTML listing links; the site renders it.
struct FolderListing {
  std::string path;                // "/.well-known/csaf/white/2026/"
  std::vector<std::string> names;  // relative links: "x.json", "x.json.sha256", "2025/"
  friend bool operator==(FolderListing const&, FolderListing const&) = default;
};
std::vector<FolderListing> folder_listings(std::vector<CsafEntry> const& entries);

// All documents of the tree but advisories and listings: metadata, feed, category, service, index,
// changes.
std::vector<Document> provider_documents(std::vector<CsafEntry> entries, Instant profile_changed,
                                         domain::PublisherProfile const& publisher);

}  // namespace tocsin::formats
