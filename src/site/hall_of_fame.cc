// `/hall-of-fame`: who reported what, by year, named as they wished; from advisories and from the
// site's own list.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

struct Thanks {
  std::string name;
  std::string organization;
  std::string url;
  std::vector<AdvisorySummary const*> advisories;
  std::string what;
};
using Years = std::map<int, std::vector<Thanks>, std::greater<>>;

Years years_of(Context const& context) {
  auto years = Years{};
  // Where somebody already stands: (year, name, organization) -> place in the year.
  std::map<std::tuple<int, std::string, std::string>, std::size_t> places;
  for (auto index = context.records.size(); index-- > 0;) {
    auto const& one = context.records[index];
    if (one.origin == Origin::archived || one.standing == domain::Standing::withdrawn) continue;
    auto year = utc_date(one.published).year;
    for (auto const& credit : one.credits) {
      if (credit.name.empty() && credit.organization.empty()) continue;
      auto& all = years[year];
      auto [place, is_new] =
          places.try_emplace({year, credit.name, credit.organization}, all.size());
      if (is_new) all.push_back({credit.name, credit.organization, credit.url, {}, ""});
      auto& advisories = all[place->second].advisories;
      if (advisories.empty() || advisories.back() != &one) advisories.push_back(&one);
    }
  }
  for (auto const& credit : context.site.credits) {
    auto const* product = context.site.product(credit.product);
    auto what =
        product ? product->name + (credit.what.empty() ? "" : ": " + credit.what) : credit.what;
    years[credit.year].push_back({credit.name, "", credit.url, {}, what});
  }
  return years;
}

Html thanks_row(Thanks const& one) {
  auto name = one.name.empty() ? one.organization : one.name;
  std::vector<Html> advisories;
  for (auto const* advisory : one.advisories)
    advisories.push_back(
        fragment(el("a", {href(Url::local(advisory_address(*advisory)))}, advisory->title),
                 when(!advisory->product_names.empty(),
                      [&] { return el("small", " ", advisory->product_names.front()); })));
  return el("li",
            el("span", {cls("who")}, one.url.empty() ? text(name) : link(one.url, text(name)),
               when(!one.name.empty() && !one.organization.empty(),
                    [&] { return el("small", " ", one.organization); })),
            el("span", {cls("what")}, join(advisories, el("br")), one.what));
}

}  // namespace

void add_hall_of_fame(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto years = years_of(context);
  auto lead = site.hall_of_fame_lead.empty() ? strings(Key::credits_lead, {site.organisation})
                                             : site.hall_of_fame_lead;
  auto main = fragment(
      el("h1", strings(Key::credits_title)), el("p", {cls("lead")}, lead),
      when(years.empty(), [&] { return el("p", {cls("empty")}, strings(Key::credits_empty)); }),
      each(years,
           [&](auto const& pair) {
             return el(
                 "section", el("h2", pair.first),
                 el("ul", {cls("thanks"), attr("role", "list")}, each(pair.second, thanks_row)));
           }),
      el("p", {cls("quiet")}, strings(Key::credits_note)),
      twins_line(strings, {{"JSON", "/hall-of-fame.json"},
                           {"Markdown", "/hall-of-fame.md"},
                           {strings(Key::twin_text), "/hall-of-fame.txt"}}));
  auto head = PageHead{.title = strings(Key::credits_title),
                       .description = lead,
                       .section = Section::credits,
                       .canonical = "/hall-of-fame"};
  out.push_back(
      html_page(site, strings, "/hall-of-fame", head, main, newest_update(records, site.changed)));
}

void add_hall_of_fame_twins(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  json::array rows;
  std::string markdown = "# " + strings(Key::credits_title) + "\n\n";
  auto years = years_of(context);
  if (years.empty()) markdown += strings(Key::credits_empty) + "\n";
  for (auto const& [year, thanks] : years) {
    markdown += "## " + std::to_string(year) + "\n\n";
    for (auto const& one : thanks) {
      json::object row{{"year", year}};
      if (!one.name.empty()) row["name"] = one.name;
      if (!one.organization.empty()) row["organization"] = one.organization;
      if (!one.url.empty()) row["url"] = one.url;
      if (!one.what.empty()) row["what"] = one.what;
      json::array ids;
      std::vector<std::string> names;
      for (auto const* advisory : one.advisories) {
        ids.push_back(json::string(advisory->id));
        names.push_back("[" + advisory->id + "](" + absolute(site, advisory_address(*advisory)) +
                        ")");
      }
      row["advisories"] = std::move(ids);
      rows.push_back(std::move(row));
      auto what = one.what.empty() ? tocsin::join(names, ", ") : one.what;
      markdown +=
          "- " +
          (one.name.empty()
               ? one.organization
               : one.name + (one.organization.empty() ? "" : " (" + one.organization + ")")) +
          (what.empty() ? "" : ": " + what) + "\n";
    }
    markdown += "\n";
  }
  auto changed = newest_update(records, site.changed);
  add_json_twin(out, "/hall-of-fame", json::object{{"thanks", std::move(rows)}}, changed);
  add_text_twins(out, "/hall-of-fame", markdown, changed);
}

}  // namespace tocsin::site
