// The catalogue: slots, the pseudo-locale, what a language lacks.
#include "words/words.h"

#include <gtest/gtest.h>

#include "words/desk.h"
#include "words/mails.h"
#include "words/pages.h"

namespace tocsin::words {
namespace {

constexpr Row kRows[] = {{"greeting", "Good day, {name}"}, {"act_reply", "Reply {0} of {1}"}, {"brace", "set {x y} and }{"}};
constexpr Translated kGerman[] = {{"de", 0, "Guten Tag, {name}"}};
constexpr Part kPart{kRows, kGerman};

TEST(Words, ALanguageThatLacksAKeyFallsBackToEnglish) {
  EXPECT_EQ(text_of(kPart, 0, "de"), "Guten Tag, {name}");
  EXPECT_EQ(text_of(kPart, 1, "de"), "Reply {0} of {1}");
  EXPECT_EQ(missing(kPart, "de"), (std::vector<std::string_view>{"act_reply", "brace"}));
  EXPECT_TRUE(missing(kPart, kEnglish).empty());
}

TEST(Words, WhatFillsASlotIsNotReadForSlotsAgain) {
  EXPECT_EQ(fill("{title}: {link}", Named{{"title", "a {link} in a title"}, {"link", "https://acme.example/"}}),
            "a {link} in a title: https://acme.example/");
  EXPECT_EQ(fill("{1} and {0}", {"{1}", "b"}), "b and {1}");
  EXPECT_EQ(fill_html("see {0}", {markup::text("<x>")}).str(), "see &lt;x&gt;");
}

TEST(Words, ABraceThatIsNoSlotStays) { EXPECT_EQ(fill(kRows[2].english, Named{}), "set {x y} and }{"); }

TEST(Words, ThePseudoLocaleReadsOtherwiseAndKeepsItsSlots) {
  EXPECT_EQ(text_of(kPart, 0, kPseudo), "⟦Góód dáy, {name}⟧");
  EXPECT_EQ(fill(text_of(kPart, 0, kPseudo), Named{{"name", "Ada"}}), "⟦Góód dáy, Ada⟧");
}

TEST(Words, AWordOfTheDomainFindsItsText) {
  EXPECT_EQ(find_key(kPart, "act_", "reply"), 1U);
  EXPECT_EQ(find_key(kPart, "act_", "re"), std::nullopt);
  EXPECT_EQ(spaced("working-days_left", kEnglish), "working days left");
}

template <class Key>
void every_key_has_its_text() {
  for (auto const& row : part_of<Key>().rows) {
    EXPECT_FALSE(row.english.empty()) << row.word;
    EXPECT_EQ(row.word, part_of<Key>().rows[find_key(part_of<Key>(), "", row.word).value()].word);
  }
}

TEST(Words, EveryPartIsWhole) {
  every_key_has_its_text<PageKey>();
  every_key_has_its_text<DeskKey>();
  every_key_has_its_text<MailKey>();
}

}  // namespace
}  // namespace tocsin::words
