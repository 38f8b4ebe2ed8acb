// `/advisories` and its filters by product, severity and year, and `/cve/{cve}`.
//
// Invariants: a list is split into pages of 50 counted from the oldest; the head holds the newest
//             50 to 99, which with the stylesheet is below 14 KB on the wire. So one more
//             publication touches heads only, and each fiftieth also writes the page that has just
//             been filled.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

constexpr std::size_t chunk_items = 50;
constexpr domain::Severity kSeverities[] = {domain::Severity::critical, domain::Severity::high,
                                            domain::Severity::medium, domain::Severity::low,
                                            domain::Severity::none};

enum class By { all, product, severity, year };
struct ListScope {
  By by = By::all;
  std::string value;  // slug, severity word, year
  std::string path;
  std::string title;
  int year = 0;
};

bool in_list(ListScope const& scope, AdvisorySummary const& one) {
  switch (scope.by) {
    case By::all:
      return true;
    case By::product:
      return std::ranges::find(one.products, scope.value) != one.products.end();
    case By::severity:
      return one.severity_known && formats::to_word(one.severity) == scope.value;
    case By::year:
      return utc_date(one.published).year == scope.year;
  }
  return false;
}

std::set<int, std::greater<>> years_of(RecordsView const& records) {
  std::set<int, std::greater<>> out;
  for (std::size_t index = 0; index < records.size(); ++index)
    out.insert(utc_date(records[index].published).year);
  return out;
}

std::vector<ListScope> scopes_of(Context const& context) {
  auto const& strings = context.strings;
  std::vector<ListScope> out{{By::all, "", "/advisories", strings(Key::list_title)}};
  for (auto const& product : context.site.products)
    out.push_back({By::product, product.slug, "/advisories/product/" + product.slug,
                   strings(Key::list_title_for, {product.name})});
  for (auto severity : kSeverities) {
    auto word = std::string(formats::to_word(severity));
    out.push_back({By::severity, word, "/advisories/severity/" + word,
                   strings(Key::list_title_severity, {severity_word(strings, severity)})});
  }
  for (auto year : years_of(context.records)) {
    auto word = std::to_string(year);
    out.push_back(
        {By::year, word, "/advisories/year/" + word, strings(Key::list_title_for, {word}), year});
  }
  return out;
}

Members members_of(ListScope const& scope, RecordsView const& records) {
  return members_where(records, [&](AdvisorySummary const& one) { return in_list(scope, one); });
}

std::size_t archives_of(Members const& members) {
  return members.size() < 2 * chunk_items ? 0 : members.size() / chunk_items - 1;
}

// Newest first: page `archive` (from 1, oldest), or the head for 0.
Members page_of(Members const& members, std::size_t archive) {
  auto from = archive == 0 ? archives_of(members) * chunk_items : (archive - 1) * chunk_items;
  auto until = archive == 0 ? members.size() : archive * chunk_items;
  auto out = Members(members.begin() + static_cast<std::ptrdiff_t>(from),
                     members.begin() + static_cast<std::ptrdiff_t>(until));
  std::ranges::reverse(out);
  return out;
}

std::string archive_path(ListScope const& scope, std::size_t archive) {
  return archive == 0 ? scope.path : scope.path + "/page/" + std::to_string(archive);
}

