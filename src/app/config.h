// How a server is started: a plain value, made from the command line and an optional file DATA/tocsin.toml.
//
// Invariants: the command line wins over the file; unknown keys of the file are findings. Nothing else configures the
//             server: no environment variable, no second database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "mail/smtp_mail.h"

namespace tocsin::app {

struct ListenAddress {
  std::string address;     // numeric
  std::uint16_t port = 0;
};
// "127.0.0.1:8080", "[::1]:8080".
Result<ListenAddress> parse_address(std::string_view text);

// "smtp://HOST:PORT", "smtps://HOST:PORT"; "?tls=none|opportunistic|required" for the first.
struct SmtpTarget {
  std::string host;
  int port = 25;
  mail::MailTls tls = mail::MailTls::required;
};
Result<SmtpTarget> parse_smtp(std::string_view url);

struct Config {
  std::string data;                      // the data directory
  std::string site;                      // the folder site/
  std::string public_address = "127.0.0.1:8080";
  std::string console_address = "127.0.0.1:8081";
  std::string console_url;               // empty: http://CONSOLE_ADDRESS
  std::string smtp = "smtp://127.0.0.1:25?tls=opportunistic";
  std::string smtp_user;
  std::string smtp_password_file;
  std::string certificate;               // PEM; with it the public address speaks TLS
  std::string certificate_key;
  std::string webhook;
  std::string base_url;                  // replaces site.toml's: demos and tests on another port
  bool loopback_webhooks = false;
  bool confined = true;                  // false only for debugging under a tracer; said in the log

  std::string database() const { return data + "/tocsin.db"; }
  std::string kept_site() const { return data + "/site.good"; }
  std::string keys() const { return data + "/keys"; }
  std::string spool() const { return data + "/spool"; }
  std::string shelf() const { return data + "/shelf"; }
  std::string press() const { return data + "/press"; }
  std::string run() const { return data + "/run"; }
  std::string desk_socket() const { return run() + "/desk.sock"; }
  std::string admin_socket() const { return run() + "/admin.sock"; }
  std::string console_base() const;
};

// The same settings as arguments, for a role that is executed from the supervisor.
std::vector<std::string> to_arguments(Config const& config);

// Fills what the command line left at its default from DATA/tocsin.toml, if there is one.
Status read_config_file(Config& config);

// Makes the data directory and its parts, private to us.
Status make_directories(Config const& config);

}  // namespace tocsin::app
