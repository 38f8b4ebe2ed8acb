// Html: finished, safe markup, and the only ways to make it.
//
// Purpose:    pages are written as nested calls; text becomes markup only by being escaped:
//                 el("p", {cls("meta")}, "Fixed in ", el("a", {href(Url::local("/p/x/"))},
//                 version))
//             A child is Html, a string (always escaped), a number, an optional or a vector of
//             those. HtmlWriter is the same as a stream, for renderers that learn their structure
//             from callbacks.
// Spec:       WHATWG HTML, 13.1.2 (elements, attributes), 13.3 (what must be escaped). RFC 3986
//             (addresses).
// Invariants: (1) Element and attribute names are literals, checked by the compiler against a
//                 closed list: no script text, style, iframe or event handler can be written at
//                 all, so the only contexts are element text and quoted attribute values. A script
//                 is a file of our own, named by script_file().
//             (2) An address in an attribute is a Url; a Url is a place of our own or http, https
//                 or mailto.
//             (3) The bytes are valid UTF-8 without control characters, whatever the text was.
// Failure:    no function here fails on any text. Wrong use (children of a void element, an
//             unbalanced writer, a local address that is none) is an assert.
#pragma once

#include <cassert>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "markup/html_names.h"
#include "markup/url.h"

namespace tocsin::markup {

// The text with & < > " ' escaped, control characters and broken UTF-8 replaced by U+FFFD: good in
// element text and in a quoted attribute value. For fillers of finished templates; pages use
// text().
std::string escape_html(std::string_view text);
void escape_html_to(std::string& out, std::string_view text);

class Html {
 public:
  Html() = default;
  std::string const& str() const& { return bytes_; }
  std::string str() && { return std::move(bytes_); }
  bool empty() const { return bytes_.empty(); }
  Html& operator+=(Html const& more) {
    bytes_ += more.bytes_;
    return *this;
  }
  friend Html operator+(Html a, Html const& b) { return std::move(a += b); }
  friend bool operator==(Html const&, Html const&) = default;

 private:
  explicit Html(std::string bytes) : bytes_(std::move(bytes)) {}
  friend class HtmlWriter;
  std::string bytes_;
};

// An attribute; an absent one (attr_when) writes nothing.
class Attr {
 public:
  Attr(AttrName name, std::string_view value)
      : name_(name.word), value_(value), state_(State::valued) {}
  Attr(AttrName name, std::integral auto value)
      : Attr(name, std::string_view(std::to_string(value))) {}
  explicit Attr(AttrName name) : name_(name.word), state_(State::bare) {}
  Attr(UrlAttrName name, Url const& url)
      : name_(name.word), value_(url.str()), state_(State::valued) {}
  static Attr absent() { return Attr(); }
  void write_to(std::string& out) const;

 private:
  enum class State { absent, bare, valued };
  Attr() = default;
  std::string_view name_;
  std::string value_;
  State state_ = State::absent;
};
using Attrs = std::vector<Attr>;

inline Attr attr(AttrName name, std::string_view value) { return {name, value}; }
inline Attr attr(AttrName name, std::integral auto value) { return {name, value}; }
inline Attr attr(UrlAttrName name, Url const& url) { return {name, url}; }
inline Attr flag(AttrName name) { return Attr(name); }  // a boolean attribute: flag("required")
inline Attr attr_when(bool condition, Attr attribute) {
  return condition ? std::move(attribute) : Attr::absent();
}
inline Attr flag_when(bool condition, AttrName name) {
  return condition ? Attr(name) : Attr::absent();
}
inline Attr cls(std::string_view classes) { return {"class", classes}; }
inline Attr id(std::string_view value) { return {"id", value}; }
inline Attr rel(std::string_view value) { return {"rel", value}; }
inline Attr lang(std::string_view tag) { return {"lang", tag}; }
inline Attr href(Url const& url) { return {UrlAttrName("href"), url}; }
inline Attr src(Url const& url) { return {UrlAttrName("src"), url}; }
inline Attr action(Url const& url) { return {UrlAttrName("action"), url}; }

// The stream form. Every open() has its close(); finish() gives the markup.
class HtmlWriter {
 public:
  explicit HtmlWriter(std::size_t bytes_expected = 0) { out_.reserve(bytes_expected); }
  HtmlWriter& open(ElementName name, std::initializer_list<Attr> attributes = {});
  HtmlWriter& open(ElementName name, Attrs const& attributes);
  HtmlWriter& close(ElementName name);  // must be the open one
  HtmlWriter& leaf(ElementName name,
                   std::initializer_list<Attr> attributes = {});  // a void element
  HtmlWriter& leaf(ElementName name, Attrs const& attributes);
  HtmlWriter& text(std::string_view text);
  HtmlWriter& add(Html const& html) {
    out_ += html.bytes_;
    return *this;
  }
  HtmlWriter& doctype();
  HtmlWriter& script_file(Url const& file);  // of our own; run when the page has been read
  std::size_t depth() const { return open_.size(); }
  Html finish();

