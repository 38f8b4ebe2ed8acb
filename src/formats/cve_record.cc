// See cve_record.h.
#include "formats/cve_record.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/csaf_parts.h"
#include "formats/format.h"
#include "formats/scores.h"
#include "formats/version_table.h"
#include "markup/markdown.h"

namespace tocsin::formats {
using namespace domain;
namespace {

// Limits of the record format 5.1.1. They count characters; bytes are the stricter measure.
constexpr std::size_t record_text_bytes_max = 4096;
constexpr std::size_t record_title_bytes_max = 256;
constexpr std::size_t record_references_max = 512;
constexpr std::size_t record_url_bytes_max = 2048;
constexpr std::size_t record_name_bytes_max = 512;

std::string clipped(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  constexpr std::string_view kMore = " […]";
  return std::string(trim(clip_utf8(text, bytes_max - kMore.size()))) + std::string(kMore);
}

std::string plain(std::string const& markdown) {
  return std::string(trim(markup::markdown_to_text(markdown, {.width = 0})));
}

json::object said(std::string const& text, std::string const& language = "en") {
  return {{"lang", language}, {"value", clipped(text, record_text_bytes_max)}};
}

// CNA Rules 5.1.3: affected, unaffected, or unknown; "not assessed" is unknown and is said (5.1.4).
std::string_view status_word(BranchStatus status) {
  constexpr Name<BranchStatus> kWords[] = {{BranchStatus::fixed, "affected"},
                                           {BranchStatus::affected, "affected"},
                                           {BranchStatus::no_fix_planned, "affected"},
                                           {BranchStatus::not_affected, "unaffected"},
                                           {BranchStatus::under_investigation, "unknown"},
                                           {BranchStatus::end_of_life_affected, "affected"},
                                           {BranchStatus::end_of_life_not_assessed, "unknown"}};
  return name_of(kWords, status);
}

json::object version_object(ProductImpact const& product, BranchImpact const& branch) {
  auto range = range_of(product, branch);
  auto type = version_scheme(product);
  bool dated = product.hosted_only && branch.fixed_in.empty() && !range.before.empty();
  // "generic" says nothing in a record; "custom" is the format's own word for that.
  auto version_type = dated               ? std::string_view("date")
                      : type == "generic" ? std::string_view("custom")
                                          : type;
  json::object out;
  if (range.unbounded()) {
    // A branch in words ("3.2 and older"): the format's single version, which may be any text.
    out["version"] = branch.branch;
    out["status"] = status_word(branch.status);
    return out;
  }
  out["version"] = range.from.empty() ? "0" : range.from;
  if (!range.before.empty())
    out["lessThan"] = range.before;
  else if (!range.last.empty())
    out["lessThanOrEqual"] = range.last;
  else if (!range.branch_end.empty())
    out["lessThan"] = range.branch_end;
  else
    out["lessThan"] = "*";
  out["status"] = status_word(branch.status);
  out["versionType"] = version_type;
  return out;
}

// One entry a product. What no row speaks of is unaffected only if every row was assessed.
json::object affected_object(ProductImpact const& product, PublisherProfile const& publisher) {
  json::object out;
  out["vendor"] = !product.vendor_name.empty()     ? product.vendor_name
                  : !publisher.vendor_name.empty() ? publisher.vendor_name
                                                   : publisher.name;
  out["product"] = product.product_name;
  if (!product.cpe.empty()) out["cpes"] = json::array{json::string(product.cpe)};
  put_text(out, "repo", product.repository);
  json::array versions;
  bool unknown = false;
  for (auto const& branch : product.branches) {
    json::value version = version_object(product, branch);
    if (std::ranges::find(versions, version) == versions.end())
      versions.push_back(std::move(version));
    unknown |= status_word(branch.status) == "unknown";
  }
  out["defaultStatus"] = unknown || versions.empty() ? "unknown" : "unaffected";
  put_list(out, "versions", std::move(versions));
  return out;
}

json::array descriptions(AdvisoryRevision const& revision, Vulnerability const& vulnerability) {
  auto text = plain(vulnerability.description);
  auto impact = plain(vulnerability.impact);
  if (!impact.empty()) text += "\n\n" + impact;
  if (revision.standing == Standing::withdrawn)
    text = "The vendor has withdrawn its advisory: " + revision.withdrawal_reason + "\n\n" + text;
  if (text.empty()) text = answer_text(vulnerability);
  return {said(text)};
}

json::array references(AdvisoryRevision const& revision, Vulnerability const& vulnerability,
                       PublisherProfile const& publisher) {
  json::array out;
  std::set<std::string> seen;
  auto add = [&](std::string const& url, std::string const& name, std::string_view tag) {
    if (url.empty() || url.size() > record_url_bytes_max || out.size() >= record_references_max)
      return;
    if (!seen.insert(url).second) return;
    json::object reference{{"url", url}};
    put_text(reference, "name", clipped(name, record_name_bytes_max));
    if (!tag.empty()) reference["tags"] = json::array{json::string(tag)};
    out.push_back(std::move(reference));
  };
  add(advisory_url(revision.id.text, publisher), revision.id.text, "vendor-advisory");
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches) add(branch.fix_url, "", "patch");
  for (auto const& remediation : vulnerability.remediations) add(remediation.url, "", "mitigation");
  for (auto const& reference : vulnerability.references) add(reference.url, reference.summary, "");
  for (auto const& reference : revision.content.references)
    add(reference.url, reference.summary, "");
  return out;
}

json::array problem_types(Vulnerability const& vulnerability) {
  json::array out;
  for (auto const& cwe : vulnerability.cwes) {
    auto name = cwe_name(cwe);
    json::object description{{"cweId", cwe},
                             {"description", name.empty() ? cwe : cwe + " " + name}};
    description["lang"] = "en";
    description["type"] = "CWE";
    out.push_back(json::object{{"descriptions", json::array{std::move(description)}}});
  }
  return out;
}

// The vendor's own word stands beside the scores, with the policy that defines it.
json::array metrics(AdvisoryContent const& content, Vulnerability const& vulnerability,
                    PublisherProfile const& publisher) {
  json::array out;
  json::array general{json::object{{"lang", "en"}, {"value", "GENERAL"}}};
  auto add = [&](std::string_view key, Score const& score) {
    out.push_back(
        json::object{{"format", "CVSS"}, {"scenarios", general}, {key, score_object(score)}});
  };
  if (auto score = cvss40_score(vulnerability.cvss40)) add("cvssV4_0", *score);
  if (auto score = cvss31_score(vulnerability.cvss31)) add("cvssV3_1", *score);
  if (content.severity != Severity::none && !publisher.policy_url.empty())
    out.push_back(json::object{
        {"other", json::object{{"type", publisher.policy_url},
                               {"content", json::object{{"text", to_word(content.severity)}}}}}});
  return out;
}

// Names only: who found it is told here and not in the description (CNA Rules 5.2.4).
json::array credits(AdvisoryContent const& content, Vulnerability const& vulnerability) {
  json::array out;
  auto add = [&](Acknowledgment const& thanks) {
    auto names = thanks.names;
    if (names.empty()) names.push_back("");
    for (auto const& name : names) {
      auto value = name;
      if (!thanks.organization.empty())
        value += value.empty() ? thanks.organization : " (" + thanks.organization + ")";
      if (value.empty()) continue;
      json::value credit = json::object{
          {"lang", "en"}, {"type", "finder"}, {"value", clipped(value, record_text_bytes_max)}};
      if (std::ranges::find(out, credit) == out.end()) out.push_back(std::move(credit));
    }
  };
  for (auto const& thanks : vulnerability.acknowledgments) add(thanks);
  for (auto const& thanks : content.acknowledgments) add(thanks);
  return out;
}

json::array workarounds(Vulnerability const& vulnerability) {
  json::array out;
  for (auto const& remediation : vulnerability.remediations) {
    bool is_one = remediation.category == RemediationCategory::mitigation ||
                  remediation.category == RemediationCategory::workaround;
    if (!is_one || remediation.details.empty()) continue;
    json::value entry = said(plain(remediation.details));
    if (std::ranges::find(out, entry) == out.end()) out.push_back(std::move(entry));
  }
  return out;
}

json::array timeline(AdvisoryContent const& content) {
  json::array out;
  for (auto const& entry : content.timeline) {
    json::value line = json::object{{"lang", "en"},
                                    {"time", to_rfc3339(entry.at)},
                                    {"value", clipped(entry.text, record_text_bytes_max)}};
    if (std::ranges::find(out, line) == out.end()) out.push_back(std::move(line));
  }
  return out;
}

// CNA Rules 4.2.17.1 and 5.1.11.1: what the record must be tagged with.
json::array tags(Vulnerability const& vulnerability) {
  bool hosted = !vulnerability.impacts.empty(), unsupported = !vulnerability.impacts.empty();
  for (auto const& product : vulnerability.impacts) {
    hosted &= product.hosted_only;
    for (auto const& branch : product.branches)
      if (is_affected(branch.status))
        unsupported &= branch.status == BranchStatus::end_of_life_affected;
    if (affected_text(product).empty()) unsupported = false;
  }
  json::array out;
  if (hosted) out.push_back("exclusively-hosted-service");
  if (unsupported) out.push_back("unsupported-when-assigned");
  return out;
}

json::object cna_container(AdvisoryRevision const& revision, Vulnerability const& vulnerability,
                           PublisherProfile const& publisher) {
  auto const& content = revision.content;
  json::object out;
  json::object provider{{"orgId", publisher.cna_org_id}};
  put_text(provider, "shortName", publisher.cna_short_name);
  provider["dateUpdated"] = to_rfc3339(revision.current_release());
  out["providerMetadata"] = std::move(provider);
  auto const& title = vulnerability.title.empty() ? content.title : vulnerability.title;
  out["title"] = clipped(title, record_title_bytes_max);
  out["datePublic"] = to_rfc3339(revision.initial_release());
  put_list(out, "problemTypes", problem_types(vulnerability));
  json::array affected;
  for (auto const& product : vulnerability.impacts)
    affected.push_back(affected_object(product, publisher));
  out["affected"] = std::move(affected);
  out["descriptions"] = descriptions(revision, vulnerability);
  put_list(out, "metrics", metrics(content, vulnerability, publisher));
  if (!vulnerability.conditions.empty())
    out["configurations"] = json::array{said(plain(conditions_text(vulnerability)))};
  put_list(out, "workarounds", workarounds(vulnerability));
  out["solutions"] = json::array{said(action_text(vulnerability))};
  if (vulnerability.known_exploitation == KnownExploitation::yes)
    out["exploits"] = json::array{said("The vendor knows of exploitation.")};
  put_list(out, "timeline", timeline(content));
  put_list(out, "credits", credits(content, vulnerability));
  out["references"] = references(revision, vulnerability, publisher);
  out["source"] = json::object{{"advisory", revision.id.text}, {"discovery", "UNKNOWN"}};
  put_list(out, "tags", tags(vulnerability));
  out["x_generator"] = json::object{{"engine", "Tocsin"}};
  return out;
}

}  // namespace

std::string render_cve_record(AdvisoryRevision const& revision, Vulnerability const& vulnerability,
                              PublisherProfile const& publisher) {
  assert(!vulnerability.cve.empty());
  json::object metadata{{"cveId", vulnerability.cve}, {"assignerOrgId", publisher.cna_org_id}};
  put_text(metadata, "assignerShortName", publisher.cna_short_name);
  metadata["state"] = "PUBLISHED";
  metadata["datePublished"] = to_rfc3339(revision.initial_release());
  metadata["dateUpdated"] = to_rfc3339(revision.current_release());
  json::object record{{"dataType", "CVE_RECORD"}, {"dataVersion", "5.1.1"}};
  record["cveMetadata"] = std::move(metadata);
  record["containers"] = json::object{{"cna", cna_container(revision, vulnerability, publisher)}};
  return write_json_indented(record);
}

std::string render_cna_container(AdvisoryRevision const& revision,
                                 Vulnerability const& vulnerability,
                                 PublisherProfile const& publisher) {
  return write_json_indented(
      json::object{{"cnaContainer", cna_container(revision, vulnerability, publisher)}});
}

}  // namespace tocsin::formats
