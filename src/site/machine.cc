// What machines come for: security.txt, the CSAF provider's lists and listings, sitemap, robots,
// redirects.
#include <algorithm>
#include <optional>
#include <set>

#include "formats/csaf_provider.h"
#include "formats/security_txt.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;
using formats::CsafEntry;

namespace {

constexpr std::size_t sitemap_chunk = 1'000;
constexpr Duration kWeek = std::chrono::hours(24 * 7);
constexpr Duration kSecurityTxtLifetime = std::chrono::hours(24 * 300);
constexpr Instant kAMonday{4 * 24 * 3'600'000LL};  // 1970-01-05

// security.txt is rolled once a week, so its bytes stand still in between.
Instant week_of(Instant at) {
  auto weeks = (at - kAMonday) / kWeek;
  return kAMonday + kWeek * weeks;
}

formats::SecurityTxt security_txt_of(Site const& site, Instant as_of) {
  auto file = formats::SecurityTxt{};
  file.contact.push_back(absolute(site, "/report"));
  if (!site.contact_mail.empty()) file.contact.push_back("mailto:" + site.contact_mail);
  file.expires = week_of(as_of) + kSecurityTxtLifetime;
  file.acknowledgments = {absolute(site, "/hall-of-fame")};
  file.policy = {absolute(site, "/disclosure")};
  file.preferred_languages = {site.language};
  file.csaf = {absolute(site, "/.well-known/csaf/provider-metadata.json")};
  return file;
}

void add_file(Site const& site, std::string const& path, formats::SecurityTxt const& file,
              Instant as_of, Pages& out) {
  auto text = formats::render_security_txt(file, week_of(as_of));
  // The site was checked: a field that does not render is an address we made ourselves.
  assert(text.has_value());
  out.push_back(data_page(path, kTextType, *text, std::max(week_of(as_of), site.changed)));
}

CsafEntry entry_of(AdvisorySummary const& one) {
  return {.path = one.csaf_path,
          .id = one.id,
          .title = one.title,
          .summary = one.csaf_summary,
          .initial_release_date = one.published,
          .current_release_date = one.updated};
}

std::vector<CsafEntry> entries_of(RecordsView const& records) {
  std::vector<CsafEntry> out;
  out.reserve(records.size());
  for (std::size_t index = 0; index < records.size(); ++index)
    out.push_back(entry_of(records[index]));
  return out;
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

void add_listing(Context const& context, formats::FolderListing const& listing, Instant changed,
                 Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto title = strings(Key::listing_title, {listing.path});
  auto main =
      fragment(el("h1", title),
               el("ul", {cls("tight mono")}, each(listing.names, [&](std::string const& name) {
                    return el("li", el("a", {href(Url::local(listing.path + name))}, name));
                  })));
  auto head = PageHead{.title = title, .canonical = listing.path, .indexing = Indexing::no};
  out.push_back(html_page(site, strings, listing.path, head, main, changed));
}

std::string sitemap_url(std::string const& address, Instant changed) {
  return "<url><loc>" + escape_html(address) + "</loc><lastmod>" + to_rfc3339_seconds(changed) +
         "</lastmod></url>\n";
}

std::string url_set(std::string const& urls) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
         "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n" +
         urls + "</urlset>\n";
}

std::string pages_sitemap(Site const& site) {
  std::string urls;
  auto add = [&](std::string const& path) {
    urls += sitemap_url(absolute(site, path), site.changed);
  };
  for (auto path : {"/", "/advisories", "/policies", "/disclosure", "/report", "/subscribe",
                    "/feeds", "/hall-of-fame", "/response-times", "/privacy", "/accessibility"})
    add(path);
  for (auto const& product : site.products)
    for (auto part : {"", "versions", "changelog", "report"})
      add(product_path(product.slug) + part);
  for (auto const& policy : site.policies)
    if (policy.slug != "disclosure") add("/policies/" + policy.slug);
  return url_set(urls);
}

std::string chunk_path(std::size_t number) { return "/sitemap-" + std::to_string(number) + ".xml"; }

}  // namespace

void add_security_txt(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto file = security_txt_of(site, at.as_of);
  file.canonical = {absolute(site, "/.well-known/security.txt")};
  add_file(site, "/.well-known/security.txt", file, at.as_of, out);
  for (auto const& product : site.products) {
    auto base = absolute(site, product_path(product.slug));
    auto own = security_txt_of(site, at.as_of);
    own.contact.front() = base + "report";
    own.canonical = {base + "security.txt"};
    own.comments = {strings(Key::txt_for, {product.name}),
                    strings(Key::txt_versions, {base + "versions"}),
                    strings(Key::txt_changelog, {base + "changelog"})};
    add_file(site, product_path(product.slug) + "security.txt", own, at.as_of, out);
  }
}

