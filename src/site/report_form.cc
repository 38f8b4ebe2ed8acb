// `/report` and `/p/{product}/report`: one static page, no account, no script. Field names are the
// API's.
//
// Spec:       site-map section 7. The form is multipart/form-data, because it carries files.
// Invariants: only product, version, impact and reproduction are required; everything about the
//             person is folded and may stay empty. `website` is the field that people do not see
//             and robots fill in.
#include "base/limits.h"
#include "base/text.h"
#include "site/pages.h"
#include "site/product_data.h"

namespace tocsin::site {

using namespace markup;

namespace {

enum class Needed { yes, no };

Html label_of(Strings const& strings, std::string_view field, Key label, Key hint, Needed needed) {
  return fragment(
      el("label", {attr("for", field)}, strings(label),
         when(needed == Needed::yes,
              [&] { return fragment(" ", el("small", strings(Key::field_required))); })),
      el("p", {cls("hint"), id(std::string(field) + "-hint")}, strings(hint)));
}

Html text_field(Strings const& strings, std::string_view field, Key label, Key hint, Needed needed,
                std::string_view autocomplete = "off", std::string_view type = "text") {
  return el(
      "div", {cls("field")}, label_of(strings, field, label, hint, needed),
      el("input",
         {id(field), attr("name", field), attr("type", type), attr("autocomplete", autocomplete),
          attr("aria-describedby", std::string(field) + "-hint"),
          attr("maxlength", short_field_bytes_max), flag_when(needed == Needed::yes, "required")}));
}

Html area_field(Strings const& strings, std::string_view field, Key label, Key hint, Needed needed,
                int rows) {
  return el("div", {cls("field")}, label_of(strings, field, label, hint, needed),
            el("textarea", {id(field), attr("name", field), attr("rows", rows),
                            attr("aria-describedby", std::string(field) + "-hint"),
                            attr("maxlength", report_field_bytes_max),
                            flag_when(needed == Needed::yes, "required")}));
}

Html choice_field(Strings const& strings, std::string_view field, Key label, Key hint) {
  auto option = [&](char const* value, Key key) {
    return el("option", {attr("value", value)}, strings(key));
  };
  return el(
      "div", {cls("field")}, label_of(strings, field, label, hint, Needed::no),
      el("select",
         {id(field), attr("name", field), attr("aria-describedby", std::string(field) + "-hint")},
         option("", Key::choice_unsaid), option("yes", Key::choice_yes),
         option("no", Key::choice_no), option("unknown", Key::choice_unknown)));
}

Html product_field(Context const& context, Product const* product) {
  auto const& strings = context.strings;
  if (product || context.site.products.size() == 1) {
    auto const& one = product ? *product : context.site.products.front();
    return el(
        "div", {cls("field")}, el("span", {cls("label")}, strings(Key::field_product)),
        el("p", {cls("fixed-value")}, el("strong", one.name),
           when(context.site.products.size() > 1,
                [&] {
                  return fragment(" ", local_link("/report", strings(Key::field_product_other)));
                })),
        el("input", {attr("type", "hidden"), attr("name", "product"), attr("value", one.slug)}));
  }
  return el("div", {cls("field")},
            label_of(strings, "product", Key::field_product, Key::hint_product, Needed::yes),
            el("select",
               {id("product"), attr("name", "product"), flag("required"),
                attr("aria-describedby", "product-hint")},
               el("option", {attr("value", "")}, strings(Key::choice_product)),
               each(context.site.products, [](Product const& one) {
                 return el("option", {attr("value", one.slug)}, one.name);
               })));
}

Html version_field(Context const& context, Product const* product) {
  auto const& strings = context.strings;
  auto suggestions = product && !product->lines.empty();
  return el("div", {cls("field")},
            label_of(strings, "version", Key::field_version, Key::hint_version, Needed::yes),
            el("input",
               {id("version"), attr("name", "version"), attr("autocomplete", "off"),
                attr("maxlength", short_field_bytes_max), attr("aria-describedby", "version-hint"),
                attr_when(suggestions, attr("list", "versions")), flag("required")}),
            when(suggestions, [&] {
              return el("datalist", {id("versions")},
                        each(product->lines, [](ReleaseLine const& line) {
                          return el("option",
                                    {attr("value", line.latest.empty() ? line.line : line.latest)});
                        }));
            }));
}

Html more_about_the_finding(Strings const& strings) {
  return el(
      "details", el("summary", strings(Key::form_more_finding)),
      text_field(strings, "class", Key::field_class, Key::hint_class, Needed::no),
      area_field(strings, "environment", Key::field_environment, Key::hint_environment, Needed::no,
                 3),
      area_field(strings, "mitigation", Key::field_mitigation, Key::hint_mitigation, Needed::no, 3),
      area_field(strings, "disclosure_plan", Key::field_disclosure_plan, Key::hint_disclosure_plan,
                 Needed::no, 2),
      choice_field(strings, "exploited", Key::field_exploited, Key::hint_exploited),
      choice_field(strings, "machine_assisted", Key::field_machine_assisted,
                   Key::hint_machine_assisted),
      el("div", {cls("field")},
         label_of(strings, "attachment", Key::field_attachment, Key::hint_attachment, Needed::no),
         el("input", {id("attachment"), attr("name", "attachment"), attr("type", "file"),
                      flag("multiple"), attr("aria-describedby", "attachment-hint")})));
}

Html about_you(Strings const& strings) {
  return el("details", el("summary", strings(Key::form_about_you)),
            el("p", {cls("hint")}, strings(Key::form_anonymous)),
            text_field(strings, "email", Key::field_email_reply, Key::hint_email, Needed::no,
                       "email", "email"),
            text_field(strings, "credit", Key::field_credit, Key::hint_credit, Needed::no, "name"),
            area_field(strings, "pgp_key", Key::field_pgp_key, Key::hint_pgp_key, Needed::no, 3));
}

Html trap(Strings const& strings) {
  return el("div", {cls("trap"), attr("aria-hidden", "true")},
            el("label", {attr("for", "website")}, strings(Key::form_trap)),
            el("input", {id("website"), attr("name", "website"), attr("tabindex", -1),
                         attr("autocomplete", "off")}));
}

Html form(Context const& context, Product const* product) {
  auto const& strings = context.strings;
  return el("form",
            {cls("form"), attr("method", "post"), action(Url::local("/report")),
             attr("enctype", "multipart/form-data"), attr("accept-charset", "utf-8")},
            product_field(context, product), version_field(context, product),
            area_field(strings, "impact", Key::field_impact, Key::hint_impact, Needed::yes, 4),
            area_field(strings, "reproduction", Key::field_reproduction, Key::hint_reproduction,
                       Needed::yes, 8),
            more_about_the_finding(strings), about_you(strings), trap(strings),
            el("p", {cls("acts")}, el("button", {cls("button")}, strings(Key::form_send))),
            el("p", {cls("hint")}, strings(Key::form_kept)));
}

Html not_vulnerabilities(Strings const& strings, Product const& product) {
  return el("div", el("h3", strings(Key::report_not_vulnerability)),
            el("ul", each(product.not_vulnerabilities, [](NotAVulnerability const& one) {
                 return el("li", one.text, when(!one.because.empty(), [&] {
                             return fragment(". ", el("span", {cls("quiet")}, one.because));
                           }));
               })));
}

Html advice(Context const& context, Product const& product) {
  auto something = !product.not_vulnerabilities.empty() || !product.report_when.empty() ||
                   !product.report_when_not.empty();
  if (!something) return {};
  auto const& strings = context.strings;
  return el("details", {cls("advice"), flag("open")},
            el("summary", strings(Key::report_before, {product.name})),
            el("div", {cls("pair")},
               when(!product.not_vulnerabilities.empty(),
                    [&] { return not_vulnerabilities(strings, product); }),
               reporting_advice(context, product)));
}

Html closed(Context const& context) {
  auto const& strings = context.strings;
  auto const& mail = context.site.contact_mail;
  return el(
      "div", {cls("banner warn"), attr("role", "note")}, el("h2", strings(Key::report_closed)),
      el("p", strings(Key::report_closed_text)), when(!mail.empty(), [&] {
        return el("p", strings(Key::report_closed_mail), " ", link("mailto:" + mail, text(mail)));
      }));
}

Html promise_sentence(Context const& context, Product const* product) {
  auto const& strings = context.strings;
  auto const& rules = product ? context.site.rules_of(*product) : context.site.rules_of_site();
  auto answer = answer_promise(strings, rules);
  auto ceiling = amount_of_time(strings, rules.disclosure.ceiling_days, domain::ClockUnit::days);
  auto policy = local_link("/disclosure", strings(Key::disclosure_title));
  if (answer.empty()) return strings.html(Key::report_promise_ceiling, {text(ceiling), policy});
  return strings.html(Key::report_promise, {el("strong", answer), text(ceiling), policy});
}

void add_report_form(Context const& context, Product const* product, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto path = product ? product_path(product->slug) + "report" : std::string("/report");
  auto title =
      product ? strings(Key::report_title_product, {product->name}) : strings(Key::report_title);
  auto main = fragment(
      when(product != nullptr,
           [&] {
             return el("p", {cls("meta")}, local_link(product_path(product->slug), product->name));
           }),
      el("h1", title), el("p", {cls("lead")}, strings(Key::report_lead)),
      at.intake == Intake::closed ? closed(context)
                                  : fragment(el("p", promise_sentence(context, product)),
                                             product ? advice(context, *product)
                                                     : each(site.products,
                                                            [&](Product const& one) {
                                                              return site.products.size() == 1
                                                                         ? advice(context, one)
                                                                         : Html();
                                                            }),
                                             form(context, product)));
  auto head = PageHead{.title = title,
                       .description = strings(Key::report_lead),
                       .section = Section::report,
                       .canonical = path};
  out.push_back(html_page(site, strings, path, head, main, site.changed));
}

}  // namespace

void add_report_forms(Context const& context, Pages& out) {
  add_report_form(context, nullptr, out);
  for (auto const& product : context.site.products) add_report_form(context, &product, out);
}

}  // namespace tocsin::site
