// Xml: finished, well-formed XML, for feeds; the same idea as Html with the rules of XML.
//
// Purpose:    xml::document(xml::el("feed", {xml::attr("xmlns", "http://www.w3.org/2005/Atom")},
//                                   xml::el("title", title), entries));
// Spec:       XML 1.0 (Fifth Edition), 2.2 (characters), 2.4 (escaping), 2.10 (white space), 2.11
//             (line ends), 3.1 (tags).
// Invariants: names are literals checked by the compiler; characters that XML 1.0 does not allow
//             are dropped, broken UTF-8 becomes U+FFFD; so the result is well-formed whatever the
//             text was. Html goes in as text (Atom type="html", RSS description), escaped once more
//             by that.
// Failure:    none.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "markup/html.h"

namespace tocsin::markup::xml {

constexpr bool is_name(std::string_view name) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.empty() || !letter(name.front()) || name.back() == ':') return false;
  for (char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9') && c != ':' && c != '-' && c != '_' && c != '.')
      return false;
  return true;
}

struct Name {
  template <std::size_t N>
  consteval Name(char const (&literal)[N]) : word(literal, N - 1) {
    if (!is_name(word)) throw "not a name of XML";
  }
  std::string_view word;
};

std::string escape(std::string_view text);
void escape_to(std::string& out, std::string_view text);  // element text
void escape_attribute_to(std::string& out,
                         std::string_view text);  // white space kept by references

struct Attr {
  Attr(Name name_of_it, std::string_view text) : name(name_of_it.word), value(text) {}
  std::string_view name;
  std::string value;
};
inline Attr attr(Name name, std::string_view value) { return {name, value}; }

class Xml {
 public:
  Xml() = default;
  std::string const& str() const& { return bytes_; }
  std::string str() && { return std::move(bytes_); }
  bool empty() const { return bytes_.empty(); }
  Xml& operator+=(Xml const& more) {
    bytes_ += more.bytes_;
    return *this;
  }
  friend Xml operator+(Xml a, Xml const& b) { return std::move(a += b); }
  friend bool operator==(Xml const&, Xml const&) = default;

 private:
  friend class Maker;
  std::string bytes_;
};

// Writes one element at a time; the functions below are the way to it.
class Maker {
 public:
  void open(std::string_view name, std::initializer_list<Attr> attributes);
  void close(std::string_view name);
  void child(Xml const& xml) { made_.bytes_ += xml.bytes_; }
  void child(Html const& html) { escape_to(made_.bytes_, html.str()); }
  void child(std::convertible_to<std::string_view> auto const& text) {
    escape_to(made_.bytes_, std::string_view(text));
  }
  void child(std::integral auto number) { made_.bytes_ += std::to_string(number); }
  template <class T>
  void child(std::optional<T> const& maybe) {
    if (maybe) child(*maybe);
  }
  template <class T>
  void child(std::vector<T> const& range) {
    for (auto const& one : range) child(one);
  }
  Xml take() { return std::move(made_); }

 private:
  Xml made_;
};

template <class... C>
Xml el(Name name, std::initializer_list<Attr> attributes, C const&... children) {
  Maker made;
  made.open(name.word, attributes);
  (made.child(children), ...);
  made.close(name.word);
  return made.take();
}
template <class... C>
  requires((!std::same_as<C, Attr>) && ...)
Xml el(Name name, C const&... children) {
  return el(name, std::initializer_list<Attr>{}, children...);
}
template <class... C>
Xml fragment(C const&... children) {
  Maker made;
  (made.child(children), ...);
  return made.take();
}
template <class Range, class Make>
Xml each(Range const& range, Make&& make) {
  Maker made;
  for (auto const& item : range) made.child(make(item));
  return made.take();
}
template <class Make>
Xml when(bool condition, Make&& make) {
  return condition ? fragment(make()) : Xml();
}
inline Xml text(std::string_view plain) { return fragment(plain); }

// The XML declaration (UTF-8), the root element and a newline: the whole file.
std::string document(Xml const& root);

}  // namespace tocsin::markup::xml
