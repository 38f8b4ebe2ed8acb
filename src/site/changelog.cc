// `/p/{product}/changelog`: the security changelog by release, newest first, with an anchor per
// CVE.
//
// A long history is split by year: `changelog` shows whole releases until `head_items_min` items,
// `changelog/2025` a year.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "formats/format.h"
#include "formats/markdown_text.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;
using formats::ChangelogEntry;
using formats::ChangelogItem;

namespace {

constexpr std::size_t head_items_min = 100;

// "24.10" after "24.9": runs of digits compare as numbers. Used only among releases of one day.
bool later_version(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      auto begin_a = i, begin_b = j;
      while (i < a.size() && digit(a[i])) ++i;
      while (j < b.size() && digit(b[j])) ++j;
      auto x = a.substr(begin_a, i - begin_a), y = b.substr(begin_b, j - begin_b);
      while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
      while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
      if (x.size() != y.size()) return x.size() > y.size();
      if (x != y) return x > y;
      continue;
    }
    if (a[i] != b[j]) return a[i] > b[j];
    ++i, ++j;
  }
  return a.size() - i > b.size() - j;
}

ChangelogItem item_of(AdvisorySummary const& summary, ChangelogLine const& line) {
  return {.anchor = line.anchor,
          .advisory = summary.id,
          .advisory_path = advisory_address(summary),
          .cve = line.cve,
          .title = line.title,
          .severity = summary.severity,
          .fixed_in = line.fixed_in,
          .hosted = line.hosted,
          .remedy = line.remedy,
          .credits = line.credits,
          .standing = summary.standing};
}

std::vector<ChangelogEntry> entries_of(RecordsView const& records, std::string_view product) {
  std::map<std::pair<CivilDate, std::string>, std::vector<ChangelogItem>> by_release;
  for (auto index = records.size(); index-- > 0;)
    for (auto const& line : records[index].changelog)
      if (line.product == product)
        by_release[{line.date, line.version}].push_back(item_of(records[index], line));
  std::vector<ChangelogEntry> out;
  for (auto& [key, items] : by_release) {
    // The worst first; of equals, the advisory that came last.
    std::stable_sort(items.begin(), items.end(),
                     [](auto const& a, auto const& b) { return a.severity > b.severity; });
    out.push_back({.version = key.second, .date = key.first, .items = std::move(items)});
  }
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return a.date != b.date ? a.date > b.date : later_version(a.version, b.version);
  });
  return out;
}

std::vector<ChangelogEntry> head_of(std::vector<ChangelogEntry> const& all) {
  std::vector<ChangelogEntry> out;
  std::size_t items = 0;
  for (auto const& entry : all) {
    if (items >= head_items_min) break;
    items += entry.items.size();
    out.push_back(entry);
  }
  return out;
}

// The same fault in a further branch: one line that leads to the whole entry.
Html item_again(Strings const& strings, ChangelogItem const& item) {
  return el("li", {attr_when(item.standing == domain::Standing::withdrawn, cls("past"))},
            severity_mark(strings, item.severity), " ",
            el("a", {href(Url::local("#" + item.anchor))}, item.title), " ",
            el("small", item.cve.empty() ? item.advisory : item.cve));
}

Html item_html(Strings const& strings, ChangelogItem const& item) {
  auto withdrawn = item.standing == domain::Standing::withdrawn;
  return el(
      "li", {id(item.anchor), attr_when(withdrawn, cls("past"))},
      el("h3", severity_mark(strings, item.severity), " ",
         local_link(item.advisory_path, item.title)),
      el("p", {cls("meta")},
         el("a", {href(Url::local("#" + item.anchor))},
            item.cve.empty() ? item.advisory : item.cve),
         when(!item.cve.empty(), [&] { return el("span", item.advisory); }),
         when(withdrawn, [&] { return el("strong", {cls("tag")}, strings(Key::withdrawn_tag)); })),
      el("dl", {cls("pairs")},
         when(!item.fixed_in.empty(),
              [&] {
                return fragment(el("dt", strings(Key::changelog_fixed)),
                                el("dd", join(item.fixed_in, ", ")));
              }),
         when(!item.remedy.empty(),
              [&] {
                return fragment(el("dt", strings(Key::advisory_do)),
                                el("dd", {content_lang(strings, words::kEnglish)}, item.remedy));
              }),
         when(!item.hosted.empty(),
              [&] {
                return fragment(el("dt", strings(Key::changelog_hosted)),
                                el("dd", {content_lang(strings, words::kEnglish)}, item.hosted));
              }),
         when(!item.credits.empty(), [&] {
           return fragment(el("dt", strings(Key::changelog_credit)),
                           el("dd", join(item.credits, "; ")));
         })));
}

