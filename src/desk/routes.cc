// See routes.h: the way of a request through the checks, in their order.
#include "desk/routes.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "desk/console.h"
#include "desk/guard.h"
#include "handling/sign_in.h"
#include "handling/draw.h"

namespace tocsin::desk {
namespace {

using http::Method;

http::Router<Route> const& router_of(Audience audience) {
  // Two tries from the one table, so that a forwarded request cannot reach a console row whatever its path is.
  auto rows_for = [](Audience wanted) {
    static std::array<std::vector<Route>, 2> kept;
    auto& rows = kept[static_cast<std::size_t>(wanted)];
    if (rows.empty())
      for (auto const& route : kRoutes)
        if (route.audience == wanted) rows.push_back(route);
    return std::span<Route const>(rows);
  };
  static http::Router<Route> const console(rows_for(Audience::console));
  static http::Router<Route> const forwarded(rows_for(Audience::forwarded));
  return audience == Audience::console ? console : forwarded;
}

Visit visit_of(DeskContext& desk, http::Request const& request) {
  return {.desk = desk, .request = request, .parameters = {}, .actor = {}, .secret = {}, .form = http::Form(), .files = {},
          .strings = Strings(desk.settings.site.language), .now = desk.world.clock.wall()};
}

http::Response page_for(Visit const& visit, Audience audience, Error const& error) {
  return audience == Audience::console ? console_error(visit, error) : forwarded_error(visit, error);
}

// Proof: who is asking. Sets actor and secret.
Status prove(Visit& visit, Proof proof) {
  switch (proof) {
    case Proof::none:
    case Proof::address:
      return {};
    case Proof::session: {
      auto const token = cookie_of(visit.request, console_cookie(visit.desk, {}));
      if (!token) return fail(ErrorCode::forbidden, visit.strings(Key::closed_text));
      auto const staff = TRY(handling::staff_of_session(visit.world(), *token));
      visit.actor = domain::staff_actor(staff);
      visit.secret = *token;
      return {};
    }
    case Proof::phrase: {
      auto const pass = cookie_of(visit.request, reporter_cookie(visit.desk, {}));
      if (!pass) return fail(ErrorCode::forbidden, visit.strings(Key::phrase_again));
      visit.actor = domain::reporter_actor(TRY(case_of_pass(visit.world().keyring, *pass, visit.now)));
      visit.secret = *pass;
      return {};
    }
  }
  return {};
}

// A POST that changes something for a signed-in person comes from a page of ours.
Status check_post(Visit const& visit, Route const& route) {
  if (route.proof == Proof::address) return {};
  auto const console = route.audience == Audience::console;
  CHECKED(check_origin(visit.request,
                       console ? visit.settings().console_url : visit.settings().site.publisher.base_url,
                       console ? OriginNeed::positive : OriginNeed::not_foreign));
  if (route.proof == Proof::none) return {};
  return check_form_token(visit.world().keyring, visit.secret, visit.form.first("token"));
}

http::Response refused_method(Visit const& visit, Audience audience) {
  auto response = page_for(visit, audience, {ErrorCode::not_found, {}});
  response.status = 405;
  auto allow = http::HeaderValue::make(router_of(audience).allowed_methods(visit.request.path));
  if (allow) response.with("Allow", std::move(*allow));
  return response;
}

// Files come with messages only; the rest are forms. The advisory editor's texts and rows need room of their own.
http::FormLimits limits_of(Route const& route) {
  return route.pattern.ends_with("/draft") || route.pattern.ends_with("/preview") ? kEditorLimits : http::FormLimits{};
}

// As much of the proof as can be had from the head alone.
bool may_send_much(DeskContext& desk, Proof proof, http::Request const& head) {
  switch (proof) {
    case Proof::none:
    case Proof::address:
      return false;
    case Proof::session:
      return cookie_of(head, console_cookie(desk, {})).has_value();
    case Proof::phrase: {
      auto const pass = cookie_of(head, reporter_cookie(desk, {}));
      return pass && case_of_pass(desk.world.keyring, *pass, desk.world.clock.wall());
    }
  }
  return false;
}

http::Response answer_of(Visit& visit, Route const& route) {
  auto const posting = !visit.request.reads_only();
  Status body = posting ? read_body(visit.request, visit.form, visit.files, limits_of(route)) : Status{};
  if (auto proven = prove(visit, route.proof); !proven) {
    if (route.audience == Audience::console) return console_closed(visit, 403, proven.error().message);
    return posting ? forwarded_error(visit, proven.error()) : see_other("/r");
  }
  if (!body) return page_for(visit, route.audience, body.error());
  if (posting)
    if (auto ours = check_post(visit, route); !ours) {
      if (route.audience == Audience::console) return console_closed(visit, 403, ours.error().message);
      return forwarded_error(visit, ours.error());
    }
  // A reporter's rows are about their one case, which the handler opens; the general question is for staff.
  if (route.proof == Proof::session && route.access.object != domain::Object::public_form)
    if (auto allowed = domain::authorize(visit.actor, route.access); !allowed)
      return page_for(visit, route.audience, allowed.error());
  auto answer = route.handle(visit);
  if (answer) return std::move(*answer);
  if (describe(answer.error().code).http_status >= 500) {
    // The person sees a sentence; the log has the cause under the same word.
    visit.world().log.write(ports::LogLevel::warning, "desk_request_failed",
                            {{"route", std::string(route.pattern)}, {"code", describe(answer.error().code).word}});
  }
  auto response = page_for(visit, route.audience, answer.error());
  if (response.status == 503) response.with("Retry-After", "5");
  return response;
}

}  // namespace

http::Response handle(DeskContext& desk, Audience audience, http::Request const& request) {
  auto visit = visit_of(desk, request);
  auto found = router_of(audience).match(request.method, request.path);
  if (!found) {
    // Signed in or not, an unknown address and an unknown case look alike to the same person.
    if (audience == Audience::console) std::ignore = prove(visit, Proof::session);
    return found.error() == http::RouteTrie::Miss::wrong_method ? refused_method(visit, audience)
                                                                : page_for(visit, audience, {ErrorCode::not_found, {}});
  }
  visit.parameters = std::move(found->parameters);
  return answer_of(visit, found->row);
}

std::size_t body_bytes_max(DeskContext& desk, Audience audience, http::Request const& head) {
  if (head.reads_only()) return 0;
  auto found = router_of(audience).match(head.method, head.path);
  if (!found) return 0;
  auto const pattern = found->row.pattern;
  auto const wanted = pattern == "/r/message" || pattern == "/console/cases/{id}/{act}" ? thread_upload_bytes_max
                                                                                        : limits_of(found->row).bytes_max;
  return may_send_much(desk, found->row.proof, head) ? wanted : std::min(wanted, http_form_bytes_max);
}

}  // namespace tocsin::desk
