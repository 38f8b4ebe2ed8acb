// The import of published CSAF documents: the real archive without loss, and what is refused and
// how.
#include "formats/csaf_import.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "formats/csaf_provider.h"
#include "formats/golden_test.h"

namespace tocsin::formats {
namespace {
using namespace domain;

json::value small() {
  return parse_json(R"({
    "document": {
      "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "An old advisory",
      "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://acme.example"},
      "distribution": {"tlp": {"label": "WHITE"}},
      "tracking": {"id": "ACME-OLD-1", "status": "final", "version": "1",
        "initial_release_date": "2019-12-31T23:30:00-02:00", "current_release_date": "2020-02-01T00:00:00Z",
        "revision_history": [{"date": "2020-01-01T01:30:00Z", "number": "1", "summary": "First"}]}},
    "product_tree": {"branches": [{"category": "vendor", "name": "Acme", "branches": [
      {"category": "product_name", "name": "Archiver", "branches": [
        {"category": "product_version", "name": "1.0", "product": {"name": "Acme Archiver 1.0", "product_id": "P1"}}]}]}]},
    "vulnerabilities": [{"cve": "CVE-1900-0009", "product_status": {"known_affected": ["P1"]},
      "scores": [{"products": ["P1"], "cvss_v3": {"version": "3.1", "baseScore": 9.8, "baseSeverity": "CRITICAL",
        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
      "remediations": [{"category": "vendor_fix", "details": "Upgrade.", "product_ids": ["P1"]}]}]
  })")
      .value();
}

TEST(CsafImport, ReadsWhatAPageShows) {
  auto text = write_json_indented(small());
  auto archived = import_csaf(text);
  ASSERT_TRUE(archived.has_value()) << archived.error().message;
  EXPECT_EQ(archived->original, text);
  EXPECT_EQ(archived->severity, "critical");
  EXPECT_EQ(archived->products, std::vector<std::string>{"Archiver"});
  EXPECT_EQ(archived->csaf_path, "/.well-known/csaf/white/2020/acme-old-1.json")
      << "the year is that of UTC";
  ASSERT_EQ(archived->vulnerabilities.size(), 1u);
  EXPECT_EQ(archived->vulnerabilities[0].scores[0].base_score, "9.8");
  EXPECT_EQ(archived->vulnerabilities[0].statuses[0],
            (ArchivedProductStatus{"known_affected", "Acme Archiver 1.0"}));
  EXPECT_EQ(archived->vulnerabilities[0].remediations[0].products,
            std::vector<std::string>{"Acme Archiver 1.0"});
}

// Takes away, or replaces, the value at `pointer` and expects a refusal that names it.
void expect_refused(std::string const& pointer, json::value const* instead,
                    std::string const& named) {
  auto document = small();
  auto cut = pointer.rfind('/');
  auto& parent =
      cut == 0 ? document.as_object() : document.at_pointer(pointer.substr(0, cut)).as_object();
  auto key = pointer.substr(cut + 1);
  if (instead)
    parent[key] = *instead;
  else
    parent.erase(key);
  auto archived = import_csaf(write_json(document));
  ASSERT_FALSE(archived.has_value()) << pointer;
  EXPECT_EQ(archived.error().code, ErrorCode::invalid_input);
  EXPECT_TRUE(archived.error().message.starts_with(named + ": ")) << archived.error().message;
}

TEST(CsafImport, MissingFieldsAreNamed) {
  for (std::string pointer :
       {"/document", "/document/title", "/document/category", "/document/csaf_version",
        "/document/publisher", "/document/publisher/name", "/document/publisher/namespace",
        "/document/tracking", "/document/tracking/id", "/document/tracking/status",
        "/document/tracking/version", "/document/tracking/initial_release_date",
        "/document/tracking/current_release_date", "/document/tracking/revision_history"}) {
    expect_refused(pointer, nullptr, pointer);
    json::value wrong = 7;
    expect_refused(pointer, &wrong, pointer);
  }
}

TEST(CsafImport, VexedIdsAreRefused) {
  for (std::string id : {"ACME/2020/1", "../../etc", "a b", "..", ".hidden", "ACME-1?x", "ACME-1#x",
                         "\xc3\xa4-1", "---"}) {
    json::value value(id);
    expect_refused("/document/tracking/id", &value, "/document/tracking/id");
  }
}

TEST(CsafImport, OtherRefusals) {
  auto refuse = [](std::string const& pointer, std::string const& text, std::string const& named) {
    auto value = parse_json(text).value();
    expect_refused(pointer, &value, named);
  };
  refuse("/document/csaf_version", "\"2.1\"", "/document/csaf_version");
  refuse("/document/tracking/status", "\"draft\"", "/document/tracking/status");
  refuse("/document/tracking/initial_release_date", "\"yesterday\"",
         "/document/tracking/initial_release_date");
  for (std::string date : {"0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"})
    refuse("/document/tracking/initial_release_date", "\"" + date + "\"",
           "/document/tracking/initial_release_date");
  refuse("/document/distribution", R"({"tlp":{"label":"AMBER"}})",
         "/document/distribution/tlp/label");
  refuse("/vulnerabilities", R"([{"product_status":{"known_affected":["P9"]}}])",
         "/vulnerabilities/0/product_status/known_affected/0");
  refuse("/vulnerabilities", R"([{"product_status":{"known":["P1"]}}])",
         "/vulnerabilities/0/product_status/known");
  refuse("/vulnerabilities", R"([{"notes":[{"category":"summary"}]}])",
         "/vulnerabilities/0/notes/0/text");
  refuse(
      "/product_tree",
      R"({"full_product_names":[{"name":"a","product_id":"P1"},{"name":"b","product_id":"P1"}]})",
      "/product_tree/full_product_names/1/product_id");
  EXPECT_FALSE(import_csaf("").has_value());
  EXPECT_FALSE(import_csaf("[]").has_value());
  EXPECT_FALSE(import_csaf("{\"document\":{},\"document\":{}}").has_value())
      << "a key that stands twice";
  EXPECT_FALSE(import_csaf(std::string(200, '[')).has_value());
  EXPECT_FALSE(import_csaf(write_json(small()) + "x").has_value()) << "more after the document";
}

TEST(CsafImport, CutAnywhereItIsAnErrorAndNothingElse) {
  auto text = write_json(small());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(import_csaf(text.substr(0, size)).has_value());
}

TEST(CsafImport, ConflictsAreNamed) {
  auto one = import_csaf(write_json(small())).value();
  auto other = one;
  other.id = "ACME-OLD:1";  // another id, but "acme-old_1.json" is not "acme-old-1.json"
  auto meets = one;
  meets.id = "acme-old-1";
  auto conflicts = import_conflicts(
      {{"a.json", one}, {"b.json", one}, {"c.json", other}, {"d.json", meets}}, {});
  ASSERT_EQ(conflicts.size(), 2u);
  EXPECT_EQ(conflicts[0].source, "b.json");
  EXPECT_NE(conflicts[0].text.find("a.json"), std::string::npos);
  EXPECT_EQ(conflicts[1].source, "d.json");
  ASSERT_EQ(import_conflicts({{"a.json", one}}, {"ACME-OLD-1"}).size(), 1u);
  EXPECT_TRUE(import_conflicts({{"a.json", one}}, {"ACME-OLD-2"}).empty());
}

TEST(CsafImport, TheRealArchiveWithoutLoss) {
  auto suites = suites_path();
  if (suites.empty()) GTEST_SKIP() << "no test data beside the repository";
  auto files = files_below(suites + "/cisa-csaf", ".json");
  EXPECT_EQ(files.size(), 155u);
  std::vector<ImportCandidate> candidates;
  for (auto const& file : files) {
    auto bytes = read_file(file);
    auto archived = import_csaf(bytes);
    ASSERT_TRUE(archived.has_value()) << file << ": " << archived.error().message;
    EXPECT_EQ(archived_documents(*archived)[0].bytes, bytes) << file;
    // The publisher's own layout: year folder and file name must come out the same.
    auto tail = file.substr(file.rfind('/', file.rfind('/') - 1));
    EXPECT_TRUE(archived->csaf_path.ends_with(tail)) << archived->csaf_path << " " << file;
    EXPECT_FALSE(archived->title.empty());
    EXPECT_FALSE(archived->products.empty()) << file;
    EXPECT_FALSE(archived->severity.empty()) << file;
    candidates.push_back({file, std::move(*archived)});
  }
  EXPECT_TRUE(import_conflicts(candidates, {}).empty());
}

}  // namespace
}  // namespace tocsin::formats
