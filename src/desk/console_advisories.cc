// The list of advisories: what waits for somebody first, then drafts, then what is published.
#include <algorithm>

#include "desk/console.h"
#include "desk/console_pages.h"
#include "domain/advisory_decide.h"
#include "handling/drafting.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

enum class Group { waiting, draft, published };

Group group_of(domain::Advisory const& advisory) {
  if (!advisory.draft) return Group::published;
  return advisory.draft->publish_minute ? Group::waiting : Group::draft;
}

std::string standing_of(Strings const& t, domain::Advisory const& advisory) {
  if (advisory.draft && advisory.draft->publish_minute) {
    auto const at = to_people(*advisory.draft->publish_minute);
    if (advisory.draft->on_hold) return t(K::advisory_on_hold, {at});
    return t(domain::is_approved(*advisory.draft, 2) ? K::advisory_approved : K::advisory_waits, {at});
  }
  if (advisory.draft) return t.named("draft_", domain::word_of(advisory.draft->kind));
  auto const& last = advisory.revisions.back();
  return t(last.standing == domain::Standing::withdrawn ? K::advisory_withdrawn : K::advisory_published,
           {std::to_string(last.number()), to_people(last.current_release())});
}

Html row_of(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  auto const& content = advisory.draft ? advisory.draft->content : advisory.revisions.back().content;
  return el("tr",
            el("td", {cls("lead"), attr("data-label", t(K::column_advisory))},
               el("span", el("a", {href(Url::local("/console/advisories/" + advisory.id.text))}, el("strong", content.title)),
                  el("small", advisory.id.text))),
            el("td", {attr("data-label", t(K::column_severity))}, el("span", severity_mark(t, content.severity))),
            el("td", {attr("data-label", t(K::column_standing))}, el("span", standing_of(t, advisory))));
}

Html table_of(Visit const& visit, std::vector<domain::Advisory> const& all, Group group, Key title) {
  auto const& t = visit.strings;
  auto rows = each(all, [&](auto const& one) { return group_of(one) == group ? row_of(visit, one) : Html(); });
  if (rows.empty()) return {};
  return fragment(el("h2", t(title)),
                  el("table", {cls("stack inbox")},
                     el("thead", el("tr", el("th", {attr("scope", "col")}, t(K::column_advisory)), el("th", {attr("scope", "col")}, t(K::column_severity)),
                                    el("th", {attr("scope", "col")}, t(K::column_standing)))),
                     el("tbody", rows)));
}

}  // namespace

Answer get_advisories(Visit& visit) {
  auto const all = TRY(handling::list_advisories(visit.world(), visit.actor));
  auto const& t = visit.strings;
  auto content = fragment(el("h1", t(K::nav_advisories)), when(all.empty(), [&] { return el("p", {cls("empty")}, t(K::advisories_empty)); }),
                          table_of(visit, all, Group::waiting, K::advisories_waiting),
                          table_of(visit, all, Group::draft, K::advisories_drafts),
                          table_of(visit, all, Group::published, K::advisories_published));
  return console_page(visit, {.title = t(K::nav_advisories), .tab = Tab::advisories, .content = content});
}

}  // namespace tocsin::desk
