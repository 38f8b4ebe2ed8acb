// policies/SLUG.md (a TOML head between +++ lines, then Markdown) and hall-of-fame.toml.
#include <algorithm>

#include "base/text.h"
#include "markup/markdown.h"
#include "site/content_reader.h"

namespace tocsin::site {

namespace {

constexpr std::string_view kFence = "+++\n";

struct HeadAndBody {
  std::string head;  // with one empty line in front, so that its lines count as in the file
  std::string body;
  std::size_t body_begin = 0;
};
std::optional<HeadAndBody> split_head(std::string_view bytes) {
  if (!bytes.starts_with(kFence)) return std::nullopt;
  auto end = bytes.find("\n+++\n", kFence.size() - 1);
  if (end == bytes.npos) return std::nullopt;
  auto body = end + kFence.size() + 1;
  return HeadAndBody{"\n" + std::string(bytes.substr(kFence.size(), end + 1 - kFence.size())),
                     std::string(bytes.substr(body)), body};
}

Finding at_offset(std::string const& path, std::string_view bytes, std::size_t offset,
                  std::string text) {
  auto before = bytes.substr(0, std::min(offset, bytes.size()));
  auto line = 1 + std::count(before.begin(), before.end(), '\n');
  auto start = before.rfind('\n');
  auto column = start == before.npos ? before.size() + 1 : before.size() - start;
  return {path, static_cast<int>(line), static_cast<int>(column), std::move(text)};
}

void check_markdown(std::string const& path, std::string const& bytes, HeadAndBody const& parts,
                    std::string const& text, std::vector<Finding>& findings) {
  auto rendered = markup::render_markdown(text, {.trust = markup::Trust::site});
  if (!rendered) {
    findings.push_back({path, 0, 0, rendered.error().message});
    return;
  }
  for (auto const& link : rendered->refused_links) {
    auto found = bytes.find(link, parts.body_begin);
    findings.push_back(at_offset(
        path, bytes, found == bytes.npos ? parts.body_begin : found,
        "'" + link +
            "' is no address to link to; write /a/path, https://host/path or mailto:name@host"));
  }
}

}  // namespace

std::optional<Policy> read_policy(std::string const& path, std::string const& bytes,
                                  Site const& site, std::vector<Finding>& findings) {
  auto parts = split_head(bytes);
  if (!parts) {
    findings.push_back(
        {path, 1, 1,
         "a policy begins with a TOML head between two lines of +++ (title, owner, reviews)"});
    return std::nullopt;
  }
  auto before = findings.size();
  auto file = TomlFile::parse(parts->head, path);
  auto root = ContentTable{.table = file.root()};
  auto policy = Policy{};
  auto name = path.substr(path.rfind('/') + 1);
  policy.slug = root.table.string("slug").value_or(name.substr(0, name.size() - 3));
  if (!is_slug(policy.slug))
    root.table.add_finding("slug",
                           "'" + policy.slug + "' cannot be an address; use a-z, 0-9 and dashes");
  root.rules = read_rules(root.table, "rules", site.rules_by_name, site.rules);
  if (root.rules) policy.rules = root.rules->name;
  root.not_promises = root.table.strings("not_promises");
  policy.title = root.table.required_string("title");
  policy.summary = root.text("summary");
  policy.version = root.table.string("version").value_or("");
  policy.effective = root.table.date("effective");
  policy.expires = root.table.instant("expires");
  policy.care = read_care(root.table, path);
  root.table.finish();
  findings.insert(findings.end(), file.findings().begin(), file.findings().end());
  if (root.rules && file.is_readable()) {
    auto filled = fill_promises(parts->body, *root.rules, root.not_promises);
    for (auto const& problem : filled.problems)
      findings.push_back(at_offset(path, bytes, parts->body_begin + problem.offset, problem.text));
    policy.body = filled.text;
    check_markdown(path, bytes, *parts, policy.body, findings);
  }
  if (trim(parts->body).empty() && file.is_readable())
    findings.push_back({path, 0, 0, "the policy has no text"});
  if (findings.size() != before) return std::nullopt;
  return policy;
}

std::vector<ManualCredit> read_credits(std::string const& path, std::string const& bytes,
                                       Site& site, std::vector<Finding>& findings) {
  auto file = TomlFile::parse(bytes, path);
  auto root = ContentTable{.table = file.root()};
  std::vector<ManualCredit> out;
  site.hall_of_fame_lead = root.table.string("lead").value_or("");
  for (auto& row : root.table.tables("thanks")) {
    auto one = root.with(row);
    out.push_back({.year = static_cast<int>(row.required_integer("year", 1970, 9999)),
                   .name = row.required_string("name"),
                   .product = row.string("product").value_or(""),
                   .what = row.string("what").value_or(""),
                   .url = one.address("url")});
    if (!out.back().product.empty() && !site.product(out.back().product))
      row.add_finding("product", "there is no product '" + out.back().product + "'");
    row.finish();
  }
  (void)read_care(root.table, path);
  root.table.finish();
  findings.insert(findings.end(), file.findings().begin(), file.findings().end());
  return out;
}

}  // namespace tocsin::site
