// The pages, one adder each. An adder of HTML is called once a language, an adder of data once.
//
// Invariants: an adder depends on nothing but its Context; a `Change` only narrows what is rendered, and without one
//             everything is.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>

#include "site/change.h"
#include "site/parts.h"

namespace tocsin::site {

// HTML, once a language.
void add_home(Context const& context, Pages& out);
void add_product_hub(Context const& context, Product const& product, Pages& out);
void add_versions(Context const& context, Product const& product, Pages& out);
void add_changelog(Context const& context, Product const& product, Pages& out);
void add_policies(Context const& context, Pages& out);
void add_report_forms(Context const& context, Pages& out);
void add_answers(Context const& context, Pages& out);
void add_subscribe(Context const& context, Pages& out);
void add_feeds_page(Context const& context, Pages& out);
void add_hall_of_fame(Context const& context, Pages& out);
void add_statements(Context const& context, Pages& out);
void add_advisory_lists(Context const& context, Change const* change, Pages& out);
void add_csaf_listings(Context const& context, Change const* change, Pages& out);
void add_cve_addresses(Context const& context, Change const* change, Pages& out);

// Data, once.
void add_home_twins(Context const& context, Pages& out);
void add_product_data(Context const& context, Product const& product,
                      Pages& out);  // twins, versions, SECURITY.md
void add_changelog_twins(Context const& context, Product const& product, Pages& out);
void add_policy_twins(Context const& context, Pages& out);
void add_hall_of_fame_twins(Context const& context, Pages& out);
void add_security_txt(Context const& context, Pages& out);
void add_feeds(Context const& context, Change const* change, Pages& out);
void add_advisory_list_twins(Context const& context, Change const* change, Pages& out);
void add_csaf_lists(Context const& context, Pages& out);
void add_sitemap(Context const& context, Change const* change, Pages& out);
void add_site_redirects(Context const& context, Pages& out);
void add_due_tables(Context const& context, Pages& out);

// One advisory's own page, for every language.
markup::Html advisory_main(Site const& site, Strings const& strings,
                           domain::AdvisoryRevision const& revision);
markup::Html archived_main(Site const& site, Strings const& strings,
                           domain::ArchivedAdvisory const& archived);

std::string security_policy_markdown(Context const& context,
                                     Product const& product);  // SECURITY.md

}  // namespace tocsin::site
