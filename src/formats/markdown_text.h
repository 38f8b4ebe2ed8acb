// What people read in a repository or a terminal: the Markdown twin, plain text, and the security
// changelog.
//
// Spec:       CommonMark with pipe tables for .md; UTF-8 text at most 78 columns wide where words
//             allow for .txt.
// Invariants: first what an administrator needs (affected, do this, severity), then the rest; the
//             same sentences as the page and the mail (version_table.h). Author's Markdown is
//             passed on in .md; .txt is the same document without markup.
// Threads:    pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/advisory.h"

namespace tocsin::formats {

std::string render_markdown(domain::AdvisoryRevision const& revision,
                            domain::PublisherProfile const& publisher);
std::string render_text(domain::AdvisoryRevision const& revision,
                        domain::PublisherProfile const& publisher);

// Text as one line of Markdown, with what would be taken for markup made plain.
std::string markdown_inline(std::string_view text);

// One vulnerability in one release's entry.
struct ChangelogItem {
  std::string anchor;  // lower-case CVE, else advisory id and number: "cve-2026-12345"
  std::string advisory;
  std::string advisory_path;  // "/advisories/ACME-2026-7KQ4M"
  std::string cve;
  std::string title;
  domain::Severity severity = domain::Severity::none;
  std::vector<std::string> fixed_in;  // first fixed versions of all branches of the product
  std::string hosted;  // one sentence on hosted services, empty if the advisory names none
  std::string remedy;  // what to do
  std::vector<std::string> credits;
  domain::Standing standing = domain::Standing::in_force;
  friend bool operator==(ChangelogItem const&, ChangelogItem const&) = default;
};

// A release, or a day on which a remedy without release was published (a configuration, no fix
// planned).
struct ChangelogEntry {
  std::string version;  // empty: no release
  CivilDate date;       // of the release, else of the publication
  std::vector<ChangelogItem> items;
  friend bool operator==(ChangelogEntry const&, ChangelogEntry const&) = default;
};

// Newest first. `revisions` are current published revisions in any order; only `product` (a slug)
// counts.
std::vector<ChangelogEntry> security_changelog(
    std::string_view product, std::vector<domain::AdvisoryRevision const*> const& revisions);
std::string render_changelog_markdown(std::string_view product_name,
                                      std::vector<ChangelogEntry> const& entries,
                                      domain::PublisherProfile const& publisher);

}  // namespace tocsin::formats
