// See version_table.h.
#include "formats/version_table.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "base/names.h"
#include "base/text.h"
#include "formats/add_once.h"

namespace tocsin::formats {
using namespace domain;
namespace {

struct StatusRow {
  BranchStatus status;
  std::string_view text;
  bool affected;
};
constexpr StatusRow kStatuses[] = {
    {BranchStatus::fixed, "fixed", true},
    {BranchStatus::affected, "affected", true},
    {BranchStatus::no_fix_planned, "no fix planned", true},
    {BranchStatus::not_affected, "not affected", false},
    {BranchStatus::under_investigation, "under investigation", false},
    {BranchStatus::end_of_life_affected, "end of life: affected", true},
    {BranchStatus::end_of_life_not_assessed, "end of life: not assessed", false},
};

constexpr Name<NotAffectedReason> kReasons[] = {
    {NotAffectedReason::none, ""},
    {NotAffectedReason::component_not_present, "the vulnerable component is not part of it"},
    {NotAffectedReason::inline_mitigations_already_exist,
     "a protection that is built in prevents the attack"},
    {NotAffectedReason::vulnerable_code_cannot_be_controlled_by_adversary,
     "an attacker cannot control the vulnerable code"},
    {NotAffectedReason::vulnerable_code_not_in_execute_path, "the vulnerable code is never run"},
    {NotAffectedReason::vulnerable_code_not_present, "the vulnerable code is not in it"},
};

// The versioning schemes that a package type fixes, as VERS and CVE records name them.
struct SchemeRow {
  std::string_view purl_type;
  std::string_view scheme;
};
constexpr SchemeRow kSchemes[] = {
    {"npm", "npm"},           {"pypi", "pypi"},   {"maven", "maven"}, {"gem", "gem"},
    {"golang", "golang"},     {"nuget", "nuget"}, {"cargo", "cargo"}, {"deb", "deb"},
    {"rpm", "rpm"},           {"apk", "apk"},     {"hex", "hex"},     {"conan", "conan"},
    {"composer", "composer"},
};

int dotted_numbers(std::string_view version) {
  int count = 0;
  for (auto part : split(version, '.')) {
    if (part.empty() || !std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; }))
      return 0;
    ++count;
  }
  return count;
}

std::string joined(std::vector<std::string> const& words, std::string_view last_word) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last_word) + " " : ", ";
    out += words[i];
  }
  return out;
}

bool any_branch(Vulnerability const& vulnerability, auto&& test) {
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches)
      if (test(product, branch)) return true;
  return false;
}

std::string end_sentence(std::string text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ' || text.back() == '\n'))
    text.pop_back();
  return text + ".";
}

// The authors' clause without the "and" that joins it to the answer.
std::string condition_clause(Vulnerability const& vulnerability) {
  auto clause = trim(vulnerability.conditions);
  if (clause.starts_with("and ")) clause = trim(clause.substr(4));
  return std::string(clause);
}

}  // namespace

std::string fixed_version(ProductImpact const& product, BranchImpact const& branch) {
  if (branch.status != BranchStatus::fixed) return {};
  if (!branch.fixed_in.empty()) return branch.fixed_in;
  if (product.hosted_only && branch.released) return to_text(*branch.released);
  return {};
}

// The scheme that all versions of the product obey; "generic" when they share none.
std::string_view version_scheme(ProductImpact const& product) {
  if (product.purl.starts_with("pkg:")) {
    auto type = std::string_view(product.purl).substr(4);
    type = type.substr(0, type.find('/'));
    for (auto const& row : kSchemes)
      if (row.purl_type == type) return row.scheme;
  }
  bool dotted = true, three = true, any = false;
  for (auto const& branch : product.branches)
    for (auto const* version : {&branch.affected_from, &branch.last_affected, &branch.fixed_in}) {
      if (version->empty()) continue;
      any = true;
      auto count = dotted_numbers(*version);
      dotted = dotted && count > 0;
      three = three && count == 3;
    }
  if (!any || !dotted) return "generic";
  return three ? "semver" : "intdot";
}

