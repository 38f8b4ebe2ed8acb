// See samples_test.h.
#include "site/samples_test.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tocsin::site {

using namespace domain;

namespace {

std::string read(std::filesystem::path const& path) {
  auto in = std::ifstream(path, std::ios::binary);
  auto out = std::ostringstream();
  out << in.rdbuf();
  return out.str();
}

std::filesystem::path source(std::string const& below) {
  return std::filesystem::path(TOCSIN_SOURCE_DIR) / below;
}

Instant at(char const* text) { return parse_rfc3339(text).value(); }

PublishedRevision next(PublishedRevision const* before, DraftKind kind, std::string const& id,
                       AdvisoryContent content, std::string const& reason, Instant minute) {
  auto advisory = Advisory{};
  advisory.id = {id};
  if (before) {
    advisory.revisions.push_back(before->revision());
    advisory.publications.push_back(before->record());
  }
  auto draft = Draft{};
  draft.kind = kind;
  draft.content = std::move(content);
  draft.reason = reason;
  draft.publish_minute = minute;
  advisory.revisions.push_back(revision_of(advisory, draft, minute));
  auto record = PublicationRecord{};
  record.revision = advisory.revisions.back().number();
  advisory.publications.push_back(record);
  auto gate = PublicationGate::again(advisory, record.revision);
  if (!gate) throw std::runtime_error(gate.error().message);
  return *gate;
}

BranchImpact fixed(std::string branch, std::string from, std::string version, CivilDate day) {
  return {.branch = std::move(branch),
          .affected_from = std::move(from),
          .fixed_in = version,
          .released = day,
          .fix_url = "https://git.acme.example/archiver/commit/9f1c2ab41d07ce5b",
          .status = BranchStatus::fixed};
}
BranchImpact other(std::string branch, BranchStatus status) {
  auto out = BranchImpact{};
  out.branch = std::move(branch);
  out.status = status;
  return out;
}

ProductImpact impact(std::string const& product, std::vector<BranchImpact> branches) {
  auto name = product == "archiver" ? std::string("Acme Archiver") : std::string("Acme Gateway");
  return {.product = product,
          .product_name = name,
          .vendor_name = "Acme",
          .purl = "pkg:generic/acme/" + product,
          .branches = std::move(branches)};
}

}  // namespace

SiteFiles example_files(std::string const& name) {
  auto out = SiteFiles{};
  auto root = source("examples/" + name);
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      out[std::filesystem::relative(entry.path(), root).generic_string()] = read(entry.path());
  return out;
}

domain::CalendarBook const& test_calendars() {
  static auto const book = [] {
    auto out = CalendarBook{};
    for (auto name : {"us", "de"}) {
      auto parsed = parse_calendar(read(source("calendars/" + std::string(name) + ".toml")), name);
      if (!parsed.calendar) throw std::runtime_error(to_text(parsed.findings));
      auto zone = Zone{};
      zone.name = parsed.calendar->zone;
      zone.transitions = {{Instant{0}, std::string_view(name) == "us" ? -5 * 3600 : 3600, "TST"}};
      out.zones.push_back(zone);
      out.calendars.push_back(*parsed.calendar);
    }
    return out;
  }();
  return book;
}

RulesByName shipped_rules() {
  auto out = RulesByName{};
  for (auto const& entry : std::filesystem::directory_iterator(source("rules"))) {
    if (entry.path().extension() != ".toml") continue;
    auto parsed = parse_rules(read(entry.path()), entry.path().filename().string(),
                              test_calendars().calendars);
    if (parsed.rules)
      out[parsed.rules->name] = *parsed.rules;
    else
      ADD_FAILURE() << to_text(parsed.findings);
  }
  return out;
}

Site example_site(std::string const& name) {
  auto parsed = parse_site(example_files(name), shipped_rules(), at("2026-11-01T00:00:00Z"));
  if (!parsed.site) throw std::runtime_error(to_text(parsed.findings));
  return *parsed.site;
}

