// The guard of the desk: who is asking, and whether a POST really comes from a page of ours.
//
// Spec:       facts of threats T34 (CSRF) and T40 (sessions); site-map section 14; RFC 6265bis (cookie prefixes), the
//             Fetch standard (Origin, Sec-Fetch-Site).
// Invariants: (1) The console's cookie is __Host-tocsin, the reporter's __Secure-tocsin_r with Path=/r; both HttpOnly,
//             SameSite=Strict and Secure, except on plain http at loopback.
//             (2) The form token is a keyed digest of the cookie's value, so it is worth nothing in another session.
//             (3) The reporter's cookie is a signed case id and the hour at which it ends: nothing is stored about who
//             looked when.
// Failure:    forbidden with a sentence; never why a token was wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "desk/desk_context.h"
#include "domain/ids.h"
#include "http/request.h"

namespace tocsin::desk {

http::Cookie console_cookie(DeskContext const& desk, std::string token);
http::Cookie reporter_cookie(DeskContext const& desk, std::string value);

// The value of our cookie in a request, if it is there once.
std::optional<std::string> cookie_of(http::Request const& request, http::Cookie const& named);

std::string form_token(ports::Keyring& keyring, std::string_view secret);
Status check_form_token(ports::Keyring& keyring, std::string_view secret, std::string_view token);

// Browsers say where a POST comes from. `console` wants a positive word of it; `forwarded` accepts silence, because old
// and privacy-minded browsers say nothing, but never a foreign word.
enum class OriginNeed { positive, not_foreign };
Status check_origin(http::Request const& request, std::string_view base_url, OriginNeed need);

inline constexpr Duration kReporterVisit = std::chrono::hours{2};
std::string reporter_pass(ports::Keyring& keyring, domain::CaseId const& id, Instant now);
Result<domain::CaseId> case_of_pass(ports::Keyring& keyring, std::string_view pass, Instant now);

}  // namespace tocsin::desk