Html filters(Context const& context, ListScope const& current,
             std::vector<ListScope> const& scopes) {
  auto const& strings = context.strings;
  auto group = [&](By by, Key label, auto&& name) {
    std::vector<Html> chips;
    for (auto const& scope : scopes)
      if (scope.by == by)
        chips.push_back(el("a",
                           {href(Url::local(scope.path)),
                            attr_when(scope.path == current.path, attr("aria-current", "page"))},
                           name(scope)));
    return chips.empty()
               ? Html()
               : el("p", {cls("chips")}, el("span", strings(label)), " ", join(chips, " "));
  };
  return el(
      "nav", {cls("filters"), attr("aria-label", strings(Key::list_filter))},
      when(current.by != By::all,
           [&] {
             return el("p", {cls("chips")}, local_link("/advisories", strings(Key::list_all)));
           }),
      when(context.site.products.size() > 1,
           [&] {
             return group(By::product, Key::list_by_product,
                          [&](ListScope const& s) { return context.site.product(s.value)->name; });
           }),
      group(By::severity, Key::list_by_severity,
            [&](ListScope const& s) {
              for (auto severity : kSeverities)
                if (formats::to_word(severity) == s.value) return severity_word(strings, severity);
              return s.value;
            }),
      group(By::year, Key::list_by_year, [](ListScope const& s) { return s.value; }));
}

Html paging(Context const& context, ListScope const& scope, std::size_t archive,
            std::size_t archives) {
  auto const& strings = context.strings;
  std::vector<Html> links;
  if (archive != 0) {
    auto newer = archive < archives ? archive + 1 : 0;
    links.push_back(el("a", {href(Url::local(archive_path(scope, newer))), rel("prev")},
                       strings(Key::list_newer)));
  }
  auto older = archive == 0 ? archives : archive - 1;
  if (older != 0)
    links.push_back(el("a", {href(Url::local(archive_path(scope, older))), rel("next")},
                       strings(Key::list_older)));
  if (links.empty()) return {};
  return el("nav", {cls("paging"), attr("aria-label", strings(Key::list_pages))}, join(links, " "));
}

json::object row_json(Site const& site, AdvisorySummary const& one) {
  json::object row{
      {"id", one.id},
      {"title", one.title},
      {"severity",
       one.severity_known ? json::value(formats::to_word(one.severity)) : json::value()},
      {"status", one.standing == domain::Standing::withdrawn ? "withdrawn" : "published"},
      {"url", absolute(site, advisory_address(one))},
      {"published", to_rfc3339_seconds(one.published)},
      {"updated", to_rfc3339_seconds(one.updated)}};
  row["products"] = json::array(one.products.begin(), one.products.end());
  row["product_names"] = json::array(one.product_names.begin(), one.product_names.end());
  row["cves"] = json::array(one.cves.begin(), one.cves.end());
  row["fixed_in"] = json::array(one.fixed_in.begin(), one.fixed_in.end());
  row["csaf"] = absolute(site, one.csaf_path);
  return row;
}

Instant changed_of(Members const& shown, Instant otherwise) {
  for (auto const* one : shown) otherwise = std::max(otherwise, one->updated);
  return otherwise;
}

void add_twins(Context const& context, ListScope const& scope, Members const& shown,
               std::size_t archive, std::size_t archives, Pages& out) {
  auto const& [site, strings, records, at] = context;
  json::array rows;
  std::string markdown = "# " + scope.title + "\n\n";
  for (auto const* one : shown) {
    rows.push_back(row_json(site, *one));
    markdown += "- " + to_text(utc_date(one->published)) + " " +
                (one->severity_known ? severity_word(strings, one->severity)
                                     : strings(Key::severity_unrated)) +
                ": [" + one->id + ": " + one->title + "](" +
                absolute(site, advisory_address(*one)) + ")" +
                (one->fixed_in.empty()
                     ? ""
                     : ", " + strings(Key::list_fixed_in, {tocsin::join(one->fixed_in, ", ")})) +
                "\n";
  }
  if (shown.empty()) markdown += strings(Key::list_empty) + "\n";
  json::object value{{"advisories", std::move(rows)}};
  auto older = archive == 0 ? archives : archive - 1;
  if (older != 0) value["older"] = absolute(site, archive_path(scope, older) + ".json");
  auto changed = changed_of(shown, site.changed);
  add_json_twin(out, archive_path(scope, archive), value, changed);
  if (archive == 0) add_text_twins(out, scope.path, markdown, changed);
}

