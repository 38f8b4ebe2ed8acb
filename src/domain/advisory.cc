// See advisory.h: what always holds of the aggregate, how a draft becomes a revision, and what it
// still lacks.
#include "domain/advisory.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "vocab/cve_id.h"
#include "vocab/cvss.h"
#include "vocab/cwe.h"

namespace tocsin::domain {
namespace {

// History of each revision is that of the one before and one entry more; dates never go back.
bool history_grows(Advisory const& advisory) {
  AdvisoryRevision const* before = nullptr;
  for (auto const& revision : advisory.revisions) {
    auto const& history = revision.history;
    if (revision.id != advisory.id || history.empty()) return false;
    if (history.size() != (before ? before->history.size() + 1 : 1)) return false;
    if (before && !std::equal(before->history.begin(), before->history.end(), history.begin()))
      return false;
    for (std::size_t i = 0; i < history.size(); ++i) {
      if (history[i].number != static_cast<int>(i) + 1) return false;
      if (i > 0 && history[i].at < history[i - 1].at) return false;
    }
    if ((revision.standing == Standing::withdrawn) == revision.withdrawal_reason.empty())
      return false;
    if (before && before->standing == Standing::withdrawn &&
        revision.standing != Standing::withdrawn)
      return false;
    before = &revision;
  }
  return true;
}

bool draft_holds(Advisory const& advisory, Draft const& draft) {
  if ((draft.kind == DraftKind::first) != advisory.revisions.empty()) return false;
  if (draft.publish_minute && floor_minute(*draft.publish_minute) != *draft.publish_minute)
    return false;
  std::set<StaffId> staff;
  for (auto const& approval : draft.approvals) {
    if (approval.documents_hash != draft.documents_hash) return false;  // any edit voids approvals
    if (!staff.insert(approval.staff).second) return false;
  }
  return true;
}

bool is_version(std::string_view text) {
  // CSAF 2.0 6.1.31: the name of a product version must not read as a range.
  if (text.empty() || text.size() > 128) return false;
  return std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '=' || c == '|' ||
           c == ',' || c == '*' || c == '"' || c == '\\';
  });
}

bool is_web_address(std::string_view url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
  return std::ranges::none_of(url, [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte >= 0x7f || c == '<' || c == '>' || c == '"' || c == '\\' ||
           c == '^' || c == '`' || c == '{' || c == '|' || c == '}';
  });
}

// Collects sentences; `where` is put in front of each.
struct Gaps {
  std::vector<std::string> found;
  std::string where;
  void add(std::string text) {
    found.push_back(where.empty() ? std::move(text) : where + ": " + text);
  }
  void need(std::string const& value, char const* text) {
    if (trim(value).empty()) add(text);
  }
  void need_address(std::string const& url, char const* what) {
    if (!url.empty() && !is_web_address(url))
      add(std::string(what) + " is not a web address: " + url);
  }
};

void check_versions(Gaps& gaps, BranchImpact const& branch) {
  for (auto const* version : {&branch.affected_from, &branch.last_affected, &branch.fixed_in})
    if (!version->empty() && !is_version(*version))
      gaps.add("'" + *version + "' is not one version; a range is told by its first and last");
  if (!branch.fixed_in.empty() && !branch.last_affected.empty())
    gaps.add("has both a fixed version and a last affected one; give the fixed version only");
  if (!branch.fixed_in.empty() && branch.fixed_in == branch.affected_from)
    gaps.add("the first affected version is also the fixed one");
}

