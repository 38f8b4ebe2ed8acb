// Every format over every sample: golden files, determinism, agreement between formats, and the
// archive.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csaf.h"
#include "formats/csaf_import.h"
#include "formats/csaf_provider.h"
#include "formats/cve_record.h"
#include "formats/feeds.h"
#include "formats/format.h"
#include "formats/golden_test.h"
#include "formats/markdown_text.h"
#include "formats/samples_test.h"
#include "formats/version_table.h"

namespace tocsin::formats {
namespace {
using namespace domain;

std::string golden_name(std::string const& format, std::string const& sample,
                        Document const& document) {
  auto file = document.path.substr(document.path.rfind('/') + 1);
  auto suffix = file.substr(file.rfind('.'));
  if (format == "cve") return "cve/" + sample + "." + file;
  return format + "/" + sample + suffix;
}

TEST(Formats, EverySampleCanBePublished) {
  for (auto const& [name, revision] : samples())
    EXPECT_TRUE(publication_gaps(revision.content).empty())
        << name << ": " << join(publication_gaps(revision.content), "; ");
}

TEST(Formats, MatchTheGoldenFiles) {
  for (auto const& [name, revision] : samples())
    for (auto const& format : kFormats)
      for (auto const& document : format.render(revision, sample_publisher())) {
        EXPECT_EQ(document.media_type, format.media_type);
        expect_golden(golden_name(std::string(format.word), name, document), document.bytes);
      }
}

TEST(Formats, RenderTheSameBytesTwice) {
  auto first = samples(), second = samples();
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(documents_of(first[i].revision, sample_publisher()),
              documents_of(second[i].revision, sample_publisher()));
    EXPECT_EQ(documents_hash(first[i].revision, sample_publisher()),
              documents_hash(second[i].revision, sample_publisher()));
  }
}

TEST(Formats, HaveDistinctPaths) {
  std::set<std::string> paths;
  for (auto const& [name, revision] : samples()) {
    if (name == "correction" || name == "withdrawn") continue;  // the same advisory
    for (auto const& document : documents_of(revision, sample_publisher()))
      if (!document.path.starts_with("/cve-records/CVE-1900-0001")) {
        EXPECT_TRUE(paths.insert(document.path).second) << document.path;
      }
  }
}

// Approvals are bound to the hash, so each thing an author or a minute can change must change it.
TEST(Formats, AnyChangeChangesTheHash) {
  auto original = sample("fixed_in_branches");
  auto hash = documents_hash(original, sample_publisher());
  auto differs = [&](auto&& change) {
    auto revision = original;
    change(revision);
    EXPECT_NE(documents_hash(revision, sample_publisher()), hash);
  };
  differs([](auto& r) { r.content.title += "."; });
  differs([](auto& r) { r.history.back().at = r.history.back().at + std::chrono::minutes{1}; });
  differs([](auto& r) { r.content.severity = Severity::critical; });
  differs([](auto& r) { r.content.severity_reason += " More."; });
  differs(
      [](auto& r) { r.content.vulnerabilities[0].impacts[0].branches[0].fixed_in = "24.8.14.28"; });
  differs([](auto& r) { r.content.vulnerabilities[0].impacts[0].branches[2].note = "Later."; });
  differs([](auto& r) { r.content.vulnerabilities[0].remediations[0].details += "!"; });
  differs([](auto& r) { r.content.vulnerabilities[0].detection.clear(); });
  differs([](auto& r) { r.content.acknowledgments[0].names[0] = "Anonymous"; });
  differs([](auto& r) { r.content.timeline.pop_back(); });
  differs([](auto& r) { r.history.back().summary = "Another reason."; });
  auto publisher = sample_publisher();
  publisher.base_url = "https://other.example";
  EXPECT_NE(documents_hash(original, publisher), hash);
}

TEST(Formats, LossesNameFormatsOfTheTable) {
  for (auto const& loss : kLosses)
    EXPECT_TRUE(std::ranges::any_of(kFormats, [&](auto const& f) { return f.word == loss.format; }))
        << loss.format;
}

// A fixed version must be told by every format, and an affected one by none as fixed.
TEST(Formats, AgreeAboutFixedVersions) {
  for (auto const& [name, revision] : samples())
    for (auto const& format : kFormats) {
      if (format.word == "csaf-sha256" || format.word == "csaf-sha512") continue;
      auto documents = format.render(revision, sample_publisher());
      if (documents.empty()) continue;
      std::string all;
      for (auto const& document : documents) all += document.bytes;
      for (auto const& version : fixed_versions(revision.content))
        EXPECT_NE(all.find(version), std::string::npos)
            << name << " " << format.word << " " << version;
    }
}

TEST(Formats, ConfigurationOnlyIsCompleteEverywhere) {
  auto revision = sample("configuration_only");
  for (auto const& format : kFormats) {
    if (format.word == "csaf-sha256" || format.word == "csaf-sha512") continue;
    auto documents = format.render(revision, sample_publisher());
    ASSERT_EQ(documents.size(), 1u) << format.word;
    EXPECT_NE(documents[0].bytes.find("127.0.0.1:7070"), std::string::npos) << format.word;
  }
  auto csaf = parse_json(render_csaf(revision, sample_publisher())).value();
  auto const& remediations = csaf.at("vulnerabilities").at(0).at("remediations").as_array();
  ASSERT_EQ(remediations.size(), 1u) << "no 'none available' beside a mitigation that is there";
  EXPECT_EQ(string_at(remediations[0], "category"), "mitigation");
  EXPECT_EQ(remediations[0].at("product_ids").as_array().size(), 2u);
  auto entries = security_changelog("acme-archiver", {&revision});
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].version, "");
  EXPECT_NE(entries[0].items[0].remedy.find("mitigation"), std::string::npos);
}

