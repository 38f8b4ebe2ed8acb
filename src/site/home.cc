// `/`: one line of state, what to do, products, latest advisories, what is promised.
#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "formats/feeds.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

constexpr std::size_t latest_count = 5;

struct State {
  std::size_t published = 0;
  std::size_t open = 0;
  std::array<std::size_t, 5> by_severity{};  // of the open ones
  domain::Severity worst = domain::Severity::none;
};
State state_of(RecordsView const& records) {
  auto state = State{};
  for (std::size_t index = 0; index < records.size(); ++index) {
    auto const& one = records[index];
    if (one.standing == domain::Standing::in_force) ++state.published;
    if (!one.is_open()) continue;
    ++state.open;
    ++state.by_severity[static_cast<std::size_t>(one.severity)];
    state.worst = std::max(state.worst, one.severity);
  }
  return state;
}

std::string state_text(Strings const& strings, State const& state) {
  if (state.published == 0) return strings(Key::state_none);
  if (state.open == 0)
    return strings(state.published == 1 ? Key::state_all_fixed_one : Key::state_all_fixed,
                   {std::to_string(state.published)});
  std::vector<std::string> parts;
  for (std::size_t index = state.by_severity.size(); index-- > 0;)
    if (state.by_severity[index] > 0)
      parts.push_back(std::to_string(state.by_severity[index]) + " " +
                      lower_ascii(severity_word(strings, static_cast<domain::Severity>(index))));
  return strings(state.open == 1 ? Key::state_open_one : Key::state_open,
                 {std::to_string(state.open), tocsin::join(parts, ", ")});
}

// What has no fix yet, the worst first: what somebody who comes here in a hurry looks for.
Html glance(Context const& context, State const& state) {
  auto const& strings = context.strings;
  constexpr std::size_t open_count = 3;
  std::vector<AdvisorySummary const*> open;
  for (auto index = context.records.size(); index-- > 0;)
    if (context.records[index].is_open()) open.push_back(&context.records[index]);
  std::ranges::stable_sort(open, std::greater<>(), &AdvisorySummary::severity);
  if (open.size() > open_count) open.resize(open_count);
  auto classes = state.open == 0 ? std::string("glance clear")
                                 : "glance " + std::string(formats::to_word(state.worst));
  return el("section", {cls(classes), attr("aria-labelledby", "state")},
            el("h2", {id("state")}, state_text(strings, state)), when(!open.empty(), [&] {
              return el("ul", {attr("role", "list")}, each(open, [&](AdvisorySummary const* one) {
                          return el("li", severity_mark(strings, *one), " ",
                                    local_link(advisory_address(*one), one->title));
                        }));
            }));
}

std::vector<AdvisorySummary const*> latest(RecordsView const& records) {
  std::vector<AdvisorySummary const*> out;
  for (auto index = records.size(); index-- > 0 && out.size() < latest_count;)
    out.push_back(&records[index]);
  return out;
}

Html product_tile(Strings const& strings, Product const& product) {
  return el(
      "li", el("h3", local_link(product_path(product.slug), product.name)),
      el("p", product.summary),
      el("p", {cls("tile-links")},
         local_link(product_path(product.slug) + "versions", strings(Key::tile_versions)), " · ",
         local_link(product_path(product.slug) + "changelog", strings(Key::tile_changelog)), " · ",
         local_link(product_path(product.slug) + "report", strings(Key::tile_report))));
}

Html subscribe_box(Strings const& strings) {
  return el(
      "section", {cls("box"), attr("aria-labelledby", "hear")},
      el("h2", {id("hear")}, strings(Key::home_subscribe)),
      el("p", strings(Key::home_subscribe_text)),
      el("form",
         {cls("inline"), attr("method", "post"), action(Url::local("/subscribe")),
          attr("accept-charset", "utf-8")},
         el("label", {attr("for", "hear-mail")}, strings(Key::field_email)),
         el("input", {id("hear-mail"), attr("name", "email"), attr("type", "email"),
                      attr("autocomplete", "email"), flag("required"), attr("maxlength", 254)}),
         el("button", {cls("button plain")}, strings(Key::subscribe_button))));
}