PublishedRevision published(std::string const& id, AdvisoryContent content, Instant at) {
  return next(nullptr, DraftKind::first, id, std::move(content), "", at);
}
PublishedRevision corrected(PublishedRevision const& before, AdvisoryContent content,
                            std::string const& reason, Instant at) {
  return next(&before, DraftKind::correction, before.revision().id.text, std::move(content), reason,
              at);
}
PublishedRevision withdrawn(PublishedRevision const& before, std::string const& reason,
                            Instant at) {
  return next(&before, DraftKind::withdrawal, before.revision().id.text, before.revision().content,
              reason, at);
}

AdvisoryContent small_content(std::string const& product, std::string const& title,
                              Severity severity, std::string const& cve) {
  auto out = AdvisoryContent{};
  out.title = title;
  out.severity = severity;
  out.severity_reason = "Needs an account and one setting.";
  auto one = Vulnerability{};
  one.cve = cve;
  one.cwes = {"CWE-79"};
  one.description = "What happens, in short.";
  one.impacts = {
      impact(product, product == "archiver"
                          ? std::vector{fixed("3.5", "3.5.0", "3.5.2", {2026, 3, 5})}
                          : std::vector{fixed("24.8", "24.8.2", "24.8.14", {2026, 3, 5})})};
  out.vulnerabilities.push_back(one);
  return out;
}

AdvisoryContent full_content() {
  auto out = AdvisoryContent{};
  out.title = "Reading a crafted archive overwrites files outside the target folder";
  out.severity = Severity::high;
  out.severity_reason = "No privileges are needed; the victim opens one archive.";
  auto one = Vulnerability{};
  one.cve = "CVE-1900-12345";
  one.cwes = {"CWE-59", "CWE-22"};
  one.cvss31 = "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
  one.cvss40 = "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
  one.known_exploitation = KnownExploitation::no;
  one.conditions = "unpack archives that others give you";
  one.description =
      "A link stored in an archive is followed while later entries are written, so an entry may "
      "leave the folder that the user chose.";
  one.impact =
      "The attacker writes files with the rights of whoever unpacks the archive. On most systems "
      "that is enough to run code at the next log-in.";
  one.detection =
      "Look for archives whose listing shows a link *before* files below it:\n\n```\narchiver list "
      "--links suspicious.tar\n```\n";
  one.remediations.push_back({.category = RemediationCategory::workaround,
                              .details = "Switch off the following of links until you can "
                                         "upgrade:\n\n```\nunpack.follow_links = off\n```\n"});
  one.impacts = {impact(
      "archiver",
      {fixed("3.5", "3.5.0", "3.5.2", {2026, 3, 5}), fixed("3.4", "3.4.0", "3.4.7", {2026, 3, 5}),
       other("3.3", BranchStatus::end_of_life_affected),
       other("3.2 and older", BranchStatus::end_of_life_not_assessed)})};
  one.references.push_back({.summary = "The fix in 3.5",
                            .url = "https://git.acme.example/archiver/commit/9f1c2ab41d07ce5b"});
  out.vulnerabilities.push_back(one);
  out.acknowledgments.push_back({.names = {"A researcher"},
                                 .organization = "Example Labs",
                                 .summary = "found and reported it"});
  out.timeline = {{at("2026-02-02T09:00:00Z"), "Reported by a researcher"},
                  {at("2026-02-03T10:12:00Z"), "Acknowledged (promised by 2026-02-09)"},
                  {at("2026-02-26T08:00:00Z"),
                   "Advance notice to the embargo programme, 7 days 6 hours before publication"},
                  {at("2026-03-05T14:00:00Z"), "Public"}};
  return out;
}

