// The site folder: the examples are whole, and each mistake is named with its file and line.
#include "site/site_content.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "site/samples_test.h"

namespace tocsin::site {

namespace {

// The demo site with one text replaced in one file.
std::vector<Finding> findings_after(std::string const& file, std::string const& from,
                                    std::string const& to) {
  auto files = example_files("acme");
  EXPECT_NE(files[file].find(from), std::string::npos) << file << " has no " << from;
  files[file] = replace_all(files[file], from, to);
  auto parsed = parse_site(files, shipped_rules(), Instant{});
  EXPECT_EQ(parsed.site.has_value(), parsed.findings.empty());
  return parsed.findings;
}

int line_of(std::string const& file, std::string const& text) {
  auto bytes = example_files("acme")[file];
  auto before = std::string_view(bytes).substr(0, bytes.find(text));
  return static_cast<int>(1 + std::count(before.begin(), before.end(), '\n'));
}

}  // namespace

TEST(SiteContent, ExamplesHaveNoFinding) {
  for (auto name : {"acme", "clickhouse", "trustsource"}) {
    auto parsed = parse_site(example_files(name), shipped_rules(), Instant{});
    EXPECT_TRUE(parsed.site) << to_text(parsed.findings);
  }
}

TEST(SiteContent, ClickhouseHasItsTwoProductsAndNineteenVersions) {
  auto site = example_site("clickhouse");
  ASSERT_TRUE(site.product("cloud"));
  ASSERT_TRUE(site.product("clickhouseoss"));
  auto const& lines = site.product("clickhouseoss")->lines;
  EXPECT_EQ(lines.size(), 19u);
  auto supported = std::vector<std::string>{};
  for (auto const& line : lines)
    if (line.status == SupportStatus::supported) supported.push_back(line.line);
  EXPECT_EQ(supported, (std::vector<std::string>{"22.3", "22.2", "22.1", "21.8"}));
}

TEST(SiteContent, ExamplesCanDeliverToNoRealAddress) {
  for (auto name : {"acme", "clickhouse", "trustsource"}) {
    auto site = example_site(name);
    auto addresses = site.told;
    addresses.push_back(site.mail_from);
    if (!site.contact_mail.empty()) addresses.push_back(site.contact_mail);
    for (auto const& address : addresses)
      EXPECT_TRUE(address.ends_with(".invalid") || address.ends_with(".example")) << address;
    EXPECT_TRUE(site.publisher.base_url.ends_with(".example"));
  }
}

TEST(SiteContent, MistakesAreNamedWithFileLineAndSuggestion) {
  struct Case {
    char const* file;
    char const* from;
    char const* to;
    char const* says;
  };
  constexpr Case kCases[] = {
      {"site.toml", "organisation = \"Acme\"", "organization = \"Acme\"",
       "did you mean 'organisation'"},
      {"site.toml", "rules = \"five-working-days\"", "rules = \"five-working-day\"",
       "did you mean 'five-working-days'"},
      {"site.toml", "https://security.acme.example\"", "https://security.acme.example/path\"",
       "without a path"},
      {"site.toml", "from = \"security@acme.example\"", "from = \"security at acme\"",
       "no mail address"},
      {"site.toml", "languages = [\"en\"]", "languages = [\"xx\"]", "no interface texts in 'xx'"},
      {"site.toml", "\"archiver\", \"gateway\"", "\"archiver\", \"gatway\"", "no products/gatway"},
      {"products/archiver/product.toml", "owner = \"archiver maintainers\"", "", "owner"},
      {"products/archiver/product.toml", "status = \"end-of-life\"", "status = \"end-of-live\"",
       "end-of-life"},
      {"products/archiver/product.toml", "url = \"https://forum.acme.example/\"",
       "url = \"javascript:alert(1)\"", "no address to link to"},
      {"products/archiver/product.toml", "line = \"3.3\"", "line = \"3.4\"", "twice"},
      {"policies/disclosure.md", "{{promise:update}}", "{{promise:updat}}",
       "did you mean {{promise:update}}"},
      {"policies/disclosure.md", "90 days after", "60 days after", "reads like a promise"},
      {"policies/disclosure.md", "(/hall-of-fame)", "(hall-of-fame.html)", "no address to link to"},
      {"policies/disclosure.md", "owner = \"security team\"", "", "owner"},
      {"policies/disclosure.md", "+++\ntitle", "title", "TOML head"},
  };
  for (auto const& one : kCases) {
    auto findings = findings_after(one.file, one.from, one.to);
    ASSERT_FALSE(findings.empty()) << one.from;
    auto all = to_text(findings);
    EXPECT_NE(all.find(one.says), std::string::npos) << all;
    EXPECT_NE(all.find(one.file == std::string("site.toml") ? "site.toml" : one.file),
              std::string::npos)
        << all;
  }
  auto findings = findings_after("policies/disclosure.md", "90 days after", "60 days after");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].line, line_of("policies/disclosure.md", "90 days after"));
  EXPECT_EQ(findings[0].column, 1);
}

