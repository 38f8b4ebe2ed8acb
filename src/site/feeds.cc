// `/feeds` and the feeds themselves: RSS, Atom and JSON Feed, of everything and of each product.
//
// Invariants: archives are whole chunks in order of first publication and never shift; a
//             publication writes the current feed, and an archive only when the advisory stands in
//             it or the chunk has just been filled.
#include "formats/feeds.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;
using formats::FeedItem;
using formats::FeedKind;

namespace {

// One feed in three kinds: where it lies and which product it is about (empty: all).
struct Scope {
  std::string stem;  // "/feeds/all", "/p/archiver/advisories"
  std::string home;  // the page it belongs to
  std::string title;
  std::string product;
};

std::vector<Scope> scopes_of(Site const& site, Strings const& strings) {
  std::vector<Scope> out{{"/feeds/all", "/advisories", strings(Key::feed_title, {site.name}), ""}};
  for (auto const& product : site.products)
    out.push_back({product_path(product.slug) + "advisories", product_path(product.slug),
                   strings(Key::feed_title, {product.name}), product.slug});
  return out;
}

bool in_scope(Scope const& scope, AdvisorySummary const& one) {
  return scope.product.empty() ||
         std::ranges::find(one.products, scope.product) != one.products.end();
}

Members members_of(Scope const& scope, RecordsView const& records) {
  return members_where(records, [&](AdvisorySummary const& one) { return in_scope(scope, one); });
}

// What the plan looks at, and nothing that would have to be loaded.
std::vector<FeedItem> plan_items(Members const& all) {
  std::vector<FeedItem> out;
  out.reserve(all.size());
  for (auto const* one : all) {
    auto item = FeedItem{};
    item.id = one->id;
    item.published = one->published;
    item.updated = one->updated;
    out.push_back(std::move(item));
  }
  return out;
}

std::string address(Scope const& scope, std::size_t archive, FeedKind kind) {
  auto suffix = "." + std::string(name_of(formats::kFeedKinds, kind));
  return archive == 0 ? scope.stem + suffix : scope.stem + "/" + std::to_string(archive) + suffix;
}

// Fragments of the advisories that a document needs, each made once for the three kinds.
struct Fragments {
  std::vector<FeedItem> items;
  std::vector<std::string> render(FeedKind kind) const {
    std::vector<std::string> out;
    for (auto const& item : items) out.push_back(formats::feed_fragment(item, kind));
    return out;
  }
};

void add_document(Context const& context, Scope const& scope, std::size_t archive,
                  std::size_t archives, Fragments const& fragments, Pages& out) {
  auto const& site = context.site;
  for (auto const& row : formats::kFeedKinds) {
    auto rendered = fragments.render(row.value);
    auto updated = site.changed;
    if (!fragments.items.empty()) {
      updated = {};
      for (auto const& item : fragments.items) updated = std::max(updated, item.updated);
    }
    auto head = formats::FeedHead{};
    head.title = scope.title;
    head.description = context.strings(Key::feed_description, {site.organisation});
    head.home_url = absolute(site, scope.home);
    head.self_url = absolute(site, address(scope, archive, row.value));
    if (archive != 0) head.current_url = absolute(site, address(scope, 0, row.value));
    auto older = archive == 0 ? archives : archive - 1;
    if (older != 0) head.prev_archive_url = absolute(site, address(scope, older, row.value));
    if (archive != 0 && archive < archives)
      head.next_archive_url = absolute(site, address(scope, archive + 1, row.value));
    head.language = site.language;
    head.author = site.publisher.name;
    head.tag = formats::feed_tag(site.publisher.tag_authority, scope.stem);
    head.updated = updated;
    auto pieces = std::vector<std::string_view>(rendered.begin(), rendered.end());
    out.push_back(data_page(address(scope, archive, row.value), formats::media_type_of(row.value),
                            formats::join_feed(head, row.value, pieces), updated));
  }
}

Fragments fragments_of(Site const& site, Members const& all, std::vector<std::size_t> const& chosen) {
  auto out = Fragments{};
  for (auto index : chosen) out.items.push_back(feed_item(*all[index], site.publisher));
  return out;
}

// Whether archive number `number` (from 1) reads differently after the change: when it is new, when
// something in it is touched, or when it was the newest and has now a successor to point to.
bool archive_changed(Touched const& touched, std::size_t number, std::size_t archives, std::size_t archives_before) {
  return touched.within((number - 1) * formats::feed_page_items, number * formats::feed_page_items) ||
         (archives != archives_before && number + 1 >= archives_before);
}

void add_scope(Context const& context, Scope const& scope, Change const* change, Pages& out) {
  auto all = members_of(scope, context.records);
  auto plan = formats::plan_feed(plan_items(all));
  auto archives_before = std::size_t{0};
  auto touched = std::optional<Touched>();
  if (change) {
    auto before = members_of(scope, change->before);
    archives_before = formats::plan_feed(plan_items(before)).archives.size();
    touched.emplace(*change, before, all);
  }
  add_document(context, scope, 0, plan.archives.size(),
               fragments_of(context.site, all, plan.current), out);
  for (std::size_t number = 1; number <= plan.archives.size(); ++number) {
    auto const& chunk = plan.archives[number - 1];
    if (touched && !archive_changed(*touched, number, plan.archives.size(), archives_before))
      continue;
    add_document(context, scope, number, plan.archives.size(),
                 fragments_of(context.site, all, chunk), out);
  }
  for (auto number = plan.archives.size() + 1; number <= archives_before; ++number)
    for (auto const& row : formats::kFeedKinds)
      out.push_back(
          redirect_page(address(scope, number, row.value), "", 302, address(scope, 0, row.value)));
}

Html feed_row(Site const& site, std::string const& name, std::string const& stem,
              std::vector<std::pair<std::string, std::string>> const& kinds) {
  std::vector<Html> links;
  for (auto const& [label, suffix] : kinds) links.push_back(local_link(stem + suffix, label));
  return el("tr", el("th", {attr("scope", "row")}, name), el("td", join(links, " · ")),
            el("td", {cls("wide-only")}, el("code", absolute(site, stem + kinds.front().second))));
}

}  // namespace

