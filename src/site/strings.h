// Every word of the interface, by key and language: the one catalogue of the public pages.
//
// Invariants: pages hold no literal text; a test renders the whole site in the pseudo-locale and
//             finds none.
//             A language that lacks a key falls back to English; `missing_keys` says which those
//             are. {0}, {1} in a text are filled with Html or with plain text, never with markup in
//             a string.
// Threads:    constant tables.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "markup/html.h"

namespace tocsin::site {

// The keys are an enumeration, so a misspelt one does not compile. The list is strings_list.h.
enum class Key {
#define TOCSIN_STRING(key, english) key,
#include "site/strings_list.h"
#undef TOCSIN_STRING
  count_
};

inline constexpr std::string_view kEnglish = "en";
inline constexpr std::string_view kPseudo =
    "en-XA";  // English in brackets, for tests and for looking at layouts

// The languages that have a catalogue.
std::vector<std::string_view> known_languages();
std::vector<Key> missing_keys(std::string_view language);
std::string_view word_of(Key key);  // the name of the key

// The words of one language; cheap to copy.
class Strings {
 public:
  explicit Strings(std::string_view language);
  std::string const& language() const { return language_; }
  std::string operator()(Key key) const;
  std::string operator()(Key key, std::initializer_list<std::string_view> values) const;
  // The text as markup, with {0} ... replaced by these.
  markup::Html html(Key key, std::initializer_list<markup::Html> values) const;

 private:
  std::string text(Key key) const;
  std::string language_;
};

}  // namespace tocsin::site
