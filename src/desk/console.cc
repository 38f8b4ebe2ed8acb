// See console.h: the frame, the error pages and the shared pieces. Forms and fields: console_form.cc.
#include "desk/console.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "handling/trusted_time.h"
#include "site/page_frame.h"

namespace tocsin::desk {

extern std::string_view const asset_console_css;
extern std::string_view const asset_preview_js;

using namespace markup;
using K = Key;

namespace {

constexpr std::size_t kFindingsShown = 20;   // of a refused site folder

struct TabRow {
  Tab tab;
  Key label;
  char const* path;
  domain::Access access;
};
using domain::Action;
using domain::Level;
using domain::Object;
constexpr TabRow kTabs[] = {
    {Tab::inbox, K::nav_inbox, "/console/inbox", {Object::case_list, Action::read, Level::summary}},
    {Tab::advisories, K::nav_advisories, "/console/advisories", {Object::advisory, Action::read, Level::summary}},
    {Tab::outbox, K::nav_outbox, "/console/outbox", {Object::outbox, Action::read, Level::summary}},
    {Tab::subscribers, K::nav_subscribers, "/console/subscribers", {Object::subscribers, Action::read, Level::existence}},
    {Tab::staff, K::nav_staff, "/console/staff", {Object::staff, Action::read, Level::existence}},
    {Tab::settings, K::nav_settings, "/console/settings", {Object::settings, Action::read, Level::existence}},
};

Html bar(Visit const& visit, Tab current) {
  auto const& t = visit.strings;
  auto const signed_in = visit.actor.sort == domain::ActorSort::staff;
  return el("header", {cls("bar wide")},
            el("div", {cls("page")},
               el("a", {cls("mark"), href(Url::local("/console/inbox"))}, t(K::console_mark, {visit.settings().site.name})),
               when(signed_in, [&] {
                 auto tabs = each(kTabs, [&](TabRow const& row) {
                   return when(domain::authorize(visit.actor, row.access).has_value(), [&] {
                     return el("a", {href(Url::local(row.path)), attr_when(row.tab == current, attr("aria-current", "page"))},
                               t(row.label));
                   });
                 });
                 return fragment(el("nav", {attr("aria-label", t(K::nav_label))}, tabs),
                                 el("div", {cls("who")}, el("span", {cls("quiet")}, visit.actor.name, " · ", t.named("role_", domain::word_of(visit.actor.role))),
                                    form_to(visit, "/console/leave", button(t(K::sign_out), Weight::plain))));
               })));
}

// What keeps the whole desk from working as it should: above every page of those who may see the settings, until it is
// mended, with what to do.
Html house_notices(Visit const& visit, Tab tab) {
  auto const& t = visit.strings;
  if (visit.actor.sort != domain::ActorSort::staff ||
      !domain::authorize(visit.actor, {Object::settings, Action::read, Level::existence}))
    return {};
  auto const hold = handling::clock_hold(visit.world());
  auto const held = hold && hold->has_value() && tab != Tab::settings;   // the settings page says it itself
  auto const& refused = visit.settings().site_refused;
  if (!held && refused.empty()) return {};
  return el("div", {cls("page")},
            when(held, [&] {
              return el("div", {cls("answer critical"), attr("role", "alert")},
                        el("p", el("strong", t(K::clock_held)), " ", **hold),
                        el("p", t.html(K::clock_held_how, {el("code", "tocsin clock trust")})));
            }),
            when(!refused.empty(), [&] {
              auto const findings = lines_of(refused);
              return el("div", {cls("answer critical"), attr("role", "alert")}, el("p", el("strong", t(K::site_refused))),
                        el("ul", each(std::span(findings).first(std::min<std::size_t>(findings.size(), kFindingsShown)),
                                      [](auto const& line) { return when(!line.empty(), [&] { return el("li", el("code", line)); }); })),
                        el("p", t.html(K::site_refused_how, {el("code", "tocsin check")})));
            }));
}

std::string document(Visit const& visit, ConsolePage const& page) {
  auto const& t = visit.strings;
  auto head = el("head", el("meta", {attr("charset", "utf-8")}),
                 el("meta", {attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")}),
                 el("title", t(K::title_with_console, {page.title, visit.settings().site.name})),
                 el("meta", {attr("name", "robots"), attr("content", "noindex")}),
                 el("meta", {attr("name", "color-scheme"), attr("content", "light dark")}),
                 el("link", {rel("stylesheet"), href(Url::local(site::stylesheet_path()))}),
                 el("link", {rel("stylesheet"), href(Url::local(console_stylesheet_path()))}),
                 when(!page.script_path.empty(), [&] { return script_file(Url::local(page.script_path)); }));
  auto content = page.layout == Layout::columns
                     ? page.content
                     : el("main", {id("main"), cls("page console")}, page.content);
  auto body = el("body", el("a", {cls("skip"), href(Url::local("#main"))}, t(K::skip)), bar(visit, page.tab),
                 house_notices(visit, page.tab), content);
  return fragment(doctype(), el("html", {lang(t.language())}, head, body)).str();
}

// The fields of a refused form, to copy or to send again. Tokens and versions are ours, not typed.
Html typed_again(Visit const& visit, std::optional<std::int64_t> version) {
  HtmlWriter out;
  for (auto const& field : visit.form.fields()) {
    if (field.name == "token") continue;
    if (field.name == "nonce") {
      out.add(nonce_field(visit));
      continue;
    }
    if (field.name == "version") {
      out.add(version_field(version.value_or(0)));
      continue;
    }
    auto label = visit.strings.named("field_", field.name);
    // Short words are choices that were made; longer text is what nobody wants to write twice.
    if (field.value.find_first_of(" \n") == field.value.npos && field.value.size() < 40)
      out.add(field.value.empty() ? hidden(field.name, field.value)
                                  : line_field({.label = label, .name = field.name, .value = field.value}));
    else
      out.add(area_field({.label = label, .name = field.name, .value = field.value}, 6));
  }
  return out.finish();
}

bool has_typed(http::Form const& form) {
  return std::ranges::any_of(form.fields(), [](auto const& f) { return f.name != "token" && f.name != "version" && f.name != "nonce"; });
}

// "/console/cases/ID/act" -> "/console/cases/ID": the page that shows how things stand.
std::string page_of(std::string const& path) {
  auto const parts = split(path, '/');
  if (parts.size() >= 4) return "/" + std::string(parts[1]) + "/" + std::string(parts[2]) + "/" + std::string(parts[3]);
  return "/console/inbox";
}

}  // namespace

http::Response console_page(Visit const& visit, ConsolePage const& page, int status) {
  return http::html_response(status, document(visit, page),
                             page.script_path.empty() ? http::SecuritySet::private_page : http::SecuritySet::private_page_with_script);
}

http::Response console_error(Visit const& visit, Error const& error, std::optional<std::int64_t> current_version) {
  auto const& t = visit.strings;
  auto const status = describe(error.code).http_status;
  if (status == 404)
    return console_page(visit, {.title = t(K::not_found_title),
                                .content = fragment(el("h1", t(K::not_found_title)), el("p", t(K::not_found_text)),
                                                    el("p", local_link("/console/inbox", t(K::back_to_inbox))))}, 404);
  auto const repeatable = (error.code == ErrorCode::conflict || error.code == ErrorCode::invalid_input) &&
                          has_typed(visit.form);
  auto content = fragment(
      el("h1", t(error.code == ErrorCode::conflict ? K::conflict_title : K::refused_title)),
      el("p", {cls("answer high"), attr("role", "alert")}, error.message),
      when(has_typed(visit.form), [&] { return el("p", t(repeatable ? K::nothing_lost_again : K::nothing_lost)); }),
      when(repeatable,
           [&] {
             return el("section", {cls("card")},
                       form_to(visit, visit.request.path, fragment(typed_again(visit, current_version), button(t(K::send_again)))));
           }),
      when(!repeatable && has_typed(visit.form), [&] { return el("section", {cls("card")}, typed_again(visit, current_version)); }),
      el("p", local_link(page_of(visit.request.path), t(K::see_how_it_stands))));
  return console_page(visit, {.title = t(K::refused_title), .content = content}, status);
}

http::Response console_closed(Visit const& visit, int status, std::string const& sentence) {
  auto const& t = visit.strings;
  auto content = fragment(el("h1", t(K::closed_title)), el("p", {cls("answer"), attr("role", "alert")}, sentence),
                          // SameSite=Strict: a browser that follows a link from a mail sends no cookie. One press from here does.
                          when(visit.request.reads_only() && !visit.request.path.starts_with("/console/enter/"),
                               [&] { return el("p", t(K::closed_retry), " ", local_link(visit.request.path, t(K::closed_retry_link))); }),
                          el("p", t.html(K::closed_how, {el("code", "tocsin staff link NAME")})),
                          when(has_typed(visit.form), [&] {
                            return el("section", {cls("card")}, el("h2", t(K::typed_title)), el("p", t(K::nothing_lost)),
                                      typed_again(visit, std::nullopt));
                          }));
  return console_page(visit, {.title = t(K::closed_title), .content = content}, status);
}

Html time_mark(Instant at) { return el("time", {attr("datetime", to_rfc3339_seconds(at))}, to_people(at)); }

Html severity_mark(Strings const& strings, std::optional<domain::Severity> severity) {
  if (!severity || *severity == domain::Severity::none) return el("span", {cls("quiet")}, strings(K::not_rated));
  auto const word = domain::word_of(*severity);
  return el("span", {cls("severity " + std::string(word))}, strings.named("severity_", word));
}

Html due_mark(Strings const& t, domain::Deadline const& deadline, Instant now) {
  using enum domain::DeadlineState;
  auto mark = [](std::string_view classes, std::string const& words) { return el("span", {cls(classes)}, words); };
  auto left = [&] { return deadline.due ? to_people(*deadline.due - now) : std::string(); };
  switch (deadline.state) {
    case not_started: return mark("due", t(K::due_not_started));
    case running: return mark("due", t(K::due_in, {left()}));
    case due_soon: return mark("due soon", t(K::due_in, {left()}));
    case paused: return mark("due paused", t(K::due_paused));
    case met: return mark("due met", deadline.due && deadline.stopped
                                         ? t(K::due_met_early, {to_people(*deadline.due - *deadline.stopped)})
                                         : t(K::due_met));
    case met_late:
      return mark("due late", deadline.due && deadline.stopped
                                  ? t(K::due_met_late, {to_people(*deadline.stopped - *deadline.due)})
                                  : t(K::due_missed));
    case missed: return mark("due missed", deadline.due ? t(K::due_missed_by, {to_people(now - *deadline.due)}) : t(K::due_missed));
    case ended: return mark("due", t(K::due_ended));
    case undetermined: return mark("due missed", t(K::due_undetermined));
  }
  return {};
}

Html typed_text(std::string_view typed) {
  HtmlWriter out;
  bool open = false, first = true;
  for (auto line : lines_of(typed)) {
    if (trim(line).empty()) {
      if (open) out.close("p");
      open = false;
      continue;
    }
    if (!open) {
      out.open("p");
      open = first = true;
    }
    if (!first) out.leaf("br");
    first = false;
    out.text(line);
  }
  if (open) out.close("p");
  return out.finish();
}

Html local_link(std::string const& path, std::string_view label) { return el("a", {href(Url::local(path))}, label); }

std::string bytes_text(std::int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  if (bytes < 1024 * 1024) return std::to_string((bytes + 512) / 1024) + " KB";
  return std::to_string((bytes + 512 * 1024) / (1024 * 1024)) + " MB";
}

namespace {

int rank(domain::Deadline const& deadline) {
  using enum domain::DeadlineState;
  auto const ours = deadline.bound == domain::BoundParty::vendor ? 0 : 10;
  switch (deadline.state) {
    case missed: return 0 + ours;
    case undetermined: return 1 + ours;
    case due_soon: return 2 + ours;
    case running: return 3 + ours;
    case paused: return 4 + ours;
    default: return 99;
  }
}

}  // namespace

domain::Deadline const* most_urgent(std::vector<domain::Deadline> const& all) {
  domain::Deadline const* best = nullptr;
  for (auto const& one : all) {
    if (rank(one) == 99) continue;
    auto const earlier = best && rank(one) == rank(*best) && one.due.value_or(Instant{}) < best->due.value_or(Instant{});
    if (!best || rank(one) < rank(*best) || earlier) best = &one;
  }
  return best;
}

std::int64_t urgency(std::vector<domain::Deadline> const& all, Instant now) {
  auto const* first = most_urgent(all);
  if (!first) return INT64_MAX;
  auto const left = first->due ? (*first->due - now).count() : 0;
  return rank(*first) * 100'000'000'000'000 + left;
}

std::string const& console_stylesheet() {
  static std::string const css(asset_console_css);
  return css;
}

std::string const& console_stylesheet_path() {
  static std::string const path = "/assets/console-" + sha256_hex(console_stylesheet()).substr(0, 12) + ".css";
  return path;
}

std::string const& preview_script() {
  static std::string const script(asset_preview_js);
  return script;
}

std::string const& preview_script_path() {
  static std::string const path = "/assets/preview-" + sha256_hex(preview_script()).substr(0, 12) + ".js";
  return path;
}

}  // namespace tocsin::desk
