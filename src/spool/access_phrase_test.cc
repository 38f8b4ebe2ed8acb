// Access phrases: what is written is read, and no single error passes.
#include "spool/access_phrase.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin::spool {
namespace {

std::string random_sixteen(std::mt19937& random) {
  std::string bytes(access_phrase_bytes, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(AccessPhrase, ReadsWhatItWrites) {
  std::mt19937 random(1);
  for (int i = 0; i < 2'000; ++i) {
    auto bytes = random_sixteen(random);
    auto phrase = write_access_phrase(bytes);
    ASSERT_EQ(phrase.size(), 9u * 5 + 8);
    ASSERT_EQ(*parse_access_phrase(phrase), bytes);
  }
  EXPECT_EQ(*parse_access_phrase(write_access_phrase(std::string(16, '\0'))), std::string(16, '\0'));
}

TEST(AccessPhrase, ForgivesHowPeopleType) {
  std::mt19937 random(2);
  auto bytes = random_sixteen(random);
  auto phrase = write_access_phrase(bytes);
  std::string upper, spaced = "  ", joined, dashed;
  for (char c : phrase) {
    upper += static_cast<char>(std::toupper(c));
    spaced += c == '-' ? '\n' : c;
    if (c != '-') joined += c;
    dashed += c == '-' ? "\xe2\x80\x93" : std::string(1, c);
  }
  for (auto const& typed : {upper, spaced, joined, dashed, phrase + " \r\n"}) EXPECT_EQ(*parse_access_phrase(typed), bytes) << typed;
  for (auto const& typed : {phrase + "x", phrase.substr(1), phrase + "-babab", phrase + ".", std::string(), std::string(1000, 'b')})
    EXPECT_FALSE(parse_access_phrase(typed)) << typed;
}

TEST(AccessPhrase, NoticesEveryErrorInOneGroup) {
  std::mt19937 random(3);
  auto phrase = write_access_phrase(random_sixteen(random));
  constexpr std::string_view kConsonants = "bdfghjklmnprstvz", kVowels = "aiou";
  // Every other value of every group: 9 times 65,535.
  for (std::size_t group = 0; group < access_phrase_groups; ++group) {
    auto right = phrase.substr(group * 6, 5);
    for (unsigned word = 0; word < 0x10000; ++word) {
      std::string wrong = {kConsonants[word >> 12], kVowels[word >> 10 & 3], kConsonants[word >> 6 & 15], kVowels[word >> 4 & 3],
                           kConsonants[word & 15]};
      if (wrong == right) continue;
      auto typed = phrase;
      typed.replace(group * 6, 5, wrong);
      ASSERT_FALSE(parse_access_phrase(typed)) << typed;
    }
  }
}

TEST(AccessPhrase, NoticesEveryExchangeOfTwoGroups) {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    auto phrase = write_access_phrase(random_sixteen(random));
    for (std::size_t a = 0; a + 1 < access_phrase_groups; ++a)
      for (std::size_t b = a + 1; b + 1 < access_phrase_groups; ++b) {
        auto typed = phrase;
        typed.replace(a * 6, 5, phrase.substr(b * 6, 5));
        typed.replace(b * 6, 5, phrase.substr(a * 6, 5));
        ASSERT_EQ(parse_access_phrase(typed).has_value(), typed == phrase) << typed;
      }
  }
}

}  // namespace
}  // namespace tocsin::spool
