// The HTML builder: what it writes, and that nothing hostile gets through any of its contexts.
#include "markup/html.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tocsin::markup {
namespace {

// What must never compile, asked of the lists that the consteval constructors ask.
static_assert(is_element("p") && is_element("input") && is_element("textarea"));
static_assert(!is_element("script") && !is_element("style") && !is_element("iframe") &&
              !is_element("object"));
static_assert(!is_element("base") && !is_element("embed") && !is_element("SCRIPT") &&
              !is_element("p onload=x"));
static_assert(!is_element("foreignObject") && !is_element("use") && !is_element("animate") &&
              !is_element("template"));
static_assert(is_attribute("class") && is_attribute("aria-label") && is_attribute("data-case"));
static_assert(!is_attribute("onclick") && !is_attribute("style") && !is_attribute("srcdoc"));
static_assert(!is_attribute("href") && !is_attribute("src") && !is_attribute("action") &&
              !is_attribute("formaction"));
static_assert(!is_attribute("http-equiv") && !is_attribute("data-") && !is_attribute("data-x y"));
static_assert(!std::is_constructible_v<Html, std::string> &&
              !std::is_convertible_v<char const*, Html>);
static_assert(!std::is_constructible_v<Attr, UrlAttrName, std::string>);

TEST(Html, WritesNestedElements) {
  auto url = Url::local("/p/clock/");
  auto page = el("p", {cls("meta")}, "Fixed in ", el("a", {href(url), attr("data-n", 3)}, "1 < 2"),
                 " & more");
  EXPECT_EQ(
      page.str(),
      R"(<p class="meta">Fixed in <a href="/p/clock/" data-n="3">1 &lt; 2</a> &amp; more</p>)");
}

TEST(Html, AttributesMayBeBareAbsentOrAVector) {
  EXPECT_EQ(el("input", {attr("name", "x"), flag("required"), flag_when(false, "disabled"),
                         attr_when(true, attr("value", "\"'<>&"))})
                .str(),
            R"(<input name="x" required value="&quot;&#39;&lt;&gt;&amp;">)");
  Attrs attributes = {id("a")};
  attributes.push_back(cls("b"));
  EXPECT_EQ(el("div", attributes, "c").str(), R"(<div id="a" class="b">c</div>)");
  EXPECT_EQ(el("br").str(), "<br>");
  EXPECT_EQ(el("div").str(), "<div></div>");
  EXPECT_EQ(el("div", {}, "").str(), "<div></div>");
}

TEST(Html, HelpersCompose) {
  std::vector<std::string> words = {"a", "<b>", "c"};
  EXPECT_EQ(el("ul", each(words, [](auto const& w) { return el("li", w); })).str(),
            "<ul><li>a</li><li>&lt;b&gt;</li><li>c</li></ul>");
  EXPECT_EQ(join(words, ", ").str(), "a, &lt;b&gt;, c");
  EXPECT_EQ(join(words, el("br")).str(), "a<br>&lt;b&gt;<br>c");
  EXPECT_EQ(fragment("n ", 7, std::optional<std::string>("x"), std::optional<Html>(), words).str(),
            "n 7xa&lt;b&gt;c");
  EXPECT_EQ(when(true, [] { return "y<"; }).str(), "y&lt;");
  EXPECT_TRUE(when(false, [] { return "y"; }).empty());
  EXPECT_EQ(either(false, [] { return "y"; }, [] { return el("b", "n"); }).str(), "<b>n</b>");
  EXPECT_EQ(when_some(std::optional<int>(4), [](int n) { return n; }).str(), "4");
  EXPECT_EQ((text("a&") + el("hr")).str(), "a&amp;<hr>");
}

TEST(Html, KeepsTheFirstNewlineOfPreAndTextarea) {
  EXPECT_EQ(el("textarea", "\nx").str(), "<textarea>\n\nx</textarea>");
  EXPECT_EQ(el("pre", "x\n").str(), "<pre>x\n</pre>");
  EXPECT_EQ(el("p", "\nx").str(), "<p>\nx</p>");
}

TEST(Html, EverySingleByteIsHarmlessInTextAndAttribute) {
  for (int c = 0; c < 256; ++c) {
    auto out = escape_html(std::string("a") + static_cast<char>(c) + "b");
    EXPECT_TRUE(is_utf8(out)) << c;
    EXPECT_EQ(out.find_first_of("<>\"'\r"), std::string::npos) << c;
    for (unsigned char byte : out) EXPECT_TRUE(byte >= 0x20 || byte == '\n' || byte == '\t') << c;
  }
}

TEST(Html, BrokenUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(escape_html("\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x94\x94"),
            "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x94\x94");
  EXPECT_EQ(escape_html("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD");       // an overlong '<'
  EXPECT_EQ(escape_html("\xED\xA0\x80").substr(0, 3), "\xEF\xBF\xBD");  // a surrogate
  EXPECT_EQ(escape_html("\xE2\x82<"),
            "\xEF\xBF\xBD\xEF\xBF\xBD&lt;");  // a cut sequence eats nothing
  EXPECT_EQ(escape_html("a\r\nb\rc"), "a\nb\nc");
  EXPECT_EQ(escape_html(std::string_view("\0", 1)), "\xEF\xBF\xBD");
}

TEST(HtmlWriter, StreamsWithBalance) {
  HtmlWriter out;
  out.doctype().open("p", {cls("x")}).text("a<").leaf("br").add(text("b")).close("p");
  EXPECT_EQ(out.finish().str(), "<!doctype html>\n<p class=\"x\">a&lt;<br>b</p>");
}

TEST(Url, LocalAddressesStayAtHome) {
  for (auto good : {"/", "/a/b?c=d&e#f", "#top", "?product=x", "/a%20b", "/p/x:y/"})
    EXPECT_EQ(Url::parse_local(good).value().str(), good);
  EXPECT_EQ(Url::local("/\xC3\xA4\"<'").str(), "/%C3%A4%22%3C%27");
  for (auto bad :
       {"", "a", "//example.org", "/\\example.org", "\\\\example.org", "/a\\b", "/\t/example.org",
        "/a b", "http://example.org/", "javascript:alert(1)", " /a", "\n/", ".", "..", "/a\n"})
    EXPECT_FALSE(Url::parse_local(bad)) << bad;
  EXPECT_FALSE(Url::parse_local("/" + std::string(url_bytes_max, 'a')));
  EXPECT_TRUE(Url::parse_local("/" + std::string(url_bytes_max - 1, 'a')));
}

TEST(Url, ExternalAddressesHaveAnAllowedScheme) {
  for (auto good : {"http://example.org", "https://example.org/a?b#c", "https://example.org:8443/",
                    "https://[2001:db8::1]/", "mailto:security@example.org",
                    "mailto:security@example.org?subject=x%20y"})
    EXPECT_EQ(Url::external(good).value().str(), good);
  EXPECT_EQ(Url::external("HTTPS://Example.org/\"x")->str(), "https://Example.org/%22x");
  for (auto bad : {"",
                   "/a",
                   "//example.org",
                   "javascript:alert(1)",
                   "JaVaScRiPt:alert(1)",
                   "java\nscript:alert(1)",
                   " javascript:x",
                   "javascript://example.org/%0aalert(1)",
                   "data:text/html,x",
                   "vbscript:x",
                   "file:///etc/passwd",
                   "ftp://example.org/",
                   "tel:1",
                   "blob:https://example.org/x",
                   "about:blank",
                   "view-source:https://example.org",
                   "http:example.org",
                   "http:/example.org",
                   "http:///x",
                   "https://user@example.org/",
                   "https://a:b@example.org/",
                   "https://ex ample.org/",
                   "https://example.org\\@example.com",
                   "https://example.org:99999999/",
                   "https://example.org:8o/",
                   "https://[::1/",
                   "https://\xD0\xB0pple.example/",
                   "https://example.org/\x01",
                   "mailto:",
                   "mailto:x",
                   "mailto:@x",
                   "mailto:a@",
                   "mailto:a@example.org?bcc=x%0d%0ay",
                   "mailto:a@example.org%0Abcc:x",
                   "https:",
                   "https://",
                   "x",
                   ":",
                   "http&#58;//x"})
    EXPECT_FALSE(Url::external(bad)) << bad;
  EXPECT_TRUE(Url::any("/a") && Url::any("https://example.org") && !Url::any("a"));
}

TEST(Url, PercentEncodesParts) {
  EXPECT_EQ(percent_encode("a b/c?d&e=\xC3\xA4-._~"), "a%20b%2Fc%3Fd%26e%3D%C3%A4-._~");
}

}  // namespace
}  // namespace tocsin::markup
