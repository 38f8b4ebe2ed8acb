// See site_content.h. parse_site reads site.toml first, because all other files depend on the rules
// it names.
#include "site/site_content.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "markup/url.h"
#include "site/content_reader.h"
#include "words/pages.h"

namespace tocsin::site {

namespace {

enum class FileKind { settings, product, policy, credits, passed_over, unknown };

FileKind kind_of(std::string const& path) {
  if (path == "site.toml") return FileKind::settings;
  if (path == "hall-of-fame.toml") return FileKind::credits;
  if (path.starts_with("products/") && path.ends_with("/product.toml") &&
      std::count(path.begin(), path.end(), '/') == 2)
    return FileKind::product;
  if (path.starts_with("policies/") && path.ends_with(".md") &&
      std::count(path.begin(), path.end(), '/') == 1)
    return FileKind::policy;
  for (auto folder : {"rules/", "calendars/", "demo/", "."})
    if (path.starts_with(folder)) return FileKind::passed_over;
  if (path == "README.md" || path.ends_with("~")) return FileKind::passed_over;
  return FileKind::unknown;
}

std::string host_of(std::string_view url) {
  auto begin = url.find("://");
  if (begin == url.npos) return {};
  url.remove_prefix(begin + 3);
  return std::string(url.substr(0, url.find_first_of(":/")));
}

bool is_plain_http(std::string const& url) {
  auto host = host_of(url);
  return url.starts_with("http://") && (host == "localhost" || host == "127.0.0.1");
}

void read_base_url(Site& site, TomlTable& root) {
  auto url = root.required_string("base_url");
  while (url.ends_with('/')) url.pop_back();
  auto parsed = markup::Url::external(url);
  auto fits = parsed && parsed->str() == url &&
              (url.starts_with("https://") || is_plain_http(url)) &&
              url.find_first_of("/?#", url.find("://") + 3) == url.npos;
  if (!url.empty() && !fits)
    root.add_finding("base_url",
                     "base_url is the public address without a path: https://security.example.org");
  site.publisher.base_url = url;
}

bool is_host(std::string_view text) {
  return text.size() <= 253 && text.find('.') != text.npos && !text.starts_with('.') &&
         !text.ends_with('.') && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

void read_csaf_host(Site& site, TomlTable& root) {
  site.csaf_host = root.string("csaf_host").value_or("");
  if (!site.csaf_host.empty() && !is_host(site.csaf_host))
    root.add_finding("csaf_host", "csaf_host is a host name: csaf.data.security.example.org");
}

// RFC 5646 as far as its shape goes: letters, then parts of letters and digits.
bool is_language_tag(std::string_view text) {
  auto first = true;
  for (auto part : split(text, '-')) {
    auto letters = [&](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto fits = [&](char c) { return letters(c) || (!first && c >= '0' && c <= '9'); };
    if (part.empty() || part.size() > 8 || (first && part.size() < 2)) return false;
    if (!std::ranges::all_of(part, fits)) return false;
    first = false;
  }
  return !first;
}

void read_publisher(Site& site, TomlTable& root) {
  auto& publisher = site.publisher;
  publisher.name = site.name;
  publisher.vendor_name = site.organisation;
  auto table = root.table("publisher");
  if (!table) {
    root.add_finding("",
                     "the table [publisher] is missing: who stands in every advisory (namespace, "
                     "advisory_prefix)");
    return;
  }
  publisher.name = table->string("name").value_or(site.name);
  publisher.vendor_name = table->string("vendor_name").value_or(site.organisation);
  publisher.category =
      table
          ->word("category", {"vendor", "coordinator", "discoverer", "other", "translator", "user"})
          .value_or("vendor");
  publisher.namespace_url = table->required_string("namespace");
  publisher.contact_details = table->string("contact_details").value_or("");
  publisher.issuing_authority = table->string("issuing_authority").value_or("");
  publisher.advisory_prefix = table->required_string("advisory_prefix");
  for (char c : publisher.advisory_prefix)
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-') {
      table->add_finding("advisory_prefix",
                         "advisory_prefix is written in A-Z, 0-9 and dashes: ACME");
      break;
    }
  publisher.tag_authority =
      table->string("tag_authority").value_or(host_of(site.publisher.base_url) + ",2024");
  publisher.cna_org_id = table->string("cna_org_id").value_or("");
  publisher.cna_short_name = table->string("cna_short_name").value_or("");
  publisher.policy_url =
      table->string("policy_url").value_or(site.publisher.base_url + "/disclosure");
  table->finish();
}

void read_languages(Site& site, TomlTable& root) {
  site.languages = root.strings("languages");
  if (site.languages.empty()) site.languages = {std::string(words::kEnglish)};
  auto known = words::known_languages();
  for (auto const& language : site.languages) {
    if (std::find(known.begin(), known.end(), language) != known.end()) continue;
    std::vector<std::string> names(known.begin(), known.end());
    root.add_finding("languages", "there are no interface texts in '" + language +
                                      "'; known: " + tocsin::join(names, ", "));
  }
  site.language = root.string("content_language").value_or(std::string(words::kEnglish));
  if (!is_language_tag(site.language))
    root.add_finding("content_language",
                     "'" + site.language + "' is no language tag; write en or pt-BR");
}

// Narrower than RFC 5321: what stands in links, in mail headers and in security.txt without
// quoting.
void check_mail(TomlTable& table, std::string_view key, std::string const& address) {
  if (address.empty()) return;
  auto at = address.find('@');
  auto url = markup::Url::external("mailto:" + address);
  auto fits = at != address.npos && at > 0 && is_host(lower_ascii(address.substr(at + 1))) && url &&
              url->str() == "mailto:" + address && address.find_first_of("?&%") == address.npos;
  if (!fits) table.add_finding(key, "'" + address + "' is no mail address");
}

void read_mail(Site& site, TomlTable& root) {
  auto table = root.table("mail");
  if (!table)
    return root.add_finding(
        "", "the table [mail] is missing: from = \"security@example.org\" sends all mail");
  site.mail_from = table->required_string("from");
  site.contact_mail = table->string("contact").value_or("");
  site.told = table->strings("told");
  check_mail(*table, "from", site.mail_from);
  check_mail(*table, "contact", site.contact_mail);
  for (auto const& address : site.told) check_mail(*table, "told", address);
  table->finish();
}

void read_redirects(Site& site, TomlTable& root, domain::Rules const* rules) {
  for (auto& row : root.tables("redirect")) {
    auto table = ContentTable{.table = row, .rules = rules};
    auto redirect = Redirect{row.required_string("from"), table.address("to")};
    auto from = markup::Url::parse_local(redirect.from);
    if (!from || from->str() != redirect.from ||
        redirect.from.find_first_of("?#") != redirect.from.npos)
      row.add_finding("from", "from is an old path of this site: /old/page");
    if (!row.has("to")) row.add_finding("", "a redirect needs the new address: to = \"/new/page\"");
    site.redirects.push_back(std::move(redirect));
    row.finish();
  }
}

// Everything of site.toml. The wanted order of products is left to parse_site, which knows the
// products.
std::vector<std::string> read_settings(Site& site, std::string const& bytes,
                                       std::vector<Finding>& findings) {
  auto file = TomlFile::parse(bytes, "site.toml");
  auto root = file.root();
  if (!root.has("rules"))
    root.add_finding("rules", "'rules' is missing: the name of the rules this site promises");
  auto const* rules = read_rules(root, "rules", site.rules_by_name, "");
  if (rules) site.rules = rules->name;
  auto text =
      ContentTable{.table = root, .rules = rules, .not_promises = root.strings("not_promises")};
  site.name = root.required_string("name");
  site.organisation = root.required_string("organisation");
  site.lead = text.required_text("lead");
  site.notice = text.text("notice");
  site.privacy = text.text("privacy");
  read_csaf_host(site, root);
  read_base_url(site, root);
  read_languages(site, root);
  read_publisher(site, root);
  read_mail(site, root);
  read_redirects(site, root, rules);
  for (auto& row : root.tables("nav")) {
    auto table = text.with(row);
    site.nav.push_back(read_link(table));
    row.finish();
  }
  for (auto& row : root.tables("link")) {
    auto table = text.with(row);
    site.links.push_back(read_link(table));
    row.finish();
  }
  site.care = read_care(root, "site.toml");
  auto order = root.strings("products");
  root.finish();
  findings.insert(findings.end(), file.findings().begin(), file.findings().end());
  return order;
}

void order_products(Site& site, std::vector<std::string> const& order,
                    std::vector<Finding>& findings) {
  for (auto const& slug : order)
    if (!site.product(slug))
      findings.push_back(
          {"site.toml", 0, 0,
           "products names '" + slug + "', but there is no products/" + slug + "/product.toml"});
  auto rank = [&](Product const& product) {
    return std::find(order.begin(), order.end(), product.slug) - order.begin();
  };
  std::stable_sort(site.products.begin(), site.products.end(),
                   [&](Product const& a, Product const& b) { return rank(a) < rank(b); });
}

void check_unique_policies(Site const& site, std::vector<Finding>& findings) {
  auto seen = std::set<std::string>{};
  for (auto const& policy : site.policies)
    if (!seen.insert(policy.slug).second)
      findings.push_back({policy.care.file, 0, 0,
                          "another policy already has the address /policies/" + policy.slug});
}

void read_file(Site& site, FileKind kind, std::string const& path, std::string const& bytes,
               std::vector<Finding>& findings) {
  switch (kind) {
    case FileKind::product:
      if (auto product = read_product(path, bytes, site, findings))
        site.products.push_back(std::move(*product));
      else  // It is there, only not readable: no other file is told that it is missing.
        site.products.push_back({.slug = std::string(split(path, '/').at(1))});
      return;
    case FileKind::policy:
      if (auto policy = read_policy(path, bytes, site, findings))
        site.policies.push_back(std::move(*policy));
      return;
    case FileKind::unknown:
      findings.push_back({path, 0, 0,
                          "not a file of this folder; it knows site.toml, "
                          "products/NAME/product.toml, policies/NAME.md, "
                          "hall-of-fame.toml, rules/ and calendars/"});
      return;
    case FileKind::settings:
    case FileKind::credits:
    case FileKind::passed_over:
      return;
  }
}

constexpr std::string_view kPlaceholders[] = {"lorem ipsum", "to be written", "to be done",
                                              "coming soon", "xxx",           "tbd"};

void note_due(std::vector<ReviewDue>& out, Care const& care, std::string const& text,
              CivilDate today) {
  if (care.next_review < today)
    out.push_back({care.file, care.owner, "the review was due on " + to_text(care.next_review)});
  auto lower = lower_ascii(text);
  for (auto word : kPlaceholders)
    if (lower.find(word) != lower.npos)
      return out.push_back(
          {care.file, care.owner, "the text still says \"" + std::string(word) + "\""});
}

}  // namespace

Product const* Site::product(std::string_view slug) const {
  for (auto const& one : products)
    if (one.slug == slug) return &one;
  return nullptr;
}

Policy const* Site::policy(std::string_view slug) const {
  for (auto const& one : policies)
    if (one.slug == slug) return &one;
  return nullptr;
}

domain::Rules const& Site::rules_of(Product const& product) const {
  auto found = rules_by_name.find(product.rules);
  return found == rules_by_name.end() ? rules_of_site() : found->second;
}

domain::Rules const& Site::rules_of_site() const {
  auto found = rules_by_name.find(rules);
  assert(found != rules_by_name.end());  // parse_site refuses a site without rules
  return found->second;
}

ParsedSite parse_site(SiteFiles const& files, RulesByName const& rules, Instant changed) {
  auto out = ParsedSite{};
  auto& findings = out.findings;
  auto site = Site{};
  site.rules_by_name = rules;
  site.changed = changed;
  auto settings = files.find("site.toml");
  if (settings == files.end()) {
    findings.push_back(
        {"site.toml", 0, 0, "the file is missing; examples/acme/site.toml shows what it holds"});
    return out;
  }
  if (files.size() > site_files_max) {
    findings.push_back({"", 0, 0, "more than " + std::to_string(site_files_max) + " files"});
    return out;
  }
  auto order = read_settings(site, settings->second, findings);
  for (auto const& [path, bytes] : files) {
    auto kind = kind_of(path);
    if (kind != FileKind::passed_over && bytes.size() > rules_bytes_max) {
      findings.push_back(
          {path, 0, 0, "longer than " + std::to_string(rules_bytes_max / 1024) + " KiB"});
      continue;
    }
    read_file(site, kind, path, bytes, findings);
  }
  if (auto credits = files.find("hall-of-fame.toml"); credits != files.end())
    site.credits = read_credits(credits->first, credits->second, site, findings);
  if (site.products.empty() && findings.empty())
    findings.push_back(
        {"site.toml", 0, 0, "there is no product yet: write products/NAME/product.toml"});
  order_products(site, order, findings);
  check_unique_policies(site, findings);
  if (findings.empty() && !site.rules.empty()) out.site = std::move(site);
  return out;
}

std::vector<ReviewDue> reviews_due(Site const& site, CivilDate today) {
  std::vector<ReviewDue> out;
  note_due(out, site.care, site.lead, today);
  for (auto const& product : site.products)
    note_due(out, product.care, product.summary + "\n" + product.about + "\n" + product.scope,
             today);
  for (auto const& policy : site.policies) {
    note_due(out, policy.care, policy.body, today);
    if (policy.expires && *policy.expires - utc_midnight(today) <= kExpiryNotice)
      out.push_back({policy.care.file, policy.care.owner,
                     (*policy.expires <= utc_midnight(today) ? "the text expired on "
                                                             : "the text expires on ") +
                         to_people(*policy.expires)});
  }
  return out;
}

}  // namespace tocsin::site
