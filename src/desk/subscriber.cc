// See subscriber.h.
#include "desk/subscriber.h"

#include "desk/console.h"
#include "desk/forwarded_page.h"
#include "domain/words.h"
#include "handling/subscribing.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;
using handling::TokenUse;

namespace {

Html acts(Html const& buttons) { return el("div", {cls("acts")}, buttons); }

http::Response simple_page(Visit const& visit, Key title, Html const& below) {
  return forwarded_page(visit, visit.strings(title), fragment(el("h1", visit.strings(title)), below));
}

std::string token_path(Visit const& visit, char const* prefix, char const* rest = "") {
  return prefix + percent_encode(visit.parameter("token")) + rest;
}

Result<domain::SubscriptionId> subscription(Visit const& visit, TokenUse use) {
  return handling::subscription_of_token(visit.world().keyring, visit.parameters["token"], use);
}

Html product_boxes(Visit const& visit, std::set<std::string> const& chosen) {
  return each(visit.settings().site.products, [&](site::Product const& product) {
    auto const on = chosen.empty() || chosen.contains(product.slug);
    return el("label", {cls("choice")}, el("input", {attr("type", "checkbox"), attr("name", "product"), attr("value", product.slug), flag_when(on, "checked")}),
              " ", product.name);
  });
}

http::Response preferences_page(Visit const& visit, domain::Subscription const& known, Html const& note) {
  auto const& t = visit.strings;
  auto words = options_of<domain::Severity>(t, "threshold_");
  auto form = open_form(token_path(visit, "/s/"),
                        fragment(el("fieldset", {cls("field")}, el("legend", t(K::preferences_products)), product_boxes(visit, known.products)),
                                 select_field({.label = t(K::preferences_severity), .name = "severity", .value = std::string(domain::word_of(known.severity_min))}, words),
                                 acts(button(t(K::preferences_save)))));
  auto const out = "/u/" + handling::subscription_token(visit.world().keyring, known.id, TokenUse::unsubscribe);
  return simple_page(visit, K::preferences_title,
                     fragment(note, form, el("section", el("h2", t(K::preferences_stop_title)), el("p", t(K::preferences_stop_text)),
                                             open_form(out, acts(button(t(K::unsubscribe_button), Weight::plain))))));
}

// What somebody sees whose subscription has ended, by whichever link they come: the way back, as long as there is one.
http::Response ended_page(Visit const& visit, domain::Subscription const& ended) {
  auto const& t = visit.strings;
  auto const undo = "/u/" + handling::subscription_token(visit.world().keyring, ended.id, TokenUse::unsubscribe) + "/undo";
  auto const way_back =
      domain::can_be_undone(ended, visit.now)
          ? fragment(el("p", t(K::undo_text)), open_form(undo, acts(button(t(K::undo_button), Weight::plain))))
          : el("p", t(K::undo_too_late), " ", el("a", {href(Url::local("/subscribe"))}, t(K::undo_anew)));
  return simple_page(visit, K::unsubscribed_title, fragment(el("p", {cls("lead")}, t(K::unsubscribed_text)), way_back));
}

bool has_ended(domain::Subscription const& one) { return one.state == domain::SubscriptionState::ended; }

}  // namespace

Answer get_confirm(Visit& visit) {
  TRY(handling::subscription_to_confirm(visit.world(), visit.parameters["token"]));
  auto const& t = visit.strings;
  return simple_page(visit, K::confirm_title, fragment(el("p", {cls("lead")}, t(K::confirm_text)),
                                                       open_form(token_path(visit, "/s/", "/confirm"), acts(button(t(K::confirm_button))))));
}

Answer post_confirm(Visit& visit) {
  auto const found = TRY(handling::subscription_to_confirm(visit.world(), visit.parameters["token"]));
  CHECKED(handling::confirm_subscription(visit.world(), visit.parameters["token"]));
  auto const& t = visit.strings;
  auto const manage = "/s/" + handling::subscription_token(visit.world().keyring, found.id, TokenUse::manage);
  return simple_page(visit, K::confirmed_title, fragment(el("p", {cls("lead")}, t(K::confirmed_text)),
                                                         el("p", el("a", {href(Url::local(manage))}, t(K::preferences_link)))));
}

Answer get_preferences(Visit& visit) {
  auto const known = TRY(handling::read_subscription(visit.world(), TRY(subscription(visit, TokenUse::manage))));
  return has_ended(known) ? ended_page(visit, known) : preferences_page(visit, known, {});
}

Answer post_preferences(Visit& visit) {
  auto const& t = visit.strings;
  auto const id = TRY(subscription(visit, TokenUse::manage));
  auto known = TRY(handling::read_subscription(visit.world(), id));
  if (has_ended(known)) return ended_page(visit, known);
  handling::Preferences wanted;
  auto const& all = visit.settings().site.products;
  for (auto const& slug : visit.form.all("product"))
    if (visit.settings().site.product(slug)) wanted.products.insert(slug);
  // Nothing ticked is a question, not an order: nobody is unsubscribed by a slip.
  if (wanted.products.empty() && !all.empty())
    return preferences_page(visit, known, el("p", {cls("banner warn"), attr("role", "alert")}, t(K::preferences_none)));
  // All of them means all, also those that come later.
  if (wanted.products.size() == all.size()) wanted.products.clear();
  wanted.severity_min = domain::from_word<domain::Severity>(visit.field("severity")).value_or(known.severity_min);
  CHECKED(handling::save_preferences(visit.world(), id, wanted));
  known = TRY(handling::read_subscription(visit.world(), id));
  return preferences_page(visit, known, el("p", {cls("banner"), attr("role", "status")}, t(K::preferences_saved)));
}

Answer get_unsubscribe(Visit& visit) {
  auto const known = TRY(handling::read_subscription(visit.world(), TRY(subscription(visit, TokenUse::unsubscribe))));
  if (has_ended(known)) return ended_page(visit, known);
  auto const& t = visit.strings;
  return simple_page(visit, K::unsubscribe_title,
                     fragment(el("p", t(K::unsubscribe_text)), open_form(token_path(visit, "/u/"), acts(button(t(K::unsubscribe_button))))));
}

Answer post_unsubscribe(Visit& visit) {
  auto const id = TRY(subscription(visit, TokenUse::unsubscribe));
  CHECKED(handling::unsubscribe(visit.world(), id));
  return ended_page(visit, TRY(handling::read_subscription(visit.world(), id)));
}

Answer post_unsubscribe_undo(Visit& visit) {
  auto const id = TRY(subscription(visit, TokenUse::unsubscribe));
  CHECKED(handling::undo_unsubscribe(visit.world(), id));
  auto const& t = visit.strings;
  auto const manage = "/s/" + handling::subscription_token(visit.world().keyring, id, TokenUse::manage);
  return simple_page(visit, K::undone_title, fragment(el("p", t(K::undone_text)), el("p", el("a", {href(Url::local(manage))}, t(K::preferences_link)))));
}

}  // namespace tocsin::desk
