// Every word of the interface, by language and key: the one catalogue, in parts: the published pages (pages.h), the console
// and what the desk serves (desk.h), the mails (mails.h).
//
// Invariants: pages and mails hold no literal text; tests render them in the pseudo-locale and find none. A language that
//             lacks a key falls back to English; `missing` says which those are. A text has slots, {0} {1} or {name}, which
//             are filled in one pass with Html or plain text: never with markup in a string, and what fills one slot is
//             not read for slots again.
// Threads:    constant tables.
#pragma once

#include <cassert>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "markup/html.h"

namespace tocsin::words {

inline constexpr std::string_view kEnglish = "en";
inline constexpr std::string_view kPseudo = "en-XA";  // English in brackets, for tests and for looking at layouts

// The languages that have a catalogue.
std::vector<std::string_view> known_languages();

// A text of English with the name of its key; of another language with the place of its key. Rows of a translation may
// stand in any order.
struct Row {
  std::string_view word;
  std::string_view english;
};
struct Translated {
  std::string_view language;
  std::size_t key;
  std::string_view text;
};
struct Part {
  std::span<Row const> rows;   // by key
  std::span<Translated const> translations = {};
};

// One a key type: an enumeration made of a list, so that a misspelt key does not compile.
template <class Key>
Part const& part_of();

using Named = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string text_of(Part const& part, std::size_t key, std::string_view language);
std::string fill(std::string_view text, std::initializer_list<std::string_view> values);
std::string fill(std::string_view text, Named values);
markup::Html fill_html(std::string_view text, std::initializer_list<markup::Html> values);
// The place of the key whose name is `prefix` and `word` ("act_" and "reply").
std::optional<std::size_t> find_key(Part const& part, std::string_view prefix, std::string_view word);
// A word that has no text, spaced, as it would stand in this language.
std::string spaced(std::string_view word, std::string_view language);
std::vector<std::string_view> missing(Part const& part, std::string_view language);

// The words of one part in one language; cheap to copy.
template <class Key>
class Strings {
 public:
  explicit Strings(std::string_view language) : language_(language) {}
  std::string const& language() const { return language_; }

  std::string operator()(Key key) const { return text_of(part_of<Key>(), static_cast<std::size_t>(key), language_); }
  std::string operator()(Key key, std::initializer_list<std::string_view> values) const {
    return fill((*this)(key), values);
  }
  // The text as markup.
  markup::Html html(Key key, std::initializer_list<markup::Html> values) const { return fill_html((*this)(key), values); }
  std::string filled(Key key, Named values) const { return fill((*this)(key), values); }

  static std::optional<Key> find(std::string_view prefix, std::string_view word) {
    auto const found = find_key(part_of<Key>(), prefix, word);
    return found ? std::optional(static_cast<Key>(*found)) : std::nullopt;
  }
  // The text of such a key, or the word itself, spaced: enumerators of the domain become readable this way.
  std::string named(std::string_view prefix, std::string_view word) const {
    auto const key = find(prefix, word);
    return key ? (*this)(*key) : spaced(word, language_);
  }

 private:
  std::string language_;
};

}  // namespace tocsin::words
