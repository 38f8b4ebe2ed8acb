// See strings.h. English is the table itself; other languages are tables of the same keys.
#include "site/strings.h"

#include <cassert>

namespace tocsin::site {

namespace {

struct Row {
  std::string_view word;
  std::string_view english;
};
constexpr Row kRows[] = {
#define TOCSIN_STRING(key, english) {#key, english},
#include "site/strings_list.h"
#undef TOCSIN_STRING
};
static_assert(std::size(kRows) == static_cast<std::size_t>(Key::count_));

// A catalogue besides English: rows in any order, what is missing falls back to English.
struct Translation {
  Key key;
  std::string_view text;
};
struct Catalogue {
  std::string_view language;
  Translation const* rows;
  std::size_t count;
};
constexpr Catalogue kCatalogues[] = {{kEnglish, nullptr, 0}, {kPseudo, nullptr, 0}};

constexpr std::string_view english(Key key) { return kRows[static_cast<std::size_t>(key)].english; }

// A letter that looks like the plain one: a page that still reads plain has a text that is not in
// the catalogue.
constexpr struct {
  char plain;
  std::string_view accented;
} kAccents[] = {{'a', "á"}, {'e', "é"}, {'i', "í"}, {'o', "ó"}, {'u', "ú"},
                {'A', "Á"}, {'E', "É"}, {'I', "Í"}, {'O', "Ó"}, {'U', "Ú"}};

std::string pseudo(std::string_view text) {
  std::string out = "⟦";
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}') {
      out += text.substr(at, 3);
      at += 2;
      continue;
    }
    auto accented = std::string_view();
    for (auto const& row : kAccents)
      if (row.plain == text[at]) accented = row.accented;
    out += accented.empty() ? text.substr(at, 1) : accented;
  }
  return out + "⟧";
}

// Calls on_text and on_slot for the pieces of a text with {0} ... in it.
template <class OnText, class OnSlot>
void walk(std::string_view text, OnText&& on_text, OnSlot&& on_slot) {
  std::size_t at = 0;
  while (at < text.size()) {
    auto open = text.find('{', at);
    while (open != text.npos && !(open + 2 < text.size() && text[open + 2] == '}'))
      open = text.find('{', open + 1);
    on_text(text.substr(at, open == text.npos ? text.npos : open - at));
    if (open == text.npos) return;
    on_slot(static_cast<std::size_t>(text[open + 1] - '0'));
    at = open + 3;
  }
}

}  // namespace

std::vector<std::string_view> known_languages() {
  std::vector<std::string_view> out;
  for (auto const& catalogue : kCatalogues) out.push_back(catalogue.language);
  return out;
}

std::vector<Key> missing_keys(std::string_view language) {
  std::vector<Key> out;
  if (language == kEnglish || language == kPseudo) return out;
  for (std::size_t index = 0; index < std::size(kRows); ++index) {
    auto found = false;
    for (auto const& catalogue : kCatalogues)
      for (std::size_t row = 0; catalogue.language == language && row < catalogue.count; ++row)
        found |= catalogue.rows[row].key == static_cast<Key>(index);
    if (!found) out.push_back(static_cast<Key>(index));
  }
  return out;
}

std::string_view word_of(Key key) { return kRows[static_cast<std::size_t>(key)].word; }

Strings::Strings(std::string_view language) : language_(language) {}

std::string Strings::text(Key key) const {
  assert(key != Key::count_);
  if (language_ == kPseudo) return pseudo(english(key));
  for (auto const& catalogue : kCatalogues)
    for (std::size_t row = 0; catalogue.language == language_ && row < catalogue.count; ++row)
      if (catalogue.rows[row].key == key) return std::string(catalogue.rows[row].text);
  return std::string(english(key));
}

std::string Strings::operator()(Key key) const { return text(key); }

std::string Strings::operator()(Key key, std::initializer_list<std::string_view> values) const {
  std::string out;
  walk(
      text(key), [&](std::string_view piece) { out += piece; },
      [&](std::size_t slot) {
        assert(slot < values.size());
        out += values.begin()[slot];
      });
  return out;
}

markup::Html Strings::html(Key key, std::initializer_list<markup::Html> values) const {
  markup::HtmlWriter out;
  walk(
      text(key), [&](std::string_view piece) { out.text(piece); },
      [&](std::size_t slot) {
        assert(slot < values.size());
        out.add(values.begin()[slot]);
      });
  return out.finish();
}

}  // namespace tocsin::site
