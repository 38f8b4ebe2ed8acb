// The whole site against the pages of one publication, and what every page must be.
#include "site/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "domain/deadline.h"
#include "markup/answer_template.h"
#include "site/page_frame.h"
#include "site/samples_test.h"

namespace tocsin::site {

namespace {

using AddressKey = std::tuple<std::string, std::string, std::string, std::string>;
AddressKey key_of(Page const& page) { return {page.host, page.path, page.query, page.language}; }
std::string text_of(AddressKey const& key) {
  return std::get<0>(key) + std::get<1>(key) + "?" + std::get<2>(key) + " " + std::get<3>(key);
}
using Shelf = std::map<AddressKey, Page>;

void put(Shelf& shelf, std::vector<Page> pages) {
  for (auto& page : pages) shelf.insert_or_assign(key_of(page), std::move(page));
}

Shelf whole(Site const& site, std::map<std::string, domain::PublishedRevision> const& current,
            Circumstances const& at) {
  std::vector<domain::PublishedRevision> revisions;
  for (auto const& [id, one] : current) revisions.push_back(one);
  auto shelf = Shelf{};
  put(shelf, render_site(site, records_of(revisions), at));
  for (auto const& one : revisions) put(shelf, pages_of(site, one));
  return shelf;
}

// Publishes one revision on top of `shelf` and compares with a full rendering.
void publish_and_compare(Site const& site, Shelf& shelf,
                         std::map<std::string, domain::PublishedRevision>& current,
                         domain::PublishedRevision const& next, Circumstances const& at) {
  std::vector<domain::PublishedRevision> before;
  for (auto const& [id, one] : current) before.push_back(one);
  put(shelf, pages_for_publication(site, records_of(before), next, at));
  current.insert_or_assign(next.revision().id.text, next);
  auto full = whole(site, current, at);
  for (auto const& [key, page] : full) {
    auto found = shelf.find(key);
    ASSERT_TRUE(found != shelf.end())
        << "missing after " << next.revision().id.text << ": " << text_of(key);
    EXPECT_TRUE(found->second == page) << "stale after " << next.revision().id.text << " revision "
                                       << next.revision().number() << ": " << text_of(key);
  }
  for (auto const& [key, page] : shelf)
    if (!full.contains(key)) {
      EXPECT_EQ(page.kind, PageKind::redirect) << "left over: " << text_of(key);
    }
}

Instant day(int number) {
  return utc_midnight(add_days({2025, 1, 1}, number)) + std::chrono::hours(9);
}

domain::PublishedRevision small(int number, std::string const& product, domain::Severity severity) {
  auto digits = std::to_string(1000 + number);
  return published("ACME-" + std::to_string(utc_date(day(number)).year) + "-A" + digits,
                   small_content(product, "Small fault " + digits, severity, "CVE-1900-4" + digits),
                   day(number));
}

domain::Severity severity_of(int number) { return static_cast<domain::Severity>(number % 5); }

}  // namespace

TEST(Render, PublishingOneByOneGivesTheSameSiteAsRenderingAll) {
  auto site = example_site("acme");
  auto at = on("2026-11-22");
  auto current = std::map<std::string, domain::PublishedRevision>{};
  auto shelf = whole(site, current, at);
  auto revisions = demo_revisions();
  std::ranges::sort(revisions, {},
                    [](auto const& one) { return one.revision().initial_release(); });
  for (auto const& next : revisions) publish_and_compare(site, shelf, current, next, at);

  // A correction that changes product, severity, CVE and branch state, and a withdrawal.
  auto moved = small_content("gateway", "It was the gateway after all", domain::Severity::critical,
                             "CVE-1900-55555");
  publish_and_compare(site, shelf, current,
                      corrected(current.at("ACME-2026-7KQ4M"), moved, "Another product.", day(900)),
                      at);
  publish_and_compare(site, shelf, current,
                      withdrawn(current.at("ACME-2026-X8W3P"), "It was never there.", day(901)),
                      at);
}

TEST(Render, ChunksOfListsAndFeedsStayEqualAcrossTheirBorders) {
  auto site = example_site("acme");
  auto at = on("2026-11-22");
  auto current = std::map<std::string, domain::PublishedRevision>{};
  constexpr int kLate = 73;
  for (int number = 0; number < 198; ++number) {
    if (number == kLate) continue;
    auto one = small(number, "archiver", severity_of(number));
    current.emplace(one.revision().id.text, one);
  }
  auto shelf = whole(site, current, at);
  for (int number = 198; number < 202; ++number)
    publish_and_compare(site, shelf, current,
                        small(number, number % 2 ? "gateway" : "archiver", severity_of(number)),
                        at);
  // Published in the minute of another, or after a clock was wrong: it takes its place and moves those behind it.
  publish_and_compare(site, shelf, current, small(kLate, "archiver", severity_of(kLate)), at);
  auto first = current.begin()->second;
  auto other = small_content("gateway", "Moved", domain::Severity::critical, "CVE-1900-77777");
  publish_and_compare(site, shelf, current, corrected(first, other, "Moved.", day(700)), at);
}

TEST(Render, OnePublicationCostsTheSameAmongAThousandAndTenThousand) {
  auto site = example_site("acme");
  auto pattern = summarize(small(0, "archiver", domain::Severity::medium));
  auto next = small(360, "gateway", domain::Severity::high);
  std::size_t pages[2] = {}, bytes[2] = {};
  double all_ms[2] = {};
  for (auto const& [index, count] : {std::pair{0, 1'000}, {1, 10'000}}) {
    auto records = PublicRecords{};
    for (int number = 0; number < count; ++number) {
      auto one = pattern;
      one.id = "ACME-2024-" + std::to_string(100'000 + number);
      one.cves = {"CVE-1900-" + std::to_string(100'000 + number)};
      one.changelog.clear();
      one.published = one.updated = day(-1) - std::chrono::hours(24) * ((count - number) / 30);
      records.summaries.push_back(one);
    }
    std::ranges::sort(records.summaries, comes_before);
    auto begin = std::chrono::steady_clock::now();
    auto changed = pages_for_publication(site, records, next, on("2026-11-22"));
    all_ms[index] =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    pages[index] = changed.size();
    for (auto const& page : changed)
      if (page.path.find("/.well-known/csaf/white/") != 0 && !page.path.starts_with("/sitemap"))
        bytes[index] += page.body.size();
  }
  std::printf(
      "one publication among 1,000: %zu pages, %zu bytes without the whole-archive lists, %.0f ms; "
      "among 10,000: %zu pages, %zu bytes, %.0f ms\n",
      pages[0], bytes[0], all_ms[0], pages[1], bytes[1], all_ms[1]);
  EXPECT_EQ(pages[0], pages[1]);
  // The number of advisories stands on the home page, and dates differ: a few bytes, not a list.
  EXPECT_NEAR(static_cast<double>(bytes[0]), static_cast<double>(bytes[1]),
              static_cast<double>(bytes[0]) * 0.2);
}

TEST(Render, ADayTouchesOnlyWhatDependsOnIt) {
  auto site = example_site("trustsource");
  auto records = PublicRecords{};
  auto shelf = Shelf{};
  put(shelf, render_site(site, records, on("2028-01-09")));
  put(shelf, pages_for_day(site, records, on("2028-01-11")));
  auto full = Shelf{};
  put(full, render_site(site, records, on("2028-01-11")));
  for (auto const& [key, page] : full) EXPECT_TRUE(shelf.at(key) == page) << text_of(key);
  EXPECT_NE(shelf.at({"", "/disclosure", "", "en"}).body.find("This policy expired on"),
            std::string::npos);
}

TEST(Render, AFeedItemOfASummaryIsThatOfTheRevision) {
  auto site = example_site("acme");
  for (auto const& one : demo_revisions())
    EXPECT_TRUE(feed_item(summarize(one), site.publisher) ==
                formats::feed_item(one.revision(), site.publisher))
        << one.revision().id.text;
}

TEST(Render, TheAddressesOfADroppedCveGoOnLeadingToTheAdvisory) {
  auto site = example_site("acme");
  auto first = published("ACME-2026-7KQ4M", full_content(), day(400));
  auto other = full_content();
  other.vulnerabilities[0].cve = "CVE-1900-99999";
  auto second = corrected(first, other, "The id was another's.", day(410));
  for (auto const& page : render_site(site, records_of({first, second}), on("2026-11-22"))) {
    if (page.path != "/cve/CVE-1900-12345" && page.path != "/cve-records/CVE-1900-12345.json")
      continue;
    EXPECT_EQ(page.status, 308);
    EXPECT_EQ(page.headers.at(0).value, "/advisories/ACME-2026-7KQ4M");
  }
  EXPECT_EQ(summarize(second).former_cves.size(), 0u);
  EXPECT_EQ(records_of({first, second}).summaries.at(0).former_cves,
            std::vector<std::string>{"CVE-1900-12345"});
}

TEST(Render, ProductQueryLeadsToTheProduct) {
  auto pages = render_site(example_site("clickhouse"), {}, on("2026-11-22"));
  auto found = std::ranges::find_if(pages, [](Page const& page) {
    return page.path == "/" && page.query == "product=clickhouseoss";
  });
  ASSERT_NE(found, pages.end());
  EXPECT_EQ(found->status, 302);
  EXPECT_EQ(found->headers.at(0), (Header{"Location", "/p/clickhouseoss/"}));
}

TEST(Render, NobodyToTellClosesTheForm) {
  auto site = example_site("acme");
  auto at = on("2026-11-22");
  at.intake = Intake::closed;
  for (auto const& page : render_site(site, {}, at)) {
    if (!page.path.ends_with("/report") || page.kind != PageKind::html) continue;
    EXPECT_EQ(page.body.find("<form"), std::string::npos) << page.path;
    EXPECT_NE(page.body.find("This form is closed"), std::string::npos) << page.path;
  }
}

TEST(Render, ReceiptTellsTheDueInstantOfTheHour) {
  auto site = example_site("trustsource");
  auto pages = render_site(site, {}, on("2026-11-22"));
  auto table = std::ranges::find_if(
      pages, [](Page const& page) { return page.path == markup::kDueTablePath; });
  ASSERT_NE(table, pages.end());
  auto const& clock = *site.rules_of_site().clock("acknowledge");
  for (auto text : {"2026-11-22T13:41:07Z", "2026-11-23T00:00:00Z", "2026-11-27T22:59:59Z",
                    "2026-11-29T05:00:00Z"}) {
    auto received = parse_rfc3339(text).value();
    auto due = domain::due_instant(clock, floor_hour(received), test_calendars());
    ASSERT_TRUE(due);
    EXPECT_EQ(markup::due_at(table->body, received.epoch_ms), due->at.epoch_ms) << text << "\n"
                                                                                << table->body;
  }
  EXPECT_EQ(markup::due_at(table->body, parse_rfc3339("2027-11-22T13:41:07Z")->epoch_ms), -1);
}

TEST(Render, EveryPageKeepsTheHouseRules) {
  auto site = example_site("acme");
  auto current = std::map<std::string, domain::PublishedRevision>{};
  for (auto const& one : demo_revisions()) current.emplace(one.revision().id.text, one);
  for (auto const& [key, page] : whole(site, current, on("2026-11-22"))) {
    auto name = text_of(key);
    for (auto const& header : page.headers)
      EXPECT_EQ((header.name + header.value).find_first_of("\r\n"), std::string::npos) << name;
    if (page.kind != PageKind::html) continue;
    auto const& body = page.body;
    auto count = [&](std::string_view what) {
      std::size_t found = 0;
      for (auto from = body.find(what); from != body.npos;
           from = body.find(what, from + what.size()))
        ++found;
      return found;
    };
    EXPECT_TRUE(body.starts_with("<!doctype html>") || body.starts_with("<!DOCTYPE html>")) << name;
    for (auto once : {"<h1", "<main", "<title>", "<footer", "class=\"skip\"",
                      "<header class=\"bar\"", "lang=\"en\""})
      EXPECT_EQ(count(once), 1u) << name << " " << once;
    for (auto never : {"<script", " style=", "javascript:", "<iframe", " onclick", "{{promise"})
      EXPECT_EQ(count(never), 0u) << name << " " << never;
    for (auto foreign : {"src=\"http", "stylesheet\" href=\"http"})
      EXPECT_EQ(count(foreign), 0u) << name;
    EXPECT_LE(body.size(), 64u * 1024) << name;
  }
}

TEST(Render, EveryFieldHasALabelAndEveryIdStandsOnce) {
  auto site = example_site("acme");
  auto current = std::map<std::string, domain::PublishedRevision>{};
  for (auto const& one : demo_revisions()) current.emplace(one.revision().id.text, one);
  auto values_of = [](std::string const& body, std::string const& before) {
    std::vector<std::string> out;
    for (auto from = body.find(before); from != body.npos; from = body.find(before, from + 1)) {
      auto begin = from + before.size();
      out.push_back(body.substr(begin, body.find('"', begin) - begin));
    }
    return out;
  };
  for (auto const& [key, page] : whole(site, current, on("2026-11-22"))) {
    if (page.kind != PageKind::html) continue;
    auto ids = values_of(page.body, " id=\"");
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << text_of(key);
    auto labelled = values_of(page.body, " for=\"");
    for (auto element : {"<input", "<select", "<textarea"})
      for (auto from = page.body.find(element); from != page.body.npos;
           from = page.body.find(element, from + 1)) {
        auto tag = page.body.substr(from, page.body.find('>', from) - from);
        if (tag.find("type=\"hidden\"") != tag.npos) continue;
        auto id = values_of(tag, " id=\"");
        ASSERT_EQ(id.size(), 1u) << text_of(key) << tag;
        EXPECT_NE(std::ranges::find(labelled, id[0]), labelled.end()) << text_of(key) << tag;
      }
    for (auto const& target : values_of(page.body, "aria-labelledby=\""))
      EXPECT_NE(std::ranges::find(ids, target), ids.end()) << text_of(key) << " " << target;
    for (auto const& target : values_of(page.body, "aria-describedby=\""))
      EXPECT_NE(std::ranges::find(ids, target), ids.end()) << text_of(key) << " " << target;
  }
}

TEST(Render, EveryLinkOfTheSiteLeadsSomewhere) {
  auto site = example_site("acme");
  auto current = std::map<std::string, domain::PublishedRevision>{};
  for (auto const& one : demo_revisions()) current.emplace(one.revision().id.text, one);
  auto shelf = whole(site, current, on("2026-11-22"));
  auto known = std::map<std::string, Page const*>{};
  for (auto const& [key, page] : shelf)
    if (page.host.empty() && page.query.empty()) known[page.path] = &page;
  std::size_t links = 0;
  for (auto const& [key, page] : shelf) {
    if (page.kind == PageKind::redirect) {
      auto const& target = page.headers.at(0).value;
      EXPECT_TRUE(!target.starts_with('/') || known.contains(target))
          << text_of(key) << " -> " << target;
    }
    if (page.kind != PageKind::html) continue;
    for (auto from = page.body.find("href=\""); from != page.body.npos;
         from = page.body.find("href=\"", from + 6)) {
      auto address = page.body.substr(from + 6, page.body.find('"', from + 6) - from - 6);
      if (!address.starts_with('/') && !address.starts_with('#')) continue;
      ++links;
      auto path = address.substr(0, address.find('#'));
      auto anchor =
          address.find('#') == address.npos ? std::string() : address.substr(address.find('#') + 1);
      auto const* target = path.empty() ? &page : known.contains(path) ? known[path] : nullptr;
      ASSERT_TRUE(target) << text_of(key) << " links " << address;
      if (!anchor.empty()) {
        EXPECT_NE(target->body.find(" id=\"" + anchor + "\""), std::string::npos)
            << text_of(key) << " links " << address;
      }
    }
  }
  EXPECT_GT(links, 1'000u);
}

}  // namespace tocsin::site