// SemVer has three numbers always, so the "24.8" of a branch is written 24.8.0 there.
std::string as_version(ProductImpact const& product, std::string version) {
  if (version_scheme(product) != "semver") return version;
  for (auto count = dotted_numbers(version); count > 0 && count < 3; ++count) version += ".0";
  return version;
}

// The dotted number after a branch: "24.9" after "24.8"; empty if the last number is not a small
// one.
std::string next_branch(std::string const& branch) {
  auto start = branch.rfind('.') + 1;  // npos + 1 is 0
  auto last = branch.substr(start);
  return last.size() > 8 ? std::string()
                         : branch.substr(0, start) + std::to_string(std::stoi(last) + 1);
}

VersionRange range_of(ProductImpact const& product, BranchImpact const& branch) {
  VersionRange range{.from = branch.affected_from, .before = fixed_version(product, branch)};
  if (range.before.empty()) range.last = branch.last_affected;
  if (dotted_numbers(branch.branch) == 0) return range;
  auto inside = [&](std::string const& version) {
    return version == branch.branch || version.starts_with(branch.branch + ".");
  };
  auto const& end = range.before.empty() ? range.last : range.before;
  if (range.from.empty() && (end.empty() || inside(end)))
    range.from = as_version(product, branch.branch);
  if (end.empty() && (branch.affected_from.empty() || inside(branch.affected_from)))
    range.branch_end = as_version(product, next_branch(branch.branch));
  return range;
}

std::string vers_of(ProductImpact const& product, VersionRange const& range) {
  if (range.unbounded()) return {};
  std::vector<std::string> parts;
  if (!range.from.empty()) parts.push_back(">=" + range.from);
  if (!range.before.empty()) parts.push_back("<" + range.before);
  if (!range.last.empty()) parts.push_back("<=" + range.last);
  if (!range.branch_end.empty()) parts.push_back("<" + range.branch_end);
  return "vers:" + std::string(version_scheme(product)) + "/" + join(parts, "|");
}

std::string range_text(ProductImpact const& product, BranchImpact const& branch) {
  auto range = range_of(product, branch);
  auto text = branch.branch;
  if (!branch.affected_from.empty() && branch.affected_from != branch.branch)
    text += " from " + branch.affected_from;
  if (!range.before.empty()) text += " before " + range.before;
  if (!range.last.empty() && range.last != branch.branch)
    text += " up to and including " + range.last;
  return text;
}

std::string_view status_text(BranchStatus status) {
  for (auto const& row : kStatuses)
    if (row.status == status) return row.text;
  return {};
}

bool is_affected(BranchStatus status) {
  for (auto const& row : kStatuses)
    if (row.status == status) return row.affected;
  return false;
}

std::string_view reason_text(NotAffectedReason reason) { return name_of(kReasons, reason); }
std::string_view tlp_label(Tlp tlp) {
  constexpr Name<Tlp> kLabels[] = {{Tlp::clear, "TLP:CLEAR"},
                                   {Tlp::green, "TLP:GREEN"},
                                   {Tlp::amber, "TLP:AMBER"},
                                   {Tlp::amber_strict, "TLP:AMBER+STRICT"},
                                   {Tlp::red, "TLP:RED"}};
  return name_of(kLabels, tlp);
}

