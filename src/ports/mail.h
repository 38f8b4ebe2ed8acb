// Outgoing mail: one message to one recipient, handed to a relay.
//
// Spec:       RFC 5322, RFC 5321. Invariants: M-5; one recipient a message; header values cannot hold CR or LF.
// Failure:    unavailable / timed_out: try again later (4xx, connection). invalid_input: permanent refusal (5xx).
#pragma once

#include <string>
#include <vector>

#include "base/page.h"
#include "base/result.h"
#include "base/time.h"

namespace tocsin::ports {

struct MailMessage {
  std::string message_id;       // local@domain, without brackets: f(notice, recipient)
  std::string to;               // one address
  std::string subject;          // UTF-8
  std::string body;             // UTF-8 text, LF
  Instant date;                 // of the notice, not of the attempt: retries are byte-identical (M-1)
  std::vector<Header> headers;  // List-Unsubscribe ...; names from a closed list
  friend bool operator==(MailMessage const&, MailMessage const&) = default;
};

class Mail {
 public:
  virtual ~Mail() = default;
  virtual Status send(MailMessage const& message) = 0;
};

}  // namespace tocsin::ports