TEST(Formats, WithdrawnSaysSoAndWhyEverywhere) {
  auto revision = sample("withdrawn");
  for (auto const& document : documents_of(revision, sample_publisher())) {
    if (document.path.ends_with(".sha256") || document.path.ends_with(".sha512")) continue;
    EXPECT_NE(lower_ascii(document.bytes).find("withdrawn"), std::string::npos) << document.path;
    // Plain text is wrapped, so only the first words of the reason are looked for.
    EXPECT_NE(document.bytes.find("The behaviour is"), std::string::npos) << document.path;
  }
  auto csaf = parse_json(render_csaf(revision, sample_publisher())).value();
  EXPECT_EQ(string_at(csaf.at("document").at("tracking"), "status"), "final");
  EXPECT_EQ(string_at(csaf.at("document").at("tracking"), "version"), "3");
  EXPECT_EQ(csaf_path(revision.id.text, revision.initial_release()),
            "/.well-known/csaf/white/2026/acme-2026-7kq4m.json")
      << "the folder is that of the first release, though this one is of 2027";
}

TEST(Csaf, FileNames) {
  EXPECT_EQ(csaf_file_name("ACME-2026-7KQ4M"), "acme-2026-7kq4m.json");
  EXPECT_EQ(csaf_file_name("RHBA-2019:0024"), "rhba-2019_0024.json");
  EXPECT_EQ(csaf_file_name("Example Company - 2019-YH3234"), "example_company_-_2019-yh3234.json");
  EXPECT_EQ(csaf_file_name("2022 #01-A"), "2022_01-a.json");
  EXPECT_EQ(csaf_file_name("a+b//c"), "a+b_c.json");
}

// Product ids must be the same in every revision, or nobody can follow a product through them.
TEST(Csaf, ProductIdsAreStableOverRevisions) {
  auto ids = [](std::string const& name) {
    std::set<std::string> out;
    auto csaf = parse_json(render_csaf(sample(name), sample_publisher())).value();
    for (auto const& leaf : csaf.at("product_tree")
                                .at("branches")
                                .at(0)
                                .at("branches")
                                .at(0)
                                .at("branches")
                                .as_array())
      out.emplace(string_at(leaf.at("product"), "product_id"));
    return out;
  };
  auto before = ids("fixed_in_branches"), after = ids("correction");
  EXPECT_TRUE(std::ranges::includes(after, before));
  EXPECT_EQ(after.size(), before.size() + 2);
  EXPECT_TRUE(before.contains("acme-archiver:24.8:>=24.8|<24.8.14.27"));
  EXPECT_TRUE(before.contains("acme-archiver:24.8.14.27"));
}

TEST(Csaf, OurOwnDocumentsCanBeRead) {
  for (auto const& [name, revision] : samples()) {
    auto archived = import_csaf(render_csaf(revision, sample_publisher()));
    ASSERT_TRUE(archived.has_value()) << name << ": " << archived.error().message;
    EXPECT_EQ(archived->id, revision.id.text);
    EXPECT_EQ(archived->cves, cves_of(revision.content));
    EXPECT_EQ(archived->severity, to_word(revision.content.severity));
    EXPECT_EQ(archived->csaf_path, csaf_path(revision.id.text, revision.initial_release()));
  }
}

