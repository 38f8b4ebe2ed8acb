// What this desk runs with, to read: who is told of what, whether the clock is trusted, which texts want a review.
// Changing any of it is a change of the operator's files.
#include "desk/console.h"
#include "desk/console_pages.h"
#include "handling/receipt.h"
#include "handling/trusted_time.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

std::string audience_text(Strings const& t, std::vector<domain::Audience> const& all) {
  std::string out;
  for (auto const& one : all)
    out += (out.empty() ? "" : ", ") + (one.role ? t.named("hearing_", domain::word_of(*one.role)) : one.address);
  return out;
}

Html hearing_rows(Strings const& t, domain::Rules const& rules) {
  return each(rules.hearings, [&](domain::Hearing const& hearing) {
    auto steps = each(hearing.chain, [&](domain::EscalationStep const& step) {
      auto const who = audience_text(t, step.to);
      return el("li", step.after.count() == 0 ? t(K::told_at_once, {who}) : t(K::told_after, {to_people(step.after), who}));
    });
    return el("div", el("dt", t.named("notice_", domain::word_of(hearing.occasion))), el("dd", el("ul", {cls("bare")}, steps)));
  });
}

}  // namespace

Answer get_settings(Visit& visit) {
  auto const& t = visit.strings;
  auto const& settings = visit.settings();
  auto const time = handling::trusted_now(visit.world());
  auto const told = TRY(handling::somebody_is_told(visit.world(), settings));
  auto const reviews = site::reviews_due(settings.site, utc_date(visit.now));
  auto rules = each(settings.rules_by_name, [&](auto const& named) {
    return el("section", el("h3", named.second.title, " ", el("small", {cls("mono")}, named.first)),
              el("dl", {cls("facts wide")}, hearing_rows(t, named.second)));
  });
  auto content = fragment(
      el("h1", t(K::nav_settings)),
      either(time.has_value(), [&] { return el("p", {cls("answer done")}, t(K::clock_trusted, {to_people(*time)})); },
             [&] {
               return el("div", {cls("answer critical"), attr("role", "alert")}, el("p", el("strong", t(K::clock_held))),
                         el("p", time.error().message), el("p", t.html(K::clock_held_how, {el("code", "tocsin clock trust")})));
             }),
      when(!told, [&] { return el("p", {cls("answer critical"), attr("role", "alert")}, t(K::nobody_told)); }),
      el("h2", t(K::settings_told)),
      when(!settings.site.told.empty(), [&] {
        return el("p", t(K::settings_site_told), " ", join(settings.site.told, ", "));
      }),
      el("p", settings.webhook_url.empty() ? t(K::settings_no_webhook) : t(K::settings_webhook)), rules, el("h2", t(K::settings_reviews)),
      either(reviews.empty(), [&] { return el("p", t(K::settings_no_reviews)); },
             [&] {
               return el("ul", each(reviews, [](site::ReviewDue const& one) {
                           return el("li", el("code", one.file), " ", one.why, " (", one.owner, ")");
                         }));
             }),
      el("h2", t(K::settings_addresses)),
      el("dl", {cls("facts")}, el("div", el("dt", t(K::settings_site)), el("dd", settings.site.publisher.base_url)),
         el("div", el("dt", t(K::settings_console)), el("dd", settings.console_url)),
         el("div", el("dt", t(K::settings_mail)), el("dd", settings.site.mail_from))));
  return console_page(visit, {.title = t(K::nav_settings), .tab = Tab::settings, .content = content});
}

}  // namespace tocsin::desk
