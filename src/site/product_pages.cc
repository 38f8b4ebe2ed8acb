// `/p/{product}/` and `/p/{product}/versions`: the hub and the supported versions, as pages.
#include <algorithm>

#include "base/text.h"
#include "formats/feeds.h"
#include "site/pages.h"
#include "site/product_data.h"

namespace tocsin::site {

using namespace markup;

namespace {

constexpr std::size_t hub_latest_count = 5;
constexpr std::size_t hub_lines_count = 6;

Key hub_key(HubLink what) {
  switch (what) {
    case HubLink::bounty:
      return Key::hub_bounty;
    case HubLink::policies:
      return Key::hub_policies;
    case HubLink::configurations:
      return Key::hub_configurations;
    case HubLink::changelog:
      return Key::hub_changelog;
    case HubLink::status:
      return Key::hub_status;
    case HubLink::responsibility:
      return Key::hub_responsibility;
    case HubLink::repository:
      return Key::hub_repository;
    case HubLink::contact:
      return Key::hub_contact;
  }
  return Key::hub_contact;
}

Html directory_entry(std::string const& kind, Link const& target) {
  return el("li", el("span", {cls("kind")}, kind), link(target.url, text(target.label)),
            when(!target.note.empty(), [&] { return el("small", target.note); }));
}

Html directory(Context const& context, Product const& product) {
  auto const& strings = context.strings;
  auto own = [&](Key kind, Key label, char const* path) {
    return directory_entry(strings(kind), {strings(label), product_path(product.slug) + path, ""});
  };
  return el(
      "section", {attr("aria-labelledby", "find")}, el("h2", {id("find")}, strings(Key::hub_find)),
      el("ul", {cls("directory")},
         each(kHubLinks,
              [&](Name<HubLink> const& row) {
                auto found = product.links.find(row.value);
                return found == product.links.end()
                           ? Html()
                           : directory_entry(strings(hub_key(row.value)), found->second);
              }),
         own(Key::hub_changelog, Key::changelog_title, "changelog"),
         own(Key::hub_versions, Key::versions_title, "versions"),
         directory_entry(strings(Key::hub_policies),
                         {strings(Key::disclosure_title), "/disclosure", ""}),
         own(Key::hub_repository_files, Key::hub_security_md, "SECURITY.md"),
         own(Key::hub_repository_files, Key::hub_security_txt, "security.txt"),
         each(product.more_links,
              [&](Link const& one) { return directory_entry(strings(Key::hub_more), one); })));
}

std::vector<AdvisorySummary const*> latest_of(RecordsView const& records, std::string const& slug) {
  std::vector<AdvisorySummary const*> out;
  for (auto index = records.size(); index-- > 0 && out.size() < hub_latest_count;) {
    auto const& one = records[index];
    if (std::find(one.products.begin(), one.products.end(), slug) != one.products.end())
      out.push_back(&one);
  }
  return out;
}

// One column of the table: what it says of a line; a column that says nothing of any line is left
// out.
struct Column {
  Key label;
  Html (*value)(Context const& context, Product const& product, ReleaseLine const& line);
};

Html day_or_nothing(std::optional<CivilDate> const& day) { return day ? day_mark(*day) : Html(); }

constexpr Column kColumns[] = {
    {Key::versions_status,
     [](Context const& context, Product const&, ReleaseLine const& line) {
       return support_mark(context.strings, effective_status(line, context.at.as_of));
     }},
    {Key::versions_released, [](Context const&, Product const&,
                                ReleaseLine const& line) { return day_or_nothing(line.released); }},
    {Key::versions_until,
     [](Context const&, Product const&, ReleaseLine const& line) {
       return day_or_nothing(line.support_until);
     }},
    {Key::versions_latest,
     [](Context const&, Product const&, ReleaseLine const& line) { return text(line.latest); }},
    {Key::versions_open,
     [](Context const& context, Product const& product, ReleaseLine const& line) {
       auto open = open_in(context.records, product, line);
       if (open.empty()) return text(context.strings(Key::versions_open_none));
       return each(open, [](AdvisorySummary const* one) {
         return fragment(local_link(advisory_address(*one), one->id), " ");
       });
     }},
};

Html line_row(Context const& context, Product const& product, ReleaseLine const& line,
              std::vector<Column const*> const& columns) {
  auto const& strings = context.strings;
  auto past = effective_status(line, context.at.as_of) == SupportStatus::end_of_life;
  auto name = fragment(line.line, when(!line.tag.empty(), [&] {
                         return fragment(" ", el("span", {cls("tag")}, line.tag));
                       }));
  return el("tr", {attr_when(past, cls("past"))},
            el("th", {attr("scope", "row"), attr("data-label", strings(Key::versions_line))},
               el("span", name)),
            each(columns, [&](Column const* column) {
              auto value = column->value(context, product, line);
              return el("td", {attr("data-label", strings(column->label))},
                        el("span", value.empty() ? text("–") : value));
            }));
}

Html lines_table(Context const& context, Product const& product,
                 std::vector<ReleaseLine const*> const& lines, Key caption) {
  auto const& strings = context.strings;
  std::vector<Column const*> columns;
  for (auto const& column : kColumns)
    if (std::ranges::any_of(lines, [&](ReleaseLine const* line) {
          return !column.value(context, product, *line).empty();
        }))
      columns.push_back(&column);
  auto head = [&](Key label) { return el("th", {attr("scope", "col")}, strings(label)); };
  return el(
      "div", {cls("scroll")},
      el("table", {cls("stack")}, el("caption", {cls("unseen")}, strings(caption, {product.name})),
         el("thead", el("tr", head(Key::versions_line),
                        each(columns, [&](Column const* one) { return head(one->label); }))),
         el("tbody", each(lines, [&](ReleaseLine const* one) {
              return line_row(context, product, *one, columns);
            }))));
}

std::vector<ReleaseLine const*> lines_with(Context const& context, Product const& product,
                                           SupportStatus status) {
  std::vector<ReleaseLine const*> out;
  for (auto const& line : product.lines)
    if ((effective_status(line, context.at.as_of) == SupportStatus::end_of_life) ==
        (status == SupportStatus::end_of_life))
      out.push_back(&line);
  return out;
}

Html hub_versions(Context const& context, Product const& product) {
  auto const& strings = context.strings;
  auto supported = lines_with(context, product, SupportStatus::supported);
  auto more = product.lines.size() > supported.size() || supported.size() > hub_lines_count;
  if (supported.size() > hub_lines_count) supported.resize(hub_lines_count);
  return el(
      "section", {attr("aria-labelledby", "versions")},
      el("h2", {id("versions")}, strings(Key::versions_title)),
      when(!product.lines_note.empty(), [&] { return prose(product.lines_note); }),
      supported.empty() ? Html() : lines_table(context, product, supported, Key::versions_caption),
      when(product.lines.empty() && product.lines_note.empty(),
           [&] { return el("p", {cls("empty")}, strings(Key::versions_empty)); }),
      when(more, [&] {
        return el("p", {cls("after")},
                  local_link(product_path(product.slug) + "versions", strings(Key::versions_all)));
      }));
}

}  // namespace

Html reporting_advice(Context const& context, Product const& product) {
  auto const& strings = context.strings;
  auto when_list =
      el("ul", each(product.report_when, [](std::string const& one) { return el("li", one); }));
  auto not_list =
      el("ul", each(product.report_when_not, [&](NotHere const& one) {
           auto instead = one.instead.empty() ? one.url : one.instead;
           return el("li", one.text, when(!instead.empty(), [&] {
                       return fragment(
                           " ", el("span", {cls("instead")}, strings(Key::report_instead), " ",
                                   one.url.empty() ? text(instead) : link(one.url, text(instead))));
                     }));
         }));
  return fragment(when(!product.report_when.empty(),
                       [&] { return el("div", el("h3", strings(Key::report_when)), when_list); }),
                  when(!product.report_when_not.empty(), [&] {
                    return el("div", el("h3", strings(Key::report_when_not)), not_list);
                  }));
}

void add_product_hub(Context const& context, Product const& product, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto base = product_path(product.slug);
  auto shown = latest_of(records, product.slug);
  auto main = fragment(
      el("p", {cls("meta")}, el("span", product.vendor),
         when(product.hosted, [&] { return el("span", strings(Key::hub_hosted)); }),
         when(!product.repository.empty(),
              [&] { return link(product.repository, text(strings(Key::hub_repository))); })),
      el("h1", product.name), el("p", {cls("lead")}, product.summary),
      el("p", {cls("acts")},
         el("a", {cls("button"), href(Url::local(base + "report"))}, strings(Key::nav_report)),
         el("a", {cls("button plain"), href(Url::local("/subscribe"))},
            strings(Key::home_subscribe))),
      when(!product.about.empty(), [&] { return prose(product.about); }),
      directory(context, product), hub_versions(context, product),
      el("section", {attr("aria-labelledby", "latest")},
         el("h2", {id("latest")}, strings(Key::home_latest)),
         shown.empty() ? el("p", {cls("empty")}, strings(Key::list_empty_product, {product.name}))
                       : advisory_list(context, shown),
         el("p", {cls("after")},
            local_link("/advisories/product/" + product.slug,
                       strings(Key::hub_all_advisories, {product.name})),
            " · ", local_link(base + "advisories.atom", strings(Key::hub_feed)))),
      el("section", {attr("aria-labelledby", "scope")},
         el("h2", {id("scope")}, strings(Key::hub_scope)),
         product.scope.empty() ? el("p", strings(Key::hub_scope_all, {product.name}))
                               : prose(product.scope),
         el("div", {cls("pair")}, reporting_advice(context, product))),
      el("section", {attr("aria-labelledby", "promise")},
         el("h2", {id("promise")}, strings(Key::home_promise)),
         promise_table(strings, site.rules_of(product))),
      twins_line(strings, {{"JSON", "/p/" + product.slug + ".json"},
                           {"Markdown", "/p/" + product.slug + ".md"},
                           {strings(Key::twin_text), "/p/" + product.slug + ".txt"}}));
  auto head = PageHead{.title = strings(Key::hub_title, {product.name}),
                       .description = product.summary,
                       .section = Section::products,
                       .canonical = base};
  for (auto const& kind : formats::kFeedKinds)
    head.alternates.push_back({std::string(formats::media_type_of(kind.value)),
                               base + "advisories." + std::string(kind.word),
                               strings(Key::feed_title, {product.name})});
  out.push_back(html_page(site, strings, base, head, main,
                          newest_update_of(records, product.slug, site.changed)));
}

void add_versions(Context const& context, Product const& product, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto base = product_path(product.slug);
  auto current = lines_with(context, product, SupportStatus::supported);
  auto past = lines_with(context, product, SupportStatus::end_of_life);
  auto main = fragment(
      el("p", {cls("meta")}, local_link(base, product.name)),
      el("h1", strings(Key::versions_title)),
      el("p", {cls("lead")}, strings(Key::versions_lead, {product.name})),
      when(!product.lines_note.empty(), [&] { return prose(product.lines_note); }),
      when(product.lines.empty() && product.lines_note.empty(),
           [&] { return el("p", {cls("empty")}, strings(Key::versions_empty)); }),
      when(!current.empty(),
           [&] { return lines_table(context, product, current, Key::versions_caption); }),
      when(!past.empty(),
           [&] {
             return el("details", {attr_when(current.empty(), flag("open"))},
                       el("summary",
                          strings(past.size() == 1 ? Key::versions_past_one : Key::versions_past,
                                  {std::to_string(past.size())})),
                       lines_table(context, product, past, Key::versions_past_caption));
           }),
      twins_line(strings, {{"JSON", base + "versions.json"},
                           {"Markdown", base + "versions.md"},
                           {strings(Key::twin_text), base + "versions.txt"},
                           {"SECURITY.md", base + "SECURITY.md"}}));
  auto head = PageHead{.title = strings(Key::versions_page_title, {product.name}),
                       .description = strings(Key::versions_lead, {product.name}),
                       .section = Section::products,
                       .canonical = base + "versions"};
  out.push_back(html_page(site, strings, base + "versions", head, main,
                          newest_update_of(records, product.slug, site.changed)));
}

}  // namespace tocsin::site