// One bracket that was not closed: what else would be missing behind it is not said.
TEST(SiteContent, ASyntaxErrorIsTheOnlyFinding) {
  struct {
    char const* file;
    char const* text;
  } const kBreaks[] = {{"site.toml", "[publisher]"},
                       {"products/archiver/product.toml", "[report]"},
                       {"policies/disclosure.md", "title = \""},
                       {"hall-of-fame.toml", "[[thanks]]"}};
  for (auto const& one : kBreaks) {
    auto line = line_of(one.file, one.text);
    auto findings = findings_after(one.file, one.text, std::string("[x ") + one.text);
    ASSERT_EQ(findings.size(), 1u) << to_text(findings);
    EXPECT_EQ(findings[0].file, one.file);
    EXPECT_EQ(findings[0].line, line);
  }
}

TEST(SiteContent, AMisspelledNameOfRulesIsSaidOnceAndUnreadableRulesElsewhere) {
  auto files = example_files("acme");
  auto rules = shipped_rules();
  rules["five-working-days"] = {};
  auto parsed = parse_site(files, rules, Instant{});
  EXPECT_TRUE(parsed.findings.empty()) << to_text(parsed.findings);
  EXPECT_FALSE(parsed.site);
  auto findings = findings_after("site.toml", "rules = \"five-working-days\"", "rules = \"five-working-dogs\"");
  ASSERT_EQ(findings.size(), 1u) << to_text(findings);
  EXPECT_EQ(findings_after("site.toml", "rules = \"five-working-days\"", "").size(), 1u);
  EXPECT_EQ(findings_after("site.toml", "rules = \"five-working-days\"", "rules = \"\"").size(), 1u);
  EXPECT_EQ(findings_after("site.toml", "rules = \"five-working-days\"", "rules = 5").size(), 1u);
}

TEST(SiteContent, AnUnknownFileIsAFindingAndAReadmeIsNot) {
  auto files = example_files("acme");
  files["README.md"] = "x";
  files["rules/own.toml"] = "x";
  EXPECT_TRUE(parse_site(files, shipped_rules(), Instant{}).site);
  files["product/archiver.toml"] = "x";
  EXPECT_EQ(parse_site(files, shipped_rules(), Instant{}).findings.size(), 1u);
}

TEST(SiteContent, ReviewsThatAreDueAreListed) {
  auto site = example_site("acme");
  EXPECT_TRUE(reviews_due(site, {2026, 11, 22}).empty());
  EXPECT_EQ(reviews_due(site, {2027, 4, 6}).size(), 6u);
  site.policies[0].body += " Lorem ipsum.";
  ASSERT_EQ(reviews_due(site, {2026, 11, 22}).size(), 1u);
}

TEST(SiteContent, APolicyThatExpiresIsListedThirtyDaysAhead) {
  auto site = example_site("trustsource");   // expires 2028-01-10, 20:00
  for (auto& policy : site.policies) policy.care.next_review = {2030, 1, 1};
  for (auto& product : site.products) product.care.next_review = {2030, 1, 1};
  site.care.next_review = {2030, 1, 1};
  EXPECT_TRUE(reviews_due(site, {2027, 12, 11}).empty());
  auto due = reviews_due(site, {2027, 12, 12});
  ASSERT_EQ(due.size(), 1u);
  EXPECT_NE(due[0].why.find("expires on"), std::string::npos) << due[0].why;
  due = reviews_due(site, {2028, 1, 11});
  ASSERT_EQ(due.size(), 1u);
  EXPECT_NE(due[0].why.find("expired on"), std::string::npos) << due[0].why;
}

}  // namespace tocsin::site