// `Which::people` renders the page, `Which::machines` its twins; only the list of everything has
// twins.
enum class Which { people, machines };
void add_list_page(Context const& context, ListScope const& scope,
                   std::vector<ListScope> const& scopes, Members const& members,
                   std::size_t archive, Which which, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto shown = page_of(members, archive);
  auto archives = archives_of(members);
  if (which == Which::machines) {
    if (scope.by == By::all) add_twins(context, scope, shown, archive, archives, out);
    return;
  }
  auto title = scope.title;
  if (archive != 0 && !shown.empty())
    title = strings(Key::list_range, {scope.title, to_text(utc_date(shown.back()->published)),
                                      to_text(utc_date(shown.front()->published))});
  auto head_twins = [&] {
    return twins_line(strings, {{"JSON", "/advisories.json"},
                                {"Markdown", "/advisories.md"},
                                {strings(Key::twin_text), "/advisories.txt"},
                                {"Atom", "/feeds/all.atom"},
                                {"RSS", "/feeds/all.rss"},
                                {"CSAF", "/.well-known/csaf/provider-metadata.json"}});
  };
  auto archive_twins = [&] {
    return twins_line(strings, {{"JSON", archive_path(scope, archive) + ".json"}});
  };
  auto twins =
      when(scope.by == By::all, [&] { return either(archive == 0, head_twins, archive_twins); });
  auto main =
      fragment(el("h1", title), when(archive == 0, [&] { return filters(context, scope, scopes); }),
               when(archive != 0,
                    [&] { return el("p", local_link(scope.path, strings(Key::list_newest))); }),
               either(
                   shown.empty(),
                   [&] { return el("p", {cls("empty")}, strings(Key::list_empty)); },
                   [&] { return advisory_list(context, shown); }),
               paging(context, scope, archive, archives), twins);
  auto head = PageHead{
      .title = title, .section = Section::advisories, .canonical = archive_path(scope, archive)};
  if (scope.by == By::all)
    head.alternates = {
        {"application/atom+xml", "/feeds/all.atom", strings(Key::feed_title, {site.name})},
        {"application/rss+xml", "/feeds/all.rss", strings(Key::feed_title, {site.name})}};
  out.push_back(html_page(site, strings, archive_path(scope, archive), head, main,
                          changed_of(shown, site.changed)));
}

// Which pages of a list read differently: the head, if the list holds the advisory before or after,
// and every archive whose members are others, that holds it, or that has a new neighbour.
std::vector<std::size_t> changed_pages(Change const& change, Members const& before,
                                       Members const& after) {
  std::vector<std::size_t> out;
  Touched const touched(change, before, after);
  if (!touched.at_all()) return out;
  out.push_back(0);
  auto old_archives = archives_of(before), archives = archives_of(after);
  for (std::size_t archive = 1; archive <= archives; ++archive) {
    auto neighbour = archives != old_archives && archive + 1 >= std::min(archives, old_archives);
    if (archive > old_archives || neighbour ||
        touched.within((archive - 1) * chunk_items, archive * chunk_items))
      out.push_back(archive);
  }
  return out;
}

// The links to all lists stand on every head, so a first advisory of a year changes each of them.
enum class Filters { same, changed };
Filters filters_after(Change const& change, RecordsView const& records) {
  return years_of(change.before) == years_of(records) ? Filters::same : Filters::changed;
}

bool holds(ListScope const& scope, Change const& change) {
  return in_list(scope, change.now) || (change.old && in_list(scope, *change.old));
}