void add_feeds(Context const& context, Change const* change, Pages& out) {
  for (auto const& scope : scopes_of(context.site, context.strings)) {
    if (change && !scope.product.empty() && !change->touches_product(scope.product)) continue;
    add_scope(context, scope, change, out);
  }
}

void add_feeds_page(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto const kinds = std::vector<std::pair<std::string, std::string>>{
      {"Atom", ".atom"}, {"RSS", ".rss"}, {"JSON Feed", ".feed.json"}};
  auto table = [&](Key caption, Html const& rows) {
    return el("div", {cls("scroll")},
              el("table", el("caption", {cls("unseen")}, strings(caption)), el("tbody", rows)));
  };
  auto main = fragment(
      el("h1", strings(Key::feeds_title)), el("p", {cls("lead")}, strings(Key::feeds_lead)),
      el("h2", strings(Key::feeds_advisories)),
      table(Key::feeds_advisories, each(scopes_of(site, strings),
                                        [&](Scope const& scope) {
                                          return feed_row(site,
                                                          scope.product.empty()
                                                              ? strings(Key::feeds_all)
                                                              : site.product(scope.product)->name,
                                                          scope.stem, kinds);
                                        })),
      el("h2", strings(Key::feeds_machines)),
      table(
          Key::feeds_machines,
          fragment(
              feed_row(site, strings(Key::feeds_csaf_metadata), "/.well-known/csaf/",
                       {{"provider-metadata.json", "provider-metadata.json"}}),
              feed_row(site, strings(Key::feeds_csaf_documents), "/.well-known/csaf/white/",
                       {{"index.txt", "index.txt"},
                        {"changes.csv", "changes.csv"},
                        {"ROLIE", "csaf-feed-tlp-white.json"},
                        {strings(Key::feeds_folder), ""}}),
              feed_row(site, strings(Key::feeds_list), "/advisories",
                       {{"JSON", ".json"}, {"Markdown", ".md"}, {strings(Key::twin_text), ".txt"}}),
              feed_row(site, "security.txt", "/.well-known/security.txt", {{"security.txt", ""}}))),
      el("h2", strings(Key::feeds_products)),
      table(Key::feeds_products, each(site.products,
                                      [&](Product const& one) {
                                        return feed_row(
                                            site, one.name, product_path(one.slug),
                                            {{strings(Key::versions_title), "versions.json"},
                                             {strings(Key::changelog_title), "changelog.json"},
                                             {"SECURITY.md", "SECURITY.md"},
                                             {"security.txt", "security.txt"}});
                                      })),
      el("p",
         strings.html(Key::feeds_mail, {local_link("/subscribe", strings(Key::nav_subscribe))})));
  auto head = PageHead{.title = strings(Key::feeds_title),
                       .description = strings(Key::feeds_lead),
                       .canonical = "/feeds"};
  out.push_back(html_page(site, strings, "/feeds", head, main, site.changed));
}

}  // namespace tocsin::site