void check_branch(Gaps& gaps, ProductImpact const& product, BranchImpact const& branch) {
  gaps.need(branch.branch, "a branch has no name");
  check_versions(gaps, branch);
  gaps.need_address(branch.fix_url, "the address of the fix");
  bool dated_service = product.hosted_only && branch.released;
  if (branch.status == BranchStatus::fixed && branch.fixed_in.empty() && !dated_service)
    gaps.add(product.hosted_only ? "say on which day the service was fixed"
                                 : "is fixed, but in which version?");
  if (branch.status != BranchStatus::fixed && !branch.fixed_in.empty())
    gaps.add("names a fixed version, but its status is not 'fixed'");
  if (branch.status == BranchStatus::not_affected && branch.reason == NotAffectedReason::none &&
      branch.note.empty())
    gaps.add("is not affected: say why");
  if (branch.status != BranchStatus::not_affected && branch.reason != NotAffectedReason::none)
    gaps.add("has a reason for not being affected, but its status is another");
}

void check_product(Gaps& gaps, ProductImpact const& product) {
  gaps.need(product.product, "a product has no short name");
  gaps.need(product.product_name, "a product has no name");
  gaps.need_address(product.repository, "the repository");
  if (product.branches.empty()) gaps.add("the version table is empty");
  std::set<std::string> seen;
  auto where = gaps.where;
  for (auto const& branch : product.branches) {
    gaps.where = where + ", branch " + branch.branch;
    if (!seen.insert(branch.branch).second) gaps.add("stands twice in the version table");
    check_branch(gaps, product, branch);
  }
  gaps.where = where;
}

void check_score(Gaps& gaps, std::string const& text, vocab::CvssVersion version) {
  if (text.empty()) return;
  auto vector = vocab::parse_cvss(text);
  auto name = "CVSS " + std::string(name_of(vocab::kCvssVersions, version));
  if (!vector)
    gaps.add(name + ": " + vector.error().message);
  else if (vector->version() != version)
    gaps.add("the vector is not of " + name);
}

bool only_not_affected(Vulnerability const& vulnerability) {
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches)
      if (branch.status != BranchStatus::not_affected) return false;
  return true;
}

void check_vulnerability(Gaps& gaps, Vulnerability const& vulnerability) {
  if (!vulnerability.cve.empty() && !vocab::parse_cve_id(vulnerability.cve))
    gaps.add("'" + vulnerability.cve + "' is not a CVE id");
  for (auto const& cwe : vulnerability.cwes)
    if (!vocab::parse_cwe_id(cwe)) gaps.add("'" + cwe + "' is not a CWE id");
  check_score(gaps, vulnerability.cvss31, vocab::CvssVersion::v3_1);
  check_score(gaps, vulnerability.cvss40, vocab::CvssVersion::v4_0);
  gaps.need(vulnerability.description, "the description is empty");
  if (vulnerability.impacts.empty()) gaps.add("no product is named");
  // CNA Rules 4.2.0, 5.1.3 and 5.1.8: a record that only says "unaffected" is none.
  if (!vulnerability.cve.empty() && !vulnerability.impacts.empty() &&
      only_not_affected(vulnerability))
    gaps.add("a CVE record needs a version that is affected or not known to be unaffected");
  for (auto const& reference : vulnerability.references) {
    gaps.need_address(reference.url, "a reference");
    if (reference.url.empty() || reference.summary.empty())
      gaps.add("a reference needs a title and an address");
  }
  for (auto const& remediation : vulnerability.remediations) {
    gaps.need(remediation.details, "a remediation has no text");
    gaps.need_address(remediation.url, "the address of a remediation");
    for (auto const& slug : remediation.products)
      if (std::ranges::none_of(vulnerability.impacts,
                               [&](auto const& p) { return p.product == slug; }))
        gaps.add("a remediation names the product '" + slug + "', which has no version table here");
  }
  std::set<std::string> seen;
  auto where = gaps.where;
  for (auto const& product : vulnerability.impacts) {
    gaps.where =
        where + ", " + (product.product_name.empty() ? product.product : product.product_name);
    if (!seen.insert(product.product).second) gaps.add("the product stands twice");
    check_product(gaps, product);
  }
  gaps.where = where;
}

}  // namespace

