// The catalogue: no literal text escapes it. The site is rendered in the pseudo-locale, where every
// interface text stands in brackets; content, names and documents come in brackets too, so what is
// left outside them was typed into a page.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/text.h"
#include "site/samples_test.h"
#include "words/test_words.h"

namespace tocsin::site {

namespace {

// Text nodes and the attributes that people read, outside elements that are marked as another
// language.
std::vector<std::string> readable_texts(std::string const& html) {
  static std::regex const kTag("<(/?)([a-zA-Z0-9]+)([^>]*)>");
  static std::regex const kReadable(
      " (?:title|alt|placeholder|aria-label|content|label)=\"([^\"]*)\"");
  static std::set<std::string> const kVoid = {"meta", "link", "input", "br", "hr", "img"};
  std::vector<std::string> out;
  std::vector<bool> foreign{false};
  auto position = html.cbegin();
  std::smatch found;
  while (std::regex_search(position, html.cend(), found, kTag)) {
    auto before = std::string(position, found[0].first);
    if (!foreign.back()) out.push_back(before);
    auto name = found[2].str(), attributes = found[3].str();
    if (found[1].length() != 0) {
      foreign.pop_back();
    } else {
      auto other = foreign.back() || attributes.find(" lang=\"en\"") != attributes.npos ||
                   name == "code" || name == "svg" || name == "time";
      std::smatch attribute;
      if (!other && name != "meta" && name != "link" &&
          std::regex_search(attributes, attribute, kReadable))
        out.push_back(attribute[1]);
      if (!kVoid.contains(name)) foreign.push_back(other);
    }
    position = found[0].second;
  }
  return out;
}

// Ids, file names, standards and dates are no words of a language.
bool is_data(std::string text) {
  static std::regex const kData(
      "<!doctype html>|"                                                 // the first text of a page
      "\\{\\{[a-z_]+\\}\\}|"                                             // a slot of an answer
      "&[a-z#0-9]+;|"                                                    // an escaped character
      "[A-Za-z0-9._-]+\\.(json|txt|md|csv|rss|atom)|"                    // a file name
      "CVE-[0-9-]+|CWE-[0-9]+|ACME-[0-9A-Z-]+|TLP:[A-Z+]+|UTC|"          // ids and labels
      "CVSS( [0-9.]+)?|CSAF( 2\\.0)?|CVE record|SHA-256|sha256|sha512|"  // standards
      "JSON( Feed)?|Markdown|Atom|RSS|ROLIE|Text|"
      "https?://[^ ]+|[a-z@.-]+\\.example");
  text = std::regex_replace(text, kData, "");
  for (char c : text)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return false;
  return true;
}

std::string bracket(std::string const& text) { return text.empty() ? text : "⟦" + text + "⟧"; }

// The demo site with all of its own words in brackets.
Site bracketed() {
  auto site = example_site("acme");
  site.languages = {std::string(words::kPseudo)};
  for (auto* text : {&site.name, &site.organisation, &site.lead, &site.privacy,
                     &site.hall_of_fame_lead, &site.publisher.name, &site.care.owner})
    *text = bracket(*text);
  for (auto& link : site.links) link.label = bracket(link.label), link.note = bracket(link.note);
  for (auto& product : site.products) {
    for (auto* text : {&product.name, &product.vendor, &product.summary, &product.scope,
                       &product.about, &product.lines_note})
      *text = bracket(*text);
    for (auto& line : product.lines) line.tag = bracket(line.tag);
    for (auto& one : product.report_when) one = bracket(one);
    for (auto& one : product.report_when_not)
      one.text = bracket(one.text), one.instead = bracket(one.instead);
    for (auto& one : product.not_vulnerabilities)
      one.text = bracket(one.text), one.because = bracket(one.because);
    for (auto& [key, link] : product.links)
      link.label = bracket(link.label), link.note = bracket(link.note);
  }
  for (auto& policy : site.policies) {
    for (auto* text : {&policy.title, &policy.summary, &policy.care.owner}) *text = bracket(*text);
    policy.body = "⟦x⟧";
  }
  for (auto& credit : site.credits)
    credit.name = bracket(credit.name), credit.what = bracket(credit.what);
  for (auto& [name, rules] : site.rules_by_name) {
    for (auto& clock : rules.clocks) clock.title = bracket(clock.title);
  }
  return site;
}

}  // namespace

TEST(Strings, NoLiteralTextEscapesTheCatalogue) {
  auto site = bracketed();
  auto content = full_content();
  content.title = bracket(content.title);
  content.severity_reason = bracket(content.severity_reason);
  for (auto& one : content.timeline) one.text = bracket(one.text);
  content.acknowledgments = {{.names = {"⟦x⟧"}}};
  auto& vulnerability = content.vulnerabilities[0];
  for (auto& impact : vulnerability.impacts) {
    impact.product_name = bracket(impact.product_name);
    impact.branches.back().branch = "3.2";
  }
  auto revision =
      published("ACME-2026-7KQ4M", content, parse_rfc3339("2026-03-05T14:00:00Z").value());
  revision = corrected(revision, content, "⟦x⟧", parse_rfc3339("2026-03-06T14:00:00Z").value());
  auto pages = render_site(site, records_of({revision}), on("2026-11-22"));
  for (auto& page : pages_of(site, revision)) pages.push_back(std::move(page));
  std::size_t texts = 0;
  std::set<std::string> escaped;
  for (auto const& page : pages) {
    if (page.kind != PageKind::html) continue;
    EXPECT_EQ(page.language, words::kPseudo);
    int depth = 0;
    for (auto const& text : readable_texts(page.body)) {
      ++texts;
      auto left = std::string(trim(words::test::outside_brackets(text, depth)));
      if (!is_data(left)) escaped.insert(page.path + ": " + left);
    }
  }
  EXPECT_GT(texts, 1'000u);
  std::string all;
  for (auto const& one : escaped) all += one + "\n";
  EXPECT_TRUE(escaped.empty()) << all;
}

TEST(Strings, SlotsAreFilledInOrder) {
  auto strings = Strings(words::kEnglish);
  EXPECT_EQ(strings(Key::title_with_site, {"a", "b"}), "a – b");
  EXPECT_EQ(strings.html(Key::foot_report, {markup::text("<x>")}).str(),
            "Found a vulnerability? &lt;x&gt;, not through this page.");
  EXPECT_TRUE(words::missing(words::part_of<Key>(), words::kEnglish).empty());
  EXPECT_TRUE(Strings(words::kPseudo)(Key::nav_report).starts_with("⟦"));
}

}  // namespace tocsin::site
