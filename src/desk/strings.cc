// See strings.h. English is the table; the pseudo-locale is made from it.
#include "desk/strings.h"

#include <cassert>

#include "base/text.h"

namespace tocsin::desk {
namespace {

struct StringRow {
  std::string_view word;
  std::string_view english;
};
constexpr StringRow kStrings[] = {
#define TOCSIN_STRING(key, english) {#key, english},
#include "desk/strings_list.h"
#undef TOCSIN_STRING
};
static_assert(std::size(kStrings) == static_cast<std::size_t>(Key::count_));

// Calls on_text and on_slot for the pieces of a text with {0} ... in it.
template <class OnText, class OnSlot>
void walk(std::string_view text, OnText&& on_text, OnSlot&& on_slot) {
  std::size_t at = 0;
  while (at < text.size()) {
    auto open = text.find('{', at);
    while (open != text.npos && !(open + 2 < text.size() && text[open + 2] == '}')) open = text.find('{', open + 1);
    on_text(text.substr(at, open == text.npos ? text.npos : open - at));
    if (open == text.npos) return;
    on_slot(static_cast<std::size_t>(text[open + 1] - '0'));
    at = open + 3;
  }
}

}  // namespace

std::string Strings::shaped(std::string_view english) const {
  if (language_ != kPseudoLocale) return std::string(english);
  return "⟦" + std::string(english) + "⟧";
}

std::string Strings::operator()(Key key) const {
  assert(key != Key::count_);
  return shaped(kStrings[static_cast<std::size_t>(key)].english);
}

std::string Strings::operator()(Key key, std::initializer_list<std::string_view> values) const {
  std::string out;
  auto const text = (*this)(key);
  walk(text, [&](std::string_view piece) { out += piece; },
       [&](std::size_t slot) {
         assert(slot < values.size());
         out += values.begin()[slot];
       });
  return out;
}

markup::Html Strings::html(Key key, std::initializer_list<markup::Html> values) const {
  markup::HtmlWriter out;
  auto const text = (*this)(key);
  walk(text, [&](std::string_view piece) { out.text(piece); },
       [&](std::size_t slot) {
         assert(slot < values.size());
         out.add(values.begin()[slot]);
       });
  return out.finish();
}

std::string Strings::named(std::string_view prefix, std::string_view word) const {
  auto const key = replace_all(std::string(word), "-", "_");
  for (auto const& row : kStrings)
    if (row.word.starts_with(prefix) && row.word.substr(prefix.size()) == key) return shaped(row.english);
  return shaped(replace_all(key, "_", " "));
}

}  // namespace tocsin::desk
