// Feeds: RSS 2.0, Atom and JSON Feed 1.1, joined from fragments of one advisory each.
//
// Spec:       RSS 2.0, RFC 4287 (Atom), JSON Feed 1.1, RFC 5005 section 4 (archived feeds), RFC
//             4151 (tag URIs).
// Invariants: one item an advisory; a revision changes the item and never adds one. The id is a
//             tag: URI of the advisory id and stands for ever; `published` is fixed, `updated`
//             moves with each revision. All dates come from documents: rendering twice gives the
//             same bytes. A fragment depends on its own advisory only, so publishing one costs one
//             fragment and a join. A feed without an item says "no advisories as of DATE" in the
//             head; DATE is given, not read.
// Threads:    pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "domain/advisory.h"
#include "domain/archived_advisory.h"

namespace tocsin::formats {

enum class FeedKind { rss, atom, json };
inline constexpr Name<FeedKind> kFeedKinds[] = {
    {FeedKind::rss, "rss"},
    {FeedKind::atom, "atom"},
    {FeedKind::json, "feed.json"}};  // the suffix of the address
std::string_view media_type_of(FeedKind kind);

struct FeedItem {
  std::string id;   // advisory id
  std::string tag;  // tag:acme.example,2026:advisory:ACME-2026-7KQ4M
  std::string url;
  std::string title;         // "ACME-2026-7KQ4M: ...", with "Withdrawn: " in front when it is
  std::string summary;       // plain text: severity, affected, what to do
  std::string content_html;  // safe HTML; made from the summary when the caller has none
  domain::Severity severity = domain::Severity::none;
  std::vector<std::string> products;  // slugs, or names of an archived advisory
  std::vector<std::string> cves;
  Instant published;
  Instant updated;
  domain::Standing standing = domain::Standing::in_force;
  friend bool operator==(FeedItem const&, FeedItem const&) = default;
};

FeedItem feed_item(domain::AdvisoryRevision const& revision,
                   domain::PublisherProfile const& publisher);
FeedItem feed_item(domain::ArchivedAdvisory const& archived,
                   domain::PublisherProfile const& publisher);

// One <item>, <entry> or JSON object. Cache it by (id, revision, kind).
std::string feed_fragment(FeedItem const& item, FeedKind kind);

struct FeedHead {
  std::string title;
  std::string description;
  std::string home_url;     // the page the feed belongs to
  std::string self_url;     // where this file lies
  std::string current_url;  // of an archive: the feed it belongs to; empty for the current feed
  std::string prev_archive_url;  // older items; empty at the end
  std::string next_archive_url;  // newer archive; empty for the current feed and the newest archive
  std::string language = "en";
  std::string author;
  std::string tag;  // feed id, a tag: URI, the same in all three kinds
  Instant updated;  // the newest item's; of an empty feed the date it speaks of
};

// `fragments` in the order they are to appear. Empty: the head says "no advisories as of DATE".
std::string join_feed(FeedHead const& head, FeedKind kind,
                      std::vector<std::string_view> const& fragments);

std::string advisory_tag(std::string_view tag_authority, std::string_view advisory_id);
std::string feed_tag(std::string_view tag_authority, std::string_view path);

// Which items stand where. Archives are whole chunks in order of first publication and so never
// shift; the current feed holds all that is in no archive yet, filled up with the most recently
// updated to `page_items`.
struct FeedPlan {
  std::vector<std::size_t> current;                // indices into `items`, last updated first
  std::vector<std::vector<std::size_t>> archives;  // archive 1 (oldest) first; inside newest first
};
inline constexpr std::size_t feed_page_items = 50;
FeedPlan plan_feed(std::vector<FeedItem> const& items, std::size_t page_items = feed_page_items);

}  // namespace tocsin::formats