Html promise_box(Context const& context) {
  auto const& strings = context.strings;
  auto const& rules = context.site.rules_of_site();
  return el("section", {cls("box"), attr("aria-labelledby", "promise")},
            el("h2", {id("promise")}, strings(Key::home_promise)), promise_table(strings, rules),
            el("p", local_link("/disclosure", strings(Key::home_promise_more))));
}

Html links_strip(Context const& context) {
  if (context.site.links.empty()) return {};
  return el("section", {attr("aria-labelledby", "more")},
            el("h2", {id("more")}, context.strings(Key::home_links)),
            el("ul", {cls("directory")}, each(context.site.links, [](Link const& one) {
                 return el("li", link(one.url, text(one.label)),
                           when(!one.note.empty(), [&] { return el("small", one.note); }));
               })));
}

}  // namespace

void add_home(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto state = state_of(records);
  auto shown = latest(records);
  auto main = fragment(
      el("div", {cls("hero")},
         el("div", el("h1", site.name), el("p", {cls("lead")}, site.lead),
            el("p", {cls("acts")},
               el("a", {cls("button"), href(Url::local("/report"))}, strings(Key::nav_report)),
               el("a", {cls("button plain"), href(Url::local("/advisories"))},
                  strings(Key::home_affected)))),
         glance(context, state)),
      el("section", {attr("aria-labelledby", "products")},
         el("h2", {id("products")}, strings(Key::home_products)),
         el("ul", {cls("tiles")},
            each(site.products, [&](Product const& one) { return product_tile(strings, one); }))),
      el("section", {attr("aria-labelledby", "latest")},
         el("h2", {id("latest")}, strings(Key::home_latest)),
         shown.empty() ? el("p", {cls("empty")}, strings(Key::list_empty))
                       : fragment(advisory_list(context, shown),
                                  el("p", {cls("after")},
                                     local_link("/advisories", strings(Key::home_all_advisories)),
                                     " · ", local_link("/feeds", strings(Key::foot_feeds))))),
      el("div", {cls("pair")}, promise_box(context), subscribe_box(strings)), links_strip(context));
  auto head = PageHead{.title = site.name, .description = site.lead, .canonical = "/"};
  for (auto const& kind : formats::kFeedKinds)
    head.alternates.push_back({std::string(formats::media_type_of(kind.value)),
                               "/feeds/all." + std::string(kind.word),
                               strings(Key::feed_title, {site.name})});
  out.push_back(html_page(site, strings, "/", head, main, newest_update(records, site.changed)));
}

void add_home_twins(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto state = state_of(records);
  auto changed = newest_update(records, site.changed);
  json::array products, advisories;
  std::string markdown = "# " + site.name + "\n\n" + state_text(strings, state) + "\n\n" +
                         site.lead + "\n\n- [" + strings(Key::nav_report) + "](" +
                         absolute(site, "/report") + ")\n\n## " + strings(Key::home_products) +
                         "\n\n";
  for (auto const& product : site.products) {
    products.push_back({{"product", product.slug},
                        {"name", product.name},
                        {"url", absolute(site, product_path(product.slug))}});
    markdown += "- [" + product.name + "](" + absolute(site, product_path(product.slug)) +
                "): " + product.summary + "\n";
  }
  markdown += "\n## " + strings(Key::home_latest) + "\n\n";
  auto shown = latest(records);
  if (shown.empty()) markdown += strings(Key::list_empty) + "\n";
  for (auto const* one : shown) {
    advisories.push_back({{"id", one->id},
                          {"title", one->title},
                          {"severity", formats::to_word(one->severity)},
                          {"url", absolute(site, advisory_address(*one))},
                          {"published", to_rfc3339_seconds(one->published)}});
    markdown += "- " + to_text(utc_date(one->published)) + " [" + one->id + ": " + one->title +
                "](" + absolute(site, advisory_address(*one)) + ")\n";
  }
  json::object value{{"name", site.name},
                     {"published_advisories", state.published},
                     {"without_fix", state.open},
                     {"products", std::move(products)},
                     {"latest", std::move(advisories)}};
  add_json_twin(out, "/index", value, changed);
  add_text_twins(out, "/index", markdown, changed);
}

}  // namespace tocsin::site
