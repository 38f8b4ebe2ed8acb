// See render.h. Reads as the list of what is on the site.
#include "site/render.h"

#include "site/pages.h"

namespace tocsin::site {

namespace {

// Calls render(context) once for each language of the interface.
template <class Render>
void in_each_language(Site const& site, RecordsView const& records, Circumstances const& at,
                      Render&& render) {
  for (auto const& language : site.languages) {
    auto strings = Strings(language);
    render(Context{site, strings, records, at});
  }
}

}  // namespace

std::vector<Page> render_site(Site const& site, PublicRecords const& published,
                              Circumstances const& circumstances) {
  Pages out;
  auto records = RecordsView(published);
  in_each_language(site, records, circumstances, [&](Context const& context) {
    add_home(context, out);
    for (auto const& product : site.products) {
      add_product_hub(context, product, out);
      add_versions(context, product, out);
      add_changelog(context, product, out);
    }
    add_policies(context, out);
    add_report_forms(context, out);
    add_answers(context, out);
    add_subscribe(context, out);
    add_feeds_page(context, out);
    add_hall_of_fame(context, out);
    add_statements(context, out);
    add_advisory_lists(context, nullptr, out);
    add_csaf_listings(context, nullptr, out);
  });
  auto strings = Strings(site.languages.front());
  auto context = Context{site, strings, records, circumstances};
  add_home_twins(context, out);
  for (auto const& product : site.products) {
    add_product_data(context, product, out);
    add_changelog_twins(context, product, out);
  }
  add_policy_twins(context, out);
  add_hall_of_fame_twins(context, out);
  add_advisory_list_twins(context, nullptr, out);
  add_cve_addresses(context, nullptr, out);
  add_feeds(context, nullptr, out);
  add_csaf_lists(context, out);
  add_security_txt(context, out);
  add_sitemap(context, nullptr, out);
  add_due_tables(context, out);
  out.push_back(stylesheet_page());
  out.push_back(icon_page());
  add_site_redirects(context, out);
  return out;
}

std::vector<Page> pages_for_publication(Site const& site, PublicRecords const& published_before,
                                        domain::PublishedRevision const& published,
                                        Circumstances const& circumstances) {
  auto now = summarize(published);
  auto const* old = published_before.find(now.id);
  if (old) now = succeed(*old, std::move(now));
  auto before = RecordsView(published_before);
  auto after = RecordsView(published_before, now);
  auto change = Change{.before = before, .old = old, .now = now};

  // The advisory's own pages first: whoever follows a link from a list finds them.
  Pages out = pages_of(site, published);
  in_each_language(site, after, circumstances, [&](Context const& context) {
    add_home(context, out);
    for (auto const& product : site.products) {
      if (!change.touches_product(product.slug)) continue;
      add_product_hub(context, product, out);
      add_versions(context, product, out);
      add_changelog(context, product, out);
    }
    add_hall_of_fame(context, out);
    add_advisory_lists(context, &change, out);
    add_csaf_listings(context, &change, out);
  });
  auto strings = Strings(site.languages.front());
  auto context = Context{site, strings, after, circumstances};
  add_home_twins(context, out);
  for (auto const& product : site.products) {
    if (!change.touches_product(product.slug)) continue;
    add_product_data(context, product, out);
    add_changelog_twins(context, product, out);
  }
  add_hall_of_fame_twins(context, out);
  add_advisory_list_twins(context, &change, out);
  add_cve_addresses(context, &change, out);
  add_feeds(context, &change, out);
  add_csaf_lists(context, out);
  add_sitemap(context, &change, out);
  return out;
}

std::vector<Page> pages_for_day(Site const& site, PublicRecords const& published,
                                Circumstances const& circumstances) {
  Pages out;
  auto records = RecordsView(published);
  in_each_language(site, records, circumstances, [&](Context const& context) {
    add_policies(context, out);
    for (auto const& product : site.products) {
      add_product_hub(context, product, out);
      add_versions(context, product, out);
    }
  });
  auto strings = Strings(site.languages.front());
  auto context = Context{site, strings, records, circumstances};
  for (auto const& product : site.products) add_product_data(context, product, out);
  add_security_txt(context, out);
  add_due_tables(context, out);
  return out;
}

}  // namespace tocsin::site
