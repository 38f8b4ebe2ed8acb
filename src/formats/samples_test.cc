// See samples_test.h. Revisions are made the way the product makes them: draft by draft through
// revision_of.
#include "formats/samples_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/mp11.hpp>

namespace tocsin::formats {
using namespace domain;
namespace {

Instant at(char const* text) { return parse_rfc3339(text).value(); }

Advisory published(std::string id, AdvisoryContent content, Instant minute) {
  Advisory advisory{.id = {std::move(id)}};
  Draft draft{.kind = DraftKind::first, .content = std::move(content), .publish_minute = minute};
  advisory.revisions.push_back(revision_of(advisory, draft, minute));
  return advisory;
}

Advisory revised(Advisory advisory, DraftKind kind, AdvisoryContent content, std::string reason,
                 Instant minute) {
  Draft draft{.kind = kind,
              .content = std::move(content),
              .reason = std::move(reason),
              .publish_minute = minute};
  advisory.revisions.push_back(revision_of(advisory, draft, minute));
  return advisory;
}

ProductImpact archiver(std::vector<BranchImpact> branches) {
  return {.product = "acme-archiver",
          .product_name = "Acme Archiver",
          .vendor_name = "Acme",
          .purl = "pkg:generic/acme/archiver",
          .cpe = "cpe:2.3:a:acme:archiver:*:*:*:*:*:*:*:*",
          .repository = "https://git.acme.example/archiver",
          .branches = std::move(branches)};
}

BranchImpact fixed(std::string branch, std::string version, CivilDate released) {
  return {.branch = std::move(branch),
          .fixed_in = version,
          .released = released,
          .fix_url = "https://git.acme.example/archiver/commit/" + version,
          .status = BranchStatus::fixed};
}

AdvisoryContent configuration_only() {
  AdvisoryContent content{
      .title = "The preview service listens on all addresses when it is switched on",
      .severity = Severity::medium,
      .severity_reason = "Only installations that switched the preview on can be reached."};
  content.vulnerabilities.push_back(
      {.cve = "CVE-1900-0002",
       .cwes = {"CWE-668"},
       .cvss31 = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N",
       .conditions = "and have `preview.enabled` set to `true`",
       .description =
           "The preview service binds to every address of the host, also when `listen` names one.",
       .impact = "Whoever can reach the host can list the names of archived files.",
       .impacts = {archiver({{.branch = "24.8", .status = BranchStatus::affected},
                             {.branch = "24.3", .status = BranchStatus::affected}})},
       .remediations = {{.category = RemediationCategory::mitigation,
                         .details = "Set the address of the preview itself and restart:\n\n"
                                    "```\n[preview]\nlisten = \"127.0.0.1:7070\"\n```",
                         .url = "https://acme.example/docs/preview"}}});
  return content;
}

// Every status of a branch, every reason for not being affected, every category of remediation.
AdvisoryContent every_status() {
  AdvisoryContent content{.title = "A crafted index file stops the archiver",
                          .severity = Severity::low};
  Vulnerability vulnerability{
      .cve = "CVE-1900-0003",
      .title = "Endless loop in the index reader",
      .cwes = {"CWE-835"},
      .description = "An index that points back at itself is followed for ever.",
      .threats = {{ThreatCategory::exploit_status, "A proof of concept is public."},
                  {ThreatCategory::target_set, "Servers that index files of others."}}};
  std::vector<BranchImpact> branches{
      fixed("25.1", "25.1.2", {2026, 2, 27}),
      {.branch = "24.12", .status = BranchStatus::affected},
      {.branch = "24.9", .last_affected = "24.9.4", .status = BranchStatus::no_fix_planned},
      {.branch = "3.2 and older",
       .status = BranchStatus::end_of_life_affected,
       .note = "Support ended in 2024."},
      {.branch = "2.0 and older", .status = BranchStatus::end_of_life_not_assessed},
      {.branch = "25.2", .affected_from = "25.2.0", .status = BranchStatus::under_investigation},
      {.branch = "22.1",
       .status = BranchStatus::not_affected,
       .note = "The index reader was written later."}};
  int minor = 1;
  for (auto reason : {NotAffectedReason::component_not_present,
                      NotAffectedReason::inline_mitigations_already_exist,
                      NotAffectedReason::vulnerable_code_cannot_be_controlled_by_adversary,
                      NotAffectedReason::vulnerable_code_not_in_execute_path,
                      NotAffectedReason::vulnerable_code_not_present})
    branches.push_back({.branch = "23." + std::to_string(minor++),
                        .status = BranchStatus::not_affected,
                        .reason = reason});
  vulnerability.impacts.push_back(archiver(std::move(branches)));
  for (auto category : {RemediationCategory::mitigation, RemediationCategory::no_fix_planned,
                        RemediationCategory::none_available, RemediationCategory::vendor_fix,
                        RemediationCategory::workaround})
    vulnerability.remediations.push_back(
        {.category = category, .details = "What the authors wrote about this remedy."});
  content.vulnerabilities.push_back(std::move(vulnerability));
  return content;
}

AdvisoryContent many_vulnerabilities() {
  AdvisoryContent content{.title = "Security fixes of Acme Archiver 24.8.15",
                          .severity = Severity::critical};
  for (int i = 1; i <= 12; ++i) {
    auto first = i % 3 == 0 ? "24.8." + std::to_string(i) : std::string();
    auto branch = fixed("24.8", "24.8.15", {2026, 3, 20});
    branch.affected_from = first;
    content.vulnerabilities.push_back(
        {.cve = "CVE-1900-01" + std::string(i < 10 ? "0" : "") + std::to_string(i),
         .title = "Finding number " + std::to_string(i),
         .cwes = {i % 2 ? "CWE-787" : "CWE-125"},
         .cvss31 = i % 2 ? "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" : "",
         .description = "A length field of the archive is trusted.",
         .impacts = {archiver({std::move(branch)})}});
  }
  return content;
}

AdvisoryContent hosted_only() {
  AdvisoryContent content{.title = "Shared links of Acme Cloud could be guessed",
                          .severity = Severity::high,
                          .severity_reason = "No use of it was seen in the logs of six months."};
  content.vulnerabilities.push_back(
      {.cve = "CVE-1900-0005",
       .cwes = {"CWE-330"},
       .cvss31 = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N",
       .known_exploitation = KnownExploitation::no,
       .description = "The token of a shared link was made from the time of its creation.",
       .impacts = {{.product = "acme-cloud",
                    .product_name = "Acme Cloud",
                    .vendor_name = "Acme",
                    .hosted_only = true,
                    .branches = {{.branch = "service",
                                  .released = CivilDate{2026, 3, 5},
                                  .status = BranchStatus::fixed}}}}});
  return content;
}

// Each status with and without a remedy of the authors, for users to upgrade and for a service;
// what cannot be published is left out. For the judges: no combination may make a document invalid.
AdvisoryContent every_combination() {
  AdvisoryContent content{.title = "Each combination of the version table",
                          .severity = Severity::medium};
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<BranchStatus>>([&](auto status) {
    for (auto hosted : {false, true})
      for (auto remedy : {false, true})
        for (auto dotted : {false, true})
          for (auto bounded : {false, true}) {
            BranchImpact branch{.branch = dotted ? "7.1" : "7.1 and older",
                                .released = CivilDate{2026, 3, 1},
                                .status = status.value};
            if (status.value == BranchStatus::fixed && !hosted)
              branch.fixed_in = "7.1.9";
            else if (bounded)
              branch.last_affected = "7.1.8";
            if (bounded) branch.affected_from = "7.1.2";
            if (status.value == BranchStatus::not_affected) branch.note = "It has no index.";
            Vulnerability one{.title = std::string(status.name),
                              .cvss31 = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:L",
                              .description = "An index is read twice.",
                              .impacts = {{.product = hosted ? "acme-cloud" : "acme-archiver",
                                           .product_name = hosted ? "Acme Cloud" : "Acme Archiver",
                                           .hosted_only = hosted,
                                           .branches = {std::move(branch)}}}};
            if (remedy) one.remediations = {{.details = "Switch the index off."}};
            content.vulnerabilities.push_back(std::move(one));
          }
  });
  return content;
}

// The least that can be published.
AdvisoryContent minimal() {
  AdvisoryContent content{.title = "A long comment is shown twice", .severity = Severity::low};
  content.vulnerabilities.push_back(
      {.description = "The comment of an archive is printed twice.",
       .impacts = {{.product = "acme-archiver",
                    .product_name = "Acme Archiver",
                    .branches = {{.branch = "all versions",
                                  .status = BranchStatus::under_investigation}}}}});
  return content;
}

}  // namespace

PublisherProfile sample_publisher() {
  return {.name = "Acme Security",
          .vendor_name = "Acme",
          .category = "vendor",
          .namespace_url = "https://acme.example",
          .base_url = "https://security.acme.example",
          .contact_details = "security@acme.example",
          .issuing_authority = "Acme Security answers for the products of Acme.",
          .advisory_prefix = "ACME",
          .cna_org_id = "00000000-0000-4000-9000-000000000000",
          .cna_short_name = "acme",
          .policy_url = "https://security.acme.example/policies/severity",
          .tag_authority = "acme.example,2026"};
}

AdvisoryContent sample_content() {
  AdvisoryContent content{.title = "Extracting a crafted archive writes outside the target folder",
                          .severity = Severity::high,
                          .severity_reason = "Archives are often opened by automatic jobs."};
  content.notes.push_back({.category = NoteCategory::faq,
                           .title = "Is the command line tool affected, too?",
                           .text = "Yes: it uses the same library.",
                           .audience = "administrators"});
  content.references.push_back(
      {.summary = "Release notes", .url = "https://acme.example/archiver/24.8.14.27"});
  content.acknowledgments.push_back({.names = {"A. Finder"},
                                     .organization = "Example Labs",
                                     .summary = "reported it with a test file",
                                     .urls = {"https://labs.example.org/"}});
  content.timeline = {{at("2026-01-12T09:00:00Z"), "Reported"},
                      {at("2026-01-13T10:30:00Z"), "Acknowledged"}};
  content.vulnerabilities.push_back(
      {.cve = "CVE-1900-0001",
       .ids = {{"Acme bug", "ARCH-4711"}},
       .title = "Path traversal in the extraction of links",
       .cwes = {"CWE-22", "CWE-59"},
       .cvss31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:H",
       .cvss40 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N",
       .known_exploitation = KnownExploitation::unknown,
       .conditions = "and unpack archives that others give you",
       .description =
           "A *link* inside an archive is followed before it is checked.\n\nSee `extract --help`.",
       .impact = "An attacker can overwrite files of the account that unpacks the archive.",
       .detection =
           "Look for links with an absolute target:\n\n```\narchiver list --links FILE\n```",
       .references = {{.summary = "Related advisory",
                       .url = "https://security.acme.example/advisories/ACME-2025-0A1B2"}},
       .acknowledgments = {{.names = {"A. Finder", "B. Helper"}, .organization = "Example Labs"}},
       .impacts = {archiver(
           {fixed("24.8", "24.8.14.27", {2026, 3, 4}),
            fixed("24.3", "24.3.18.6", {2026, 3, 4}),
            {.branch = "23.8", .status = BranchStatus::end_of_life_not_assessed}})},
       .remediations = {{.category = RemediationCategory::workaround,
                         .details = "Unpack with `--no-links`.",
                         .products = {"acme-archiver"}}},
       .discovery_date = at("2026-01-10T00:00:00Z")});
  return content;
}

std::vector<Sample> samples() {
  auto first = at("2026-03-05T14:00:00Z");
  auto content = sample_content();
  auto original = published("ACME-2026-7KQ4M", content, first);
  std::vector<Sample> out;
  auto add = [&](std::string name, Advisory const& advisory) {
    out.push_back({std::move(name), advisory.revisions.back()});
  };
  add("fixed_in_branches", original);

  auto corrected = content;
  corrected.vulnerabilities[0].impacts[0].branches.push_back(
      fixed("24.11", "24.11.2.1", {2026, 3, 9}));
  auto correction = revised(original, DraftKind::correction, corrected, "24.11 is affected, too.",
                            at("2026-03-10T08:15:00Z"));
  add("correction", correction);
  add("withdrawn", revised(correction, DraftKind::withdrawal, corrected,
                           "The behaviour is documented, and no boundary is crossed.",
                           at("2027-01-02T00:00:00Z")));

  add("configuration_only", published("ACME-2026-1C0NF", configuration_only(), first));
  add("every_status", published("ACME-2026-EV3RY", every_status(), first));
  add("many_vulnerabilities",
      published("ACME-2026-MANY0", many_vulnerabilities(), at("2026-03-20T12:00:00Z")));
  add("hosted_only", published("ACME-2026-C10VD", hosted_only(), at("2026-03-06T16:45:00Z")));
  add("every_combination", published("ACME-2026-C0MB1", every_combination(), first));
  add("minimal", published("ACME-2026-M1N1M", minimal(), first));

  auto titled = content;
  titled.title = "Very long: " + std::string(189, 'x');
  titled.vulnerabilities[0].title.clear();
  add("title_of_200_characters", published("ACME-2026-T1T1E", titled, first));

  auto without = content;
  without.vulnerabilities[0].cve.clear();
  add("no_cve", published("ACME-2026-N0CVE", without, first));
  return out;
}

AdvisoryRevision sample(std::string const& name) {
  for (auto const& one : samples())
    if (one.name == name) return one.revision;
  ADD_FAILURE() << "no sample " << name;
  return {};
}

}  // namespace tocsin::formats