TEST(Cve, NoRecordWithoutACnaOrACve) {
  auto publisher = sample_publisher();
  publisher.cna_org_id.clear();
  EXPECT_TRUE(cve_documents(sample("fixed_in_branches"), publisher).empty());
  EXPECT_TRUE(cve_documents(sample("no_cve"), sample_publisher()).empty());
  EXPECT_EQ(cve_documents(sample("many_vulnerabilities"), sample_publisher()).size(), 12u);
}

TEST(Cve, SaysNotAssessedAsUnknown) {
  auto record =
      parse_json(cve_documents(sample("fixed_in_branches"), sample_publisher())[0].bytes).value();
  auto const& product = record.at("containers").at("cna").at("affected").at(0);
  EXPECT_EQ(string_at(product, "defaultStatus"), "unknown");
  auto const& versions = product.at("versions").as_array();
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(
      write_json(versions[0]),
      R"({"version":"24.8","lessThan":"24.8.14.27","status":"affected","versionType":"intdot"})");
  EXPECT_EQ(write_json(versions[2]),
            R"({"version":"23.8","lessThan":"23.9","status":"unknown","versionType":"intdot"})");
}

TEST(Cve, DescriptionsFitTheFormatAndKeepUtf8Whole) {
  auto revision = sample("fixed_in_branches");
  for (std::size_t pad = 0; pad < 4; ++pad) {
    std::string text(pad, 'x');
    while (text.size() < 9000) text += "\xe2\x82\xac";
    revision.content.vulnerabilities[0].description = text;
    auto record = parse_json(cve_documents(revision, sample_publisher())[0].bytes).value();
    auto value = string_at(record.at("containers").at("cna").at("descriptions").at(0), "value");
    EXPECT_LE(value.size(), 4096u);
    EXPECT_GE(value.size(), 4080u);
    EXPECT_TRUE(is_utf8(value));
  }
}

TEST(VersionTable, RangesDoNotReachIntoOlderBranches) {
  ProductImpact product{.product = "p", .product_name = "P"};
  auto text = [&](BranchImpact branch) {
    product.branches = {branch};
    auto range = range_of(product, branch);
    return range.from + " " + range.before + " " + range.last + " " + vers_of(product, range);
  };
  EXPECT_EQ(text({.branch = "24.8", .fixed_in = "24.8.3", .status = BranchStatus::fixed}),
            "24.8.0 24.8.3  vers:semver/>=24.8.0|<24.8.3");
  EXPECT_EQ(text({.branch = "3.2 and older", .fixed_in = "3.2.9", .status = BranchStatus::fixed}),
            " 3.2.9  vers:semver/<3.2.9");
  EXPECT_EQ(text({.branch = "24.8",
                  .affected_from = "24.8.2",
                  .fixed_in = "24.8.3.1",
                  .status = BranchStatus::fixed}),
            "24.8.2 24.8.3.1  vers:intdot/>=24.8.2|<24.8.3.1");
  EXPECT_EQ(text({.branch = "1", .last_affected = "1.4-rc1", .status = BranchStatus::affected}),
            "1  1.4-rc1 vers:generic/>=1|<=1.4-rc1");
  EXPECT_EQ(text({.branch = "24.8", .fixed_in = "24.80.1", .status = BranchStatus::fixed}),
            " 24.80.1  vers:semver/<24.80.1")
      << "24.8 is not the branch of 24.80.1";
  EXPECT_EQ(text({.branch = "24.8", .status = BranchStatus::affected}),
            "24.8   vers:generic/>=24.8|<24.9");
  EXPECT_EQ(text({.branch = "24.9", .affected_from = "24.9.2", .status = BranchStatus::affected}),
            "24.9.2   vers:semver/>=24.9.2|<24.10.0");
  EXPECT_EQ(text({.branch = "all versions", .status = BranchStatus::affected}), "   ");
  EXPECT_EQ(text({.branch = "99999999999", .status = BranchStatus::affected}),
            "99999999999   vers:generic/>=99999999999");
}

TEST(VersionTable, AnswersInOneSentence) {
  EXPECT_EQ(
      answer_text(sample("fixed_in_branches").content.vulnerabilities[0]),
      "You are affected if you run Acme Archiver 24.8 before 24.8.14.27 or 24.3 before 24.3.18.6 "
      "and unpack archives that others give you.");
  EXPECT_EQ(action_text(sample("fixed_in_branches").content.vulnerabilities[0]),
            "Upgrade to Acme Archiver 24.8.14.27 or Acme Archiver 24.3.18.6. Until then, apply the "
            "mitigation given here.");
  EXPECT_EQ(action_text(sample("configuration_only").content.vulnerabilities[0]),
            "Apply the mitigation given here; no new version is needed for it.");
  EXPECT_EQ(answer_text(sample("hosted_only").content.vulnerabilities[0]),
            "The hosted service was affected: Acme Cloud service before 2026-03-05.");
  EXPECT_EQ(action_text(sample("hosted_only").content.vulnerabilities[0]),
            "The hosted service is fixed: nothing for you to do there.");
  EXPECT_EQ(answer_text(sample("minimal").content.vulnerabilities[0]),
            "Which versions are affected is still under investigation.");
}

