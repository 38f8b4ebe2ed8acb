// Every word of the console, of the reporter's thread and of the subscription pages, by key and language.
//
// Invariants: pages hold no literal text; a test renders them in the pseudo-locale and finds none. A text of strings_list.h
//             is English; {0}, {1} are filled with Html or plain text, never with markup in a string.
//             The words of the published site are site/strings.h; the two catalogues work alike and share languages.
// Threads:    constant tables.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "markup/html.h"

namespace tocsin::desk {

// The keys are an enumeration, so a misspelt one does not compile.
enum class Key {
#define TOCSIN_STRING(key, english) key,
#include "desk/strings_list.h"
#undef TOCSIN_STRING
  count_
};

inline constexpr std::string_view kPseudoLocale = "en-XA";   // English in brackets

class Strings {
 public:
  explicit Strings(std::string_view language) : language_(language) {}
  std::string const& language() const { return language_; }
  std::string operator()(Key key) const;
  std::string operator()(Key key, std::initializer_list<std::string_view> values) const;
  markup::Html html(Key key, std::initializer_list<markup::Html> values) const;
  // The text of the key whose name is `prefix` and `word` ("act_" and "reply"); the word itself, spaced, when there is
  // none: enumerators of the domain become readable this way.
  std::string named(std::string_view prefix, std::string_view word) const;

 private:
  std::string shaped(std::string_view english) const;
  std::string language_;
};

}  // namespace tocsin::desk
