// security.txt: the generator passes its own linter, and each lint code is met by one file at
// least.
#include "formats/security_txt.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace tocsin::formats {
namespace {

Instant const kNow = parse_rfc3339("2026-03-05T12:00:00Z").value();

SecurityTxt good() {
  return {.contact = {"https://security.acme.example/report", "mailto:security@acme.example"},
          .expires = parse_rfc3339("2026-09-01T00:00:00Z").value(),
          .encryption = {"https://security.acme.example/keys/team.asc"},
          .acknowledgments = {"https://security.acme.example/hall-of-fame"},
          .policy = {"https://security.acme.example/disclosure"},
          .preferred_languages = {"en", "de"},
          .canonical = {"https://security.acme.example/.well-known/security.txt"},
          .hiring = {"https://acme.example/jobs"},
          .csaf = {"https://security.acme.example/.well-known/csaf/provider-metadata.json"},
          .comments = {"Acme Security"}};
}

std::vector<std::string> codes(std::string_view bytes, std::string_view fetched_from = {}) {
  std::vector<std::string> out;
  for (auto const& finding : read_security_txt(bytes, kNow, fetched_from).findings)
    out.push_back(finding.code);
  return out;
}

TEST(SecurityTxt, TheGeneratorPassesItsLinter) {
  auto text = render_security_txt(good(), kNow).value();
  EXPECT_EQ(text,
            "# Acme Security\n"
            "Contact: https://security.acme.example/report\n"
            "Contact: mailto:security@acme.example\n"
            "Expires: 2026-09-01T00:00:00Z\n"
            "Encryption: https://security.acme.example/keys/team.asc\n"
            "Acknowledgments: https://security.acme.example/hall-of-fame\n"
            "Policy: https://security.acme.example/disclosure\n"
            "Preferred-Languages: en, de\n"
            "Canonical: https://security.acme.example/.well-known/security.txt\n"
            "Hiring: https://acme.example/jobs\n"
            "CSAF: https://security.acme.example/.well-known/csaf/provider-metadata.json\n");
  EXPECT_EQ(codes(text, good().canonical[0]), std::vector<std::string>{"not_signed"});
  auto read = read_security_txt(text, kNow).file;
  read.comments = good().comments;
  EXPECT_EQ(read, good());
}

TEST(SecurityTxt, TheGeneratorRefuses) {
  auto refused = [](auto&& change) {
    auto file = good();
    change(file);
    auto text = render_security_txt(file, kNow);
    EXPECT_FALSE(text.has_value()) << *text;
  };
  refused([](auto& f) { f.contact.clear(); });
  refused([](auto& f) { f.contact[0] = "security@acme.example"; });
  refused([](auto& f) { f.contact[0] = "https://a.example/\nExpires: 2099-01-01T00:00:00Z"; });
  refused([](auto& f) { f.contact[0] = ""; });
  refused([](auto& f) { f.policy[0] = "http://acme.example/"; });
  refused([](auto& f) { f.policy[0] = "https://acme.example/a b"; });
  refused([](auto& f) { f.hiring[0] = "javascript:alert(1)"; });
  refused([](auto& f) { f.preferred_languages[0] = "english!"; });
  refused([](auto& f) { f.expires = kNow; });
  refused([](auto& f) { f.expires = kNow + std::chrono::hours{24 * 366}; });
  refused([](auto& f) { f.comments[0] = "a\nb"; });
}

TEST(SecurityTxt, EachLintCode) {
  std::string const base = render_security_txt(good(), kNow).value();
  struct Row {
    char const* code;
    std::string bytes;
  };
  auto with = [&](std::string const& line) { return base + line + "\n"; };
  auto without = [&](std::string_view field) {
    std::string out;
    for (auto line : split(base, '\n'))
      if (!line.starts_with(field) && !line.empty()) out += std::string(line) + "\n";
    return out;
  };
  Row const rows[] = {
      {"no_expire", without("Expires")},
      {"multi_expire", with("Expires: 2026-09-01T00:00:00Z")},
      {"invalid_expiry", without("Expires") + "Expires: tomorrow\n"},
      {"expired", without("Expires") + "Expires: 2026-03-05T11:59:59Z\n"},
      {"long_expiry", without("Expires") + "Expires: 2028-01-10T00:00:00Z\n"},
      {"no_contact", without("Contact")},
      {"no_canonical", without("Canonical")},
      {"multi_lang", with("Preferred-Languages: fr")},
      {"invalid_lang", without("Preferred") + "Preferred-Languages: en_US\n"},
      {"no_uri", with("Policy: see our site")},
      {"invalid_uri_scheme", with("Policy: http://acme.example/")},
      {"unknown_field", with("Bounty: https://acme.example/")},
      {"invalid_line", with("hello")},
      {"empty_key", with(": x")},
      {"empty_value", with("Hiring: ")},
      {"no_space", with("Hiring:https://acme.example/")},
      {"prec_ws", with(" Hiring: https://acme.example/")},
      {"bom_in_file", "\xef\xbb\xbf" + base},
      {"invalid_charset", with("# \xff")},
      {"no_line_separators", base.substr(0, base.size() - 1)},
      {"no_encryption", without("Encryption")},
      {"no_csaf", without("CSAF")},
  };
  for (auto const& row : rows) {
    auto found = codes(row.bytes);
    EXPECT_TRUE(std::ranges::find(found, row.code) != found.end()) << row.code << "\n" << row.bytes;
  }
  auto elsewhere = codes(base, "https://other.example/.well-known/security.txt");
  EXPECT_TRUE(std::ranges::find(elsewhere, "no_canonical_match") != elsewhere.end());
}

TEST(SecurityTxt, CrLfAndSignedFilesAreRead) {
  auto base = render_security_txt(good(), kNow).value();
  EXPECT_EQ(codes(replace_all(base, "\n", "\r\n")), std::vector<std::string>{"not_signed"});
  auto wrapped = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + base +
                 "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
  EXPECT_EQ(codes(wrapped), std::vector<std::string>{});
}

}  // namespace
}  // namespace tocsin::formats
