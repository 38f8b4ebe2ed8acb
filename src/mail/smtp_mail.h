// Mail to a relay over SMTP, one connection kept open.
//
// Spec:       RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 8314 (implicit TLS);
// libcurl. Invariants: one recipient a message. TLS off, and a password without verified TLS, only
// to a loopback host. No proxy
//             and no setting comes from the environment.
// Failure:    invalid_input: the relay refused this message for good (5xx), or it cannot be
// written.
//             unavailable: 4xx, no connection, no TLS, a refused login: the operator or time can
//             mend it. timed_out: no answer in time; the message may have been taken, and going
//             again is byte-identical (M-1). An error's cause is the relay's reply, shortened and
//             without any address (relay_reply.h).
// Threads:    one at a time; the mail lane.
#pragma once

#include <memory>
#include <string>

#include "mail/message_writer.h"
#include "ports/mail.h"

namespace tocsin::mail {

enum class MailTls {
  none,           // loopback only
  opportunistic,  // STARTTLS if offered, any certificate: better than nothing against listeners
  required,       // STARTTLS with a verified certificate
  implicit        // TLS from the first byte with a verified certificate
};

struct SmtpOptions {
  std::string host = "localhost";
  int port = 25;
  MailTls tls = MailTls::required;
  std::string ca_file;   // empty: the system's
  std::string username;  // empty: no AUTH
  std::string password;
  std::string hello_name;  // of this host in EHLO; empty: "localhost"
  Sender sender;
  Duration connect_max = std::chrono::seconds{15};
  Duration send_max = std::chrono::seconds{120};
};

class SmtpMail final : public ports::Mail {
 public:
  static Result<std::unique_ptr<SmtpMail>> open(SmtpOptions options);
  ~SmtpMail() override;
  Status send(ports::MailMessage const& message) override;

 private:
  struct Curl;
  SmtpMail(SmtpOptions options, std::unique_ptr<Curl> curl);
  SmtpOptions options_;
  std::unique_ptr<Curl> curl_;
};

}  // namespace tocsin::mail
