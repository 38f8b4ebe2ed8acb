// products/SLUG/product.toml: names, identifiers, release lines, scope, security model, where to go
// instead, links.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "site/content_reader.h"

namespace tocsin::site {

namespace {

std::vector<std::string_view> words_of(auto const& table) {
  std::vector<std::string_view> out;
  for (auto const& row : table) out.push_back(row.word);
  return out;
}

ReleaseLine read_line(ContentTable row) {
  auto out = ReleaseLine{};
  out.line = row.table.required_string("line");
  auto word = row.table.required_word("status", words_of(kSupportStatuses));
  out.status = value_of(kSupportStatuses, word).value_or(SupportStatus::end_of_life);
  out.released = row.table.date("released");
  out.support_until = row.table.date("support_until");
  out.latest = row.table.string("latest").value_or("");
  out.tag = row.table.string("tag").value_or("");
  if (out.released && out.support_until && *out.support_until < *out.released)
    row.table.add_finding("support_until", "support_until lies before released");
  row.table.finish();
  return out;
}

void read_reporting(Product& product, ContentTable& root) {
  auto inner = root.table.table("report");
  if (!inner) return;
  auto report = root.with(*inner);
  product.report_when = report.texts("when");
  for (auto& row : report.table.tables("when_not")) {
    auto one = report.with(row);
    product.report_when_not.push_back(
        {one.required_text("text"), one.text("instead"), one.address("url")});
    row.finish();
  }
  for (auto& row : report.table.tables("not_a_vulnerability")) {
    auto one = report.with(row);
    product.not_vulnerabilities.push_back({one.required_text("text"), one.text("because")});
    row.finish();
  }
  report.table.finish();
}

void read_links(Product& product, ContentTable& root) {
  if (auto inner = root.table.table("links")) {
    for (auto const& row : kHubLinks) {
      auto entry = inner->table(row.word);
      if (!entry) continue;
      auto table = root.with(*entry);
      product.links[row.value] = read_link(table);
      entry->finish();
    }
    inner->finish();
  }
  for (auto& row : root.table.tables("link")) {
    auto table = root.with(row);
    product.more_links.push_back(read_link(table));
    row.finish();
  }
}

void read_lines(Product& product, ContentTable& root) {
  auto seen = std::set<std::string>{};
  for (auto& row : root.table.tables("release")) {
    auto line = read_line(root.with(row));
    if (!seen.insert(line.line).second)
      row.add_finding("line", "the release line '" + line.line + "' stands here twice");
    product.lines.push_back(std::move(line));
  }
}

}  // namespace

std::optional<Product> read_product(std::string const& path, std::string const& bytes,
                                    Site const& site, std::vector<Finding>& findings) {
  auto file = TomlFile::parse(bytes, path);
  auto root = ContentTable{.table = file.root()};
  auto product = Product{};
  product.slug = path.substr(std::string_view("products/").size());
  product.slug = product.slug.substr(0, product.slug.find('/'));
  if (!is_slug(product.slug))
    root.table.add_finding(
        "", "'" + product.slug + "' cannot be an address; use a-z, 0-9 and dashes for the folder");
  root.rules = read_rules(root.table, "rules", site.rules_by_name, site.rules);
  if (root.rules) product.rules = root.rules->name;
  root.not_promises = root.table.strings("not_promises");
  product.name = root.table.required_string("name");
  product.vendor = root.table.string("vendor").value_or(site.organisation);
  product.summary = root.required_text("summary");
  product.about = std::string(trim(root.text("about")));
  product.scope = std::string(trim(root.text("scope")));
  product.purl = root.table.string("purl").value_or("");
  product.cpe = root.table.string("cpe").value_or("");
  product.repository = root.address("repository");
  product.version_order =
      root.table.word("version_order", {"dotted", "semver", "letters", "debian"})
          .value_or("dotted");
  product.hosted = root.table.boolean("hosted").value_or(false);
  product.lines_note = std::string(trim(root.text("lines_note")));
  product.care = read_care(root.table, path);
  read_lines(product, root);
  read_reporting(product, root);
  read_links(product, root);
  root.table.finish();
  findings.insert(findings.end(), file.findings().begin(), file.findings().end());
  if (!file.ok()) return std::nullopt;
  return product;
}

}  // namespace tocsin::site
