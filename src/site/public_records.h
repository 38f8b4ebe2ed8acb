// What has been published, as lists and feeds see it: one small summary an advisory.
//
// Purpose:    publishing one advisory among 10,000 must not load the other 9,999. Lists, counts,
//             filters, the changelog and the feeds are made from summaries alone.
// Invariants: a summary is made from a PublishedRevision or an ArchivedAdvisory and nothing else
//             (I1).
//             Summaries are ordered by first publication, then id: a new one comes last, so chunks
//             counted from the oldest never shift.
//             A CVE id that a correction dropped stays known, so that its addresses go on leading
//             to the advisory (I9): put() the revisions of an advisory in their order.
// Threads:    values; RecordsView borrows for the length of a call.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "domain/advisory.h"
#include "domain/archived_advisory.h"
#include "domain/publication_gate.h"
#include "formats/feeds.h"

namespace tocsin::site {

// The state of one branch of one product, for the supported versions and for what is open.
struct BranchSummary {
  std::string product;  // slug
  std::string branch;
  std::string fixed_in;
  domain::BranchStatus status = domain::BranchStatus::under_investigation;
  friend bool operator==(BranchSummary const&, BranchSummary const&) = default;
};
BOOST_DESCRIBE_STRUCT(BranchSummary, (), (product, branch, fixed_in, status))

// One vulnerability in the security changelog of one product.
struct ChangelogLine {
  std::string product;  // slug
  std::string version;  // of the release; empty: a remedy without one
  CivilDate date;
  std::string anchor;
  std::string cve;
  std::string title;
  std::vector<std::string> fixed_in;
  std::string hosted;
  std::string remedy;
  std::vector<std::string> credits;
  friend bool operator==(ChangelogLine const&, ChangelogLine const&) = default;
};
BOOST_DESCRIBE_STRUCT(ChangelogLine, (),
                      (product, version, date, anchor, cve, title, fixed_in, hosted, remedy,
                       credits))

// Who is thanked, as they chose to be named.
struct Credit {
  std::string name;
  std::string organization;
  std::string url;
  friend bool operator==(Credit const&, Credit const&) = default;
};
BOOST_DESCRIBE_STRUCT(Credit, (), (name, organization, url))

enum class Origin { ours, archived };
BOOST_DESCRIBE_ENUM(Origin, ours, archived)

struct AdvisorySummary {
  std::string id;
  Origin origin = Origin::ours;
  std::string title;
  std::string language;
  domain::Severity severity = domain::Severity::none;
  bool severity_known = true;  // an archived advisory may name none
  domain::Standing standing = domain::Standing::in_force;
  int revision = 1;
  std::vector<std::string> products;  // slugs; empty for an archived one
  std::vector<std::string> product_names;
  std::vector<std::string> cves;
  std::vector<std::string> fixed_in;
  std::vector<std::string> former_cves;  // of earlier revisions
  std::string feed_summary;              // who is affected, what to do: plain text
  std::string feed_html;
  Instant published;
  Instant updated;
  std::vector<BranchSummary> branches;
  std::vector<ChangelogLine> changelog;
  std::vector<Credit> credits;
  std::string csaf_path;
  std::string csaf_summary;  // as the lists of the CSAF provider show it
  // In force, and some supported branch is affected without a fix.
  bool is_open() const;
  friend bool operator==(AdvisorySummary const&, AdvisorySummary const&) = default;
};
BOOST_DESCRIBE_STRUCT(AdvisorySummary, (),
                      (id, origin, title, language, severity, severity_known, standing, revision,
                       products, product_names, cves, fixed_in, former_cves, feed_summary,
                       feed_html, published, updated, branches, changelog, credits, csaf_path,
                       csaf_summary))

AdvisorySummary summarize(domain::PublishedRevision const& published);
AdvisorySummary summarize(domain::ArchivedAdvisory const& archived);

// The advisory in a feed: all that formats::feed_item makes of the whole revision.
formats::FeedItem feed_item(AdvisorySummary const& summary,
                            domain::PublisherProfile const& publisher);

// Everything published, oldest first.
struct PublicRecords {
  std::vector<AdvisorySummary> summaries;  // sorted by `comes_before`
  // Puts a new summary in its place or replaces the one of the same id, whose dropped CVE ids it
  // keeps.
  void put(AdvisorySummary summary);
  AdvisorySummary const* find(std::string_view id) const;
};
// What `next` becomes as the successor of `before`.
AdvisorySummary succeed(AdvisorySummary const& before, AdvisorySummary next);
bool comes_before(AdvisorySummary const& a, AdvisorySummary const& b);

// The records as they are, or as they will be with one more revision; nothing is copied.
class RecordsView {
 public:
  explicit RecordsView(PublicRecords const& records) : records_(&records) {}
  RecordsView(PublicRecords const& records, AdvisorySummary const& next);
  std::size_t size() const { return records_->summaries.size() + (next_ && !replaces_ ? 1 : 0); }
  AdvisorySummary const& operator[](std::size_t index) const;  // oldest first

 private:
  PublicRecords const* records_;
  AdvisorySummary const* next_ = nullptr;
  std::size_t place_ = 0;
  bool replaces_ = false;
};

}  // namespace tocsin::site
