// Markdown: the common forms, every hostile one, and the property that the output is safe whatever
//           the input.
#include "markup/markdown.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "base/text.h"

namespace tocsin::markup {
namespace {

std::string html_of(std::string_view markdown, MarkdownOptions const& options = {}) {
  auto document = render_markdown(markdown, options);
  return document ? document->html.str()
                  : "error " + std::string(describe(document.error().code).word);
}

// ---- The checker of output: a strict little HTML reader of its own
// -------------------------------------------

struct Attribute {
  std::string name, value;
};

// Empty if `html` is balanced and has nothing but allowed elements, attributes and addresses; else
// what is wrong.
std::string unsafe(std::string_view html, Trust trust) {
  std::vector<std::string> open;
  std::size_t at = 0;
  auto is_lower = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  while (at < html.size()) {
    if (html[at] == '>' || html[at] == '"' || html[at] == '\'') return "bare quote or bracket";
    if (html[at] != '<') {
      ++at;
      continue;
    }
    auto end = html.find('>', at);
    if (end == std::string_view::npos) return "an open tag";
    auto tag = html.substr(at + 1, end - at - 1);
    at = end + 1;
    auto closing = tag.starts_with('/');
    if (closing) tag.remove_prefix(1);
    std::size_t length = 0;
    while (length < tag.size() && is_lower(tag[length])) ++length;
    auto name = std::string(tag.substr(0, length));
    if (std::ranges::find(kMarkdownElements, name) == std::end(kMarkdownElements))
      return "element " + name;
    tag.remove_prefix(length);
    if (closing) {
      if (!tag.empty() || open.empty() || open.back() != name) return "unbalanced " + name;
      open.pop_back();
      continue;
    }
    if (name != "br" && name != "hr" && name != "img") open.push_back(name);
    while (!tag.empty()) {
      auto equals = tag.find("=\"");
      if (!tag.starts_with(' ') || equals == std::string_view::npos) return "attribute syntax";
      auto quote = tag.find('"', equals + 2);
      if (quote == std::string_view::npos) return "attribute quote";
      auto attribute = std::string(tag.substr(1, equals - 1));
      auto value = std::string(tag.substr(equals + 2, quote - equals - 2));
      tag.remove_prefix(quote + 1);
      constexpr std::string_view kAllowed[] = {"href", "title", "rel",   "alt",   "src",
                                               "id",   "class", "start", "scope", "aria-label"};
      if (std::ranges::find(kAllowed, attribute) == std::end(kAllowed))
        return "attribute " + attribute;
      if (attribute == "href" && !value.starts_with("http://") && !value.starts_with("https://") &&
          !value.starts_with("mailto:")) {
        auto local = !value.starts_with("//") &&
                     (value.starts_with('/') || value.starts_with('#') || value.starts_with('?'));
        if (trust == Trust::stranger || !local) return "address " + value;
      }
      if (attribute == "src" && (trust == Trust::stranger || !value.starts_with('/')))
        return "image " + value;
    }
  }
  return open.empty() ? "" : "open " + open.back();
}

TEST(MarkdownChecker, CanFail) {
  for (auto bad : {"<script>x</script>", "<p>", "</p>", "<p onclick=\"x\"></p>",
                   "<a href=\"javascript:x\"></a>", "a\"b", "<a href=\"/x\"></a>",
                   "<p><em></p></em>", "<p style=\"x\"></p>", "<p class=x></p>", "<IMG>"})
    EXPECT_NE(unsafe(bad, Trust::stranger), "") << bad;
  EXPECT_EQ(unsafe("<p>a <a href=\"https://x\" rel=\"n\">b</a><br></p>", Trust::stranger), "");
}

// ---- The common forms
// ---------------------------------------------------------------------------------------

TEST(Markdown, RendersBlocksAndSpans) {
  EXPECT_EQ(html_of("A *b* **c** `d<` ~~e~~\nf  \ng"),
            "<p>A <em>b</em> <strong>c</strong> <code>d&lt;</code> <del>e</del>\nf<br>\ng</p>\n");
  EXPECT_EQ(html_of("- a\n- b\n\n3. c\n"),
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n</ol>\n");
  EXPECT_EQ(html_of("> q\n\n---\n"), "<blockquote>\n<p>q</p>\n</blockquote>\n<hr>\n");
  EXPECT_EQ(html_of("```c++\nint a;\n\n```\n"),
            "<pre><code class=\"language-c++\">int a;\n\n</code></pre>\n");
  EXPECT_EQ(html_of("```\"><script>\nx\n```\n"), "<pre><code>x\n</code></pre>\n");
  EXPECT_EQ(
      html_of("a | b\n--- | ---:\n1 | 2\n"),
      "<div class=\"table-wrap\"><table>\n<thead><tr><th scope=\"col\">a</th>"
      "<th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n"
      "<tbody><tr><td>1</td><td class=\"align-right\">2</td></tr>\n</tbody>\n</table></div>\n");
  EXPECT_EQ(html_of("&auml; &#60; &#x3C; &amp;lt; &nosuch; &#0;"),
            "<p>\xC3\xA4 &lt; &lt; &amp;lt; &amp;nosuch; \xEF\xBF\xBD</p>\n");
  EXPECT_EQ(html_of(""), "");
}

TEST(Markdown, RawHtmlIsText) {
  EXPECT_EQ(html_of("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
  EXPECT_EQ(html_of("a <img src=x onerror=alert(1)> b"),
            "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n");
}

TEST(Markdown, LinksOfStrangersLeadOutwardAndSayNofollow) {
  EXPECT_EQ(html_of("[a](https://example.org/?x&y \"t\\\"\")"),
            "<p><a href=\"https://example.org/?x&amp;y\" title=\"t&quot;\" rel=\"nofollow "
            "noopener\">a</a></p>\n");
  EXPECT_EQ(
      html_of("<https://example.org> <mail@example.org>"),
      "<p><a href=\"https://example.org\" rel=\"nofollow noopener\">https://example.org</a> "
      "<a href=\"mailto:mail@example.org\" rel=\"nofollow noopener\">mail@example.org</a></p>\n");
  EXPECT_EQ(html_of("https://example.org www.example.org"),
            "<p>https://example.org www.example.org</p>\n");
  EXPECT_EQ(html_of("[a](/console)"), "<p>a</p>\n");
  EXPECT_EQ(html_of("[a](/console)", {.trust = Trust::site}),
            "<p><a href=\"/console\">a</a></p>\n");
  EXPECT_EQ(html_of("[a](https://example.org)", {.trust = Trust::site}),
            "<p><a href=\"https://example.org\">a</a></p>\n");
}

TEST(Markdown, RefusedLinksLeaveTheirText) {
  for (std::string address : {"javascript:alert(1)",
                              "JAVASCRIPT:alert(1)",
                              "javascript&#58;alert(1)",
                              "javascript&colon;alert(1)",
                              "java&#10;script:alert(1)",
                              "java&Tab;script:alert(1)",
                              "&#1;javascript:alert(1)",
                              "data:text/html,x",
                              "data:image/svg+xml;base64,AAAA",
                              "vbscript:x",
                              "file:///etc/passwd",
                              "ftp://example.org",
                              "tel:123",
                              "//example.org",
                              "/\\\\example.org",
                              "\\\\\\\\example.org",
                              "blob:x",
                              "about:blank",
                              "x",
                              "../x",
                              "",
                              "https://user:pw@example.org/",
                              "ssh://example.org",
                              "intent://x",
                              "mailto:a@example.org?bcc=b%0d%0ac"}) {
    for (auto trust : {Trust::stranger, Trust::site}) {
      auto document = render_markdown("[text](<" + address + ">)", {.trust = trust});
      ASSERT_TRUE(document) << address;
      EXPECT_EQ(document->html.str(), "<p>text</p>\n") << address;
      EXPECT_EQ(document->refused_links.size(), 1u) << address;
    }
    EXPECT_EQ(html_of("<" + address + ">").find("href"), std::string::npos) << address;
    EXPECT_EQ(html_of("[text][1]\n\n[1]: <" + address + ">").find("href"), std::string::npos)
        << address;
  }
}

TEST(Markdown, ImagesAreOffOrLocal) {
  EXPECT_EQ(html_of("![an *alt* [x](https://example.org)](/a.png)"), "<p>an alt x</p>\n");
  auto const local = MarkdownOptions{.trust = Trust::site, .images = Images::local};
  EXPECT_EQ(html_of("![an *alt*](/a.png)", local), "<p><img src=\"/a.png\" alt=\"an alt\"></p>\n");
  EXPECT_EQ(html_of("![alt](https://example.org/a.png)", local), "<p>alt</p>\n");
  EXPECT_EQ(html_of("![a ![b](/b.png) c](/a.png)", local),
            "<p><img src=\"/a.png\" alt=\"a b c\"></p>\n");
}

TEST(Markdown, HeadingsAreMovedDownAndGetIds) {
  EXPECT_EQ(html_of("# A\n"), "<h2>A</h2>\n");
  EXPECT_EQ(html_of("###### A\n"), "<h6>A</h6>\n");
  EXPECT_EQ(html_of("# A\n", {.heading_ids = HeadingIds::yes}),
            "<h2>A</h2>\n");  // a stranger sets no ids
  auto const options = MarkdownOptions{
      .trust = Trust::site, .heading_ids = HeadingIds::yes, .permalink_label = "Link to"};
  EXPECT_EQ(html_of("## What's `new` & 1 < 2?\n", options),
            "<h3 id=\"what-s-new-1-2\">What&#39;s <code>new</code> &amp; 1 &lt; 2? "
            "<a class=\"permalink\" href=\"#what-s-new-1-2\" aria-label=\"Link to: What&#39;s new "
            "&amp; 1 &lt; 2?\">#</a>"
            "</h3>\n");
  auto document = render_markdown("# A\n# A\n# A 2\n# A\n# \xC3\x84\n", options);
  ASSERT_TRUE(document);
  std::vector<std::string> ids;
  for (auto const& heading : document->headings) ids.push_back(heading.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "a-2", "a-2-2", "a-3", "section"}));
  EXPECT_EQ(document->headings[2].level, 2);
}

// ---- Limits and hostile input
// -------------------------------------------------------------------------------

TEST(Markdown, LimitsAreErrorsAndFallBackToPlainText) {
  auto at_limit = std::string(markdown_bytes_max, 'a');
  EXPECT_TRUE(render_markdown(at_limit));
  EXPECT_EQ(render_markdown(at_limit + "a").error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(markdown_or_plain(at_limit + "<").str(),
            "<pre class=\"plain\">" + at_limit + "&lt;</pre>");
  EXPECT_EQ(markdown_to_text(at_limit + "a"), at_limit + "a");

  // A quote of n levels around a paragraph: n + 2 with the document itself.
  auto quote = [](std::size_t levels) { return std::string(levels, '>') + " x"; };
  EXPECT_TRUE(render_markdown(quote(markdown_nesting_max - 2)));
  EXPECT_EQ(render_markdown(quote(markdown_nesting_max - 1)).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(render_markdown("\xC3").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(markdown_or_plain("\xC3").str(), "<pre class=\"plain\">\xEF\xBF\xBD</pre>");
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += part;
  return out;
}

// The inputs that made other Markdown readers take the square of their length, or worse.
TEST(Markdown, HostileInputsTakeLinearTime) {
  struct Hostile {
    std::string_view name, head, part, tail;
  };
  constexpr Hostile kHostile[] = {{"images", "", "![[]()", ""},
                                  {"brackets", "", "[", ""},
                                  {"close brackets", "", "]", ""},
                                  {"links", "", "[a](", ""},
                                  {"reference", "[a]: x\n\n", "[a]", ""},
                                  {"nested emphasis", "", "*a **a ", ""},
                                  {"underscores", "", "_a __b ", ""},
                                  {"stars", "", "*", "a"},
                                  {"quotes", "", ">", "x"},
                                  {"backticks", "", "`a``", ""},
                                  {"tildes", "", "~~a ~", ""},
                                  {"entities", "", "&", ""},
                                  {"tags", "", "<", ""},
                                  {"comments", "", "<!--", ""},
                                  {"table", "a | b\n--- | ---\n", "|", ""},
                                  {"rows", "a | b\n--- | ---\n", "x | y\n", ""},
                                  {"lists", "", "- ", "x"},
                                  {"headings", "", "# a\n", ""},
                                  {"definitions", "", "[a]: x\n", ""},
                                  {"autolinks", "", "<https://a", ""},
                                  {"backslashes", "", "\\", ""},
                                  {"NUL", "", std::string_view("\0", 1), ""},
                                  {"fences", "", "```\n", ""},
                                  {"image open", "", "![", ""},
                                  {"link labels", "", "[a][", ""},
                                  {"many rules", "", "---\n", ""}};
  auto const options = MarkdownOptions{.trust = Trust::site,
                                       .heading_ids = HeadingIds::yes,
                                       .permalink_label = "Link",
                                       .bytes_max = 4 * 1024 * 1024};
  auto seconds_of = [&](Hostile const& hostile, std::size_t bytes) {
    auto input = std::string(hostile.head) + repeated(hostile.part, bytes / hostile.part.size()) +
                 std::string(hostile.tail);
    auto begin = std::clock();  // processor time: the machine may be busy with others
    auto html = markdown_or_plain(input, options);
    auto plain = markdown_to_text(input, {.bytes_max = options.bytes_max});
    auto seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    EXPECT_LT(html.str().size(), 200 * bytes) << hostile.name;
    return seconds;
  };
  for (auto const& hostile : kHostile) {
    // Four times the bytes may take four times as long, not sixteen; the floor swallows a busy
    // machine.
    auto once = seconds_of(hostile, 75'000);
    auto four = seconds_of(hostile, 300'000);
    EXPECT_LT(four, std::max(9 * once, 0.5)) << hostile.name;
  }
}

TEST(Markdown, NaughtyStringsStayText) {
  for (std::string_view naughty : {"<svg/onload=alert(1)>",
                                   "\"><img src=x onerror=alert(1)>",
                                   "'-alert(1)-'",
                                   "</title><script>alert(1)</script>",
                                   "<a href=\"jAvAsCrIpT:alert(1)\">x</a>",
                                   "[a](javascript:alert(1)//https://example.org)",
                                   "[a](https://example.org\"onmouseover=\"alert(1))",
                                   "![a](x\" onerror=\"alert(1))",
                                   "[a](<javascript:alert(1)>)",
                                   "[a]: javascript:alert(1)\n\n[a]",
                                   "<javascript:alert(1)>",
                                   "<data:text/html,x>",
                                   "{{constructor.constructor('alert(1)')()}}",
                                   "${7*7}",
                                   "<!--#exec cmd=\"ls\"-->",
                                   "<?php echo 1; ?>",
                                   "&lt;script&gt;alert(1)&lt;/script&gt;",
                                   "&#60;script&#62;",
                                   "\xE2\x80\xAE"
                                   "drawkcab",
                                   "\xEF\xBB\xBF<b>",
                                   "# <script>\n",
                                   "```<script>\n</code></pre><script>\n```",
                                   "a | <b>\n--- | ---\n<i> | \"\n",
                                   "[x](https://example.org '\"><script>')",
                                   "*<b>*<*b*>",
                                   "`<b>`",
                                   "\\<b\\>",
                                   "%0d%0aSet-Cookie: a=b",
                                   "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
                                   "[\" onclick=\"x](https://example.org)"}) {
    for (auto trust : {Trust::stranger, Trust::site}) {
      auto html = html_of(
          naughty, {.trust = trust, .images = Images::local, .heading_ids = HeadingIds::yes});
      if (trust == Trust::stranger) html = html_of(naughty);
      EXPECT_EQ(unsafe(html, trust), "") << naughty << "\n" << html;
    }
  }
}

// 6,000 texts from the pieces that mean something to some reader; a failure prints its input.
TEST(Markdown, OutputIsSafeWhateverTheInput) {
  constexpr std::string_view kPieces[] = {"[",
                                          "]",
                                          "(",
                                          ")",
                                          "!",
                                          "<",
                                          ">",
                                          "*",
                                          "**",
                                          "_",
                                          "`",
                                          "```\n",
                                          "~~",
                                          "#",
                                          "# ",
                                          "- ",
                                          "1. ",
                                          "> ",
                                          "\n",
                                          "\n\n",
                                          "    ",
                                          "|",
                                          "\n--- | ---\n",
                                          "a",
                                          "b c",
                                          "\"",
                                          "'",
                                          "&",
                                          "&#58;",
                                          "&lt;",
                                          "&quot;",
                                          "\\",
                                          ":",
                                          "/",
                                          "//",
                                          "javascript:",
                                          "https://example.org",
                                          "data:",
                                          "mailto:a@example.org",
                                          "<script>",
                                          "</p>",
                                          "onerror=x",
                                          "[a]: ",
                                          "\t",
                                          "\r",
                                          "\xC3\xA4",
                                          "=",
                                          "---",
                                          "<https://a.example>",
                                          "\xE2\x80\xA8",
                                          "[x](https://a.example \"t\")",
                                          "![i](/i.png)"};
  std::mt19937 random(20260301);
  std::uniform_int_distribution<std::size_t> piece(0, std::size(kPieces) - 1), length(1, 40);
  for (int i = 0; i < 6'000; ++i) {
    std::string input;
    for (auto n = length(random); n > 0; --n) input += kPieces[piece(random)];
    auto trust = i % 2 ? Trust::stranger : Trust::site;
    auto options = MarkdownOptions{.trust = trust,
                                   .images = trust == Trust::site ? Images::local : Images::off,
                                   .heading_ids = HeadingIds::yes,
                                   .permalink_label = "Link"};
    auto html = markdown_or_plain(input, options).str();
    ASSERT_EQ(unsafe(html, trust), "") << input << "\n" << html;
    ASSERT_TRUE(is_utf8(html)) << input;
    ASSERT_EQ(html, markdown_or_plain(input, options).str());
    ASSERT_TRUE(is_utf8(markdown_to_text(input))) << input;
  }
}

// ---- Plain text
// ---------------------------------------------------------------------------------------------

TEST(MarkdownText, ReadsWell) {
  EXPECT_EQ(
      markdown_to_text(
          "# Title\n\nA *b* `c` [d](https://example.org) <https://example.org>\n\n"
          "- one\n- two\n  1. x\n  2. y\n\n> q1\n> q2\n>\n> q3\n\n```\ncode  <\n\n  more\n```\n"),
      "Title\n=====\n\nA b c d (https://example.org) https://example.org\n\n"
      "- one\n- two\n  1. x\n  2. y\n\n> q1 q2\n>\n> q3\n\n    code  <\n\n      more\n");
  EXPECT_EQ(markdown_to_text("a | b\n--- | ---\n1 | 2\n\nend"), "a | b\n1 | 2\n\nend\n");
  EXPECT_EQ(markdown_to_text("## A\n---\nb  \nc &amp; &lt;d"), "A\n-\n\n----\n\nb\nc & <d\n");
  EXPECT_EQ(markdown_to_text("- a\n\n  b\n\n- c\n"), "- a\n\n  b\n\n- c\n");
  EXPECT_EQ(markdown_to_text("![alt](/x.png) [mail](mailto:a@example.org) <a@example.org>"),
            "alt mail (mailto:a@example.org) a@example.org\n");
  EXPECT_EQ(markdown_to_text(""), "");
}

TEST(MarkdownText, WrapsAtSpacesByCharacters) {
  EXPECT_EQ(markdown_to_text("aaa bbb ccc", {.width = 7}), "aaa bbb\nccc\n");
  EXPECT_EQ(markdown_to_text("- aaa bbb ccc", {.width = 7}), "- aaa\n  bbb\n  ccc\n");
  EXPECT_EQ(markdown_to_text("\xC3\xA4\xC3\xA4\xC3\xA4 \xC3\xB6\xC3\xB6\xC3\xB6 c", {.width = 7}),
            "\xC3\xA4\xC3\xA4\xC3\xA4 \xC3\xB6\xC3\xB6\xC3\xB6\nc\n");
  EXPECT_EQ(markdown_to_text("https://example.org/very/long", {.width = 7}),
            "https://example.org/very/long\n");
  EXPECT_EQ(markdown_to_text("a\nb", {.width = 0}), "a\nb\n");
}

}  // namespace
}  // namespace tocsin::markup
