// The inbox: open cases with the clock that needs somebody first, a page at a time, and the closed ones beside them.
#include <algorithm>
#include <charconv>
#include <span>

#include "desk/case_parts.h"
#include "desk/console_pages.h"
#include "handling/alarms.h"
#include "handling/casework.h"
#include "handling/sign_in.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

constexpr std::size_t kRowsAPage = 100;
constexpr std::size_t kQueueRows = 40;

struct Row {
  domain::Case c;
  std::vector<domain::Deadline> deadlines;
};

enum class Which { open, closed };

// The cases of one kind, the most urgent first, and how many there are of the other.
struct Rows {
  std::vector<Row> shown;
  std::size_t others = 0;
};

Result<Rows> rows_of(Visit const& visit, Which which) {
  Rows rows;
  auto& out = rows.shown;
  for (auto& c : TRY(handling::list_cases(visit.world(), visit.actor))) {
    if (domain::is_closed(c) != (which == Which::closed)) {
      ++rows.others;
      continue;
    }
    auto deadlines = handling::case_deadlines(c, visit.settings(), visit.now, domain::Wording::none);
    out.push_back({std::move(c), std::move(deadlines)});
  }
  std::ranges::stable_sort(out, {}, [&](Row const& row) { return urgency(row.deadlines, visit.now); });
  return rows;
}

// Pages are counted from 1; what is no page is the first.
std::size_t page_wanted(Visit const& visit, std::size_t pages) {
  auto const text = visit.request.query_value("page").value_or("1");
  std::size_t number = 1;
  auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || number < 1) return 1;
  return std::min(number, pages);
}

std::string inbox_path(Which which, std::size_t page) {
  std::string out = "/console/inbox";
  if (which == Which::closed) out += "?state=closed";
  if (page > 1) out += (which == Which::closed ? "&page=" : "?page=") + std::to_string(page);
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

Html inbox_table(Visit const& visit, std::span<Row const> rows, std::map<std::string, std::string> const& names) {
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
  auto const rows = TRY(rows_of(visit, Which::open)).shown;
  Html items;
  std::size_t shown = 0;
  for (auto const& row : rows)
    if (row.c.id == current || shown++ < kQueueRows) items = fragment(std::move(items), queue_item(visit, row, current));
  return fragment(el("p", {cls("queue-head")}, local_link("/console/inbox", visit.strings(K::nav_inbox))),
                  el("ul", {cls("queue")}, items),
                  when(shown > kQueueRows, [&] {
                    return el("p", {cls("queue-head")},
                              local_link("/console/inbox", visit.strings(K::queue_more, {std::to_string(shown - kQueueRows)})));
                  }));
}

Answer get_inbox(Visit& visit) {
  auto const which = visit.request.query_value("state") == "closed" ? Which::closed : Which::open;
  auto const all = TRY(rows_of(visit, which));
  auto const names = staff_names(TRY(handling::list_staff(visit.world(), visit.actor)));
  auto const& t = visit.strings;
  auto const pages = std::max<std::size_t>(1, (all.shown.size() + kRowsAPage - 1) / kRowsAPage);
  auto const page = page_wanted(visit, pages);
  auto const from = (page - 1) * kRowsAPage;
  auto const rows = std::span(all.shown).subspan(from, std::min(kRowsAPage, all.shown.size() - from));
  auto const missed = std::ranges::count_if(all.shown, [&](Row const& row) {
    auto const* first = most_urgent(row.deadlines);
    return first && first->state == domain::DeadlineState::missed;
  });
  auto page_link = [&](std::size_t number, K label) {
    return el("a", {href(Url::local(inbox_path(which, number)))}, t(label));
  };
  auto content = fragment(
      el("h1", which == Which::open ? t(K::nav_inbox) : t(K::inbox_closed_title)),
      when(which == Which::open && missed > 0, [&] {
        return el("p", {cls("answer critical"), attr("role", "status")}, t(K::inbox_missed, {std::to_string(missed)}));
      }),
      either(all.shown.empty() && which == Which::open,
             [&] {
               return el("div", {cls("empty")}, el("p", el("strong", t(K::inbox_empty))), el("p", t(K::inbox_empty_more)),
                         el("p", el("a", {href(Url::local("/console/settings"))}, t(K::inbox_empty_check))));
             },
             [&] { return inbox_table(visit, rows, names); }),
      when(pages > 1, [&] {
        return el("nav", {cls("pages"), attr("aria-label", t(K::pages_label))},
                  when(page > 1, [&] { return page_link(page - 1, K::page_before); }),
                  el("span", t(K::page_of, {std::to_string(page), std::to_string(pages)})),
                  when(page < pages, [&] { return page_link(page + 1, K::page_after); }));
      }),
      when(which == Which::open && all.others > 0, [&] {
        return el("p", {cls("closed-cases")}, el("a", {href(Url::local(inbox_path(Which::closed, 1)))},
                                                 t(K::inbox_closed, {std::to_string(all.others)})));
      }),
      when(which == Which::closed, [&] {
        return el("p", {cls("closed-cases")}, local_link("/console/inbox", t(K::back_to_inbox)));
      }));
  return console_page(visit, {.title = t(K::nav_inbox), .tab = Tab::inbox, .content = content});
}

}  // namespace tocsin::desk
