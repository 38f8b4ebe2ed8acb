// Feeds: golden files, order and paging, and what a reader of feeds relies on.
#include "formats/feeds.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/json.h"
#include "formats/golden_test.h"
#include "formats/samples_test.h"

namespace tocsin::formats {
namespace {

FeedHead head() {
  return {.title = "Acme Security: advisories",
          .description = "Security advisories of Acme.",
          .home_url = "https://security.acme.example/advisories",
          .self_url = "https://security.acme.example/feeds/all.rss",
          .author = "Acme Security",
          .tag = feed_tag("acme.example,2026", "/feeds/all"),
          .updated = parse_rfc3339("2026-03-20T12:00:00Z").value()};
}

std::vector<FeedItem> items() {
  std::vector<FeedItem> out;
  for (auto const& [name, revision] : samples())
    if (name != "correction" && name != "fixed_in_branches" && name != "every_combination")
      out.push_back(feed_item(revision, sample_publisher()));
  return out;
}

std::string joined(FeedHead const& of, FeedKind kind, std::vector<FeedItem> const& items) {
  std::vector<std::string> fragments;
  for (auto index : plan_feed(items).current)
    fragments.push_back(feed_fragment(items[index], kind));
  return join_feed(of, kind, {fragments.begin(), fragments.end()});
}

TEST(Feeds, MatchTheGoldenFiles) {
  for (auto const& [kind, word] : kFeedKinds)
    expect_golden("feeds/all." + std::string(word), joined(head(), kind, items()));
}

TEST(Feeds, AnEmptyFeedSaysSo) {
  for (auto const& [kind, word] : kFeedKinds) {
    auto feed = joined(head(), kind, {});
    EXPECT_NE(feed.find("No advisories as of 2026-03-20."), std::string::npos);
    expect_golden("feeds/empty." + std::string(word), feed);
  }
}

TEST(Feeds, ARevisionChangesTheItemAndKeepsItsId) {
  auto before = feed_item(sample("fixed_in_branches"), sample_publisher());
  auto after = feed_item(sample("withdrawn"), sample_publisher());
  EXPECT_EQ(before.tag, after.tag);
  EXPECT_EQ(before.published, after.published);
  EXPECT_LT(before.updated, after.updated);
  EXPECT_NE(after.summary.find("withdrawn"), std::string::npos);
  EXPECT_NE(after.summary.find("no boundary is crossed"), std::string::npos);
}

TEST(Feeds, TheJsonFeedIsJson) {
  auto feed = parse_json(joined(head(), FeedKind::json, items()));
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(string_at(*feed, "version"), "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(feed->at("items").as_array().size(), items().size());
  EXPECT_TRUE(parse_json(joined(head(), FeedKind::json, {})).has_value());
}

TEST(Feeds, TextIsEscaped) {
  FeedItem item{.id = "X",
                .tag = "tag:x",
                .url = "https://a.example/?a=1&b=2",
                .title = "<script> & ]]> \x01"};
  for (auto kind : {FeedKind::rss, FeedKind::atom}) {
    auto fragment = feed_fragment(item, kind);
    EXPECT_EQ(fragment.find("<script>"), std::string::npos);
    EXPECT_EQ(fragment.find('\x01'), std::string::npos);
    EXPECT_NE(fragment.find("a=1&amp;b=2"), std::string::npos);
  }
}

std::vector<FeedItem> numbered(std::size_t count) {
  std::vector<FeedItem> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back({.id = std::to_string(1000 + i),
                   .published = {std::int64_t(i) * 1000},
                   .updated = {std::int64_t(i) * 1000}});
  return out;
}

// All sizes around the borders: everything can be reached, and whole archives never change when
// more is published.
TEST(Feeds, EverythingIsReachableAndArchivesStand) {
  std::map<std::size_t, std::vector<std::size_t>> seen;  // archive number -> items
  for (std::size_t count = 0; count <= 45; ++count) {
    auto plan = plan_feed(numbered(count), 10);
    std::set<std::size_t> reached(plan.current.begin(), plan.current.end());
    EXPECT_EQ(reached.size(), plan.current.size()) << "no item twice in one file";
    EXPECT_LE(plan.current.size(), 10u);
    EXPECT_EQ(plan.current.size(), std::min<std::size_t>(count, 10));
    for (std::size_t i = 0; i < plan.archives.size(); ++i) {
      EXPECT_EQ(plan.archives[i].size(), 10u);
      reached.insert(plan.archives[i].begin(), plan.archives[i].end());
      auto [place, is_new] = seen.emplace(i, plan.archives[i]);
      if (!is_new) {
        EXPECT_EQ(place->second, plan.archives[i]);
      }
    }
    EXPECT_EQ(reached.size(), count);
  }
}

TEST(Feeds, AnUpdateOfAnOldItemComesToTheTop) {
  auto all = numbered(35);
  all[2].updated = {1'000'000};
  auto plan = plan_feed(all, 10);
  EXPECT_EQ(plan.current.front(), 2u);
  EXPECT_EQ(plan.archives[0], plan_feed(numbered(35), 10).archives[0]) << "the archives stand";
}

TEST(Feeds, AnArchiveNamesItsNeighbours) {
  auto archive = head();
  archive.current_url = "https://security.acme.example/feeds/all.atom";
  archive.prev_archive_url = "https://security.acme.example/feeds/all-1.atom";
  archive.next_archive_url = "https://security.acme.example/feeds/all-3.atom";
  auto atom = join_feed(archive, FeedKind::atom, {});
  EXPECT_NE(atom.find("<fh:archive"), std::string::npos);
  EXPECT_NE(atom.find("rel=\"prev-archive\""), std::string::npos);
  EXPECT_NE(atom.find("rel=\"current\""), std::string::npos);
  auto json = parse_json(join_feed(archive, FeedKind::json, {})).value();
  EXPECT_EQ(string_at(json, "next_url"), archive.prev_archive_url);
}

}  // namespace
}  // namespace tocsin::formats
