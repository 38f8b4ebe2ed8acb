// Checks of mail addresses.
#include "vocab/email.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "vocab/ascii.h"

namespace tocsin::vocab {

namespace {

// RFC 5322, 3.2.3: atext.
bool is_atext(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Atoms joined by single dots.
bool is_dot_string(std::string_view text) {
  return std::ranges::all_of(split(text, '.'), [](auto atom) {
    return !atom.empty() && std::ranges::all_of(atom, is_atext);
  });
}

bool is_label(std::string_view label) {
  constexpr std::size_t label_bytes_max = 63;
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
         label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// At least two labels, and the last one no number: that would be an IPv4 address.
bool is_domain(std::string_view domain) {
  auto labels = split(domain, '.');
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return labels.size() >= 2 && std::ranges::all_of(labels, is_label) &&
         !std::ranges::all_of(labels.back(), is_digit);
}

}  // namespace

std::string EmailAddress::key() const { return lower_ascii(text_); }

Result<EmailAddress> parse_email(std::string_view text) {
  constexpr std::size_t local_part_bytes_max = 64;  // RFC 5321, 4.5.3.1.1
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.size() > email_bytes_max)
    return fail(ErrorCode::limit_exceeded, "the mail address is too long");
  auto wrong = [] {
    return fail(ErrorCode::invalid_input, "this is not a mail address, such as name@example.org");
  };
  auto at = text.rfind('@');
  if (at == std::string_view::npos) return wrong();
  auto local = text.substr(0, at);
  if (local.size() > local_part_bytes_max)
    return fail(ErrorCode::limit_exceeded, "the mail address is too long");
  if (!is_dot_string(local) || !is_domain(text.substr(at + 1))) return wrong();
  return EmailAddress(std::string(local) + "@" + lower_ascii(text.substr(at + 1)));
}

}  // namespace tocsin::vocab
