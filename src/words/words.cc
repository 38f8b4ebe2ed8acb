// Looking texts up and filling their slots. See words.h.
#include "words/words.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::words {
namespace {

// A letter that looks like the plain one: what still reads plain is a text that is not in the catalogue.
constexpr struct {
  char plain;
  std::string_view accented;
} kAccents[] = {{'a', "á"}, {'e', "é"}, {'i', "í"}, {'o', "ó"}, {'u', "ú"},
                {'A', "Á"}, {'E', "É"}, {'I', "Í"}, {'O', "Ó"}, {'U', "Ú"}};

constexpr std::string_view kSlotLetters = "abcdefghijklmnopqrstuvwxyz_0123456789";

// Calls on_text and on_slot for the pieces of a text with {0} or {name} in it.
template <class OnText, class OnSlot>
void walk(std::string_view text, OnText&& on_text, OnSlot&& on_slot) {
  std::size_t done = 0;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    auto const close = text.find_first_not_of(kSlotLetters, open + 1);
    if (close == text.npos || text[close] != '}' || close == open + 1) continue;
    on_text(text.substr(done, open - done));
    on_slot(text.substr(open + 1, close - open - 1));
    done = close + 1;
    open = close;
  }
  on_text(text.substr(done));
}

std::string pseudo(std::string_view text) {
  std::string out = "⟦";
  walk(
      text,
      [&](std::string_view piece) {
        for (char const& c : piece) {
          auto const* row = std::ranges::find(kAccents, c, [](auto const& one) { return one.plain; });
          out += row == std::end(kAccents) ? std::string_view(&c, 1) : row->accented;
        }
      },
      [&](std::string_view slot) { out += "{" + std::string(slot) + "}"; });
  return out + "⟧";
}

std::size_t position_of(std::string_view slot, std::size_t count) {
  assert(slot.size() == 1 && slot[0] >= '0' && slot[0] <= '9');
  auto const position = static_cast<std::size_t>(slot[0] - '0');
  assert(position < count);
  (void)count;
  return position;
}

}  // namespace

std::vector<std::string_view> known_languages() { return {kEnglish, kPseudo}; }

std::string text_of(Part const& part, std::size_t key, std::string_view language) {
  assert(key < part.rows.size());
  if (language == kPseudo) return pseudo(part.rows[key].english);
  for (auto const& translated : part.translations)
    if (translated.language == language && translated.key == key) return std::string(translated.text);
  return std::string(part.rows[key].english);
}

std::string fill(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string out;
  walk(
      text, [&](std::string_view piece) { out += piece; },
      [&](std::string_view slot) { out += values.begin()[position_of(slot, values.size())]; });
  return out;
}

std::string fill(std::string_view text, Named values) {
  std::string out;
  walk(
      text, [&](std::string_view piece) { out += piece; },
      [&](std::string_view slot) {
        auto const* value = std::ranges::find(values, slot, [](auto const& one) { return one.first; });
        assert(value != values.end());
        out += value->second;
      });
  return out;
}

markup::Html fill_html(std::string_view text, std::initializer_list<markup::Html> values) {
  markup::HtmlWriter out;
  walk(
      text, [&](std::string_view piece) { out.text(piece); },
      [&](std::string_view slot) { out.add(values.begin()[position_of(slot, values.size())]); });
  return out.finish();
}

std::optional<std::size_t> find_key(Part const& part, std::string_view prefix, std::string_view word) {
  auto const wanted = std::string(prefix) + replace_all(std::string(word), "-", "_");
  auto const found = std::ranges::find(part.rows, wanted, &Row::word);
  if (found == part.rows.end()) return std::nullopt;
  return static_cast<std::size_t>(found - part.rows.begin());
}

std::string spaced(std::string_view word, std::string_view language) {
  auto text = replace_all(replace_all(std::string(word), "-", "_"), "_", " ");
  return language == kPseudo ? pseudo(text) : text;
}

std::vector<std::string_view> missing(Part const& part, std::string_view language) {
  std::vector<std::string_view> out;
  if (language == kEnglish || language == kPseudo) return out;
  for (std::size_t key = 0; key < part.rows.size(); ++key) {
    auto const translated = std::ranges::any_of(
        part.translations, [&](Translated const& one) { return one.language == language && one.key == key; });
    if (!translated) out.push_back(part.rows[key].word);
  }
  return out;
}

}  // namespace tocsin::words
