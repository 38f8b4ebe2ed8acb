// Markdown in, safe markup or plain text out.
//
// Purpose:    texts of site content, advisories and messages are Markdown; pages show them as Html,
//             mails and the .txt twins as plain text.
// Spec:       CommonMark 0.30 as md4c 0.4.8 reads it, without raw HTML (it shows as text); plus GFM
//             tables (three dashes a column in the rule line, a blank line before the table) and
//             ~~strikethrough~~. No bare-address autolinks: write <https://example.org>.
// Invariants: (1) The output has only the elements and attributes of kMarkdownElements, balanced;
//                 every address in it passed Url. A refused link (javascript:, data:, relative,
//                 ...) leaves its text.
//             (2) Text of a stranger carries rel="nofollow noopener" on links, links only outward,
//                 and has neither images nor ids.
//             (3) The time is linear in the length of the text.
// Failure:    over `bytes_max` or nested deeper than markdown_nesting_max: limit_exceeded. Text
//             that is not UTF-8: invalid_input. markdown_or_plain() shows such text as it was typed
//             instead.
// BUGS:       named character references beyond the common ones stay as typed. Task lists are plain
//             lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "markup/html.h"

namespace tocsin::markup {

enum class Trust { stranger, site };  // site: reviewed by the operator (site/, advisories)
enum class Images {
  off,
  local
};  // off: the alternative text stands in; local: our own addresses only
enum class HeadingIds { no, yes };

struct MarkdownOptions {
  Trust trust = Trust::stranger;
  Images images = Images::off;
  HeadingIds heading_ids = HeadingIds::no;
  // Added to each heading's level (at most h6), because the page around it has its own h1.
  int heading_offset = 1;
  // If not empty and headings have ids: each gets a link to itself with this accessible name.
  std::string permalink_label = {};
  std::size_t bytes_max = markdown_bytes_max;
};

struct Heading {
  int level = 1;  // as rendered
  std::string id;
  std::string text;
};

struct MarkdownDocument {
  Html html;
  std::vector<Heading> headings;           // in order; ids only with HeadingIds::yes
  std::vector<std::string> refused_links;  // as written: for the checker of site content
  std::vector<std::string> links;          // addresses that were linked
};

inline constexpr std::string_view kMarkdownElements[] = {
    "a",   "blockquote", "br",    "code",  "del", "div", "em",    "h1", "h2",
    "h3",  "h4",         "h5",    "h6",    "hr",  "img", "li",    "ol", "p",
    "pre", "strong",     "table", "tbody", "td",  "th",  "thead", "tr", "ul"};

Result<MarkdownDocument> render_markdown(std::string_view markdown,
                                         MarkdownOptions const& options = {});
// The same for places that must show something: what cannot be rendered becomes one <pre> of plain
// text.
Html markdown_or_plain(std::string_view markdown, MarkdownOptions const& options = {});

struct PlainOptions {
  std::size_t width = 72;  // paragraphs are wrapped at spaces; 0: not at all
  std::size_t bytes_max = markdown_bytes_max;
};

// Plain text for people: headings underlined, "- " lists, "> " quotes, "text (address)" links,
// tables as "a | b" rows. Ends with one newline unless empty. Over a limit, the text is returned as
// typed.
std::string markdown_to_text(std::string_view markdown, PlainOptions const& options = {});

}  // namespace tocsin::markup
