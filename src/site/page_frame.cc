// See page_frame.h.
#include "site/page_frame.h"

#include "base/digest.h"
#include "site/parts.h"

namespace tocsin::site {

extern std::string_view const asset_tocsin_css;
extern std::string_view const asset_icon_svg;

using namespace markup;

namespace {

constexpr Duration kKeepForEver = std::chrono::hours(24 * 365);

// Comments are for readers of the source; browsers need none of them.
std::string without_comments(std::string_view css) {
  std::string out;
  std::size_t at = 0;
  while (at < css.size()) {
    auto open = css.find("/*", at);
    out += css.substr(at, open == css.npos ? css.npos : open - at);
    if (open == css.npos) break;
    auto close = css.find("*/", open + 2);
    at = close == css.npos ? css.size() : close + 2;
    while (at < css.size() && (css[at] == '\n' || css[at] == ' ')) ++at;
  }
  return out;
}

std::string hashed_path(std::string_view stem, std::string_view suffix, std::string_view bytes) {
  return "/assets/" + std::string(stem) + "-" + sha256_hex(bytes).substr(0, 12) +
         std::string(suffix);
}

Page asset_page(std::string path, std::string_view type, std::string body) {
  auto page = data_page(std::move(path), type, std::move(body), Instant{});
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(kKeepForEver).count();
  page.headers.push_back(
      {"Cache-Control", "public, max-age=" + std::to_string(seconds) + ", immutable"});
  return page;
}

std::string const& icon_path() {
  static std::string const path = hashed_path("icon", ".svg", asset_icon_svg);
  return path;
}

Html head_of(Site const& site, Strings const& strings, PageHead const& head) {
  auto title =
      head.title == site.name ? head.title : strings(Key::title_with_site, {head.title, site.name});
  auto alternates = each(head.alternates, [](Alternate const& one) {
    return el("link", {rel("alternate"), attr("type", one.type), attr("title", one.title),
                       href(Url::local(one.href))});
  });
  return el("head", el("meta", {attr("charset", "utf-8")}),
            el("meta",
               {attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")}),
            el("title", title),
            when(!head.description.empty(),
                 [&] {
                   return el("meta",
                             {attr("name", "description"), attr("content", head.description)});
                 }),
            when(head.indexing == Indexing::no,
                 [] { return el("meta", {attr("name", "robots"), attr("content", "noindex")}); }),
            el("meta", {attr("name", "color-scheme"), attr("content", "light dark")}),
            el("link", {rel("stylesheet"), href(Url::local(stylesheet_path()))}),
            el("link", {rel("icon"), attr("type", "image/svg+xml"), href(Url::local(icon_path()))}),
            when(!head.canonical.empty(),
                 [&] {
                   auto url = Url::external(site.publisher.base_url + head.canonical);
                   return url ? el("link", {rel("canonical"), href(*url)}) : Html();
                 }),
            alternates);
}

// The bell: two strokes and a clapper, drawn in the colour of the text.
Html bell() {
  return el("svg",
            {cls("bell"), attr("viewBox", "0 0 24 24"), attr("aria-hidden", "true"),
             attr("focusable", "false")},
            el("path", {attr("fill", "currentColor"),
                        attr("d",
                             "M12 2c-4 0-6 3-6 7 0 5-1.4 7-3 8.5V19h18v-1.5C19.4 16 18 14 18 "
                             "9c0-4-2-7-6-7Zm-2.5 18.5a2.5 2.5 0 0 0 5 0Z")}));
}

Html navigation(Site const& site, Strings const& strings, PageHead const& head) {
  struct Entry {
    Section section;
    Key key;
    char const* path;
  };
  constexpr Entry kEntries[] = {{Section::products, Key::nav_products, "/#products"},
                                {Section::advisories, Key::nav_advisories, "/advisories"},
                                {Section::policies, Key::nav_policies, "/policies"},
                                {Section::credits, Key::nav_credits, "/hall-of-fame"},
                                {Section::subscribe, Key::nav_subscribe, "/subscribe"}};
  auto entry = [&](Section section, Key key, char const* path, char const* classes) {
    return el("a",
              {href(Url::local(path)), attr_when(*classes != 0, cls(classes)),
               attr_when(head.section == section, attr("aria-current", "page"))},
              strings(key));
  };
  return el(
      "nav", {attr("aria-label", strings(Key::nav_main))},
      each(kEntries, [&](Entry const& one) { return entry(one.section, one.key, one.path, ""); }),
      each(site.nav, [&](Link const& one) { return link(one.url, text(one.label)); }),
      entry(Section::report, Key::nav_report, "/report", "call"));
}

Html footer(Site const& site, Strings const& strings) {
  auto item = [&](Key key, char const* path) {
    return el("li", el("a", {href(Url::local(path))}, strings(key)));
  };
  return el(
      "footer", {cls("foot")},
      el("div", {cls("page")},
         el("p", {cls("foot-report")},
            strings.html(Key::foot_report,
                         {el("a", {href(Url::local("/report"))}, strings(Key::foot_report_link))})),
         el("ul", item(Key::foot_disclosure, "/disclosure"),
            item(Key::foot_response_times, "/response-times"), item(Key::foot_feeds, "/feeds"),
            item(Key::foot_security_txt, "/.well-known/security.txt"),
            item(Key::foot_privacy, "/privacy"), item(Key::foot_accessibility, "/accessibility")),
         el("p", {cls("quiet")}, site.organisation, when(!site.contact_mail.empty(), [&] {
              return fragment(" · ", link("mailto:" + site.contact_mail, text(site.contact_mail)));
            }))));
}

}  // namespace

std::string const& stylesheet() {
  static std::string const css = without_comments(asset_tocsin_css);
  return css;
}

std::string const& stylesheet_path() {
  static std::string const path = hashed_path("tocsin", ".css", stylesheet());
  return path;
}

Page stylesheet_page() {
  return asset_page(stylesheet_path(), "text/css; charset=utf-8", stylesheet());
}
Page icon_page() { return asset_page(icon_path(), "image/svg+xml", std::string(asset_icon_svg)); }

std::string html_document(Site const& site, Strings const& strings, PageHead const& head,
                          Html const& main) {
  auto body = el(
      "body", el("a", {cls("skip"), href(Url::local("#main"))}, strings(Key::skip)),
      el("header", {cls("bar")},
         el("div", {cls("page")},
            el("a", {cls("mark"), href(Url::local("/")), attr("rel", "home")}, bell(), site.name),
            navigation(site, strings, head))),
      when(!site.notice.empty(),
           [&] {
             return el("aside", {cls("notice"), attr("aria-label", strings(Key::notice_label))},
                       el("div", {cls("page")}, prose(site.notice)));
           }),
      el("main", {id("main"), cls("page")}, main), footer(site, strings));
  return fragment(doctype(),
                  el("html", {lang(strings.language())}, head_of(site, strings, head), body))
      .str();
}

Page html_page(Site const& site, Strings const& strings, std::string path, PageHead const& head,
               Html const& main, Instant last_modified) {
  auto page = Page{};
  page.path = std::move(path);
  page.kind = PageKind::html;
  page.content_type = "text/html; charset=utf-8";
  page.language = strings.language();
  page.body = html_document(site, strings, head, main);
  page.last_modified = last_modified;
  return page;
}

Page data_page(std::string path, std::string_view content_type, std::string body,
               Instant last_modified) {
  auto page = Page{};
  page.path = std::move(path);
  page.kind = PageKind::data;
  page.content_type = std::string(content_type);
  page.body = std::move(body);
  page.last_modified = last_modified;
  return page;
}

Page redirect_page(std::string path, std::string query, int status, std::string location) {
  auto page = Page{};
  page.path = std::move(path);
  page.query = std::move(query);
  page.status = status;
  page.kind = PageKind::redirect;
  page.headers.push_back({"Location", std::move(location)});
  return page;
}

}  // namespace tocsin::site