void add_csaf_lists(Context const& context, Pages& out) {
  auto const& site = context.site;
  auto entries = entries_of(context.records);
  auto changed = newest_update(context.records, site.changed);
  for (auto& document :
       formats::provider_documents(std::move(entries), site.changed, site.publisher)) {
    auto metadata = document.path == std::string(formats::kCsafRoot) + "provider-metadata.json";
    out.push_back(
        data_page(document.path, document.media_type, std::move(document.bytes), changed));
    if (!metadata || site.csaf_host.empty()) continue;
    auto copy = out.back();  // CSAF 2.0 requirement 10: the DNS path answers with the same bytes
    copy.host = site.csaf_host;
    copy.path = "/";
    out.push_back(std::move(copy));
  }
}

void add_csaf_listings(Context const& context, Change const* change, Pages& out) {
  auto changed = context.site.changed;
  if (!change) {
    for (auto const& listing : formats::folder_listings(entries_of(context.records)))
      add_listing(context, listing, changed, out);
    return;
  }
  if (change->old) return;  // the same files as before
  // One more file: the listing of its year, and those above it when it is the first of its year.
  auto folder = folder_of(change->now.csaf_path);
  std::vector<CsafEntry> neighbours;
  for (std::size_t index = 0; index < context.records.size(); ++index)
    if (folder_of(context.records[index].csaf_path) == folder)
      neighbours.push_back(entry_of(context.records[index]));
  auto first = neighbours.size() == 1;
  for (auto const& listing :
       formats::folder_listings(first ? entries_of(context.records) : neighbours))
    if (first || listing.path == folder) add_listing(context, listing, changed, out);
}

void add_sitemap(Context const& context, Change const* change, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto count = (records.size() + sitemap_chunk - 1) / sitemap_chunk;
  auto const everything = [](AdvisorySummary const&) { return true; };
  auto touched = std::optional<Touched>();
  if (change) touched.emplace(*change, members_where(change->before, everything), members_where(records, everything));
  std::string index =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex "
      "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<sitemap><loc>" +
      escape_html(absolute(site, "/sitemap-site.xml")) + "</loc></sitemap>\n";
  for (std::size_t number = 1; number <= count; ++number) {
    auto from = (number - 1) * sitemap_chunk,
         until = std::min(records.size(), number * sitemap_chunk);
    auto newest = Instant{};
    for (auto place = from; place < until; ++place) newest = std::max(newest, records[place].updated);
    index += "<sitemap><loc>" + escape_html(absolute(site, chunk_path(number))) +
             "</loc><lastmod>" + to_rfc3339_seconds(newest) + "</lastmod></sitemap>\n";
    if (touched && !touched->within(from, until)) continue;
    std::string urls;
    for (auto place = from; place < until; ++place)
      urls += sitemap_url(absolute(site, advisory_address(records[place])), records[place].updated);
    out.push_back(data_page(chunk_path(number), kXmlType, url_set(urls), newest));
  }
  out.push_back(data_page("/sitemap.xml", kXmlType, index + "</sitemapindex>\n",
                          newest_update(records, site.changed)));
  if (!change)
    out.push_back(data_page("/sitemap-site.xml", kXmlType, pages_sitemap(site), site.changed));
}

void add_site_redirects(Context const& context, Pages& out) {
  auto const& site = context.site;
  auto taken = std::set<std::string>{};
  for (auto const& page : out) taken.insert(page.path);
  out.push_back(redirect_page("/security.txt", "", 302, "/.well-known/security.txt"));
  for (auto const& product : site.products) {
    out.push_back(redirect_page("/", "product=" + product.slug, 302, product_path(product.slug)));
    out.push_back(redirect_page("/report", "product=" + product.slug, 302,
                                product_path(product.slug) + "report"));
    out.push_back(redirect_page("/p/" + product.slug, "", 308, product_path(product.slug)));
  }
  constexpr std::pair<char const*, char const*> kAliases[] = {
      {"/feed", "/feeds/all.rss"},
      {"/rss.xml", "/feeds/all.rss"},
      {"/atom.xml", "/feeds/all.atom"},
      {"/feed.json", "/feeds/all.feed.json"},
      {"/advisories.rss", "/feeds/all.rss"},
      {"/advisories.atom", "/feeds/all.atom"},
      {"/advisories.feed.json", "/feeds/all.feed.json"}};
  for (auto const& [from, to] : kAliases) out.push_back(redirect_page(from, "", 301, to));
  // An operator's old address never covers a page of ours.
  for (auto const& redirect : site.redirects)
    if (!taken.contains(redirect.from))
      out.push_back(redirect_page(redirect.from, "", 301, redirect.to));
  out.push_back(data_page("/robots.txt", kTextType,
                          "User-agent: *\nDisallow: /r$\nDisallow: /r/\nDisallow: /s/\nDisallow: "
                          "/u/\nAllow: /\nSitemap: " +
                              absolute(site, "/sitemap.xml") + "\n",
                          site.changed));
}

}  // namespace tocsin::site