TEST(Changelog, OneEntryARelease) {
  auto branches = sample("correction"), config = sample("configuration_only"),
       many = sample("many_vulnerabilities"), cloud = sample("hosted_only");
  auto entries = security_changelog("acme-archiver", {&config, &many, &branches, &cloud});
  std::vector<std::string> versions;
  for (auto const& entry : entries) versions.push_back(to_text(entry.date) + " " + entry.version);
  EXPECT_EQ(versions,
            (std::vector<std::string>{"2026-03-20 24.8.15", "2026-03-09 24.11.2.1", "2026-03-05 ",
                                      "2026-03-04 24.8.14.27", "2026-03-04 24.3.18.6"}));
  EXPECT_EQ(entries[0].items.size(), 12u);
  EXPECT_EQ(entries[1].items[0].fixed_in,
            (std::vector<std::string>{"24.8.14.27", "24.3.18.6", "24.11.2.1"}));
  EXPECT_EQ(entries, security_changelog("acme-archiver", {&branches, &cloud, &many, &config}));
  expect_golden("changelog/acme-archiver.md",
                render_changelog_markdown("Acme Archiver", entries, sample_publisher()));
  auto hosted = security_changelog("acme-cloud", {&config, &many, &branches, &cloud});
  ASSERT_EQ(hosted.size(), 1u);
  EXPECT_EQ(hosted[0].version, "");
  EXPECT_EQ(hosted[0].items[0].hosted, "Acme Cloud: fixed on 2026-03-05.");
  EXPECT_EQ(render_changelog_markdown("Acme Archiver", {}, sample_publisher()),
            "# Security changelog of Acme Archiver\n\nNo security fix has been published.\n");
}

std::vector<CsafEntry> sample_entries() {
  std::vector<CsafEntry> entries;
  for (auto const& [name, revision] : samples())
    if (name != "fixed_in_branches" && name != "correction")
      entries.push_back(csaf_entry(revision));
  return entries;
}

TEST(Provider, ListsNameTheSameDocuments) {
  auto documents = provider_documents(sample_entries(), Instant{}, sample_publisher());
  for (auto const& document : documents)
    expect_golden("provider/" + document.path.substr(document.path.rfind('/') + 1), document.bytes);
  auto again = sample_entries();
  std::ranges::reverse(again);
  EXPECT_EQ(provider_documents(again, Instant{}, sample_publisher()), documents);
  std::set<std::string> index, changes, feed, listed;
  auto const index_file = index_txt(sample_entries()), changes_file = changes_csv(sample_entries());
  for (auto line : split(index_file, '\n'))
    if (!line.empty()) index.emplace(line);
  std::string last = "9";
  for (auto line : split(changes_file, '\n')) {
    if (line.empty()) continue;
    auto comma = line.find("\",\"");
    changes.emplace(line.substr(1, comma - 1));
    std::string date(line.substr(comma + 3));
    EXPECT_LE(date, last) << "newest first";
    last = date;
  }
  auto rolie = parse_json(documents[0].bytes).value();
  for (auto const& entry : rolie.at("feed").at("entry").as_array())
    feed.emplace(string_at(entry.at("content"), "src")
                     .substr(sample_publisher().base_url.size() + kCsafWhite.size()));
  for (auto const& listing : folder_listings(sample_entries()))
    for (auto const& name : listing.names)
      if (listing.path != kCsafWhite && name.ends_with(".json"))
        listed.insert(listing.path.substr(kCsafWhite.size()) + name);
  EXPECT_EQ(index.size(), sample_entries().size());
  EXPECT_EQ(index, changes);
  EXPECT_EQ(index, feed);
  EXPECT_EQ(index, listed);
}

TEST(Provider, EmptyTreeIsStillWhole) {
  auto changed = parse_rfc3339("2026-01-01T00:00:00Z").value();
  auto documents = provider_documents({}, changed, sample_publisher());
  EXPECT_TRUE(parse_json(documents[0].bytes).has_value());
  EXPECT_EQ(index_txt({}), "");
  ASSERT_EQ(folder_listings({}).size(), 1u);
  EXPECT_NE(documents.back().bytes.find("2026-01-01T00:00:00Z"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::formats
