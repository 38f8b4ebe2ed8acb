// The closed lists of element and attribute names; a name outside them does not compile.
//
// Spec:       WHATWG HTML (elements, attributes); SVG 2 for the few drawing elements of our own charts.
// Invariants: no element that runs, embeds or restyles (script, style, iframe, object, base), no attribute
//             that does (on..., style, srcdoc, http-equiv). An attribute that holds an address is a
//             UrlAttrName and takes nothing but a Url.
#pragma once

#include <string_view>

namespace tocsin::markup {

enum class Content { any, none };              // none: a void element
enum class KeepFirstNewline { no, yes };       // parsers drop the first newline of pre and textarea

namespace detail {

inline constexpr std::string_view kElements[] = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "blockquote", "body", "button", "caption", "cite",
    "code", "col", "colgroup", "datalist", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "html", "i",
    "ins", "kbd", "label", "legend", "li", "main", "mark", "meter", "nav", "ol", "optgroup", "option", "output",
    "p", "pre", "progress", "q", "s", "samp", "search", "section", "select", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "u", "ul",
    "var",
    // drawings
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "desc", "defs", "tspan", "text"};
inline constexpr std::string_view kVoidElements[] = {"br", "hr", "img", "input", "link", "meta", "wbr"};
inline constexpr std::string_view kAttributes[] = {
    "abbr", "accept", "accept-charset", "accesskey", "alt", "as", "autocapitalize", "autocomplete", "autofocus",
    "charset", "checked", "class", "color", "cols", "colspan", "content", "crossorigin", "datetime", "dir", "disabled",
    "download", "enctype", "enterkeyhint", "for", "form", "formtarget", "headers", "height", "hidden", "high", "hreflang", "id",
    "inputmode", "integrity", "label", "lang", "list", "loading", "low", "max", "maxlength", "media", "method",
    "min", "minlength", "multiple", "name", "novalidate", "open", "optimum", "pattern", "placeholder", "property",
    "readonly", "rel", "required", "reversed", "role", "rows", "rowspan", "scope", "selected", "size", "sizes",
    "span", "spellcheck", "start", "step", "tabindex", "target", "title", "translate", "type", "value", "width",
    "wrap",
    // drawings
    "viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "points", "fill", "stroke",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "transform", "xmlns", "focusable",
    "text-anchor", "dominant-baseline", "opacity", "dx", "dy"};
inline constexpr std::string_view kUrlAttributes[] = {"href", "src", "action", "formaction", "cite"};

template <std::size_t N>
constexpr bool contains(std::string_view const (&list)[N], std::string_view word) {
  for (auto one : list)
    if (one == word) return true;
  return false;
}

// aria-x and data-x: lower-case letters, digits and dashes after the prefix.
constexpr bool is_open_attribute(std::string_view name) {
  if (!name.starts_with("aria-") && !name.starts_with("data-")) return false;
  if (name.size() < 6) return false;
  for (char c : name.substr(5))
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  return true;
}

}  // namespace detail

constexpr bool is_element(std::string_view name) {
  return detail::contains(detail::kElements, name) || detail::contains(detail::kVoidElements, name);
}
constexpr bool is_attribute(std::string_view name) {
  return detail::contains(detail::kAttributes, name) || detail::is_open_attribute(name);
}
constexpr bool is_url_attribute(std::string_view name) { return detail::contains(detail::kUrlAttributes, name); }

// Made from a literal in constant evaluation only; the throw is what the compiler shows for a wrong name.
struct ElementName {
  template <std::size_t N>
  consteval ElementName(char const (&literal)[N]) : word(literal, N - 1) {
    if (!is_element(word)) throw "not in the list of elements (markup/html_names.h)";
    if (detail::contains(detail::kVoidElements, word)) content = Content::none;
    if (word == "pre" || word == "textarea") keep_first_newline = KeepFirstNewline::yes;
  }
  std::string_view word;
  Content content = Content::any;
  KeepFirstNewline keep_first_newline = KeepFirstNewline::no;
};

struct AttrName {
  template <std::size_t N>
  consteval AttrName(char const (&literal)[N]) : word(literal, N - 1) {
    if (!is_attribute(word)) throw "not in the list of attributes (markup/html_names.h), or it takes a Url";
  }
  std::string_view word;
};

struct UrlAttrName {
  template <std::size_t N>
  consteval UrlAttrName(char const (&literal)[N]) : word(literal, N - 1) {
    if (!is_url_attribute(word)) throw "not in the list of address attributes (markup/html_names.h)";
  }
  std::string_view word;
};

}  // namespace tocsin::markup
