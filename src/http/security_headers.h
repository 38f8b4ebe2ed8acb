// The security headers of every response: one table, six sets, no exception.
//
// Spec:       site-map section 14; CSP Level 3, RFC 6797 (HSTS), the Fetch standard (CORP).
// Invariants: every response carries exactly one set, errors included. HSTS is sent only when the public base URL is
//             https and its host is not loopback, so that trying Tocsin at home never poisons "localhost".
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tocsin::http {

enum class SecuritySet {
  public_html,
  public_html_with_script,
  public_data,
  private_page,
  private_page_with_script,
  attachment,
};

enum class Hsts { off, two_years };
// Whether the host of an address (http or https) is this machine itself.
bool is_loopback_url(std::string_view url);
// Off unless `base_url` is https and not loopback.
Hsts hsts_for(std::string_view base_url);

class SecurityHeaders {
 public:
  explicit SecurityHeaders(Hsts hsts);
  // Complete header lines, each ending in CRLF.
  std::string_view lines(SecuritySet set) const { return lines_[static_cast<std::size_t>(set)]; }

 private:
  std::array<std::string, 6> lines_;
};

}  // namespace tocsin::http
