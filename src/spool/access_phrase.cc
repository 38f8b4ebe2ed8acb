// Pronounceable groups and their check group.
#include "spool/access_phrase.h"

#include <array>
#include <cstdint>

namespace tocsin::spool {

namespace {

constexpr std::string_view kConsonants = "bdfghjklmnprstvz";  // 16: four bits
constexpr std::string_view kVowels = "aiou";                  // 4: two bits
constexpr std::size_t kWords = access_phrase_groups - 1;
constexpr std::size_t kGroupLetters = 5;
// Not zero, so that sixteen zero bytes do not look like a row of equal groups.
constexpr std::uint16_t kCheckStart = 0x5eed;

// Multiplication by x in GF(2^16) modulo x^16 + x^12 + x^3 + x + 1, which is primitive: the powers of x are distinct.
constexpr std::uint16_t times_x(std::uint16_t value) {
  return static_cast<std::uint16_t>((value << 1) ^ ((value & 0x8000) ? 0x100b : 0));
}

// Horner's scheme: the sum of word[i] * x^(8-i), so that every place has a weight of its own.
std::uint16_t check_of(std::array<std::uint16_t, kWords> const& words) {
  std::uint16_t sum = 0;
  for (auto word : words) sum = times_x(static_cast<std::uint16_t>(sum ^ word));
  return sum ^ kCheckStart;
}

void append_group(std::string& out, std::uint16_t word) {
  out += kConsonants[word >> 12 & 15];
  out += kVowels[word >> 10 & 3];
  out += kConsonants[word >> 6 & 15];
  out += kVowels[word >> 4 & 3];
  out += kConsonants[word & 15];
}

std::unexpected<Error> not_right() {
  return fail(ErrorCode::invalid_input, "This access phrase is not complete or not right. Please compare it with your receipt.");
}

// The letters, lower case, without what people put between groups; empty if there is anything else.
std::string letters_of(std::string_view text) {
  std::string letters;
  // Soft hyphen, no-break spaces, the dashes that word processors make of a hyphen, the minus sign.
  static constexpr std::string_view kBetween[] = {"\xc2\xad",     "\xc2\xa0",     "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92",
                                                  "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95", "\xe2\x80\xaf", "\xe2\x88\x92"};
  while (!text.empty()) {
    char c = text.front();
    std::size_t taken = 1;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') {
      letters += c;
    } else if (std::string_view(" \t\r\n-").find(c) == std::string_view::npos) {
      taken = 0;
      for (auto between : kBetween)
        if (text.starts_with(between)) taken = between.size();
      if (taken == 0) return {};
    }
    text.remove_prefix(taken);
  }
  return letters;
}

}  // namespace

std::string write_access_phrase(std::string_view bytes) {
  assert(bytes.size() == access_phrase_bytes);
  std::array<std::uint16_t, kWords> words;
  std::string out;
  for (std::size_t i = 0; i < kWords; ++i) {
    words[i] = static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[2 * i]) << 8 |
                                          static_cast<unsigned char>(bytes[2 * i + 1]));
    append_group(out, words[i]);
    out += '-';
  }
  append_group(out, check_of(words));
  return out;
}

Result<std::string> parse_access_phrase(std::string_view text) {
  if (text.size() > 400) return not_right();
  auto letters = letters_of(text);
  if (letters.size() != access_phrase_groups * kGroupLetters) return not_right();
  std::array<std::uint16_t, kWords> words{};
  std::uint16_t check = 0;
  for (std::size_t group = 0; group < access_phrase_groups; ++group) {
    unsigned word = 0;
    for (std::size_t i = 0; i < kGroupLetters; ++i) {
      auto const& alphabet = i % 2 == 0 ? kConsonants : kVowels;
      auto value = alphabet.find(letters[group * kGroupLetters + i]);
      if (value == std::string_view::npos) return not_right();
      word = word << (i % 2 == 0 ? 4 : 2) | static_cast<unsigned>(value);
    }
    (group < kWords ? words[group] : check) = static_cast<std::uint16_t>(word);
  }
  if (check != check_of(words)) return not_right();
  std::string bytes;
  for (auto word : words) {
    bytes += static_cast<char>(word >> 8);
    bytes += static_cast<char>(word & 0xff);
  }
  return bytes;
}

}  // namespace tocsin::spool