std::string label(Severity severity) {
  std::string text(to_word(severity));
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string_view to_word(Severity severity) {
  return boost::describe::enum_to_string(severity, "");
}
std::string_view to_word(KnownExploitation exploitation) {
  return boost::describe::enum_to_string(exploitation, "");
}

std::string affected_text(ProductImpact const& product) {
  std::vector<std::string> ranges;
  for (auto const& branch : product.branches)
    if (is_affected(branch.status)) add_once(ranges, range_text(product, branch));
  return ranges.empty() ? std::string() : product.product_name + " " + joined(ranges, "or");
}

std::string fixed_text(ProductImpact const& product) {
  std::vector<std::string> versions;
  for (auto const& branch : product.branches) add_once(versions, fixed_version(product, branch));
  return join(versions, ", ");
}

std::string answer_text(Vulnerability const& vulnerability) {
  std::vector<std::string> run, hosted;
  for (auto const& product : vulnerability.impacts)
    add_once(product.hosted_only ? hosted : run, affected_text(product));
  std::string text;
  if (!run.empty()) {
    text = "You are affected if you run " + joined(run, "or");
    auto clause = condition_clause(vulnerability);
    if (!clause.empty()) text += " and " + clause;
    text = end_sentence(text);
  }
  if (!hosted.empty()) {
    bool open = any_branch(vulnerability, [](auto& p, auto& b) {
      return p.hosted_only && is_affected(b.status) && b.status != BranchStatus::fixed;
    });
    text += (text.empty() ? "" : " ") + std::string("The hosted service ") + (open ? "is" : "was") +
            end_sentence(" affected: " + joined(hosted, "and"));
  }
  if (!text.empty()) return text;
  if (any_branch(vulnerability,
                 [](auto&, auto& b) { return b.status == BranchStatus::under_investigation; }))
    return "Which versions are affected is still under investigation.";
  if (any_branch(vulnerability,
                 [](auto&, auto& b) { return b.status == BranchStatus::not_affected; }))
    return "No version that was assessed is affected.";
  return "Which versions are affected was not assessed.";
}

std::string conditions_text(Vulnerability const& vulnerability) {
  auto clause = condition_clause(vulnerability);
  return clause.empty() ? clause : end_sentence("You are affected only if you " + clause);
}

std::string action_text(Vulnerability const& vulnerability) {
  std::vector<std::string> upgrades, no_fix;
  bool open = false, hosted_fixed = false;
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches) {
      auto version = fixed_version(product, branch);
      if (product.hosted_only)
        hosted_fixed |= !version.empty();
      else
        add_once(upgrades, version.empty() ? "" : product.product_name + " " + version);
      open |= branch.status == BranchStatus::affected;
      if (branch.status == BranchStatus::no_fix_planned ||
          branch.status == BranchStatus::end_of_life_affected)
        add_once(no_fix, product.product_name + " " + branch.branch);
    }
  bool remedy = std::ranges::any_of(vulnerability.remediations, [](auto const& r) {
    return r.category == RemediationCategory::mitigation ||
           r.category == RemediationCategory::workaround;
  });
  std::vector<std::string> sentences;
  if (!upgrades.empty()) sentences.push_back("Upgrade to " + joined(upgrades, "or") + ".");
  if (!upgrades.empty() && remedy)
    sentences.push_back("Until then, apply the mitigation given here.");
  if (upgrades.empty() && remedy)
    sentences.push_back("Apply the mitigation given here; no new version is needed for it.");
  if (upgrades.empty() && !remedy && open) sentences.push_back("A fix is not available yet.");
  if (!no_fix.empty()) sentences.push_back("No fix is planned for " + joined(no_fix, "and") + ".");
  if (hosted_fixed)
    sentences.push_back("The hosted service is fixed: nothing for you to do there.");
  if (sentences.empty()) sentences.push_back("Nothing for you to do now.");
  return join(sentences, " ");
}

std::vector<std::string> fixed_versions(AdvisoryContent const& content) {
  std::vector<std::string> versions;
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& product : vulnerability.impacts)
      for (auto const& branch : product.branches)
        if (!product.hosted_only) add_once(versions, fixed_version(product, branch));
  return versions;
}

std::vector<std::string> cves_of(AdvisoryContent const& content) {
  std::vector<std::string> cves;
  for (auto const& vulnerability : content.vulnerabilities) add_once(cves, vulnerability.cve);
  return cves;
}

std::vector<std::string> product_names_of(AdvisoryContent const& content) {
  std::vector<std::string> names;
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& product : vulnerability.impacts) add_once(names, product.product_name);
  return names;
}

std::vector<std::string> credits_of(AdvisoryContent const& content) {
  std::vector<std::string> lines;
  auto add = [&](Acknowledgment const& thanks) {
    auto line = join(thanks.names, ", ");
    if (!thanks.organization.empty())
      line += line.empty() ? thanks.organization : " (" + thanks.organization + ")";
    if (!thanks.summary.empty()) line += line.empty() ? thanks.summary : ": " + thanks.summary;
    add_once(lines, line);
  };
  for (auto const& thanks : content.acknowledgments) add(thanks);
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& thanks : vulnerability.acknowledgments) add(thanks);
  return lines;
}

}  // namespace tocsin::formats
