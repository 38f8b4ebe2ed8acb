// `/privacy`, `/accessibility` and `/response-times`.
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

Html points(Strings const& strings, std::initializer_list<Key> keys) {
  HtmlWriter out;
  out.open("ul");
  for (auto key : keys) out.open("li").text(strings(key)).close("li");
  return out.close("ul").finish();
}

void add_statement(Context const& context, std::string path, Key title, Html const& main,
                   Pages& out) {
  auto const& strings = context.strings;
  auto head = PageHead{.title = strings(title), .canonical = path};
  out.push_back(html_page(context.site, strings, std::move(path), head,
                          fragment(el("h1", strings(title)), main), context.site.changed));
}

}  // namespace

void add_statements(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  add_statement(
      context, "/privacy", Key::privacy_title,
      fragment(el("p", {cls("lead")}, strings(Key::privacy_lead)),
               points(strings, {Key::privacy_pages, Key::privacy_report, Key::privacy_mail,
                                Key::privacy_sealed, Key::privacy_erase}),
               when(!site.privacy.empty(), [&] { return prose(site.privacy); })),
      out);
  add_statement(context, "/accessibility", Key::access_title,
                fragment(el("p", {cls("lead")}, strings(Key::access_lead)),
                         points(strings, {Key::access_script, Key::access_keyboard,
                                          Key::access_contrast, Key::access_text}),
                         el("p", strings(Key::access_contact), " ",
                            site.contact_mail.empty()
                                ? local_link("/report", strings(Key::nav_report))
                                : link("mailto:" + site.contact_mail, text(site.contact_mail)))),
                out);
  add_statement(context, "/response-times", Key::times_title,
                fragment(el("p", {cls("lead")}, strings(Key::times_lead)),
                         each(site.products,
                              [&](Product const& one) {
                                return el("section", el("h2", one.name),
                                          promise_table(strings, site.rules_of(one)));
                              }),
                         el("p", {cls("quiet")}, strings(Key::times_note)),
                         el("p", local_link("/disclosure", strings(Key::disclosure_title)))),
                out);
}

}  // namespace tocsin::site
