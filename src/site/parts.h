// Small pieces that many pages use: links, dates, severity, status, lists of advisories, twins.
//
// Invariants: everything here is text escaped by type; words come from the catalogue.
// Threads:    pure. Context borrows for the length of one rendering.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "markup/html.h"
#include "site/page_frame.h"
#include "site/public_records.h"
#include "site/render.h"
#include "site/site_content.h"
#include "words/pages.h"

namespace tocsin::site {

using Pages = std::vector<Page>;

// What a page is made from. All of it outlives the rendering.
struct Context {
  Site const& site;
  Strings const& strings;
  RecordsView const& records;
  Circumstances const& at;
};

// A link to a local or external address; the child alone when no link can be made of it.
markup::Html link(std::string_view address, markup::Html const& child);
markup::Html local_link(std::string const& path, std::string_view label);
// Markdown of the operator or of an advisory.
markup::Html prose(std::string_view markdown);
// Plain text of somebody else: paragraphs at empty lines, line ends kept.
markup::Html plain_paragraphs(std::string_view text);

markup::Html instant_mark(Instant at);  // <time>2026-03-05 14:00 UTC</time>
markup::Html day_mark(CivilDate day);   // <time>2026-03-05</time>
markup::Html day_mark(Instant at);

std::string severity_word(Strings const& strings, domain::Severity severity);
// Marks what stands in another language than the page: an advisory's own words, and the sentences
// that formats make.
markup::Attr content_lang(Strings const& strings, std::string_view language);

markup::Html severity_mark(Strings const& strings, domain::Severity severity);
markup::Html severity_mark(Strings const& strings, AdvisorySummary const& summary);
markup::Html support_mark(Strings const& strings, SupportStatus status);

// One line of a list: severity, title with what is fixed where, date.
markup::Html advisory_list(Context const& context,
                           std::vector<AdvisorySummary const*> const& shown);
// Label and value beside it; a pair without value is left out.
struct Fact {
  std::string label;
  markup::Html value;
};
markup::Html facts(std::vector<Fact> const& all);
// "This page as data: JSON, Markdown, text".
struct Twin {
  std::string label;
  std::string path;
};
markup::Html twins_line(Strings const& strings, std::vector<Twin> const& twins);

// "5 working days" in the language of the page.
std::string amount_of_time(Strings const& strings, int amount, domain::ClockUnit unit);

// What the rules promise, as rows of a table: acknowledgement first, the ceiling last.
struct PromiseRow {
  std::string title;
  std::string amount;
  std::string source;
};
std::vector<PromiseRow> promise_rows(Strings const& strings, domain::Rules const& rules);
markup::Html promise_table(Strings const& strings, domain::Rules const& rules);
// The promise of an answer, "5 working days"; empty when the rules make none.
std::string answer_promise(Strings const& strings, domain::Rules const& rules);

std::string product_path(std::string_view slug);  // "/p/archiver/"
std::string advisory_address(AdvisorySummary const& summary);
std::string absolute(Site const& site, std::string_view path);
// The newest revision of all, or of one product; `otherwise` when that is newer or there is none.
Instant newest_update(RecordsView const& records, Instant otherwise);
Instant newest_update_of(RecordsView const& records, std::string_view product, Instant otherwise);

inline constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kMarkdownType = "text/markdown; charset=utf-8";
inline constexpr std::string_view kTextType = "text/plain; charset=utf-8";
inline constexpr std::string_view kXmlType = "application/xml";

// A content page's Markdown and plain text twins from one Markdown text.
void add_text_twins(Pages& out, std::string const& stem, std::string const& markdown,
                    Instant last_modified);
void add_json_twin(Pages& out, std::string const& stem, json::value const& value,
                   Instant last_modified);

}  // namespace tocsin::site
