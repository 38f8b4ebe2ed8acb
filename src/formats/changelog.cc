// The security changelog of a product: entries by release, newest first. See markdown_text.h.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "formats/format.h"
#include "formats/markdown_text.h"
#include "formats/version_table.h"

namespace tocsin::formats {
using namespace domain;
namespace {

std::string anchor_of(AdvisoryRevision const& revision, Vulnerability const& vulnerability,
                      std::size_t number) {
  if (!vulnerability.cve.empty()) return lower_ascii(vulnerability.cve);
  auto anchor = lower_ascii(revision.id.text);
  return revision.content.vulnerabilities.size() == 1 ? anchor
                                                      : anchor + "-" + std::to_string(number);
}

// Whether hosted services were affected: "Acme Cloud: fixed on 2026-03-05."
std::string hosted_text(Vulnerability const& vulnerability) {
  std::vector<std::string> sentences;
  for (auto const& product : vulnerability.impacts) {
    if (!product.hosted_only) continue;
    for (auto const& branch : product.branches) {
      auto version = fixed_version(product, branch);
      sentences.push_back(
          product.product_name + ": " +
          (version.empty() ? std::string(status_text(branch.status)) : "fixed on " + version) +
          ".");
    }
  }
  return join(sentences, " ");
}

ChangelogItem item_of(AdvisoryRevision const& revision, Vulnerability const& vulnerability,
                      ProductImpact const& product, std::size_t number) {
  ChangelogItem item{
      .anchor = anchor_of(revision, vulnerability, number),
      .advisory = revision.id.text,
      .advisory_path = advisory_path(revision.id.text),
      .cve = vulnerability.cve,
      .title = vulnerability.title.empty() ? revision.content.title : vulnerability.title,
      .severity = revision.content.severity,
      .hosted = hosted_text(vulnerability),
      .remedy = action_text(vulnerability),
      .standing = revision.standing};
  for (auto const& branch : product.branches) {
    auto version = fixed_version(product, branch);
    if (!version.empty()) item.fixed_in.push_back(version);
  }
  AdvisoryContent thanks{.acknowledgments = revision.content.acknowledgments,
                         .vulnerabilities = {vulnerability}};
  item.credits = credits_of(thanks);
  return item;
}

}  // namespace

std::vector<ChangelogEntry> security_changelog(
    std::string_view product, std::vector<AdvisoryRevision const*> const& revisions) {
  // Order of revisions must not show, so they are walked by first publication and id.
  auto ordered = revisions;
  std::ranges::sort(ordered, [](auto* a, auto* b) {
    return std::pair(a->initial_release(), a->id) < std::pair(b->initial_release(), b->id);
  });
  std::map<std::pair<CivilDate, std::string>, std::vector<ChangelogItem>> entries;
  for (auto const* revision : ordered) {
    auto published = utc_date(revision->initial_release());
    std::size_t number = 0;
    for (auto const& vulnerability : revision->content.vulnerabilities) {
      ++number;
      for (auto const& impact : vulnerability.impacts) {
        if (impact.product != product) continue;
        auto item = item_of(*revision, vulnerability, impact, number);
        bool released = false;
        for (auto const& branch : impact.branches) {
          auto version = fixed_version(impact, branch);
          if (version.empty()) continue;
          released = true;
          entries[{branch.released.value_or(published), impact.hosted_only ? "" : version}]
              .push_back(item);
        }
        if (!released) entries[{published, ""}].push_back(item);
      }
    }
  }
  std::vector<ChangelogEntry> out;
  for (auto& [key, items] : entries) out.push_back({key.second, key.first, std::move(items)});
  std::ranges::reverse(out);
  return out;
}

std::string render_changelog_markdown(std::string_view product_name,
                                      std::vector<ChangelogEntry> const& entries,
                                      PublisherProfile const& publisher) {
  std::string out = "# Security changelog of " + markdown_inline(product_name) + "\n";
  for (auto const& entry : entries) {
    out += "\n## " +
           (entry.version.empty() ? to_text(entry.date)
                                  : entry.version + " (" + to_text(entry.date) + ")") +
           "\n\n";
    for (auto const& item : entry.items) {
      auto name = item.cve.empty() ? item.advisory : item.cve;
      out += "- [" + name + "](" + publisher.base_url + item.advisory_path +
             "): " + markdown_inline(item.title) +
             ". Severity: " + std::string(to_word(item.severity)) + ".";
      if (item.standing == Standing::withdrawn) out += " Withdrawn.";
      if (!item.fixed_in.empty() && !entry.version.empty())
        out += " Fixed in " + join(item.fixed_in, ", ") + ".";
      else if (entry.version.empty() && item.hosted.empty())
        out += " " + markdown_inline(item.remedy);
      if (!item.hosted.empty()) out += " " + markdown_inline(item.hosted);
      if (!item.credits.empty())
        out += " Credit: " + markdown_inline(join(item.credits, "; ")) + ".";
      out += "\n";
    }
  }
  if (entries.empty()) out += "\nNo security fix has been published.\n";
  return out;
}

}  // namespace tocsin::formats
