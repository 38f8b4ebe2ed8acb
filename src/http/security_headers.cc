// The table of site-map section 14.
#include "http/security_headers.h"

#include "base/text.h"

namespace tocsin::http {

namespace {

// The order is that of SecuritySet.
struct Row {
  SecuritySet set;
  std::string_view content_security_policy;
  std::string_view resource_policy;
  std::string_view more;  // complete lines
};

#define TOCSIN_CSP_BASE "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
#define TOCSIN_CSP_NO_SCRIPT "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
#define TOCSIN_CSP_SCRIPT                                                                             \
  "script-src 'self'; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; " \
  "trusted-types tocsin"

constexpr Row kRows[] = {
    {SecuritySet::public_html, TOCSIN_CSP_BASE TOCSIN_CSP_NO_SCRIPT, "same-origin", ""},
    {SecuritySet::public_html_with_script, TOCSIN_CSP_BASE TOCSIN_CSP_SCRIPT, "same-origin", ""},
    {SecuritySet::public_data, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
     "cross-origin", "Access-Control-Allow-Origin: *\r\n"},
    {SecuritySet::private_page, TOCSIN_CSP_BASE TOCSIN_CSP_NO_SCRIPT, "same-origin",
     "Cache-Control: no-store\r\nX-Robots-Tag: noindex\r\n"},
    {SecuritySet::private_page_with_script, TOCSIN_CSP_BASE TOCSIN_CSP_SCRIPT, "same-origin",
     "Cache-Control: no-store\r\nX-Robots-Tag: noindex\r\n"},
    {SecuritySet::attachment, "default-src 'none'; frame-ancestors 'none'; sandbox", "same-origin",
     "Cache-Control: no-store\r\nX-Robots-Tag: noindex\r\n"},
};

constexpr std::string_view kAlways =
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-get=(self), screen-wake-lock=(), usb=(), web-share=(), xr-spatial-tracking=()\r\n";

}  // namespace

bool is_loopback_url(std::string_view url) {
  auto const scheme = url.find("://");
  if (scheme == url.npos) return false;
  url.remove_prefix(scheme + 3);
  auto const authority = url.substr(0, url.find('/'));
  if (authority == "[::1]" || authority.starts_with("[::1]:")) return true;
  auto const host = lower_ascii(authority.substr(0, authority.find(':')));
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
}

Hsts hsts_for(std::string_view base_url) {
  if (!starts_with_ignoring_case(base_url, "https://") || is_loopback_url(base_url)) return Hsts::off;
  return Hsts::two_years;
}

SecurityHeaders::SecurityHeaders(Hsts hsts) {
  for (auto const& row : kRows) {
    auto& lines = lines_[static_cast<std::size_t>(row.set)];
    lines = "Content-Security-Policy: " + std::string(row.content_security_policy) +
            "\r\nCross-Origin-Resource-Policy: " + std::string(row.resource_policy) + "\r\n";
    lines += kAlways;
    lines += row.more;
    if (hsts == Hsts::two_years) lines += "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";
  }
}

}  // namespace tocsin::http
