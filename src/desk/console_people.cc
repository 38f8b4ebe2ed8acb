// Subscribers as counts, never as a list of people; and the team.
#include <algorithm>

#include "desk/console.h"
#include "desk/console_pages.h"
#include "domain/subscription.h"
#include "handling/sign_in.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

Answer get_subscribers(Visit& visit) {
  auto const& t = visit.strings;
  auto tx = TRY(visit.world().store.read());
  auto const counts = TRY(tx->subscription_counts());
  auto rows = each(domain::words_of<domain::SubscriptionState>(), [&](std::string_view word) {
    auto const found = counts.find(std::string(word));
    return el("div", el("dt", t.named("subscription_", word)), el("dd", found == counts.end() ? 0 : found->second));
  });
  return console_page(visit, {.title = t(K::nav_subscribers), .tab = Tab::subscribers,
                              .content = fragment(el("h1", t(K::nav_subscribers)), el("dl", {cls("facts")}, rows),
                                                  el("p", {cls("quiet")}, t(K::subscribers_counts_only)))});
}

Answer get_staff(Visit& visit) {
  auto const& t = visit.strings;
  auto staff = TRY(handling::list_staff(visit.world(), visit.actor));
  std::ranges::stable_sort(staff, {}, [](auto const& one) { return one.active ? 0 : 1; });
  auto cell = [&](Key label, Html const& inside) { return el("td", {attr("data-label", t(label))}, el("span", inside)); };
  auto rows = each(staff, [&](domain::Staff const& one) {
    auto const last = std::ranges::max_element(one.sessions, {}, &domain::StaffSession::last_seen);
    return el("tr", {cls(one.active ? "" : "past")}, cell(K::column_name, el("strong", one.name)),
              cell(K::column_role, text(t.named("role_", domain::word_of(one.role)))),
              cell(K::column_told, text(one.email.empty() ? t(K::staff_not_told) : one.email)),
              cell(K::column_seen, last == one.sessions.end() ? text(t(one.active ? K::staff_not_seen : K::staff_inactive)) : time_mark(last->last_seen)));
  });
  constexpr Key kHeads[] = {K::column_name, K::column_role, K::column_told, K::column_seen};
  auto content = fragment(el("h1", t(K::nav_staff)),
                          el("table", {cls("stack inbox")},
                             el("thead", el("tr", each(kHeads, [&](Key key) { return el("th", {attr("scope", "col")}, t(key)); }))),
                             el("tbody", rows)),
                          el("p", {cls("quiet")}, t.html(K::staff_how, {el("code", "tocsin staff add NAME"), el("code", "tocsin staff link NAME")})));
  return console_page(visit, {.title = t(K::nav_staff), .tab = Tab::staff, .content = content});
}

}  // namespace tocsin::desk
