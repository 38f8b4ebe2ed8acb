// `/subscribe`: mail about published advisories, by product and severity. The answer is the same
// for every address.
#include "base/limits.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

Html product_boxes(Context const& context) {
  auto const& strings = context.strings;
  if (context.site.products.size() < 2) return {};
  return el("fieldset", {cls("field")}, el("legend", strings(Key::subscribe_products)),
            el("p", {cls("hint")}, strings(Key::subscribe_products_hint)),
            each(context.site.products, [](Product const& one) {
              return el("div", {cls("choice")},
                        el("input", {id("product-" + one.slug), attr("type", "checkbox"),
                                     attr("name", "product"), attr("value", one.slug)}),
                        el("label", {attr("for", "product-" + one.slug)}, one.name));
            }));
}

Html severity_choice(Strings const& strings) {
  constexpr domain::Severity kAll[] = {domain::Severity::none, domain::Severity::low,
                                       domain::Severity::medium, domain::Severity::high,
                                       domain::Severity::critical};
  return el("div", {cls("field")},
            el("label", {attr("for", "severity_min")}, strings(Key::subscribe_severity)),
            el("select", {id("severity_min"), attr("name", "severity_min")},
               each(kAll, [&](domain::Severity one) {
                 auto word = one == domain::Severity::none ? strings(Key::subscribe_every)
                             : one == domain::Severity::critical
                                 ? severity_word(strings, one)
                                 : strings(Key::subscribe_and_above, {severity_word(strings, one)});
                 return el("option", {attr("value", formats::to_word(one))}, word);
               })));
}

}  // namespace

void add_subscribe(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto form =
      el("form",
         {cls("form"), attr("method", "post"), action(Url::local("/subscribe")),
          attr("accept-charset", "utf-8")},
         el("div", {cls("field")},
            el("label", {attr("for", "email")}, strings(Key::field_email), " ",
               el("small", strings(Key::field_required))),
            el("input", {id("email"), attr("name", "email"), attr("type", "email"),
                         attr("autocomplete", "email"), flag("required"),
                         attr("maxlength", email_bytes_max)})),
         product_boxes(context), severity_choice(strings),
         el("div", {cls("trap"), attr("aria-hidden", "true")},
            el("label", {attr("for", "website")}, strings(Key::form_trap)),
            el("input", {id("website"), attr("name", "website"), attr("tabindex", -1),
                         attr("autocomplete", "off")})),
         el("p", {cls("acts")}, el("button", {cls("button")}, strings(Key::subscribe_button))));
  auto main = fragment(
      el("h1", strings(Key::subscribe_title)), el("p", {cls("lead")}, strings(Key::subscribe_lead)),
      form, el("h2", strings(Key::subscribe_after)),
      el("ol", el("li", strings(Key::subscribe_after_confirm)),
         el("li", strings(Key::subscribe_after_notice)),
         el("li", strings(Key::subscribe_after_leave))),
      el("p",
         strings.html(Key::subscribe_feeds, {local_link("/feeds", strings(Key::foot_feeds))})));
  auto head = PageHead{.title = strings(Key::subscribe_title),
                       .description = strings(Key::subscribe_lead),
                       .section = Section::subscribe,
                       .canonical = "/subscribe"};
  out.push_back(html_page(site, strings, "/subscribe", head, main, site.changed));
}

}  // namespace tocsin::site