Html entries_html(Strings const& strings, std::vector<ChangelogEntry> const& entries) {
  std::set<std::string> seen;  // anchors; an anchor stands once on a page
  return each(entries, [&](ChangelogEntry const& entry) {
    auto name = entry.version.empty() ? strings(Key::changelog_no_release) : entry.version;
    return el("section", {cls("release")}, el("h2", name, " ", el("small", day_mark(entry.date))),
              el("ul", {cls("changes"), attr("role", "list")},
                 each(entry.items, [&](ChangelogItem const& item) {
                   return seen.insert(item.anchor).second ? item_html(strings, item)
                                                          : item_again(strings, item);
                 })));
  });
}

json::array entries_json(Site const& site, std::vector<ChangelogEntry> const& entries) {
  json::array out;
  for (auto const& entry : entries) {
    json::array items;
    for (auto const& item : entry.items) {
      json::object one{{"advisory", item.advisory},
                       {"url", absolute(site, item.advisory_path)},
                       {"title", item.title},
                       {"severity", formats::to_word(item.severity)},
                       {"withdrawn", item.standing == domain::Standing::withdrawn}};
      if (!item.cve.empty()) one["cve"] = item.cve;
      one["fixed_in"] = json::array(item.fixed_in.begin(), item.fixed_in.end());
      if (!item.remedy.empty()) one["remedy"] = item.remedy;
      if (!item.hosted.empty()) one["hosted"] = item.hosted;
      one["credits"] = json::array(item.credits.begin(), item.credits.end());
      items.push_back(std::move(one));
    }
    json::object release;
    if (!entry.version.empty()) release["version"] = entry.version;
    release["date"] = to_text(entry.date);
    release["items"] = std::move(items);
    out.push_back(std::move(release));
  }
  return out;
}

std::map<int, std::vector<ChangelogEntry>, std::greater<>> by_year(
    std::vector<ChangelogEntry> const& all) {
  std::map<int, std::vector<ChangelogEntry>, std::greater<>> out;
  for (auto const& entry : all) out[entry.date.year].push_back(entry);
  return out;
}

}  // namespace

void add_changelog(Context const& context, Product const& product, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto base = product_path(product.slug);
  auto all = entries_of(records, product.slug);
  auto head_entries = head_of(all);
  auto changed = newest_update_of(records, product.slug, site.changed);
  auto head = PageHead{.title = strings(Key::changelog_page_title, {product.name}),
                       .description = strings(Key::changelog_lead, {product.name}),
                       .section = Section::products,
                       .canonical = base + "changelog"};
  auto top = [&](Html const& subtitle) {
    return fragment(el("p", {cls("meta")}, local_link(base, product.name),
                       local_link(base + "versions", strings(Key::versions_title))),
                    el("h1", strings(Key::changelog_title), subtitle));
  };
  auto split = head_entries.size() < all.size();
  auto years = split ? by_year(all) : std::map<int, std::vector<ChangelogEntry>, std::greater<>>{};
  auto year_links =
      el("p", {cls("chips")}, strings(Key::changelog_years), each(years, [&](auto const& pair) {
           return fragment(" ", local_link(base + "changelog/" + std::to_string(pair.first),
                                           std::to_string(pair.first)));
         }));
  auto main =
      fragment(top({}), el("p", {cls("lead")}, strings(Key::changelog_lead, {product.name})),
               all.empty() ? el("p", {cls("empty")}, strings(Key::changelog_empty))
                           : entries_html(strings, head_entries),
               when(split, [&] { return year_links; }),
               twins_line(strings, {{"JSON", base + "changelog.json"},
                                    {"Markdown", base + "changelog.md"},
                                    {strings(Key::twin_text), base + "changelog.txt"},
                                    {"Atom", base + "advisories.atom"}}));
  out.push_back(html_page(site, strings, base + "changelog", head, main, changed));
  for (auto const& [year, entries] : years) {
    head.canonical = base + "changelog/" + std::to_string(year);
    out.push_back(
        html_page(site, strings, head.canonical, head,
                  fragment(top(fragment(" ", year)), entries_html(strings, entries),
                           el("p", local_link(base + "changelog", strings(Key::list_newest)))),
                  changed));
  }
}

void add_changelog_twins(Context const& context, Product const& product, Pages& out) {
  auto stem = product_path(product.slug) + "changelog";
  auto entries = entries_of(context.records, product.slug);
  auto changed = newest_update_of(context.records, product.slug, context.site.changed);
  add_json_twin(
      out, stem,
      json::object{{"product", product.slug}, {"releases", entries_json(context.site, entries)}},
      changed);
  add_text_twins(out, stem,
                 formats::render_changelog_markdown(product.name, entries, context.site.publisher),
                 changed);
}

}  // namespace tocsin::site
