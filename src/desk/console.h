// The frame of every console page, and the small pieces that its pages share: forms, fields, clocks, people.
//
// Purpose:    a person at 3 a.m. sees what is due and the one button that comes next. Everything works without script.
// Spec:       WCAG 2.2 AA; site-map sections 11 and 14.
// Invariants: every form carries its token; every field has its label around it. Answers are no-store (SecuritySet).
//             An unknown address and one that this person may not see get the same bytes.
// Threads:    pure, given the visit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/visit.h"
#include "domain/deadline.h"
#include "domain/words.h"
#include "markup/html.h"

namespace tocsin::desk {

enum class Tab { none, inbox, advisories, outbox, subscribers, staff, settings };

// columns: three panes below the bar (list, main, sheet); `content` is then those panes.
enum class Layout { page, columns };

struct ConsolePage {
  std::string title;
  Tab tab = Tab::none;
  Layout layout = Layout::page;
  std::string script_path = {};   // a file of our own, or empty: the page has no script
  markup::Html content;
};
http::Response console_page(Visit const& visit, ConsolePage const& page, int status = 200);
// The page for an error: 404 says nothing but that; 400 and 409 keep what was typed and offer it again, with
// `current_version` in place of the one that was overtaken.
http::Response console_error(Visit const& visit, Error const& error,
                             std::optional<std::int64_t> current_version = std::nullopt);
// Signed out, or a form that is not ours: `typed` is shown so that it can be copied.
http::Response console_closed(Visit const& visit, int status, std::string const& sentence);

// --- forms ---
enum class Carries { fields, files };
markup::Html form_to(Visit const& visit, std::string const& path, markup::Html const& inner,
                     Carries carries = Carries::fields);
markup::Html hidden(std::string_view name, std::string_view value);
markup::Html version_field(std::int64_t version);
// Random: two sendings of one form are one act (Visit::sent_form).
markup::Html nonce_field(Visit const& visit);
enum class Weight { primary, plain, danger };
markup::Html button(std::string_view label, Weight weight = Weight::primary);
// A submit button that names itself: several acts in one form.
markup::Html button_named(std::string_view label, std::string_view name, std::string_view value, Weight weight);

enum class Needed { no, yes };
struct Field {
  std::string label;
  std::string name;
  std::string value = {};
  std::string hint = {};
  Needed needed = Needed::no;
};
markup::Html line_field(Field const& field);
markup::Html area_field(Field const& field, int rows = 4);
markup::Html instant_field(Field const& field);
markup::Html day_field(Field const& field);
markup::Html file_field(Field const& field);
struct Option {
  std::string value;
  std::string label;
};
markup::Html select_field(Field const& field, std::vector<Option> const& options);
// One option a word of the enumeration, labelled by the catalogue's `prefix` keys.
template <class E>
std::vector<Option> options_of(Strings const& strings, std::string_view prefix) {
  std::vector<Option> out;
  for (auto word : domain::words_of<E>()) out.push_back({std::string(word), strings.named(prefix, word)});
  return out;
}

// --- pieces ---
markup::Html time_mark(Instant at);
markup::Html severity_mark(Strings const& strings, std::optional<domain::Severity> severity);
// "in 5 h", "missed by 2 h", "met, 1 d early": the state of a clock in a few words, with its class.
markup::Html due_mark(Strings const& strings, domain::Deadline const& deadline, Instant now);
// Paragraphs at empty lines, line ends kept: what somebody typed.
markup::Html typed_text(std::string_view text);
markup::Html local_link(std::string const& path, std::string_view label);
std::string bytes_text(std::int64_t bytes);

// The clock that needs somebody first: missed before due soon before running, ours before the reporter's.
domain::Deadline const* most_urgent(std::vector<domain::Deadline> const& deadlines);
// For sorting: smaller is more urgent.
std::int64_t urgency(std::vector<domain::Deadline> const& deadlines, Instant now);

std::string const& console_stylesheet();
std::string const& console_stylesheet_path();
// The one script: the live preview beside the advisory editor.
std::string const& preview_script();
std::string const& preview_script_path();

}  // namespace tocsin::desk
