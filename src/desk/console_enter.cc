// Signing in and out, the way in, and the stylesheets.
#include "desk/console.h"
#include "desk/console_pages.h"
#include "desk/guard.h"
#include "handling/sign_in.h"
#include "site/page_frame.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

Answer get_console_root(Visit&) { return see_other("/console/inbox"); }

// A page with one button: mail scanners and chat previews open links, and must not use this one up (I10).
Answer get_enter(Visit& visit) {
  auto const token = visit.parameter("token");
  if (auto good = handling::check_sign_in_link(visit.world(), token); !good)
    return console_closed(visit, describe(good.error().code).http_status, good.error().message);
  auto const& t = visit.strings;
  auto content = el("div", {cls("enter")}, el("h1", t(K::enter_title)), el("p", t(K::enter_text)),
                    el("form", {attr("method", "post"), action(Url::local("/console/enter/" + percent_encode(token)))},
                       button(t(K::enter_button))));
  return console_page(visit, {.title = t(K::enter_title), .content = content});
}

Answer post_enter(Visit& visit) {
  auto session = handling::use_sign_in_link(visit.world(), visit.parameter("token"));
  if (!session) return console_closed(visit, describe(session.error().code).http_status, session.error().message);
  auto response = see_other("/console/inbox");
  return std::move(response.with("Set-Cookie", TRY(http::set_cookie(console_cookie(visit.desk, *session)))));
}

Answer post_leave(Visit& visit) {
  CHECKED(handling::sign_out(visit.world(), visit.secret));
  auto const& t = visit.strings;
  Visit outside{.desk = visit.desk, .request = visit.request, .parameters = {}, .actor = {}, .secret = {}, .form = http::Form(),
                .files = {}, .strings = visit.strings, .now = visit.now};
  auto response = console_page(outside, {.title = t(K::left_title),
                                         .content = fragment(el("h1", t(K::left_title)), el("p", t(K::left_text)))});
  return std::move(response.with("Set-Cookie", TRY(http::clear_cookie(console_cookie(visit.desk, {})))));
}

Answer get_asset(Visit& visit) {
  auto const path = "/assets/" + visit.parameter("name");
  std::string const* file = nullptr;
  if (path == site::stylesheet_path()) file = &site::stylesheet();
  if (path == console_stylesheet_path()) file = &console_stylesheet();
  if (path == preview_script_path()) file = &preview_script();
  if (!file) return fail(ErrorCode::not_found, "no such file");
  http::Response response;
  response.security = http::SecuritySet::public_data;
  if (path.ends_with(".js")) response.with("Content-Type", "text/javascript; charset=utf-8");
  else response.with("Content-Type", "text/css; charset=utf-8");
  response.with("Cache-Control", "public, max-age=31536000, immutable");
  response.body = *file;
  return response;
}

}  // namespace tocsin::desk
