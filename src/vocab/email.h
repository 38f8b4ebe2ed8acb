// EmailAddress: a mail address as we write to it and as we compare it.
//
// Spec:       RFC 5321, 4.1.2 (dot-string local parts only) and 4.5.3.1 (lengths); RFC 1123 host
//             names.
// Invariants: str() is printable ASCII without space, double quote, comma or angle bracket, so
//             it can stand in any header and any SMTP command. The domain is in lower case; the
//             local part is kept as typed, because the receiver may tell its case apart. key() is
//             the one canonical form by which two addresses count as the same: all lower case,
//             nothing else (no dots or +tags removed).
// Failure:    invalid_input; over-long is limit_exceeded.
// BUGS:       no quoted local parts, no address literals, no non-ASCII addresses (write the domain
//             as xn--).
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::vocab {

class EmailAddress {
 public:
  std::string const& str() const { return text_; }
  std::string key() const;
  std::string_view local_part() const {
    return std::string_view(text_).substr(0, text_.rfind('@'));
  }
  std::string_view domain() const { return std::string_view(text_).substr(text_.rfind('@') + 1); }
  friend auto operator<=>(EmailAddress const&, EmailAddress const&) = default;

 private:
  friend Result<EmailAddress> parse_email(std::string_view text);
  explicit EmailAddress(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// Spaces around the address are dropped; people paste them.
Result<EmailAddress> parse_email(std::string_view text);

}  // namespace tocsin::vocab
