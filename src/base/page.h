// A finished public response: what the site and the formats render, the press stores, and the front serves.
//
// Spec:       RFC 9110 (status, fields), RFC 9111 (cache-control).
// Invariants: a value; bytes are final. Nothing in it depends on the request except the choice of language
//             and encoding, which the shelf makes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace tocsin {

struct Header {
  std::string name;   // as sent
  std::string value;  // no CR, LF or NUL; the press refuses others
  friend bool operator==(Header const&, Header const&) = default;
};

// Which fixed set of security headers goes with it (site-map section 14); the front adds them.
enum class PageKind {
  html,      // people: full policy
  data,      // public data: Cross-Origin-Resource-Policy: cross-origin, Access-Control-Allow-Origin: *
  redirect,  // 301/302/308 with Location, no body
};

struct Page {
  std::string host;             // empty: every host name; else exactly this one ("csaf.data.security.example.org")
  std::string path;             // starts with '/'; a query decides nothing, except the one in `query`
  std::string query;            // usually empty; "product=x" makes /?product=x an address of its own
  int status = 200;
  PageKind kind = PageKind::html;
  std::string content_type;     // "text/html; charset=utf-8"; for CSAF exactly "application/json"
  std::string language;         // "en", or empty for data
  std::vector<Header> headers;  // Location, Link, Cache-Control if not the default
  std::string body;
  Instant last_modified;
  friend bool operator==(Page const&, Page const&) = default;
};

}  // namespace tocsin
