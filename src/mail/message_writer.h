// A mail as bytes: one From, To, Date and Message-ID, a UTF-8 text, and no way for a value to
// become a header.
//
// Spec:       RFC 5322 (format), RFC 2047 (encoded words), RFC 2045 6.7 (quoted-printable), RFC
// 3834 (Auto-Submitted). Invariants: M-5: lines end with CRLF and are at most 76 octets where they
// can be folded, never above 998; no bare CR
//             or LF; header names come from kExtraHeaders. The same message gives the same bytes
//             (M-1).
// Failure:    invalid_input: an address, Message-ID, header name or text that RFC 5322 cannot carry
// as it is. Threads:    pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/mail.h"

namespace tocsin::mail {

struct Sender {
  std::string address;  // "security@example.org"
  std::string name;     // as shown; may be empty
};

// The headers a notice may add.
inline constexpr std::string_view kExtraHeaders[] = {
    "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id",        "List-Help",  "Reply-To",
    "In-Reply-To",      "References",            "Auto-Submitted", "Precedence",
};

Result<std::string> write_message(ports::MailMessage const& message, Sender const& sender);

// local@domain in ASCII, as SMTP without SMTPUTF8 carries it, at most email_bytes_max.
bool is_mail_address(std::string_view text);

}  // namespace tocsin::mail
