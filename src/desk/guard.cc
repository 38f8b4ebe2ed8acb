// See guard.h.
#include "desk/guard.h"

#include <charconv>

#include "base/digest.h"
#include "base/text.h"
#include "spool/access_phrase.h"

namespace tocsin::desk {
namespace {

std::string keyed(ports::Keyring& keyring, std::string_view purpose, std::string_view text) {
  return to_base64url(blake2b_keyed(keyring.derived_secret(purpose), text));
}

Error signed_out() { return {ErrorCode::forbidden, "enter your access phrase again"}; }

}  // namespace

http::Cookie console_cookie(DeskContext const& desk, std::string token) {
  auto const scheme = cookie_scheme(desk.settings.console_url);
  return {.name = scheme == http::CookieScheme::https ? "tocsin" : "tocsin_session", .value = std::move(token),
          .prefix = http::CookiePrefix::host, .path = "/", .scheme = scheme};
}

http::Cookie reporter_cookie(DeskContext const& desk, std::string value) {
  return {.name = std::string(spool::kReporterCookieName), .value = std::move(value), .prefix = http::CookiePrefix::secure, .path = "/r",
          .scheme = cookie_scheme(desk.settings.site.publisher.base_url)};
}

std::optional<std::string> cookie_of(http::Request const& request, http::Cookie const& named) {
  return http::cookie_value(request, http::cookie_wire_name(named));
}

std::string form_token(ports::Keyring& keyring, std::string_view secret) { return keyed(keyring, "form-token", secret); }

Status check_form_token(ports::Keyring& keyring, std::string_view secret, std::string_view token) {
  if (!secret.empty() && equal_constant_time(form_token(keyring, secret), token)) return {};
  return fail(ErrorCode::forbidden, "this form is too old or is not ours; nothing was changed. Load the page again");
}

Status check_origin(http::Request const& request, std::string_view base_url, OriginNeed need) {
  auto const foreign = [] { return fail(ErrorCode::forbidden, "this was sent from another site; nothing was changed"); };
  auto said = false;
  if (auto const site = request.fields.find("sec-fetch-site")) {
    if (*site != "same-origin") return foreign();
    said = true;
  }
  // Under our own referrer policy browsers send "null" from our own pages too: it says nothing in either direction.
  if (auto const origin = request.fields.find("origin"); origin && *origin != "null") {
    if (lower_ascii(*origin) != origin_of(base_url)) return foreign();
    said = true;
  }
  if (need == OriginNeed::positive && !said)
    return fail(ErrorCode::forbidden, "your browser does not say where this form came from; nothing was changed");
  return {};
}

// case id '.' hour at which it ends '.' keyed digest
std::string reporter_pass(ports::Keyring& keyring, domain::CaseId const& id, Instant now) {
  auto const ends = floor_hour(now + kReporterVisit + std::chrono::hours{1});
  auto const body = id.text + "." + std::to_string(ends.epoch_ms / 3'600'000);
  return body + "." + keyed(keyring, "reporter-pass", body);
}

Result<domain::CaseId> case_of_pass(ports::Keyring& keyring, std::string_view pass, Instant now) {
  auto const parts = split(pass, '.');
  if (parts.size() != 3) return std::unexpected(signed_out());
  auto const body = std::string(parts[0]) + "." + std::string(parts[1]);
  if (!equal_constant_time(keyed(keyring, "reporter-pass", body), parts[2])) return std::unexpected(signed_out());
  std::int64_t hour = 0;
  std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), hour);
  if (now.epoch_ms >= hour * 3'600'000) return std::unexpected(signed_out());
  return domain::CaseId{std::string(parts[0])};
}

}  // namespace tocsin::desk