std::vector<PublishedRevision> demo_revisions() {
  std::vector<PublishedRevision> out;
  auto full = published("ACME-2026-7KQ4M", full_content(), at("2026-03-05T14:00:00Z"));
  auto better = full_content();
  better.vulnerabilities[0].impacts[0].branches[1].fixed_in = "3.4.8";
  out.push_back(corrected(full, better, "3.4.7 did not fix the Windows build; 3.4.8 does.",
                          at("2026-03-09T10:00:00Z")));
  auto wrong = published(
      "ACME-2025-2F9XA",
      small_content("gateway", "A header may be read twice", Severity::low, "CVE-1900-20001"),
      at("2025-11-20T12:00:00Z"));
  out.push_back(withdrawn(wrong, "What was reported is the documented behaviour of the option.",
                          at("2026-01-12T09:00:00Z")));
  auto exploited = small_content("gateway", "A forged token opens the console", Severity::critical,
                                 "CVE-1900-20002");
  exploited.severity_reason = "Anybody who reaches the console becomes its administrator.";
  exploited.vulnerabilities[0].known_exploitation = KnownExploitation::yes;
  exploited.vulnerabilities[0].impacts[0].branches = {
      fixed("26.2", "26.2.0", "26.2.6", {2026, 10, 2}), other("25.8", BranchStatus::affected),
      fixed("24.8", "24.8.2", "24.8.14", {2026, 10, 2}),
      other("24.3", BranchStatus::end_of_life_not_assessed)};
  out.push_back(published("ACME-2026-X8W3P", exploited, at("2026-10-02T16:00:00Z")));
  auto configuration = small_content(
      "gateway", "The preview service listens on all addresses when it is switched on",
      Severity::medium, "CVE-1900-20003");
  configuration.vulnerabilities[0].impacts[0].branches = {
      other("26.2", BranchStatus::no_fix_planned), other("24.8", BranchStatus::no_fix_planned)};
  configuration.vulnerabilities[0].conditions = "have `preview.enabled` set";
  configuration.vulnerabilities[0].remediations.push_back(
      {.category = RemediationCategory::mitigation,
       .details = "Bind it to loopback: `preview.listen = 127.0.0.1:8081`"});
  out.push_back(published("ACME-2026-QQ7RT", configuration, at("2026-08-18T09:00:00Z")));
  auto lengthy = small_content(
      "archiver",
      "An archive whose index names the same entry under two spellings that differ only in the "
      "composition of one accented letter is unpacked "
      "twice into the same place, and the second copy keeps the permissions of the first",
      Severity::low, "CVE-1900-20004");
  lengthy.vulnerabilities[0].impacts[0].branches.clear();
  for (int minor = 40; minor > 0; --minor)
    lengthy.vulnerabilities[0].impacts[0].branches.push_back(
        minor > 30 ? fixed("2." + std::to_string(minor), "2." + std::to_string(minor) + ".0",
                           "2." + std::to_string(minor) + ".9", {2026, 5, 1})
                   : other("2." + std::to_string(minor), BranchStatus::end_of_life_not_assessed));
  out.push_back(published("ACME-2026-M4V1S", lengthy, at("2026-05-01T08:30:00Z")));
  auto many = full_content();
  many.title = "Security release 24.8.9: three faults in the request parser";
  many.severity = Severity::high;
  many.vulnerabilities.clear();
  for (int number = 1; number <= 3; ++number) {
    auto one =
        small_content("gateway", "x", Severity::high, "CVE-1900-3000" + std::to_string(number))
            .vulnerabilities[0];
    one.title = "Fault number " + std::to_string(number) + " in the parser";
    one.cvss31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
    many.vulnerabilities.push_back(one);
  }
  out.push_back(published("ACME-2025-KD52H", many, at("2025-06-11T11:00:00Z")));
  out.push_back(published(
      "ACME-2024-B6N8J",
      small_content("archiver", "A long comment makes the listing slow", Severity::none, ""),
      at("2024-09-17T13:00:00Z")));
  return out;
}

PublicRecords records_of(std::vector<PublishedRevision> const& revisions) {
  auto out = PublicRecords{};
  for (auto const& one : revisions) out.put(summarize(one));
  return out;
}

Circumstances on(char const* day) {
  return {.as_of = at((std::string(day) + "T00:00:00Z").c_str()), .calendars = &test_calendars()};
}

}  // namespace tocsin::site