bool invariants_hold(Advisory const& advisory) {
  if (advisory.id.empty() || advisory.version < 0) return false;
  if (!history_grows(advisory)) return false;
  if (advisory.publications.size() != advisory.revisions.size()) return false;
  for (std::size_t i = 0; i < advisory.publications.size(); ++i)
    if (advisory.publications[i].revision != advisory.revisions[i].number()) return false;
  if (!advisory.revisions.empty()) {
    auto named = products_of(advisory.revisions.back().content);
    if (!std::ranges::includes(advisory.products, named)) return false;
  }
  return !advisory.draft || draft_holds(advisory, *advisory.draft);
}

AdvisoryRevision revision_of(Advisory const& advisory, Draft const& draft, Instant publish_minute) {
  AdvisoryRevision revision{.id = advisory.id, .content = draft.content};
  AdvisoryRevision const* before =
      advisory.revisions.empty() ? nullptr : &advisory.revisions.back();
  if (before) {
    revision.history = before->history;
    // A correction of a withdrawn advisory corrects its words; it does not quietly put it in force
    // again.
    revision.standing = before->standing;
    revision.withdrawal_reason = before->withdrawal_reason;
  }
  std::string summary = draft.reason;
  if (draft.kind == DraftKind::withdrawal) {
    revision.standing = Standing::withdrawn;
    revision.withdrawal_reason = draft.reason.empty() ? "No reason was given." : draft.reason;
    summary = "Withdrawn: " + revision.withdrawal_reason;
  }
  if (summary.empty()) summary = before ? "Corrected." : "Initial publication.";
  revision.history.push_back({revision.number() + 1, publish_minute, std::move(summary)});
  return revision;
}

std::set<std::string> products_of(AdvisoryContent const& content) {
  std::set<std::string> products;
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& product : vulnerability.impacts)
      if (!product.product.empty()) products.insert(product.product);
  return products;
}

void Reach::add(AdvisoryContent const& content) {
  auto const named = products_of(content);
  products.insert(named.begin(), named.end());
  severity = std::max(severity, content.severity);
}

Reach reach_of(Advisory const& advisory, int revision_number) {
  Reach out;
  for (auto const& revision : advisory.revisions)
    if (revision.number() <= revision_number) out.add(revision.content);
  return out;
}

std::vector<std::string> publication_gaps(AdvisoryContent const& content) {
  Gaps gaps;
  gaps.need(content.title, "the advisory has no title");
  if (content.title.size() > 256) gaps.add("the title is longer than 256 bytes");
  if (content.severity == Severity::none) gaps.add("no severity is chosen");
  if (content.tlp != Tlp::clear) gaps.add("only an advisory marked TLP:CLEAR can be published");
  if (content.vulnerabilities.empty()) gaps.add("no vulnerability is described");
  if (content.vulnerabilities.size() > advisory_vulnerabilities_max)
    gaps.add("there are too many vulnerabilities");
  if (products_of(content).size() > advisory_products_max) gaps.add("there are too many products");
  for (auto const& reference : content.references) {
    gaps.need_address(reference.url, "a reference");
    if (reference.url.empty() || reference.summary.empty())
      gaps.add("a reference needs a title and an address");
  }
  std::set<std::string> cves;
  int number = 0;
  for (auto const& vulnerability : content.vulnerabilities) {
    ++number;
    gaps.where =
        vulnerability.cve.empty() ? "vulnerability " + std::to_string(number) : vulnerability.cve;
    // CNA Rules 4.2.0, 5.2.5: the record is in English.
    if (!vulnerability.cve.empty() && content.language != "en" &&
        !content.language.starts_with("en-"))
      gaps.add("a CVE record needs the description in English");
    if (!vulnerability.cve.empty() && !cves.insert(vulnerability.cve).second)
      gaps.add("stands twice");
    check_vulnerability(gaps, vulnerability);
  }
  return std::move(gaps.found);
}

}  // namespace tocsin::domain
