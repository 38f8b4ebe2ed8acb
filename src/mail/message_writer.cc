// See message_writer.h.
#include "mail/message_writer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace tocsin::mail {
namespace {

constexpr std::size_t encoded_word_bytes_max = 75;  // RFC 2047 section 2
constexpr std::size_t quoted_line_bytes_max = 76;   // RFC 2045 6.7 (5)
constexpr std::size_t folded_line_bytes_aim = 78;   // RFC 5322 2.1.1
constexpr std::size_t local_part_bytes_max = 64;    // RFC 5321 4.5.3.1.1

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// RFC 5322 3.2.3 atext.
bool is_atom_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// RFC 5322 3.2.3 dot-atom-text.
bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.' ||
      text.find("..") != std::string_view::npos)
    return false;
  return std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_char(c); });
}

// RFC 5321 4.1.2 Domain: letters, digits, hyphens and dots.
bool is_domain(std::string_view text) {
  if (!is_dot_atom(text)) return false;
  return std::ranges::all_of(text, [](char c) {
    return c == '.' || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
  });
}

bool is_message_id(std::string_view text) {
  auto at = text.find('@');
  return at != std::string_view::npos && text.size() <= 250 && is_dot_atom(text.substr(0, at)) &&
         is_dot_atom(text.substr(at + 1));
}

// RFC 2047: base64 encoded words, each whole in its characters, one a line.
std::string encoded_words(std::string_view text) {
  constexpr std::string_view kOpen = "=?UTF-8?B?";
  constexpr std::size_t kRoom = (encoded_word_bytes_max - kOpen.size() - 2) / 4 * 3;
  std::string out;
  while (!text.empty()) {
    auto part = clip_utf8(text, kRoom);
    assert(!part.empty());
    if (!out.empty()) out += "\r\n ";
    out += std::string(kOpen) + to_base64(part) + "?=";
    text.remove_prefix(part.size());
  }
  return out;
}

// Unstructured text of a header. Control characters become spaces: a subject is never worth a lost
// mail.
std::string header_text(std::string_view name, std::string_view text) {
  auto clean = std::string(text);
  for (auto& c : clean)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  auto plain = is_printable_ascii(clean) && clean.find("=?") == std::string::npos &&
               name.size() + 2 + clean.size() <= folded_line_bytes_aim;
  return plain ? clean : encoded_words(clean);
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string display_name(std::string_view name) {
  if (name.empty()) return {};
  auto plain = is_printable_ascii(name) && name.size() + 10 <= folded_line_bytes_aim &&
               name.find("=?") == std::string_view::npos;
  return (plain ? quoted_string(name) : header_text("From", name)) + "\r\n ";
}

// Folds before words, so that a long value is several lines of at most 78 where it has spaces.
std::string folded(std::string_view name, std::string_view value) {
  std::string out;
  auto line_bytes = name.size() + 1;
  for (auto word : split(value, ' ')) {
    if (line_bytes + 1 + word.size() > folded_line_bytes_aim && !out.empty()) {
      out += "\r\n";
      line_bytes = 0;
    }
    out += ' ';
    out += word;
    line_bytes += 1 + word.size();
  }
  return out;
}

Result<std::string> extra_headers(std::vector<Header> const& headers) {
  std::string out;
  std::vector<std::string_view> seen;
  for (auto const& header : headers) {
    if (std::ranges::find(kExtraHeaders, header.name) == std::end(kExtraHeaders) ||
        std::ranges::find(seen, header.name) != seen.end())
      return fail(ErrorCode::invalid_input,
                  "a mail may not carry the header '" + header.name + "' here");
    if (!is_printable_ascii(header.value) || trim(header.value).empty())
      return fail(ErrorCode::invalid_input,
                  "the mail header '" + header.name + "' has a value that mail cannot carry");
    seen.push_back(header.name);
    out += header.name + ":" + folded(header.name, trim(header.value)) + "\r\n";
  }
  if (std::ranges::find(seen, std::string_view("Auto-Submitted")) == seen.end())
    out += "Auto-Submitted: auto-generated\r\n";
  return out;
}

void add_quoted(std::string& out, char c) {
  constexpr char kHex[] = "0123456789ABCDEF";
  auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// RFC 2045 6.7 for one line of text without its line end.
void add_quoted_line(std::string& out, std::string_view line) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    auto last = i + 1 == line.size();
    auto blank = c == ' ' || c == '\t';
    // A dot or a "From " that begins a line is quoted, because relays change such lines.
    auto begins = used == 0 && (c == '.' || line.substr(i).starts_with("From "));
    auto plain = !begins && ((blank && !last) || (c > ' ' && c <= '~' && c != '='));
    std::size_t width = plain ? 1 : 3;
    if (used + width > quoted_line_bytes_max - 1) {
      out += "=\r\n";
      used = 0;
      begins = c == '.' || line.substr(i).starts_with("From ");
      plain = plain && !begins;
      width = plain ? 1 : 3;
    }
    if (plain) {
      out += c;
    } else {
      add_quoted(out, c);
    }
    used += width;
  }
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  for (auto line : lines_of(text)) {
    add_quoted_line(out, line);
    out += "\r\n";
  }
  return out;
}

Status check(ports::MailMessage const& message, Sender const& sender) {
  if (!is_mail_address(sender.address))
    return fail(ErrorCode::invalid_input, "the sender is not a mail address");
  if (!is_mail_address(message.to))
    return fail(ErrorCode::invalid_input, "the recipient is not a mail address");
  if (!is_message_id(message.message_id))
    return fail(ErrorCode::invalid_input, "the Message-ID is not one");
  if (!is_utf8(message.subject) || !is_utf8(message.body) || !is_utf8(sender.name))
    return fail(ErrorCode::invalid_input, "the mail's text is not UTF-8");
  return {};
}

bool lines_fit(std::string_view bytes) {
  for (auto line : split(bytes, '\n'))
    if (line.size() > mail_line_octets_max + 1) return false;  // the CR stands in `line`
  return true;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > email_bytes_max) return false;
  auto local = text.substr(0, at);
  return local.size() <= local_part_bytes_max && is_dot_atom(local) &&
         is_domain(text.substr(at + 1));
}

Result<std::string> write_message(ports::MailMessage const& message, Sender const& sender) {
  CHECKED(check(message, sender));
  auto extra = TRY(extra_headers(message.headers));
  auto from = display_name(sender.name);
  std::string out;
  out += "Date: " + to_rfc5322_date(message.date) + "\r\n";
  out += "From: " + (from.empty() ? sender.address : from + "<" + sender.address + ">") + "\r\n";
  out += "To: " + message.to + "\r\n";
  out += "Message-ID: <" + message.message_id + ">\r\n";
  out += "Subject: " + header_text("Subject", message.subject) + "\r\n";
  out += extra;
  out += "MIME-Version: 1.0\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\n";
  out += "Content-Transfer-Encoding: quoted-printable\r\n";
  out += "\r\n";
  out += quoted_printable(clean_text(message.body));
  if (!lines_fit(out))
    return fail(ErrorCode::invalid_input, "a header of the mail is longer than mail can carry");
  return out;
}

}  // namespace tocsin::mail
