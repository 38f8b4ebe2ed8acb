// See security_txt.h. The fields are one table; generator and reader walk it.
#include "formats/security_txt.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::formats {
namespace {

using List = std::vector<std::string> SecurityTxt::*;

// RFC 9116 2.5, in the order in which the file is written; Expires and Preferred-Languages are
// apart.
struct Field {
  std::string_view name;
  List list;
};
constexpr Field kFields[] = {
    {"Contact", &SecurityTxt::contact},
    {"Encryption", &SecurityTxt::encryption},
    {"Acknowledgments", &SecurityTxt::acknowledgments},
    {"Policy", &SecurityTxt::policy},
    {"Canonical", &SecurityTxt::canonical},
    {"Hiring", &SecurityTxt::hiring},
    {"CSAF", &SecurityTxt::csaf},
};

constexpr auto kYear = std::chrono::hours{24 * 365};

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

// RFC 3986 3.1: a scheme, then something.
std::string_view scheme_of(std::string_view uri) {
  auto colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == uri.size()) return {};
  auto scheme = uri.substr(0, colon);
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!letter(scheme[0])) return {};
  for (char c : scheme)
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return {};
  return is_visible(uri) ? scheme : std::string_view{};
}

// A site that is tried out on this machine has no certificate; nobody else can reach it.
bool is_loopback(std::string_view uri) {
  for (std::string_view host : {"http://127.0.0.1", "http://[::1]", "http://localhost"})
    if (uri.starts_with(host) && (uri.size() == host.size() || uri[host.size()] == ':' || uri[host.size()] == '/'))
      return true;
  return false;
}

// What may stand in a field, by the registered meaning of each: web places are https (RFC
// 9116 2.5.x).
bool scheme_fits(std::string_view field, std::string_view uri) {
  auto const scheme = lower_ascii(scheme_of(uri));
  if (scheme.empty()) return false;
  if (is_loopback(uri)) return true;
  if (field == "Contact") return scheme == "https" || scheme == "mailto" || scheme == "tel";
  if (field == "Encryption") return scheme == "https" || scheme == "dns" || scheme == "openpgp4fpr";
  return scheme == "https";
}

// RFC 5646 in the shape people use: a primary tag of 2 or 3 letters, then subtags of 1 to 8 letters
// or digits.
bool is_language(std::string_view tag) {
  bool first = true;
  for (auto part : split(tag, '-')) {
    bool letters = std::ranges::all_of(
        part, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    bool word = std::ranges::all_of(part, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
    if (part.empty() || part.size() > 8 || !word) return false;
    if (first && (!letters || part.size() < 2 || part.size() > 3)) return false;
    first = false;
  }
  return !first;
}

void write_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += '\n';
}

// Reads one line after another into a SecurityTxtReading.
struct LineReader {
  SecurityTxtReading reading;
  Instant now;
  int line = 0;
  int expires_seen = 0;
  int languages_seen = 0;

  void find(std::string code, std::string text, int at) {
    reading.findings.push_back({std::move(code), at, std::move(text)});
  }

  void expires(std::string_view value) {
    if (++expires_seen == 2) find("multi_expire", "Expires stands more than once", line);
    auto at = parse_rfc3339(value);
    if (!at) return find("invalid_expiry", "Expires is not a date and time of RFC 3339", line);
    if (expires_seen > 1) return;
    reading.file.expires = *at;
    if (*at <= now)
      find("expired", "the file has expired", line);
    else if (*at - now > kYear)
      find("long_expiry", "Expires is more than a year ahead", line);
  }

  void languages(std::string_view value) {
    if (++languages_seen == 2)
      find("multi_lang", "Preferred-Languages stands more than once", line);
    for (auto part : split(value, ',')) {
      auto tag = trim(part);
      if (!is_language(tag))
        find("invalid_lang", "'" + std::string(tag) + "' is not a language tag", line);
      else if (languages_seen == 1)
        reading.file.preferred_languages.emplace_back(tag);
    }
  }

  void uri(Field const& field, std::string_view value) {
    auto scheme = lower_ascii(scheme_of(value));
    if (scheme.empty())
      find("no_uri", std::string(field.name) + " is not a URI", line);
    else if (!scheme_fits(field.name, value))
      find("invalid_uri_scheme", std::string(field.name) + " may not be of scheme '" + scheme + "'",
           line);
    (reading.file.*field.list).emplace_back(value);
  }

  void field(std::string_view text) {
    auto colon = text.find(':');
    if (colon == std::string_view::npos)
      return find("invalid_line", "neither a comment nor 'Field: value'", line);
    if (text[0] == ' ' || text[0] == '\t')
      find("prec_ws", "white space before the field name", line);
    auto name = trim(text.substr(0, colon));
    if (name.empty()) return find("empty_key", "the field has no name", line);
    if (name.size() != text.substr(0, colon).size() && text[0] != ' ' && text[0] != '\t')
      find("prec_ws", "white space before the colon", line);
    auto rest = text.substr(colon + 1);
    if (!rest.starts_with(' ')) find("no_space", "no space after the colon", line);
    auto value = trim(rest);
    if (value.empty()) return find("empty_value", std::string(name) + " has no value", line);
    if (equals_ignoring_case(name, "Expires")) return expires(value);
    if (equals_ignoring_case(name, "Preferred-Languages")) return languages(value);
    for (auto const& known : kFields)
      if (equals_ignoring_case(name, known.name)) return uri(known, value);
    find("unknown_field", "'" + std::string(name) + "' is not a registered field", line);
  }

  void finish(std::string_view fetched_from) {
    auto const& file = reading.file;
    if (expires_seen == 0) find("no_expire", "Expires is missing", 0);
    if (file.contact.empty()) find("no_contact", "Contact is missing", 0);
    if (file.canonical.empty())
      find("no_canonical", "Canonical is missing", 0);
    else if (!fetched_from.empty() &&
             std::ranges::find(file.canonical, fetched_from) == file.canonical.end())
      find("no_canonical_match", "no Canonical is the address it came from", 0);
    if (std::ranges::any_of(file.contact, [](auto const& c) { return c.starts_with("mailto:"); }) &&
        file.encryption.empty())
      find("no_encryption", "a mail address, but no key for it", 0);
    if (file.csaf.empty()) find("no_csaf", "CSAF is missing", 0);
  }
};

}  // namespace

