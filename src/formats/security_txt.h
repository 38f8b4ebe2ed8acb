// security.txt: a strict generator, and a linter for any file.
//
// Spec:       RFC 9116; `CSAF` as registered at IANA. Unsigned: a signature wraps these bytes
//             unchanged.
// Invariants: what render_security_txt accepts has no lint finding but those of what was left out by
//             choice: not_signed, no_encryption, no_csaf, no_canonical. Expires is an argument,
//             decided by the weekly roll, and at most one year after `now` (also given).
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::formats {

struct SecurityTxt {
  std::vector<std::string> contact;  // URIs, in order of preference: https form first, then mailto
  Instant expires;
  std::vector<std::string> encryption;
  std::vector<std::string> acknowledgments;
  std::vector<std::string> policy;
  std::vector<std::string> preferred_languages;
  std::vector<std::string> canonical;
  std::vector<std::string> hiring;
  std::vector<std::string> csaf;      // the well-known metadata URL first
  std::vector<std::string> comments;  // lines without '#', at the top
  friend bool operator==(SecurityTxt const&, SecurityTxt const&) = default;
};

// Failure: invalid_input, naming the field.
Result<std::string> render_security_txt(SecurityTxt const& file, Instant now);

// The codes of the sectxt linter that bytes alone can decide.
struct SecurityTxtFinding {
  std::string code;  // "no_expire", "long_expiry", "invalid_uri_scheme" ...
  int line = 0;      // from 1; 0 for the whole file
  std::string text;
  friend bool operator==(SecurityTxtFinding const&, SecurityTxtFinding const&) = default;
};
struct SecurityTxtReading {
  SecurityTxt file;
  std::vector<SecurityTxtFinding> findings;
};
// `fetched_from` is the URL it came from; empty skips the comparison with Canonical.
SecurityTxtReading read_security_txt(std::string_view bytes, Instant now,
                                     std::string_view fetched_from = {});

}  // namespace tocsin::formats
