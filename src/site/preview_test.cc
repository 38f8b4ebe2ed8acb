// Writes the example sites into a folder so that people can look at them:
// TOCSIN_PREVIEW=build/site-preview site_test
// --gtest_filter='Preview.*'. Without the variable it only checks that the examples render.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "formats/csaf_import.h"
#include "markup/answer_template.h"
#include "site/page_frame.h"
#include "site/samples_test.h"

namespace tocsin::site {

namespace {

std::vector<Page> everything(Site const& site,
                             std::vector<domain::PublishedRevision> const& revisions,
                             Circumstances const& circumstances) {
  auto out = render_site(site, records_of(revisions), circumstances);
  for (auto const& one : revisions)
    for (auto& page : pages_of(site, one)) out.push_back(std::move(page));
  return out;
}

// A page with its absolute addresses turned into relative ones, so that a browser finds them
// without a server.
std::string relative(std::string body, std::string const& path) {
  std::string up;
  for (auto count = std::count(path.begin(), path.end(), '/'); count > 1; --count) up += "../";
  for (auto attribute : {"href=\"", "action=\""}) {
    body = replace_all(std::move(body), std::string(attribute) + "/\"",
                       std::string(attribute) + up + "index.html\"");
    body = replace_all(std::move(body), std::string(attribute) + "/",
                       std::string(attribute) + (up.empty() ? "./" : up));
  }
  return body;
}

void write(std::filesystem::path const& root, Page const& page) {
  auto path = (page.host.empty() ? "" : "/_answers") + page.path;
  if (page.kind == PageKind::redirect || path.starts_with("/_answers/due")) return;
  auto file = root / path.substr(1);
  if (path.ends_with('/')) file /= "index.html";
  if (page.kind == PageKind::html && !path.ends_with('/')) file += ".html";
  std::filesystem::create_directories(file.parent_path());
  auto body = page.kind == PageKind::html ? relative(page.body, path) : page.body;
  if (!page.host.empty()) {
    body = markup::fill_answer(
        body,
        {{"access_phrase", "dobal-fikum-resot-pavik-lumed-sorat-nikel-tobas-mirek-gudop-zelat"},
         {"received_at", "2026-11-22 13:41:07 UTC"},
         {"due_at", "2026-12-01 22:00 UTC"},
         {"what", "The field “version” is empty."}});
  }
  std::ofstream(file, std::ios::binary) << body;
}

}  // namespace

TEST(Preview, ExamplesRenderAndMayBeLookedAt) {
  auto const* folder = std::getenv("TOCSIN_PREVIEW");
  for (auto const* name : {"acme", "clickhouse", "trustsource"}) {
    auto site = example_site(name);
    auto revisions = std::string_view(name) == "acme" ? demo_revisions()
                                                      : std::vector<domain::PublishedRevision>{};
    auto pages = everything(site, revisions, on("2026-11-22"));
    EXPECT_GT(pages.size(), 50u) << name;
    if (!folder) continue;
    for (auto const& page : pages) write(std::filesystem::path(folder) / name, page);
  }
}

TEST(Preview, ArchivedAdvisoriesOfOthersMayBeLookedAt) {
  auto const* given = std::getenv("TOCSIN_SUITES");
  auto suites =
      std::filesystem::path(given ? given : TOCSIN_SOURCE_DIR "/../shared/data") / "cisa-csaf";
  if (!std::filesystem::exists(suites)) GTEST_SKIP() << suites << " is not here";
  auto const* folder = std::getenv("TOCSIN_PREVIEW");
  auto site = example_site("acme");
  auto records = PublicRecords{};
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(suites)) {
    if (entry.path().extension() != ".json") continue;
    auto in = std::ifstream(entry.path(), std::ios::binary);
    auto bytes = std::string(std::istreambuf_iterator<char>(in), {});
    auto archived = formats::import_csaf(bytes);
    ASSERT_TRUE(archived) << entry.path() << archived.error().message;
    records.put(summarize(*archived));
    auto pages = pages_of(site, *archived);
    ++count;
    if (folder)
      for (auto const& page : pages) write(std::filesystem::path(folder) / "archive", page);
  }
  EXPECT_GE(count, 100u);
  auto pages = render_site(site, records, on("2026-11-22"));
  if (folder)
    for (auto const& page : pages) write(std::filesystem::path(folder) / "archive", page);
}

}  // namespace tocsin::site