 private:
  struct Open {
    std::string_view name;
    std::size_t content_begin;
    KeepFirstNewline keep;
  };
  void start_tag(ElementName name, Attr const* first, std::size_t count);
  std::string out_;
  std::vector<Open> open_;
};

namespace detail {

template <class T>
concept Text = std::convertible_to<T const&, std::string_view>;
template <class T>
concept Children = std::ranges::input_range<T const> && !Text<T>;

inline void child(HtmlWriter& out, Html const& html) { out.add(html); }
inline void child(HtmlWriter& out, Text auto const& text) { out.text(std::string_view(text)); }
template <std::integral T>
void child(HtmlWriter& out, T number) {
  static_assert(!std::same_as<T, bool> && !std::same_as<T, char>, "say what it should read as");
  out.text(std::to_string(number));
}
template <class T>
void child(HtmlWriter& out, std::optional<T> const& maybe) {
  if (maybe) child(out, *maybe);
}
template <Children T>
void child(HtmlWriter& out, T const& range) {
  for (auto const& one : range) child(out, one);
}

template <class T>
inline constexpr bool is_attrs = std::same_as<T, Attrs> || std::same_as<T, Attr>;

}  // namespace detail

inline Html text(std::string_view plain) { return HtmlWriter().text(plain).finish(); }
inline Html doctype() { return HtmlWriter().doctype().finish(); }
inline Html script_file(Url const& file) { return HtmlWriter().script_file(file).finish(); }

template <class... C>
Html el(ElementName name, std::initializer_list<Attr> attributes, C const&... children) {
  HtmlWriter out;
  if (name.content == Content::none) {
    assert(sizeof...(children) == 0);
    return out.leaf(name, attributes).finish();
  }
  out.open(name, attributes);
  (detail::child(out, children), ...);
  return out.close(name).finish();
}

template <class... C>
Html el(ElementName name, Attrs const& attributes, C const&... children) {
  HtmlWriter out;
  if (name.content == Content::none) {
    assert(sizeof...(children) == 0);
    return out.leaf(name, attributes).finish();
  }
  out.open(name, attributes);
  (detail::child(out, children), ...);
  return out.close(name).finish();
}

template <class... C>
  requires((!detail::is_attrs<C>) && ...)
Html el(ElementName name, C const&... children) {
  return el(name, std::initializer_list<Attr>{}, children...);
}

// The children one after the other, without an element around them.
template <class... C>
Html fragment(C const&... children) {
  HtmlWriter out;
  (detail::child(out, children), ...);
  return out.finish();
}

// make(item) for each item of a range.
template <class Range, class Make>
Html each(Range const& range, Make&& make) {
  HtmlWriter out;
  for (auto const& item : range) detail::child(out, make(item));
  return out.finish();
}

// The items of a range with a separator (text or Html) between them.
template <class Range, class Separator>
Html join(Range const& items, Separator const& separator) {
  HtmlWriter out;
  auto first = true;
  for (auto const& item : items) {
    if (!std::exchange(first, false)) detail::child(out, separator);
    detail::child(out, item);
  }
  return out.finish();
}

// make() if the condition holds, else nothing: what it would read need not exist otherwise.
template <class Make>
Html when(bool condition, Make&& make) {
  return condition ? fragment(make()) : Html();
}
template <class Make, class Else>
Html either(bool condition, Make&& make, Else&& otherwise) {
  return condition ? fragment(make()) : fragment(otherwise());
}
// make(*value) if there is a value.
template <class T, class Make>
Html when_some(std::optional<T> const& value, Make&& make) {
  return value ? fragment(make(*value)) : Html();
}

}  // namespace tocsin::markup
