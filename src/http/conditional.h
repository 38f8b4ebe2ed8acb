// Conditional requests and the choice of language and encoding.
//
// Spec:       RFC 9110 sections 8.8.3 (entity tags), 12.5 (Accept-*), 13.1 and 13.2.2 (precedence).
// Invariants: pure functions of header text; a malformed header counts as absent, because the full answer is
//             always right.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace tocsin::http {

// If-None-Match against our entity tag ("\"abc\"" with quotes), by weak comparison.
bool none_match_hits(std::string_view if_none_match, std::string_view etag);
// If-Match, by strong comparison: true means go on.
bool match_holds(std::string_view if_match, std::string_view etag);
std::optional<Instant> parse_http_date(std::string_view text);  // IMF-fixdate only

struct Validators {
  std::string_view etag;
  Instant last_modified;
};
// True: answer 304. If-Modified-Since is looked at only without If-None-Match.
bool not_modified(std::optional<std::string_view> if_none_match, std::optional<std::string_view> if_modified_since,
                  Validators current);

// The languages of `available` that Accept-Language wants, best first; then the others in their own order. RFC 4647
// lookup: "de-AT" finds "de".
std::vector<std::string_view> ranked_languages(std::string_view accept_language,
                                               std::vector<std::string_view> const& available);

struct AcceptedEncodings {
  bool brotli = false;
  bool gzip = false;
  friend bool operator==(AcceptedEncodings const&, AcceptedEncodings const&) = default;
};
AcceptedEncodings accepted_encodings(std::string_view accept_encoding);

}  // namespace tocsin::http