SecurityTxtReading read_security_txt(std::string_view bytes, Instant now,
                                     std::string_view fetched_from) {
  LineReader reader{.now = now};
  constexpr std::string_view kBom = "\xef\xbb\xbf";
  if (bytes.starts_with(kBom)) {
    reader.find("bom_in_file", "the file starts with a byte order mark", 1);
    bytes.remove_prefix(kBom.size());
  }
  if (!is_utf8(bytes)) reader.find("invalid_charset", "the file is not UTF-8", 0);
  constexpr std::string_view kSigned = "-----BEGIN PGP SIGNED MESSAGE-----";
  constexpr std::string_view kSignature = "-----BEGIN PGP SIGNATURE-----";
  bool is_signed = bytes.starts_with(kSigned), in_armor_head = is_signed;
  if (!is_signed) reader.find("not_signed", "the file has no OpenPGP signature", 0);
  if (!bytes.empty() && !bytes.ends_with('\n'))
    reader.find("no_line_separators", "the last line is not ended", 0);
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  for (auto raw : split(bytes, '\n')) {
    ++reader.line;
    auto line = raw.ends_with('\r') ? raw.substr(0, raw.size() - 1) : raw;
    if (is_signed && line == kSignature) break;
    if (in_armor_head) {
      in_armor_head = !line.empty();
      continue;
    }
    if (is_signed && line.starts_with("- ")) line.remove_prefix(2);
    if (!trim(line).empty() && !line.starts_with('#')) reader.field(line);
  }
  reader.finish(fetched_from);
  return std::move(reader.reading);
}

Result<std::string> render_security_txt(SecurityTxt const& file, Instant now) {
  std::string out;
  for (auto const& comment : file.comments) {
    if (comment.find_first_of("\r\n") != std::string::npos || !is_utf8(comment))
      return fail(ErrorCode::invalid_input, "security.txt: a comment is one line of UTF-8 text");
    out += comment.empty() ? "#\n" : "# " + comment + "\n";
  }
  for (auto const& field : kFields) {
    for (auto const& value : file.*field.list) write_field(out, field.name, value);
    // Expires comes second: a reader sees at once whom to ask and whether the file is current.
    if (field.name == "Contact") write_field(out, "Expires", to_rfc3339_seconds(file.expires));
    if (field.name == "Policy" && !file.preferred_languages.empty())
      write_field(out, "Preferred-Languages", join(file.preferred_languages, ", "));
  }
  // The reader is the judge, so generator and linter cannot drift apart; and nothing may slip in by
  // a line end.
  auto reading = read_security_txt(out, now);
  for (auto const& finding : reading.findings) {
    bool ours_to_allow = finding.code == "not_signed" || finding.code == "no_encryption" ||
                         finding.code == "no_csaf" || finding.code == "no_canonical";
    if (!ours_to_allow)
      return fail(ErrorCode::invalid_input, "security.txt: " + finding.text, finding.code);
  }
  auto expected = file;
  expected.comments.clear();
  expected.expires.epoch_ms -= expected.expires.epoch_ms % 1000;
  if (reading.file != expected)
    return fail(ErrorCode::invalid_input, "security.txt: a value does not fit on its line");
  return out;
}

}  // namespace tocsin::formats
