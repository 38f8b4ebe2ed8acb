// See csaf_provider.h.
#include "formats/csaf_provider.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csaf.h"
#include "formats/csaf_parts.h"
#include "formats/version_table.h"

namespace tocsin::formats {
using namespace domain;
namespace {

constexpr std::string_view kFeedName = "csaf-feed-tlp-white.json";
constexpr std::string_view kCategoryName = "category-white.json";
constexpr std::string_view kHashSuffixes[] = {".sha256", ".sha512"};

std::string white(std::string_view name) { return std::string(kCsafWhite) + std::string(name); }

std::string relative(CsafEntry const& entry) {
  assert(entry.path.starts_with(kCsafWhite));
  return entry.path.substr(kCsafWhite.size());
}

std::string quoted(std::string_view text) {
  return "\"" + replace_all(std::string(text), "\"", "\"\"") + "\"";
}

json::object link(std::string_view rel, std::string_view href) {
  return {{"rel", rel}, {"href", href}};
}

json::object csaf_category() {
  return {{"scheme", "urn:ietf:params:rolie:category:information-type"}, {"term", "csaf"}};
}

std::vector<CsafEntry> newest_first(std::vector<CsafEntry> entries) {
  sort_newest_first(entries);
  return entries;
}

}  // namespace

CsafEntry csaf_entry(AdvisoryRevision const& revision) {
  bool withdrawn = revision.standing == Standing::withdrawn;
  std::vector<std::string> sentences;
  if (withdrawn) sentences.push_back("Withdrawn: " + revision.withdrawal_reason);
  for (auto const& vulnerability : revision.content.vulnerabilities)
    sentences.push_back(answer_text(vulnerability));
  return {.path = csaf_path(revision.id.text, revision.initial_release()),
          .id = revision.id.text,
          .title = (withdrawn ? "Withdrawn: " : "") + revision.content.title,
          .summary = join(sentences, " "),
          .initial_release_date = revision.initial_release(),
          .current_release_date = revision.current_release()};
}

CsafEntry csaf_entry(ArchivedAdvisory const& archived) {
  return {.path = archived.csaf_path,
          .id = archived.id,
          .title = archived.title,
          .summary = {},
          .initial_release_date = archived.initial_release_date,
          .current_release_date = archived.current_release_date};
}

std::vector<Document> archived_documents(ArchivedAdvisory const& archived) {
  auto name = archived.csaf_path.substr(archived.csaf_path.rfind('/') + 1);
  std::string const text = "text/plain; charset=utf-8";
  return {{archived.csaf_path, "application/json", archived.original},
          {archived.csaf_path + ".sha256", text, hash_file(sha256_hex(archived.original), name)},
          {archived.csaf_path + ".sha512", text, hash_file(sha512_hex(archived.original), name)}};
}

void sort_newest_first(std::vector<CsafEntry>& entries) {
  std::ranges::sort(entries, [](auto const& a, auto const& b) {
    return std::tie(b.current_release_date, a.path) < std::tie(a.current_release_date, b.path);
  });
}

std::string rolie_fragment(CsafEntry const& entry, PublisherProfile const& publisher) {
  auto url = publisher.base_url + entry.path;
  json::array links{link("self", url)};
  for (auto suffix : kHashSuffixes) links.push_back(link("hash", url + std::string(suffix)));
  json::object out{{"id", entry.id}, {"title", entry.title}, {"link", std::move(links)}};
  out["published"] = to_rfc3339(entry.initial_release_date);
  out["updated"] = to_rfc3339(entry.current_release_date);
  if (!entry.summary.empty()) out["summary"] = json::object{{"content", entry.summary}};
  out["content"] = json::object{{"type", "application/json"}, {"src", url}};
  out["format"] =
      json::object{{"schema", "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"},
                   {"version", "2.0"}};
  return write_json(out);
}

std::string join_rolie(std::vector<std::string_view> const& fragments, Instant updated,
                       PublisherProfile const& publisher) {
  json::object feed{{"id", "csaf-feed-tlp-white"},
                    {"title", publisher.name + ": CSAF advisories (TLP:WHITE)"}};
  feed["link"] =
      json::array{link("self", publisher.base_url + white(kFeedName)),
                  link("service", publisher.base_url + std::string(kCsafRoot) + "service.json")};
  feed["category"] = json::array{csaf_category()};
  feed["updated"] = to_rfc3339(updated);
  auto out = "{\"feed\":" + write_json(feed);
  out.pop_back();  // the entries go in before the last brace
  out += ",\"entry\":[\n";
  bool first = true;
  for (auto fragment : fragments) {
    if (!first) out += ",\n";
    first = false;
    out += fragment;
  }
  return out + "\n]}}\n";
}

std::string index_txt(std::vector<CsafEntry> const& entries) {
  std::string out;
  for (auto const& entry : newest_first(entries)) out += relative(entry) + "\n";
  return out;
}

std::string changes_csv(std::vector<CsafEntry> const& entries) {
  std::string out;
  for (auto const& entry : newest_first(entries))
    out += quoted(relative(entry)) + "," + quoted(to_rfc3339(entry.current_release_date)) + "\n";
  return out;
}

std::string category_document() {
  return write_json_indented(
      json::object{{"categories", json::object{{"category", json::array{csaf_category()}}}}});
}

std::string service_document(PublisherProfile const& publisher) {
  json::object collection{{"title", "CSAF advisories (TLP:WHITE)"},
                          {"href", publisher.base_url + white(kFeedName)}};
  collection["categories"] = json::object{{"category", json::array{csaf_category()}}};
  json::object workspace{{"title", publisher.name},
                         {"collection", json::array{std::move(collection)}}};
  return write_json_indented(
      json::object{{"service", json::object{{"workspace", json::array{std::move(workspace)}}}}});
}

std::string provider_metadata(Instant last_updated, PublisherProfile const& publisher) {
  auto const& base = publisher.base_url;
  json::object out{{"canonical_url", base + std::string(kCsafRoot) + "provider-metadata.json"}};
  json::object feed{{"summary", "All advisories marked TLP:WHITE"}, {"tlp_label", "WHITE"}};
  feed["url"] = base + white(kFeedName);
  json::object rolie{{"feeds", json::array{std::move(feed)}}};
  rolie["categories"] = json::array{json::string(base + white(kCategoryName))};
  rolie["services"] = json::array{json::string(base + std::string(kCsafRoot) + "service.json")};
  out["distributions"] =
      json::array{json::object{{"directory_url", base + std::string(kCsafWhite)}},
                  json::object{{"rolie", std::move(rolie)}}};
  out["last_updated"] = to_rfc3339(last_updated);
  out["list_on_CSAF_aggregators"] = true;
  out["metadata_version"] = "2.0";
  out["mirror_on_CSAF_aggregators"] = true;
  json::object who{{"category", publisher.category}};
  put_text(who, "contact_details", publisher.contact_details);
  put_text(who, "issuing_authority", publisher.issuing_authority);
  who["name"] = publisher.name;
  who["namespace"] = publisher.namespace_url;
  out["publisher"] = std::move(who);
  out["role"] = "csaf_provider";
  return write_json_indented(out);
}

std::vector<FolderListing> folder_listings(std::vector<CsafEntry> const& entries) {
  std::map<std::string, std::vector<std::string>> folders;
  std::set<std::string, std::greater<>> years;
  for (auto const& entry : entries) {
    auto place = relative(entry);
    auto year = place.substr(0, place.find('/'));
    auto name = place.substr(year.size() + 1);
    years.insert(year + "/");
    auto& names = folders[white(year) + "/"];
    names.push_back(name);
    for (auto suffix : kHashSuffixes) names.push_back(name + std::string(suffix));
  }
  FolderListing root{
      .path = std::string(kCsafWhite),
      .names = {"changes.csv", "index.txt", std::string(kFeedName), std::string(kCategoryName)}};
  root.names.insert(root.names.end(), years.begin(), years.end());
  std::vector<FolderListing> out{std::move(root)};
  for (auto& [path, names] : folders) {
    std::ranges::sort(names);
    out.push_back({path, std::move(names)});
  }
  return out;
}

std::vector<Document> provider_documents(std::vector<CsafEntry> entries, Instant profile_changed,
                                         PublisherProfile const& publisher) {
  sort_newest_first(entries);
  auto updated = entries.empty() ? profile_changed
                                 : std::max(profile_changed, entries.front().current_release_date);
  std::vector<std::string> fragments;
  for (auto const& entry : entries) fragments.push_back(rolie_fragment(entry, publisher));
  std::vector<std::string_view> views(fragments.begin(), fragments.end());
  std::string const json = "application/json", text = "text/plain; charset=utf-8";
  return {{white(kFeedName), json, join_rolie(views, updated, publisher)},
          {white(kCategoryName), json, category_document()},
          {white("index.txt"), text, index_txt(entries)},
          {white("changes.csv"), "text/csv; charset=utf-8", changes_csv(entries)},
          {std::string(kCsafRoot) + "service.json", json, service_document(publisher)},
          {std::string(kCsafRoot) + "provider-metadata.json", json,
           provider_metadata(updated, publisher)}};
}

}  // namespace tocsin::formats
