// See public_records.h.
#include "site/public_records.h"

#include <algorithm>
#include <cassert>

#include "base/text.h"
#include "formats/csaf.h"
#include "formats/csaf_provider.h"
#include "formats/format.h"
#include "formats/markdown_text.h"
#include "formats/version_table.h"

namespace tocsin::site {

namespace {

using domain::BranchStatus;

void add_once(std::vector<std::string>& list, std::string const& one) {
  if (!one.empty() && std::ranges::find(list, one) == list.end()) list.push_back(one);
}

void add_credits(std::vector<Credit>& out, std::vector<domain::Acknowledgment> const& all) {
  auto add = [&](Credit credit) {
    if (std::ranges::find(out, credit) == out.end()) out.push_back(std::move(credit));
  };
  for (auto const& one : all) {
    auto url = one.urls.empty() ? std::string() : one.urls.front();
    for (auto const& name : one.names) add({name, one.organization, url});
    if (one.names.empty() && !one.organization.empty()) add({"", one.organization, url});
  }
}

std::vector<ChangelogLine> changelog_of(domain::AdvisoryRevision const& revision,
                                        std::vector<std::string> const& products) {
  std::vector<ChangelogLine> out;
  for (auto const& product : products)
    for (auto& entry : formats::security_changelog(product, {&revision}))
      for (auto& item : entry.items)
        out.push_back({.product = product,
                       .version = entry.version,
                       .date = entry.date,
                       .anchor = item.anchor,
                       .cve = item.cve,
                       .title = item.title,
                       .fixed_in = item.fixed_in,
                       .hosted = item.hosted,
                       .remedy = item.remedy,
                       .credits = item.credits});
  return out;
}

}  // namespace

bool AdvisorySummary::is_open() const {
  if (standing != domain::Standing::in_force) return false;
  return std::ranges::any_of(branches, [](BranchSummary const& one) {
    return one.status == BranchStatus::affected || one.status == BranchStatus::no_fix_planned ||
           one.status == BranchStatus::under_investigation;
  });
}

AdvisorySummary summarize(domain::PublishedRevision const& published) {
  auto const& revision = published.revision();
  auto const& content = revision.content;
  auto out = AdvisorySummary{};
  out.id = revision.id.text;
  out.title = content.title;
  out.language = content.language;
  out.severity = content.severity;
  out.standing = revision.standing;
  out.revision = revision.number();
  for (auto const& slug : domain::products_of(content)) out.products.push_back(slug);
  out.product_names = formats::product_names_of(content);
  out.cves = formats::cves_of(content);
  out.fixed_in = formats::fixed_versions(content);
  out.published = revision.initial_release();
  out.updated = revision.current_release();
  out.changelog = changelog_of(revision, out.products);
  add_credits(out.credits, content.acknowledgments);
  for (auto const& one : content.vulnerabilities) {
    add_credits(out.credits, one.acknowledgments);
    for (auto const& impact : one.impacts)
      for (auto const& branch : impact.branches)
        out.branches.push_back(
            {impact.product, branch.branch, formats::fixed_version(impact, branch), branch.status});
  }
  auto item = formats::feed_item(revision, {});
  out.feed_summary = item.summary;
  out.feed_html = item.content_html;
  auto entry = formats::csaf_entry(revision);
  out.csaf_path = entry.path;
  out.csaf_summary = entry.summary;
  return out;
}

AdvisorySummary summarize(domain::ArchivedAdvisory const& archived) {
  auto out = AdvisorySummary{};
  out.id = archived.id;
  out.origin = Origin::archived;
  out.title = archived.title;
  out.language = archived.language;
  out.severity_known = false;
  for (auto severity : {domain::Severity::none, domain::Severity::low, domain::Severity::medium,
                        domain::Severity::high, domain::Severity::critical})
    if (formats::to_word(severity) == archived.severity) {
      out.severity = severity;
      out.severity_known = true;
    }
  out.product_names = archived.products;
  if (out.product_names.size() > 4) out.product_names.resize(4);
  for (auto const& cve : archived.cves) add_once(out.cves, cve);
  out.published = archived.initial_release_date;
  out.updated = archived.current_release_date;
  auto entry = formats::csaf_entry(archived);
  out.csaf_path = entry.path;
  out.csaf_summary = entry.summary;
  auto item = formats::feed_item(archived, {});
  out.feed_summary = item.summary;
  out.feed_html = item.content_html;
  return out;
}

formats::FeedItem feed_item(AdvisorySummary const& one, domain::PublisherProfile const& publisher) {
  auto item = formats::FeedItem{};
  item.id = one.id;
  item.tag = formats::advisory_tag(publisher.tag_authority, one.id);
  item.url = formats::advisory_url(one.id, publisher);
  item.title = (one.standing == domain::Standing::withdrawn ? "Withdrawn: " : "") + one.id + ": " +
               one.title;
  item.summary = one.feed_summary;
  item.content_html = one.feed_html;
  item.severity = one.severity;
  item.products = one.origin == Origin::ours ? one.products : one.product_names;
  item.cves = one.cves;
  item.published = one.published;
  item.updated = one.updated;
  item.standing = one.standing;
  return item;
}

AdvisorySummary succeed(AdvisorySummary const& before, AdvisorySummary next) {
  for (auto const* cves : {&before.former_cves, &before.cves})
    for (auto const& cve : *cves)
      if (std::ranges::find(next.cves, cve) == next.cves.end()) add_once(next.former_cves, cve);
  return next;
}

bool comes_before(AdvisorySummary const& a, AdvisorySummary const& b) {
  return a.published != b.published ? a.published < b.published : a.id < b.id;
}

AdvisorySummary const* PublicRecords::find(std::string_view id) const {
  auto found = std::ranges::find(summaries, id, &AdvisorySummary::id);
  return found == summaries.end() ? nullptr : &*found;
}

void PublicRecords::put(AdvisorySummary summary) {
  if (auto found = std::ranges::find(summaries, summary.id, &AdvisorySummary::id);
      found != summaries.end()) {
    assert(found->published == summary.published);  // initial_release_date never changes
    *found = succeed(*found, std::move(summary));
    return;
  }
  summaries.insert(std::upper_bound(summaries.begin(), summaries.end(), summary, comes_before),
                   std::move(summary));
}

RecordsView::RecordsView(PublicRecords const& records, AdvisorySummary const& next)
    : records_(&records), next_(&next) {
  auto const& all = records.summaries;
  auto found = std::lower_bound(all.begin(), all.end(), next, comes_before);
  place_ = static_cast<std::size_t>(found - all.begin());
  replaces_ = found != all.end() && found->id == next.id;
}

AdvisorySummary const& RecordsView::operator[](std::size_t index) const {
  if (!next_ || index < place_) return records_->summaries[index];
  if (index == place_) return *next_;
  return records_->summaries[replaces_ ? index : index - 1];
}

}  // namespace tocsin::site
