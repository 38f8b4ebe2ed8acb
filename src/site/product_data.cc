// A product's data: twins of the hub, versions in the style of endoflife, SECURITY.md.
#include "site/product_data.h"

#include "base/text.h"
#include "site/pages.h"

namespace tocsin::site {

namespace {

std::string lines_markdown(Context const& context, Product const& product) {
  auto const& strings = context.strings;
  std::string out;
  if (!product.lines_note.empty()) out += product.lines_note + "\n\n";
  if (product.lines.empty())
    return product.lines_note.empty() ? strings(Key::versions_empty) + "\n" : out;
  auto dated = false;
  for (auto const& line : product.lines)
    dated |= line.support_until.has_value() || !line.latest.empty();
  out += "| " + strings(Key::versions_line) + " | " + strings(Key::versions_status) + " |";
  out += dated ? " " + strings(Key::versions_until) + " | " + strings(Key::versions_latest) +
                     " |\n| --- | --- | --- | --- |\n"
               : "\n| --- | --- |\n";
  for (auto const& line : product.lines) {
    auto status = effective_status(line, context.at.as_of);
    auto key = status == SupportStatus::supported       ? Key::support_supported
               : status == SupportStatus::security_only ? Key::support_security_only
                                                        : Key::support_end_of_life;
    out += "| " + line.line + " | " + strings(key) + " |";
    if (dated)
      out += " " + (line.support_until ? to_text(*line.support_until) : "–") + " | " +
             (line.latest.empty() ? "–" : line.latest) + " |";
    out += "\n";
  }
  return out;
}

// endoflife.date's product cycles: a boolean or a date for each end.
json::array lines_json(Context const& context, Product const& product) {
  json::array out;
  for (auto const& line : product.lines) {
    auto status = effective_status(line, context.at.as_of);
    json::object row{{"cycle", line.line}};
    if (line.released) row["releaseDate"] = to_text(*line.released);
    if (line.support_until)
      row["eol"] = to_text(*line.support_until);
    else
      row["eol"] = status == SupportStatus::end_of_life;
    row["supported"] = status != SupportStatus::end_of_life;
    row["status"] = name_of(kSupportStatuses, status);
    if (!line.latest.empty()) row["latest"] = line.latest;
    row["lts"] = !line.tag.empty();
    json::array open;
    for (auto const* one : open_in(context.records, product, line))
      open.push_back(json::string(one->id));
    row["openAdvisories"] = std::move(open);
    out.push_back(std::move(row));
  }
  return out;
}

std::string reporting_markdown(Context const& context, Product const& product) {
  auto const& strings = context.strings;
  std::string out;
  if (!product.report_when.empty()) {
    out += "### " + strings(Key::report_when) + "\n\n";
    for (auto const& one : product.report_when) out += "- " + one + "\n";
    out += "\n";
  }
  if (product.report_when_not.empty()) return out;
  out += "### " + strings(Key::report_when_not) + "\n\n";
  for (auto const& one : product.report_when_not) {
    out += "- " + one.text;
    auto label = one.instead.empty() ? one.url : one.instead;
    auto target = one.url.starts_with('/') ? absolute(context.site, one.url) : one.url;
    if (!label.empty())
      out += ". " + strings(Key::report_instead) + " " +
             (target.empty() ? label : "[" + label + "](" + target + ")");
    out += "\n";
  }
  return out + "\n";
}

std::string hub_markdown(Context const& context, Product const& product) {
  auto const& [site, strings, records, at] = context;
  auto base = absolute(site, product_path(product.slug));
  std::string out = "# " + product.name + "\n\n" + product.summary + "\n\n";
  if (!product.about.empty()) out += product.about + "\n\n";
  out += "- [" + strings(Key::nav_report) + "](" + base + "report)\n- [" +
         strings(Key::changelog_title) + "](" + base + "changelog)\n- [" +
         strings(Key::versions_title) + "](" + base + "versions)\n";
  for (auto const& row : kHubLinks)
    if (auto found = product.links.find(row.value); found != product.links.end())
      out += "- [" + found->second.label + "](" +
             (found->second.url.starts_with('/') ? absolute(site, found->second.url)
                                                 : found->second.url) +
             ")\n";
  out += "\n## " + strings(Key::versions_title) + "\n\n" + lines_markdown(context, product) +
         "\n## " + strings(Key::hub_scope) + "\n\n" +
         (product.scope.empty() ? strings(Key::hub_scope_all, {product.name}) : product.scope) +
         "\n\n" + reporting_markdown(context, product);
  return out;
}

json::object hub_json(Context const& context, Product const& product) {
  auto base = absolute(context.site, product_path(product.slug));
  json::object out{{"product", product.slug},
                   {"name", product.name},
                   {"vendor", product.vendor},
                   {"summary", product.summary}};
  if (!product.purl.empty()) out["purl"] = product.purl;
  if (!product.cpe.empty()) out["cpe"] = product.cpe;
  if (!product.repository.empty()) out["repository"] = product.repository;
  out["version_order"] = product.version_order;
  out["report"] = base + "report";
  out["changelog"] = base + "changelog.json";
  out["versions"] = base + "versions.json";
  out["feed"] = base + "advisories.feed.json";
  json::object links;
  for (auto const& row : kHubLinks)
    if (auto found = product.links.find(row.value); found != product.links.end())
      links[row.word] = found->second.url.starts_with('/')
                            ? absolute(context.site, found->second.url)
                            : found->second.url;
  out["links"] = std::move(links);
  return out;
}

}  // namespace

SupportStatus effective_status(ReleaseLine const& line, Instant as_of) {
  if (line.support_until && *line.support_until < utc_date(as_of))
    return SupportStatus::end_of_life;
  return line.status;
}

std::vector<AdvisorySummary const*> open_in(RecordsView const& records, Product const& product,
                                            ReleaseLine const& line) {
  std::vector<AdvisorySummary const*> out;
  for (std::size_t index = 0; index < records.size(); ++index) {
    auto const& one = records[index];
    if (one.standing != domain::Standing::in_force) continue;
    for (auto const& branch : one.branches) {
      auto open = branch.status == domain::BranchStatus::affected ||
                  branch.status == domain::BranchStatus::no_fix_planned ||
                  branch.status == domain::BranchStatus::under_investigation ||
                  branch.status == domain::BranchStatus::end_of_life_affected;
      if (branch.product == product.slug && branch.branch == line.line && open) {
        out.push_back(&one);
        break;
      }
    }
  }
  return out;
}

// The repository file: the sections people expect in a SECURITY.md, from the same rows as the site.
std::string security_policy_markdown(Context const& context, Product const& product) {
  auto const& [site, strings, records, at] = context;
  auto base = absolute(site, product_path(product.slug));
  auto const& rules = site.rules_of(product);
  std::string out =
      "# " + strings(Key::md_policy) + "\n\n## " + strings(Key::md_announcements) + "\n\n" +
      strings(Key::md_announcements_text, {base + "changelog"}) + "\n\n## " +
      strings(Key::md_scope) + "\n\n" +
      (product.scope.empty() ? strings(Key::hub_scope_all, {product.name}) : product.scope) +
      "\n\n" + lines_markdown(context, product) + "\n## " + strings(Key::md_report) + "\n\n" +
      strings(Key::md_report_text, {base + "report"});
  if (!site.contact_mail.empty()) out += " " + strings(Key::md_report_mail, {site.contact_mail});
  out += "\n\n" + reporting_markdown(context, product);
  if (!product.not_vulnerabilities.empty()) {
    out += "### " + strings(Key::report_not_vulnerability) + "\n\n";
    for (auto const& one : product.not_vulnerabilities)
      out += "- " + one.text + (one.because.empty() ? "" : ". " + one.because) + "\n";
    out += "\n";
  }
  out += "## " + strings(Key::home_promise) + "\n\n| " + strings(Key::promise_what) + " | " +
         strings(Key::promise_when) + " |\n| --- | --- |\n";
  for (auto const& row : promise_rows(strings, rules))
    out += "| " + row.title + " | " + row.amount + " |\n";
  return out + "\n" + strings(Key::md_policy_link, {absolute(site, "/disclosure")}) + "\n";
}

void add_product_data(Context const& context, Product const& product, Pages& out) {
  auto changed = newest_update_of(context.records, product.slug, context.site.changed);
  auto base = product_path(product.slug);
  add_json_twin(out, "/p/" + product.slug, hub_json(context, product), changed);
  add_text_twins(out, "/p/" + product.slug, hub_markdown(context, product), changed);
  add_json_twin(out, base + "versions", lines_json(context, product), changed);
  add_text_twins(out, base + "versions",
                 "# " + context.strings(Key::versions_page_title, {product.name}) + "\n\n" +
                     lines_markdown(context, product),
                 changed);
  out.push_back(data_page(base + "SECURITY.md", kMarkdownType,
                          security_policy_markdown(context, product), context.site.changed));
}

}  // namespace tocsin::site
