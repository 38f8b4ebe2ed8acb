// See config.h.
#include "app/config.h"

#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "base/toml_reader.h"
#include "http/security_headers.h"
#include "os/files.h"

namespace tocsin::app {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  unsigned value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

// Every setting that has a name on the command line and in the file: one table for both.
struct Setting {
  std::string_view name;
  std::string Config::*member;
};
constexpr Setting kSettings[] = {
    {"data", &Config::data},
    {"site", &Config::site},
    {"public", &Config::public_address},
    {"console", &Config::console_address},
    {"console-url", &Config::console_url},
    {"smtp", &Config::smtp},
    {"smtp-user", &Config::smtp_user},
    {"smtp-password-file", &Config::smtp_password_file},
    {"certificate", &Config::certificate},
    {"certificate-key", &Config::certificate_key},
    {"webhook", &Config::webhook},
    {"base-url", &Config::base_url},
};

}  // namespace

Result<ListenAddress> parse_address(std::string_view text) {
  auto colon = text.rfind(':');
  auto port = colon == std::string_view::npos ? std::nullopt : port_of(text.substr(colon + 1));
  if (!port)
    return fail(ErrorCode::invalid_input, "'" + std::string(text) + "' is not an address; write it as 127.0.0.1:8080 or [::1]:8080");
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  return ListenAddress{std::string(host), *port};
}

Result<SmtpTarget> parse_smtp(std::string_view url) {
  auto bad = [&] {
    return fail(ErrorCode::invalid_input, "'" + std::string(url) + "' is not a mail relay; write it as smtp://mail.example.org:587 or smtps://mail.example.org:465");
  };
  SmtpTarget target;
  if (url.starts_with("smtps://")) {
    target.tls = mail::MailTls::implicit;
    target.port = 465;
    url.remove_prefix(8);
  } else if (url.starts_with("smtp://")) {
    url.remove_prefix(7);
  } else {
    return bad();
  }
  if (auto query = url.find('?'); query != std::string_view::npos) {
    auto word = url.substr(query + 1);
    if (word == "tls=none") target.tls = mail::MailTls::none;
    else if (word == "tls=opportunistic") target.tls = mail::MailTls::opportunistic;
    else if (word == "tls=required") target.tls = mail::MailTls::required;
    else return bad();
    url = url.substr(0, query);
  }
  if (url.ends_with('/')) url.remove_suffix(1);
  auto colon = url.rfind(':');
  if (colon != std::string_view::npos) {
    auto port = port_of(url.substr(colon + 1));
    if (!port) return bad();
    target.port = *port;
    url = url.substr(0, colon);
  }
  if (url.empty()) return bad();
  target.host = std::string(url);
  return target;
}

std::string Config::console_base() const {
  if (!console_url.empty()) return console_url;
  return "http://" + console_address;
}

std::vector<std::string> to_arguments(Config const& config) {
  std::vector<std::string> out;
  for (auto const& setting : kSettings) {
    auto const& value = config.*setting.member;
    if (value.empty()) continue;
    out.push_back("--" + std::string(setting.name));
    out.push_back(value);
  }
  if (config.loopback_webhooks) out.push_back("--loopback-webhooks");
  if (!config.confined) out.push_back("--unconfined");
  if (config.ready_fd >= 0) {
    out.push_back("--ready-fd");
    out.push_back(std::to_string(config.ready_fd));
  }
  return out;
}

Status read_config_file(Config& config) {
  os::RealFiles files(os::FatalIo::report);
  auto const path = config.data + "/tocsin.toml";
  if (!files.exists(path)) return {};
  auto const text = TRY(files.read(path, rules_bytes_max));
  auto file = TomlFile::parse(text, path);
  auto root = file.root();
  Config const defaults;
  for (auto const& setting : kSettings) {
    auto value = root.string(setting.name);
    if (value && config.*setting.member == defaults.*setting.member) config.*setting.member = *value;
  }
  root.finish();
  if (!file.ok()) return fail(ErrorCode::invalid_input, to_text(file.findings()));
  return {};
}

Status check_addresses(Config const& config) {
  auto const https_or_here = [](std::string_view url) {
    return starts_with_ignoring_case(url, "https://") ||
           (starts_with_ignoring_case(url, "http://") && http::is_loopback_url(url));
  };
  if (!config.base_url.empty() && !https_or_here(config.base_url))
    return fail(ErrorCode::invalid_input, "--base-url " + config.base_url + " is not https: the published site is reached by https, or by http "
                                          "from this machine alone. Use --certificate or a TLS proxy, and name the https address");
  auto const console = TRY(parse_address(config.console_address));
  auto const here = http::is_loopback_url("http://" + (console.address.contains(':') ? "[" + console.address + "]" : console.address));
  if (!https_or_here(config.console_base()) || (!here && !starts_with_ignoring_case(config.console_base(), "https://")))
    return fail(ErrorCode::invalid_input, "the console at " + config.console_address + ", reached as " + config.console_base() +
                                          ", would be plain http to other machines. Keep --console on 127.0.0.1 and use a tunnel, or put a "
                                          "TLS proxy before it and name its address with --console-url https://...");
  return {};
}

Status make_directories(Config const& config) {
  os::RealFiles files(os::FatalIo::report);
  for (auto const& path : {config.data, config.keys(), config.spool(), config.shelf(), config.press(), config.run()}) {
    CHECKED(files.make_directory(path));
    CHECKED(os::set_mode(path, 0700));
  }
  return {};
}

}  // namespace tocsin::app