void add_list(Context const& context, ListScope const& scope, std::vector<ListScope> const& scopes,
              Change const* change, Filters filters, Which which, Pages& out) {
  if (which == Which::machines && scope.by != By::all) return;
  auto touched = !change || holds(scope, *change);
  if (!touched && filters == Filters::same) return;
  auto members = members_of(scope, context.records);
  auto archives = archives_of(members);
  std::vector<std::size_t> pages;
  if (!change) {
    for (std::size_t archive = 0; archive <= archives; ++archive) pages.push_back(archive);
  } else if (!touched) {
    pages.push_back(0);
  } else {
    auto before = members_of(scope, change->before);
    pages = changed_pages(*change, before, members);
    // An address never dies: a page that a correction emptied leads to the head.
    auto people = which == Which::people;
    auto suffix = people ? "" : ".json";
    for (auto archive = archives + 1; archive <= archives_of(before); ++archive) {
      out.push_back(
          redirect_page(archive_path(scope, archive) + suffix, "", 302, scope.path + suffix));
      if (people) out.back().language = context.strings.language();
    }
  }
  for (auto archive : pages) add_list_page(context, scope, scopes, members, archive, which, out);
}

void add_lists(Context const& context, Change const* change, Which which, Pages& out) {
  auto scopes = scopes_of(context);
  auto filters = change ? filters_after(*change, context.records) : Filters::changed;
  for (auto const& scope : scopes) add_list(context, scope, scopes, change, filters, which, out);
}

// The advisories that name a CVE id, and those that once did.
struct Named {
  Members now;
  Members formerly;
};
void add_member(Members& members, AdvisorySummary const& one) {
  if (members.empty() || members.back() != &one) members.push_back(&one);
}

std::map<std::string, Named> by_cve(RecordsView const& records) {
  std::map<std::string, Named> out;
  for (std::size_t index = 0; index < records.size(); ++index) {
    for (auto const& cve : records[index].cves) add_member(out[cve].now, records[index]);
    for (auto const& cve : records[index].former_cves)
      add_member(out[cve].formerly, records[index]);
  }
  return out;
}

Named with_cve(RecordsView const& records, std::string const& cve) {
  auto out = Named{};
  for (std::size_t index = 0; index < records.size(); ++index) {
    auto const& one = records[index];
    if (std::ranges::find(one.cves, cve) != one.cves.end()) add_member(out.now, one);
    if (std::ranges::find(one.former_cves, cve) != one.former_cves.end())
      add_member(out.formerly, one);
  }
  return out;
}

void add_cve(Context const& context, std::string const& cve, Named const& named, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto path = "/cve/" + cve;
  if (named.now.empty() && !named.formerly.empty()) {
    // A correction took the id away: its addresses go on leading to the advisory that named it.
    auto target = advisory_address(*named.formerly.front());
    out.push_back(redirect_page(path, "", 308, target));
    if (!site.publisher.cna_org_id.empty())
      out.push_back(redirect_page(formats::cve_record_path(cve), "", 308, target));
    return;
  }
  if (named.now.size() == 1) {
    out.push_back(redirect_page(path, "", 308, advisory_address(*named.now.front())));
    return;
  }
  auto shown = named.now;
  std::ranges::reverse(shown);
  auto main =
      fragment(el("h1", cve),
               el("p", {cls("lead")}, strings(Key::cve_many, {std::to_string(shown.size()), cve})),
               advisory_list(context, shown));
  auto head = PageHead{.title = cve, .section = Section::advisories, .canonical = path};
  out.push_back(html_page(site, strings, path, head, main, changed_of(shown, site.changed)));
  out.back().language.clear();  // one answer in place of the redirect, whatever the language
}

}  // namespace

void add_advisory_lists(Context const& context, Change const* change, Pages& out) {
  add_lists(context, change, Which::people, out);
}
void add_advisory_list_twins(Context const& context, Change const* change, Pages& out) {
  add_lists(context, change, Which::machines, out);
}

void add_cve_addresses(Context const& context, Change const* change, Pages& out) {
  if (!change) {
    for (auto const& [cve, named] : by_cve(context.records)) add_cve(context, cve, named, out);
    return;
  }
  auto cves = std::set<std::string>(change->now.cves.begin(), change->now.cves.end());
  cves.insert(change->now.former_cves.begin(), change->now.former_cves.end());
  for (auto const& cve : cves) add_cve(context, cve, with_cve(context.records, cve), out);
}

}  // namespace tocsin::site
