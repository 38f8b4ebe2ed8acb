// The inbox: open cases with the clock that needs somebody first, and what is closed below.
#include <algorithm>

#include "desk/case_parts.h"
#include "desk/console_pages.h"
#include "handling/alarms.h"
#include "handling/casework.h"
#include "handling/sign_in.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

struct Row {
  domain::Case c;
  std::vector<domain::Deadline> deadlines;
};

Result<std::vector<Row>> rows_of(Visit const& visit) {
  std::vector<Row> out;
  for (auto& c : TRY(handling::list_cases(visit.world(), visit.actor))) {
    auto deadlines = handling::case_deadlines(c, visit.settings(), visit.now);
    out.push_back({std::move(c), std::move(deadlines)});
  }
  std::ranges::stable_sort(out, {}, [&](Row const& row) { return urgency(row.deadlines, visit.now); });
  return out;
}

std::string product_name(Visit const& visit, domain::Case const& c) {
  auto const* product = visit.settings().site.product(domain::product_of(c));
  return product ? product->name : domain::product_of(c);
}

// "acknowledge: in 5 h": which clock, and how long.
Html urgent_of(Visit const& visit, Row const& row) {
  auto const* first = most_urgent(row.deadlines);
  if (!first) return el("span", {cls("due")}, visit.strings(K::nothing_due));
  return fragment(el("span", {cls("clock-name")}, first->title), " ", due_mark(visit.strings, *first, visit.now));
}

Html queue_item(Visit const& visit, Row const& row, domain::CaseId const& current) {
  auto const& c = row.c;
  return el("li", el("a", {href(Url::local(case_path(c.id))), attr_when(c.id == current, attr("aria-current", "true"))},
                     el("strong", c.title),
                     el("span", {cls("row")}, severity_mark(visit.strings, c.classification.severity),
                        [&] {
                          auto const* first = most_urgent(row.deadlines);
                          return first ? due_mark(visit.strings, *first, visit.now) : Html();
                        }())));
}

// The messages and acts of the reporter that nobody of the team has followed yet.
bool waits_for_us(domain::Case const& c) {
  for (auto message = c.thread.rbegin(); message != c.thread.rend(); ++message) {
    if (message->visible_to != domain::Visibility::reporter) continue;
    return message->by == domain::AuthorKind::reporter;
  }
  return false;
}

Html inbox_table(Visit const& visit, std::vector<Row> const& rows, std::map<std::string, std::string> const& names) {
  auto const& t = visit.strings;
  auto cell = [](std::string const& label, Html const& inside) {
    return el("td", {attr("data-label", label)}, el("span", inside));
  };
  auto body = each(rows, [&](Row const& row) {
    auto const& c = row.c;
    auto const who = c.assignee ? names.find(c.assignee->text) : names.end();
    return el("tr",
              el("td", {cls("lead"), attr("data-label", t(K::column_case))},
                 el("span", el("a", {href(Url::local(case_path(c.id)))}, el("strong", c.title)),
                    el("small", product_name(visit, c), " · ", c.reference,
                       when(waits_for_us(c), [&] { return fragment(" · ", el("strong", {cls("waits")}, t(K::new_message))); })))),
              cell(t(K::column_due), urgent_of(visit, row)),
              cell(t(K::column_severity), severity_mark(t, c.classification.severity)),
              cell(t(K::column_stage), text(t.named("stage_", domain::word_of(domain::stage_of(c))))),
              cell(t(K::column_assignee), text(who == names.end() ? t(K::sheet_nobody) : who->second)));
  });
  return el("table", {cls("stack inbox")},
            el("thead", el("tr", el("th", {attr("scope", "col")}, t(K::column_case)), el("th", {attr("scope", "col")}, t(K::column_due)),
                           el("th", {attr("scope", "col")}, t(K::column_severity)), el("th", {attr("scope", "col")}, t(K::column_stage)),
                           el("th", {attr("scope", "col")}, t(K::column_assignee)))),
            el("tbody", body));
}

}  // namespace

Result<Html> case_queue(Visit const& visit, domain::CaseId const& current) {
  auto const rows = TRY(rows_of(visit));
  auto items = each(rows, [&](Row const& row) {
    return domain::is_closed(row.c) && row.c.id != current ? Html() : queue_item(visit, row, current);
  });
  return fragment(el("p", {cls("queue-head")}, local_link("/console/inbox", visit.strings(K::nav_inbox))),
                  el("ul", {cls("queue")}, items));
}

Answer get_inbox(Visit& visit) {
  auto rows = TRY(rows_of(visit));
  auto const names = staff_names(TRY(handling::list_staff(visit.world(), visit.actor)));
  auto const& t = visit.strings;
  auto closed = std::ranges::stable_partition(rows, [](Row const& row) { return !domain::is_closed(row.c); });
  std::vector<Row> const done(std::make_move_iterator(closed.begin()), std::make_move_iterator(closed.end()));
  rows.erase(closed.begin(), closed.end());
  auto missed = std::ranges::count_if(rows, [&](Row const& row) {
    auto const* first = most_urgent(row.deadlines);
    return first && first->state == domain::DeadlineState::missed;
  });
  auto content = fragment(
      el("h1", t(K::nav_inbox)),
      when(missed > 0, [&] { return el("p", {cls("answer critical"), attr("role", "status")}, t(K::inbox_missed, {std::to_string(missed)})); }),
      either(rows.empty(),
             [&] {
               return el("div", {cls("empty")}, el("p", el("strong", t(K::inbox_empty))), el("p", t(K::inbox_empty_more)),
                         el("p", el("a", {href(Url::local("/console/settings"))}, t(K::inbox_empty_check))));
             },
             [&] { return inbox_table(visit, rows, names); }),
      when(!done.empty(), [&] {
        return el("details", {cls("closed-cases")}, el("summary", t(K::inbox_closed, {std::to_string(done.size())})),
                  inbox_table(visit, done, names));
      }));
  return console_page(visit, {.title = t(K::nav_inbox), .tab = Tab::inbox, .content = content});
}

}  // namespace tocsin::desk
