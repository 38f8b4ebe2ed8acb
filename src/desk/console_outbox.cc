// The outbox: what was decided and has not reached the outside world, dead letters first and never hidden.
#include <algorithm>

#include "desk/console.h"
#include "desk/console_pages.h"
#include "domain/outbox.h"
#include "handling/delivery.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;
using domain::Delivery;

namespace {

// What an effect is for, without its recipient: an operator needs to see that, and no more.
std::string subject_of(Strings const& t, domain::Effect const& effect) {
  return std::visit(
      [&](auto const& e) -> std::string {
        using E = std::decay_t<decltype(e)>;
        std::string detail;
        if constexpr (requires { e.notice; }) detail = e.notice;
        if constexpr (requires { e.occasion; }) detail = e.occasion;
        if constexpr (requires { e.generation; }) detail = std::to_string(e.generation);
        if constexpr (std::is_same_v<E, domain::FanOut>) detail = e.advisory.text;
        return t.named("effect_", E::kTypeName) + (detail.empty() ? "" : ": " + t.named("notice_", detail));
      },
      effect);
}

Html act_of(Visit const& visit, domain::OutboxItem const& item, char const* act, Key label, Weight weight) {
  return form_to(visit, "/console/outbox/" + percent_encode(item.id.text) + "/" + act, button(visit.strings(label), weight));
}

Html row_of(Visit const& visit, domain::OutboxItem const& item) {
  auto const& t = visit.strings;
  auto const stuck = item.state == Delivery::dead || item.state == Delivery::deferred;
  auto cell = [&](Key label, Html const& inside) { return el("td", {attr("data-label", t(label))}, el("span", inside)); };
  return el("tr",
            cell(K::column_what, fragment(el("strong", subject_of(t, item.effect)), el("small", t(K::outbox_channel, {item.channel})),
                                          // The log names the item by it.
                                          when(stuck, [&] { return el("small", {cls("mono")}, item.id.text); }))),
            cell(K::column_state, fragment(el("span", {cls(item.state == Delivery::dead ? "due missed" : stuck ? "due soon" : "due")},
                                              t.named("delivery_", domain::word_of(item.state))),
                                           when(!item.last_error.empty(), [&] { return el("small", item.last_error); }))),
            cell(K::column_attempts, text(std::to_string(item.attempts))), cell(K::column_since, time_mark(item.created_at)),
            cell(K::column_next, item.state == Delivery::waiting || item.state == Delivery::deferred ? time_mark(item.attempt_at) : Html()),
            el("td", {cls("acts-cell")}, when(stuck && domain::authorize(visit.actor, {domain::Object::outbox, domain::Action::work, domain::Level::summary}).has_value(), [&] {
                 return fragment(act_of(visit, item, "resend", K::act_resend, Weight::primary),
                                 when(item.state == Delivery::dead, [&] { return act_of(visit, item, "dismiss", K::act_dismiss, Weight::plain); }));
               })));
}

}  // namespace

Answer get_outbox(Visit& visit) {
  auto items = TRY(handling::list_outbox(visit.world(), visit.actor));
  auto const& t = visit.strings;
  auto weight = [](domain::OutboxItem const& item) {
    constexpr int kOrder[] = {2, 1, 4, 0, 3};   // waiting, deferred, delivered, dead, dismissed
    return kOrder[static_cast<std::size_t>(item.state)];
  };
  std::ranges::stable_sort(items, {}, weight);
  auto const dead = std::ranges::count(items, Delivery::dead, &domain::OutboxItem::state);
  auto rows = each(items, [&](auto const& item) { return row_of(visit, item); });
  constexpr Key kHeads[] = {K::column_what, K::column_state, K::column_attempts, K::column_since, K::column_next};
  auto content = fragment(
      el("h1", t(K::nav_outbox)),
      when(dead > 0, [&] { return el("p", {cls("answer critical"), attr("role", "status")}, t(K::outbox_dead, {std::to_string(dead)})); }),
      either(items.empty(), [&] { return el("p", {cls("empty")}, t(K::outbox_empty)); },
             [&] {
               return el("table", {cls("stack inbox")},
                         el("thead", el("tr", each(kHeads, [&](Key key) { return el("th", {attr("scope", "col")}, t(key)); }),
                                        el("th", el("span", {cls("unseen")}, t(K::column_acts))))),
                         el("tbody", rows));
             }));
  return console_page(visit, {.title = t(K::nav_outbox), .tab = Tab::outbox, .content = content});
}

Answer post_outbox_resend(Visit& visit) {
  CHECKED(handling::resend(visit.world(), visit.actor, {visit.parameter("id")}));
  visit.wake("outbox");
  return see_other("/console/outbox");
}

Answer post_outbox_dismiss(Visit& visit) {
  CHECKED(handling::dismiss(visit.world(), visit.actor, {visit.parameter("id")}));
  return see_other("/console/outbox");
}

}  // namespace tocsin::desk
