// The small vocabularies: identifiers, labels, languages, addresses, package names.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/text.h"
#include "vocab/cpe.h"
#include "vocab/cve_id.h"
#include "vocab/cwe.h"
#include "vocab/email.h"
#include "vocab/language.h"
#include "vocab/purl.h"
#include "vocab/severity.h"
#include "vocab/tlp.h"

namespace tocsin::vocab {
namespace {

TEST(Tlp, EveryLabelHasItsWords) {
  for (auto const& row : kTlps) EXPECT_EQ(parse_tlp(row.word), row.value);
  for (auto bad : {"", "clear", "TLP:CLEAR", "AMBER-STRICT", "BLACK"})
    EXPECT_FALSE(parse_tlp(bad)) << bad;
  EXPECT_TRUE(Tlp::clear < Tlp::amber && Tlp::amber < Tlp::amber_strict &&
              Tlp::amber_strict < Tlp::red);
}

TEST(CveId, IsStrict) {
  for (auto good :
       {"CVE-2026-0001", "CVE-1999-9999", "CVE-2026-12345", "CVE-2026-1234567890123456789"})
    EXPECT_EQ(parse_cve_id(good)->str(), good);
  EXPECT_EQ(parse_cve_id("CVE-2026-0001")->year(), 2026);
  EXPECT_TRUE(parse_cve_id("CVE-1900-1234")->is_test_id());
  EXPECT_FALSE(parse_cve_id("CVE-2026-1234")->is_test_id());
  for (auto bad :
       {"", "CVE", "CVE-2026-123", "cve-2026-1234", "CVE-26-1234", "CVE-2026-01234",
        "CVE-2026-1234 ", " CVE-2026-1234", "CVE-2026-12a4", "CVE-2026-12345678901234567890",
        "CVE_2026_1234", "CVE-2026-1234\n", "CVE-20a6-1234", "CVE-2026--1234"})
    EXPECT_EQ(parse_cve_id(bad).error().code, ErrorCode::invalid_input) << bad;
}

TEST(Cwe, ReadsAndNames) {
  EXPECT_EQ(parse_cwe_id("CWE-79")->number, 79);
  EXPECT_EQ(parse_cwe_id("CWE-79")->str(), "CWE-79");
  EXPECT_EQ(cwe_name({787}), "Out-of-bounds Write");
  EXPECT_EQ(cwe_name({22}),
            "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')");
  EXPECT_FALSE(cwe_name({1}));
  EXPECT_FALSE(cwe_name({99999}));
  for (auto bad : {"", "79", "CWE-", "CWE-079", "CWE-0", "cwe-79", "CWE-79 ", "CWE-123456",
                   "CWE-7a", "CWE--1"})
    EXPECT_EQ(parse_cwe_id(bad).error().code, ErrorCode::invalid_input) << bad;
  for (auto const& row : cwe_names()) {
    EXPECT_EQ(cwe_name({row.number}), row.name);
    EXPECT_EQ(row.name, trim(row.name));
  }
}

// The Top 25 of 2024 are all there.
TEST(Cwe, KnowsTheTop25) {
  for (int number : {79,  787, 89,  352, 22,  125, 78,  416, 862, 434, 94,  20, 77,
                     287, 269, 502, 200, 863, 918, 119, 476, 798, 190, 400, 306})
    EXPECT_TRUE(cwe_name({number})) << number;
}

TEST(Language, ReadsTheSubset) {
  EXPECT_EQ(canonical_language("EN"), "en");
  EXPECT_EQ(canonical_language("de-ch"), "de-CH");
  EXPECT_EQ(canonical_language("zh-hans-cn"), "zh-Hans-CN");
  EXPECT_EQ(canonical_language("es-419"), "es-419");
  EXPECT_EQ(canonical_language("sl-rozaj-1994"), "sl-rozaj-1994");
  EXPECT_EQ(canonical_language("en-x-pseudo"), "en-x-pseudo");
  for (auto bad :
       {"", "e", "engl", "en_US", "en-", "-en", "en-x", "en-USA", "en--US", "en US", "de-1996-1996",
        "x-a", "12", "en-x-toolongsubtag", "en\n", "aaa-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"})
    EXPECT_FALSE(is_language_tag(bad)) << bad;
}

TEST(Email, HasOneCanonicalForm) {
  auto address = parse_email("  Ada.Lovelace+x@Example.ORG ");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->str(), "Ada.Lovelace+x@example.org");
  EXPECT_EQ(address->key(), "ada.lovelace+x@example.org");
  EXPECT_EQ(address->domain(), "example.org");
  EXPECT_EQ(address->local_part(), "Ada.Lovelace+x");
  EXPECT_EQ(parse_email(address->str())->str(), address->str());
  EXPECT_TRUE(parse_email("a@xn--bcher-kva.example"));
  EXPECT_TRUE(parse_email("o'brien@a-b.example"));
}

TEST(Email, RefusesWhatCouldBreakAHeader) {
  for (auto bad : {"",
                   "a",
                   "@",
                   "a@",
                   "@b.example",
                   "a@b",
                   "a b@c.example",
                   "a@b..example",
                   ".a@b.example",
                   "a.@b.example",
                   "a..b@c.example",
                   "a@-b.example",
                   "a@b-.example",
                   "a@b.example.",
                   "a@[127.0.0.1]",
                   "a@127.0.0.1",
                   "\"a b\"@c.example",
                   "a@b.example\r\nBcc: c@d.example",
                   "a\n@b.example",
                   "a\r@b.example",
                   "<a@b.example>",
                   "a,c@b.example",
                   "a;c@b.example",
                   "a:c@b.example",
                   "a@b@c.example",
                   "\xC3\xA4@b.example",
                   "a@b\xC3\xBC.example",
                   "a\t@b.example",
                   "\ta@b.example",
                   "a@b.example\n",
                   "a\\b@c.example",
                   "a(c)@b.example"})
    EXPECT_EQ(parse_email(bad).error().code, ErrorCode::invalid_input) << bad;
  EXPECT_FALSE(parse_email(std::string("a\0@b.example", 12)));
}

TEST(Email, LengthLimits) {
  auto local = std::string(64, 'a');
  EXPECT_TRUE(parse_email(local + "@b.example"));
  EXPECT_EQ(parse_email(local + "a@b.example").error().code, ErrorCode::limit_exceeded);
  auto domain =
      std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(61, 'd');  // 189 bytes
  EXPECT_EQ((local + "@" + domain).size(), 254u);
  EXPECT_TRUE(parse_email(local + "@" + domain));
  EXPECT_EQ(parse_email(local + "@" + domain + "d").error().code, ErrorCode::limit_exceeded);
  EXPECT_FALSE(parse_email("a@" + std::string(64, 'b') + ".example"));
}

TEST(Purl, CanonicalForm) {
  struct Case {
    std::string_view text, canonical;
  };
  constexpr Case kCases[] = {
      {"pkg:npm/foobar@12.3.1", "pkg:npm/foobar@12.3.1"},
      {"PKG:NPM/foobar@12.3.1", "pkg:npm/foobar@12.3.1"},
      {"pkg://npm//foobar@12.3.1", "pkg:npm/foobar@12.3.1"},
      {"pkg:npm/%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"},
      {"pkg:npm/@angular/animation", "pkg:npm/%40angular/animation"},
      {"pkg:github/Package-url/Purl-Spec@244fd47e07d1004f0aed9c",
       "pkg:github/package-url/purl-spec@244fd47e07d1004f0aed9c"},
      {"pkg:pypi/Django_allauth@12.23", "pkg:pypi/django-allauth@12.23"},
      {"pkg:deb/debian/curl@7.50.3-1?distro=jessie&arch=i386",
       "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie"},
      {"pkg:deb/debian/curl?Arch=&distro=x", "pkg:deb/debian/curl?distro=x"},
      {"pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/../api/annotations/",
       "pkg:golang/google.golang.org/genproto@abcdedf#googleapis/api/annotations"},
      {"pkg:docker/cassandra@sha256:244fd47e07d1004f0aed9c",
       "pkg:docker/cassandra@sha256:244fd47e07d1004f0aed9c"},
      {"pkg:generic/a%20b@1%2F2", "pkg:generic/a%20b@1%2F2"}};
  for (auto const& c : kCases) {
    auto purl = parse_purl(c.text);
    ASSERT_TRUE(purl) << c.text << ": " << purl.error().message;
    EXPECT_EQ(purl->str(), c.canonical);
    EXPECT_EQ(parse_purl(purl->str()).value(), *purl);
  }
  for (auto bad : {"",
                   "npm/foo",
                   "pkg:",
                   "pkg:npm",
                   "pkg:npm/",
                   "pkg:/foo",
                   "pkg:n&m/foo",
                   "pkg:3npm/foo",
                   "pkg:npm/foo@",
                   "pkg:npm/fo%o",
                   "pkg:npm/foo%2",
                   "pkg:npm/a%2Fb",
                   "pkg:npm/foo?a",
                   "pkg:npm/foo?a=1&a=2",
                   "pkg:npm/f oo",
                   "pkg:npm/f\n",
                   "pkg:npm/%FF",
                   "pkg:npm/foo?1a=x",
                   "pkg:npm/f\xC3\xA4",
                   "http://example.org"})
    EXPECT_EQ(parse_purl(bad).error().code, ErrorCode::invalid_input) << bad;
}

TEST(Cpe, BothBindings) {
  EXPECT_TRUE(is_cpe_2_3("cpe:2.3:a:acme:clock:1.0:*:*:*:*:*:*:*"));
  EXPECT_TRUE(is_cpe_2_3("cpe:2.3:a:ac\\:me:cl\\\\ock:1.0:*:*:de-DE:-:*:*:*"));
  EXPECT_TRUE(is_cpe_2_2("cpe:/a:acme:clock:1.0"));
  for (auto bad :
       {"", "cpe:2.3:a", "cpe:2.3:x:acme:clock:1.0:*:*:*:*:*:*:*",
        "cpe:2.3:a:acme:clock:1.0:*:*:*:*:*:*", "cpe:2.3:a:acme:clock:1.0:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:ac me:clock:1.0:*:*:*:*:*:*:*", "cpe:2.3:a::clock:1.0:*:*:*:*:*:*:*",
        "cpe:2.3:a:a*c:clock:1.0:*:*:*:*:*:*:*", "cpe:/x:acme",
        "cpe:2.3:a:acme:clock:1.0:*:*:english:*:*:*:*", "cpe:2.3:a:acme\\:clock:1.0:*:*:*:*:*:*:*",
        "cpe:/a:b:c:d:e:f:g:h:i", "cpe:2.3:a:**acme:clock:1.0:*:*:*:*:*:*:*",
        "cpe:2.3:a:??:clock:1:*:*:*:*:*:*:*", "cpe:2.3:a:acme:clock:1.0:*:*:*:*:*:*:\\"})
    EXPECT_FALSE(is_cpe(bad)) << bad;
}

// The lists of valid and invalid names that come with CSAF 2.1, where they are at hand.
TEST(Cpe, AgreesWithTheStandardsLists) {
  auto const* folder = std::getenv("TOCSIN_SUITES");
  auto root = (folder ? folder : std::string(TOCSIN_SOURCE_DIR) + "/../shared/data") +
              "/oasis-csaf-2.1/cpe/";
  std::ifstream valid(root + "valid/cpe.txt"), invalid(root + "invalid/cpe.txt");
  if (!valid || !invalid) GTEST_SKIP() << "no " << root;
  auto lines = 0;
  for (std::string line; std::getline(valid, line); ++lines) EXPECT_TRUE(is_cpe(line)) << line;
  for (std::string line; std::getline(invalid, line); ++lines) EXPECT_FALSE(is_cpe(line)) << line;
  EXPECT_GT(lines, 10);
}

}  // namespace
}  // namespace tocsin::vocab
