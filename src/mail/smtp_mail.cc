// See smtp_mail.h.
#include "mail/smtp_mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "mail/relay_reply.h"

namespace tocsin::mail {
namespace {

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  // Numbers only: "127.example.org" is a name that anybody may own.
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
}

Status check(SmtpOptions const& options) {
  if (!is_host(options.host) || options.port < 1 || options.port > 65'535)
    return fail(ErrorCode::invalid_input, "the mail server's host or port is not one");
  if (!options.hello_name.empty() && !is_host(options.hello_name))
    return fail(ErrorCode::invalid_input,
                "the name this host gives to the mail server is not a host name");
  if (!is_mail_address(options.sender.address))
    return fail(ErrorCode::invalid_input, "the sender of our mail is not a mail address");
  if (is_loopback(options.host)) return {};
  if (options.tls == MailTls::none)
    return fail(ErrorCode::invalid_input,
                "mail without TLS goes to this host only; choose 'required'");
  if (!options.username.empty() && options.tls == MailTls::opportunistic)
    return fail(ErrorCode::invalid_input,
                "a mail password needs verified TLS; choose 'required' or 'implicit'");
  return {};
}

std::string url_of(SmtpOptions const& options) {
  auto host = options.host.find(':') != std::string::npos && !options.host.starts_with('[')
                  ? "[" + options.host + "]"
                  : options.host;
  auto hello = options.hello_name.empty() ? std::string("localhost") : options.hello_name;
  return std::string(options.tls == MailTls::implicit ? "smtps" : "smtp") + "://" + host + ":" +
         std::to_string(options.port) + "/" + hello;
}

// What the relay has yet to read.
struct Upload {
  std::string_view rest;
};

std::size_t read_upload(char* to, std::size_t size, std::size_t count, void* from) {
  auto& rest = static_cast<Upload*>(from)->rest;
  auto taken = rest.copy(to, size * count);
  rest.remove_prefix(taken);
  return taken;
}

// The relay's last refusal, of one line or several (RFC 5321 section 4.2.1). What it says to our good-bye does not hide it.
struct Reply {
  std::string text;
  bool complete = true;
};

std::size_t read_reply(char* line, std::size_t size, std::size_t count, void* to) {
  auto& reply = *static_cast<Reply*>(to);
  auto const text = std::string_view(line, size * count);
  if (!text.starts_with('4') && !text.starts_with('5')) return size * count;
  if (reply.complete) reply.text.clear();
  reply.complete = text.size() < 4 || text[3] != '-';
  if (reply.text.size() < 2 * relay_reply_bytes_max) reply.text += clip_utf8(text, relay_reply_bytes_max);
  return size * count;
}

// Replies about the way to the relay and not about this message: RFC 4954 section 6, RFC 3207
// section 4.
bool is_about_login(long reply) {
  return reply == 530 || reply == 534 || reply == 535 || reply == 538;
}

// `said`: the relay's reply with that code as it may be shown.
Status outcome(CURLcode code, long reply, std::string const& said) {
  if (code == CURLE_OK) return {};
  auto cause = said.starts_with(std::to_string(reply)) ? said : "curl " + std::to_string(code) + ", " + curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT)
    return fail(ErrorCode::timed_out, "the mail server did not answer in time", cause);
  if (reply >= 500 && reply <= 599 && !is_about_login(reply) && code != CURLE_LOGIN_DENIED)
    return fail(ErrorCode::invalid_input,
                "the mail server refused this message for good (" + std::to_string(reply) + ")",
                cause);
  if (reply >= 400)
    return fail(ErrorCode::unavailable,
                "the mail server put us off (" + std::to_string(reply) + ")", cause);
  if (code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION ||
      code == CURLE_SSL_CONNECT_ERROR)
    return fail(ErrorCode::unavailable, "the mail server offers no TLS that can be trusted", cause);
  return fail(ErrorCode::unavailable, "the mail server cannot be reached", cause);
}

}  // namespace

struct SmtpMail::Curl {
  CURL* handle = curl_easy_init();
  ~Curl() { curl_easy_cleanup(handle); }
};

SmtpMail::SmtpMail(SmtpOptions options, std::unique_ptr<Curl> curl)
    : options_(std::move(options)), curl_(std::move(curl)) {}

SmtpMail::~SmtpMail() = default;

Result<std::unique_ptr<SmtpMail>> SmtpMail::open(SmtpOptions options) {
  CHECKED(check(options));
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  auto curl = std::make_unique<Curl>();
  auto* handle = curl->handle;
  if (!handle) return fail(ErrorCode::unavailable, "mail cannot be set up");
  auto verified = options.tls == MailTls::required || options.tls == MailTls::implicit;
  auto use_tls = options.tls == MailTls::none            ? CURLUSESSL_NONE
                 : options.tls == MailTls::opportunistic ? CURLUSESSL_TRY
                                                         : CURLUSESSL_ALL;
  curl_easy_setopt(handle, CURLOPT_URL, url_of(options).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(use_tls));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  if (!options.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.username.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, options.username.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, options.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options.connect_max.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.send_max.count()));
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_upload);
  return std::unique_ptr<SmtpMail>(new SmtpMail(std::move(options), std::move(curl)));
}

Status SmtpMail::send(ports::MailMessage const& message) {
  auto bytes = TRY(write_message(message, options_.sender));
  Upload upload{bytes};
  auto from = "<" + options_.sender.address + ">";
  auto* recipients = curl_slist_append(nullptr, ("<" + message.to + ">").c_str());
  auto* handle = curl_->handle;
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
  Reply heard;
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, read_reply);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &heard);
  auto code = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, nullptr);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, nullptr);
  long reply = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);
  curl_slist_free_all(recipients);
  return outcome(code, reply, shown_reply(heard.text, message.to));
}

}  // namespace tocsin::mail
