// The XML builder: well-formed whatever the text.
#include "markup/xml.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tocsin::markup::xml {
namespace {

static_assert(is_name("atom:link") && is_name("content:encoded") && is_name("a"));
static_assert(!is_name("") && !is_name("a b") && !is_name("1a") && !is_name("a>") &&
              !is_name("a:"));

TEST(Xml, WritesADocument) {
  auto feed = el("feed", {attr("xmlns", "http://www.w3.org/2005/Atom")}, el("title", "R&D <1>"),
                 el("link", {attr("href", "https://example.org/?a=1&b=\"2\"")}), el("n", 3));
  EXPECT_EQ(document(feed),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>R&amp;D &lt;1&gt;</title>"
            "<link href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\"/><n>3</n></feed>\n");
}

TEST(Xml, EmptyElementsAndComposition) {
  EXPECT_EQ(el("a").str(), "<a/>");
  EXPECT_EQ(el("a", "").str(), "<a/>");
  EXPECT_EQ(el("a", el("b")).str(), "<a><b/></a>");
  EXPECT_EQ(el("a", "x>").str(), "<a>x&gt;</a>");
  EXPECT_EQ(el("a", {attr("b", "c>")}).str(), "<a b=\"c&gt;\"/>");
  std::vector<std::string> words = {"1", "2"};
  EXPECT_EQ(each(words, [](auto const& w) { return el("w", w); }).str(), "<w>1</w><w>2</w>");
  EXPECT_EQ(el("content", {attr("type", "html")}, markup::el("p", "a & b")).str(),
            "<content type=\"html\">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</content>");
  EXPECT_TRUE(when(false, [] { return "x"; }).empty());
}

TEST(Xml, DropsWhatXmlDoesNotAllow) {
  EXPECT_EQ(escape(std::string_view("a\0\x01\x08\x0B\x1F"
                                    "b\t\n",
                                    9)),
            "ab\t\n");
  EXPECT_EQ(escape("\xEF\xBF\xBE\xEF\xBF\xBFz"), "z");
  EXPECT_EQ(escape("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(escape("]]>\r"), "]]&gt;&#13;");
  EXPECT_EQ(el("a", {attr("b", "x\n\ty")}).str(), "<a b=\"x&#10;&#9;y\"/>");
  for (int c = 0; c < 256; ++c) {
    auto out = escape(std::string(1, static_cast<char>(c)));
    EXPECT_TRUE(is_utf8(out) && out.find('<') == std::string::npos) << c;
    for (unsigned char byte : out) EXPECT_TRUE(byte >= 0x20 || byte == '\t' || byte == '\n') << c;
  }
}

}  // namespace
}  // namespace tocsin::markup::xml
