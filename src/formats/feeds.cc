// See feeds.h. Fragments are built by the typed XML builder; heads and tails are joined around them
// as bytes.
#include "formats/feeds.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "markup/html.h"
#include "markup/xml.h"

namespace tocsin::formats {
using namespace domain;
namespace xml = markup::xml;
namespace {

std::string paragraphs(std::string_view text) {
  markup::Html html;
  for (auto line : lines_of(text))
    if (!trim(line).empty()) html += markup::el("p", trim(line));
  return html.str();
}

// A withdrawn advisory asks nothing of anybody, so only the reason is left.
std::vector<std::string> summary_lines(AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  if (revision.standing == Standing::withdrawn)
    return {"This advisory is withdrawn. " + revision.withdrawal_reason};
  std::vector<std::string> lines{
      "Severity: " + label(content.severity) + "." +
      (content.severity_reason.empty() ? "" : " " + content.severity_reason)};
  for (auto const& vulnerability : content.vulnerabilities) {
    bool named = content.vulnerabilities.size() > 1 && !vulnerability.cve.empty();
    lines.push_back((named ? vulnerability.cve + ": " : "") + answer_text(vulnerability) + " " +
                    action_text(vulnerability));
  }
  if (revision.number() > 1)
    lines.push_back("Revision " + std::to_string(revision.number()) + ": " +
                    revision.history.back().summary);
  return lines;
}

std::vector<std::string> categories_of(FeedItem const& item) {
  std::vector<std::string> out;
  if (item.severity != Severity::none)
    out.push_back("severity:" + std::string(to_word(item.severity)));
  for (auto const& product : item.products) out.push_back("product:" + product);
  for (auto const& cve : item.cves) out.push_back(cve);
  if (item.standing == Standing::withdrawn) out.push_back("withdrawn");
  return out;
}

std::string rss_fragment(FeedItem const& item) {
  return xml::el("item", xml::el("title", item.title), xml::el("link", item.url),
                 xml::el("guid", {xml::attr("isPermaLink", "false")}, item.tag),
                 xml::el("pubDate", to_rfc5322_date(item.published)),
                 xml::each(categories_of(item),
                           [](std::string const& term) { return xml::el("category", term); }),
                 xml::el("description", item.content_html))
             .str() +
         "\n";
}

std::string atom_fragment(FeedItem const& item) {
  return xml::el("entry", xml::el("id", item.tag), xml::el("title", item.title),
                 xml::el("link", {xml::attr("rel", "alternate"), xml::attr("type", "text/html"),
                                  xml::attr("href", item.url)}),
                 xml::el("published", to_rfc3339(item.published)),
                 xml::el("updated", to_rfc3339(item.updated)),
                 xml::each(categories_of(item),
                           [](std::string const& term) {
                             return xml::el("category", {xml::attr("term", term)});
                           }),
                 xml::el("summary", item.summary),
                 xml::el("content", {xml::attr("type", "html")}, item.content_html))
             .str() +
         "\n";
}

std::string json_fragment(FeedItem const& item) {
  json::array tags, cves, products;
  for (auto const& term : categories_of(item)) tags.push_back(json::string(term));
  for (auto const& cve : item.cves) cves.push_back(json::string(cve));
  for (auto const& product : item.products) products.push_back(json::string(product));
  json::object out{{"id", item.tag}, {"url", item.url}, {"title", item.title}};
  out["content_html"] = item.content_html;
  out["summary"] = item.summary;
  out["date_published"] = to_rfc3339(item.published);
  out["date_modified"] = to_rfc3339(item.updated);
  if (!tags.empty()) out["tags"] = std::move(tags);
  out["_advisory"] =
      json::object{{"about", "https://www.jsonfeed.org/version/1.1/"},
                   {"id", item.id},
                   {"severity", to_word(item.severity)},
                   {"cves", std::move(cves)},
                   {"products", std::move(products)},
                   {"state", item.standing == Standing::withdrawn ? "withdrawn" : "in force"}};
  return write_json(out);
}

// RFC 5005 section 4: an archive is marked, and names its neighbours and the feed it belongs to.
xml::Xml archive_links(FeedHead const& head, bool in_rss) {
  auto link = [&](std::string_view rel, std::string const& url) {
    if (url.empty()) return xml::Xml();
    return in_rss ? xml::el("atom:link", {xml::attr("rel", rel), xml::attr("href", url)})
                  : xml::el("link", {xml::attr("rel", rel), xml::attr("href", url)});
  };
  auto out = link("current", head.current_url);
  out += link("prev-archive", head.prev_archive_url);
  out += link("next-archive", head.next_archive_url);
  if (!head.current_url.empty()) out += xml::el("fh:archive");
  return out;
}

std::string described(FeedHead const& head, bool empty) {
  if (!empty) return head.description;
  auto nothing = "No advisories as of " + to_text(utc_date(head.updated)) + ".";
  return head.description.empty() ? nothing : head.description + " " + nothing;
}

std::string rss_head(FeedHead const& head, bool empty) {
  auto channel = xml::fragment(
      xml::el("title", head.title), xml::el("link", head.home_url),
      xml::el("description", described(head, empty)), xml::el("language", head.language),
      xml::el("lastBuildDate", to_rfc5322_date(head.updated)),
      xml::el("docs", "https://www.rssboard.org/rss-specification"), xml::el("generator", "Tocsin"),
      xml::el("atom:link", {xml::attr("rel", "self"), xml::attr("type", "application/rss+xml"),
                            xml::attr("href", head.self_url)}),
      archive_links(head, true));
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\""
         " xmlns:fh=\"http://purl.org/syndication/history/1.0\">\n<channel>" +
         channel.str() + "\n";
}

std::string atom_head(FeedHead const& head, bool empty) {
  auto subtitle = described(head, empty);
  auto inner = xml::fragment(
      xml::el("id", head.tag), xml::el("title", head.title),
      xml::when(!subtitle.empty(), [&] { return xml::el("subtitle", subtitle); }),
      xml::el("updated", to_rfc3339(head.updated)), xml::el("author", xml::el("name", head.author)),
      xml::el("link", {xml::attr("rel", "self"), xml::attr("type", "application/atom+xml"),
                       xml::attr("href", head.self_url)}),
      xml::el("link", {xml::attr("rel", "alternate"), xml::attr("type", "text/html"),
                       xml::attr("href", head.home_url)}),
      archive_links(head, false), xml::el("generator", "Tocsin"));
  std::string language;
  markup::xml::escape_attribute_to(language, head.language);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
         "xmlns:fh=\"http://purl.org/syndication/history/1.0\" xml:lang=\"" +
         language + "\">\n" + inner.str() + "\n";
}

std::string json_head(FeedHead const& head, bool empty) {
  json::object out{{"version", "https://jsonfeed.org/version/1.1"}, {"title", head.title}};
  out["home_page_url"] = head.home_url;
  out["feed_url"] = head.self_url;
  if (!described(head, empty).empty()) out["description"] = described(head, empty);
  if (!head.prev_archive_url.empty()) out["next_url"] = head.prev_archive_url;
  out["authors"] = json::array{json::object{{"name", head.author}}};
  out["language"] = head.language;
  auto text = write_json(out);
  text.pop_back();  // the items go in before the last brace
  return text + ",\"items\":[\n";
}

}  // namespace

std::string_view media_type_of(FeedKind kind) {
  constexpr Name<FeedKind> kTypes[] = {{FeedKind::rss, "application/rss+xml; charset=utf-8"},
                                       {FeedKind::atom, "application/atom+xml; charset=utf-8"},
                                       {FeedKind::json, "application/feed+json"}};
  return name_of(kTypes, kind);
}

std::string advisory_tag(std::string_view tag_authority, std::string_view advisory_id) {
  return "tag:" + std::string(tag_authority) + ":advisory:" + std::string(advisory_id);
}

std::string feed_tag(std::string_view tag_authority, std::string_view path) {
  return "tag:" + std::string(tag_authority) + ":feed:" + std::string(path);
}

FeedItem feed_item(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  auto const& content = revision.content;
  bool withdrawn = revision.standing == Standing::withdrawn;
  FeedItem item{.id = revision.id.text,
                .tag = advisory_tag(publisher.tag_authority, revision.id.text),
                .url = advisory_url(revision.id.text, publisher),
                .title = (withdrawn ? "Withdrawn: " : "") + revision.id.text + ": " + content.title,
                .severity = content.severity,
                .cves = cves_of(content),
                .published = revision.initial_release(),
                .updated = revision.current_release(),
                .standing = revision.standing};
  for (auto const& slug : products_of(content)) item.products.push_back(slug);
  item.summary = join(summary_lines(revision), "\n");
  item.content_html = paragraphs(item.summary);
  return item;
}

FeedItem feed_item(ArchivedAdvisory const& archived, PublisherProfile const& publisher) {
  FeedItem item{.id = archived.id,
                .tag = advisory_tag(publisher.tag_authority, archived.id),
                .url = advisory_url(archived.id, publisher),
                .title = archived.id + ": " + archived.title,
                .products = archived.products,
                .cves = archived.cves,
                .published = archived.initial_release_date,
                .updated = archived.current_release_date};
  for (auto severity : {Severity::low, Severity::medium, Severity::high, Severity::critical})
    if (archived.severity == to_word(severity)) item.severity = severity;
  item.summary = archived.title;
  for (auto const& note : archived.notes)
    if (note.category == "summary") {
      item.summary = note.text;
      break;
    }
  item.content_html = paragraphs(item.summary);
  return item;
}

std::string feed_fragment(FeedItem const& item, FeedKind kind) {
  switch (kind) {
    case FeedKind::rss:
      return rss_fragment(item);
    case FeedKind::atom:
      return atom_fragment(item);
    case FeedKind::json:
      return json_fragment(item);
  }
  return {};
}

std::string join_feed(FeedHead const& head, FeedKind kind,
                      std::vector<std::string_view> const& fragments) {
  bool empty = fragments.empty();
  std::string out = kind == FeedKind::rss    ? rss_head(head, empty)
                    : kind == FeedKind::atom ? atom_head(head, empty)
                                             : json_head(head, empty);
  std::size_t bytes = out.size() + 32;
  for (auto fragment : fragments) bytes += fragment.size() + 2;
  out.reserve(bytes);
  bool first = true;
  for (auto fragment : fragments) {
    if (kind == FeedKind::json && !first) out += ",\n";
    first = false;
    out += fragment;
  }
  out += kind == FeedKind::rss    ? "</channel>\n</rss>\n"
         : kind == FeedKind::atom ? "</feed>\n"
         : empty                  ? "]}\n"
                                  : "\n]}\n";
  return out;
}

FeedPlan plan_feed(std::vector<FeedItem> const& items, std::size_t page_items) {
  std::vector<std::size_t> by_release(items.size()), by_update;
  for (std::size_t i = 0; i < items.size(); ++i) by_release[i] = i;
  by_update = by_release;
  std::ranges::sort(by_release, [&](auto a, auto b) {
    return std::tie(items[a].published, items[a].id) < std::tie(items[b].published, items[b].id);
  });
  std::ranges::sort(by_update, [&](auto a, auto b) {
    return std::tie(items[b].updated, items[b].published, items[b].id) <
           std::tie(items[a].updated, items[a].published, items[a].id);
  });
  FeedPlan plan;
  std::vector<char> archived(items.size(), 0);
  // A chunk is archived when it is whole; if everything fits the current feed there is no archive.
  std::size_t whole = items.size() <= page_items ? 0 : items.size() / page_items * page_items;
  for (std::size_t start = 0; start < whole; start += page_items) {
    plan.archives.emplace_back(by_release.begin() + start, by_release.begin() + start + page_items);
    std::ranges::reverse(plan.archives.back());
    for (auto index : plan.archives.back()) archived[index] = 1;
  }
  std::size_t left = items.size() - whole;  // these must be in the current feed
  std::size_t room = page_items > left ? page_items - left : 0;
  for (auto index : by_update) {
    if (archived[index] && room == 0) continue;
    if (archived[index]) --room;
    plan.current.push_back(index);
  }
  return plan;
}

}  // namespace tocsin::formats
