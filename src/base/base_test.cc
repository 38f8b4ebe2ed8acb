// Tests of the parts of base that everything stands on.
#include <gtest/gtest.h>

#include "base/codec.h"
#include "base/digest.h"
#include "base/sealed.h"
#include "base/text.h"
#include "base/toml_reader.h"

namespace tocsin {
namespace {

TEST(Digest, BytesInPiecesHaveTheDigestOfTheWhole) {
  std::string const whole(1'000, 'x');
  for (std::size_t size : {std::size_t{1}, std::size_t{127}, std::size_t{128}, std::size_t{129}, whole.size()}) {
    Blake2b pieces;
    for (std::size_t at = 0; at < whole.size(); at += size) pieces.add(std::string_view(whole).substr(at, size));
    EXPECT_EQ(pieces.finish(), blake2b(whole)) << size;
  }
  EXPECT_EQ(Blake2b().finish(), blake2b(""));
}

TEST(Time, CivilDatesRoundTripOverFourHundredYears) {
  for (std::int64_t day = -40'000; day < 110'000; ++day) {
    auto date = civil_from_days(day);
    ASSERT_TRUE(is_valid(date));
    ASSERT_EQ(days_from_civil(date), day);
  }
  EXPECT_EQ(weekday_of({2026, 11, 22}), Weekday::sunday);
  EXPECT_EQ(add_months_clamped({2026, 1, 31}, 1), (CivilDate{2026, 2, 28}));
  EXPECT_EQ(add_months_clamped({2024, 8, 31}, 6), (CivilDate{2025, 2, 28}));
}

TEST(Time, Rfc3339) {
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-03-05T14:00:00Z")), "2026-03-05T14:00:00Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-03-05T14:00:00.5+02:00")), "2026-03-05T12:00:00.500Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00Z");
  EXPECT_FALSE(parse_rfc3339("2026-02-30T14:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("2026-03-05 14:00"));
  EXPECT_EQ(to_http_date(*parse_rfc3339("1994-11-06T08:49:37Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Text, Encodings) {
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(*from_base64("Zm9vYmE="), "fooba");
  EXPECT_FALSE(from_base64("Zh=="));
  EXPECT_EQ(*from_hex(to_hex("\x01\xff")), "\x01\xff");
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_TRUE(is_utf8("Grüße"));
  EXPECT_EQ(clip_utf8("aé", 2), "a");
  EXPECT_EQ(*nearest("amuont", {"amount", "unit"}), "amount");
}

TEST(Json, RefusesDuplicateKeysAndDepth) {
  EXPECT_FALSE(parse_json(R"({"a":1,"a":2})"));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_FALSE(parse_json("{\"a\":\"\xC0\x80\"}"));
  EXPECT_FALSE(parse_json("{} x"));
  EXPECT_FALSE(parse_json("{\"a\""));
}

TEST(Json, WritesNumbersAsPeopleDo) {
  EXPECT_EQ(write_json(*parse_json(R"({"s":9.8,"n":[1,-2,0.1],"t":"a\u00e9\n"})")), R"({"s":9.8,"n":[1,-2,0.1],"t":"aé\n"})");
}

enum class Colour { red, light_green };
BOOST_DESCRIBE_ENUM(Colour, red, light_green)
struct Inner {
  static constexpr char const* kTypeName = "inner";
  int n = 0;
  friend bool operator==(Inner const&, Inner const&) = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (n))
struct Other {
  static constexpr char const* kTypeName = "other";
  std::string s;
  friend bool operator==(Other const&, Other const&) = default;
};
BOOST_DESCRIBE_STRUCT(Other, (), (s))
struct Outer {
  Colour colour = Colour::red;
  std::optional<Instant> at;
  std::vector<std::variant<Inner, Other>> items;
  friend bool operator==(Outer const&, Outer const&) = default;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (colour, at, items))

TEST(Codec, RoundTripsAndRefusesUnknownMembers) {
  Outer value{Colour::light_green, Instant{5}, {Inner{3}, Other{"x"}}};
  auto text = codec::to_text(value);
  EXPECT_EQ(text, R"({"colour":"light_green","at":5,"items":[{"type":"inner","n":3},{"type":"other","s":"x"}]})");
  EXPECT_EQ(*codec::from_text<Outer>(text), value);
  EXPECT_FALSE(codec::from_text<Outer>(R"({"colour":"red","what":1})"));
  EXPECT_EQ(*codec::from_text<Outer>("{}"), Outer{});
}

// The codec writes text by itself; it is the text that the writer of values writes.
TEST(Codec, WritesWhatTheWriterOfValuesWrites) {
  for (auto const& value : {Outer{}, Outer{Colour::light_green, Instant{-5}, {Inner{-3}, Inner{}, Other{}}},
                            Outer{Colour::red, {}, {Other{"\"\\\b\f\n\r\t\x01\x1f \x7f\u00e9\U0001f514"}}}}) {
    auto const text = codec::to_text(value);
    EXPECT_EQ(text, write_json(codec::encode(value)));
    EXPECT_EQ(*codec::from_text<Outer>(text), value);
  }
}

TEST(Sealed, OpensOnlyInItsPlaceAndUnaltered) {
  DataKey key(std::string(32, 'k'));
  auto sealed = seal_bytes(key, {"cases", "1", "body"}, "secret", std::string(24, 'n'));
  EXPECT_EQ(*open_bytes(key, {"cases", "1", "body"}, sealed), "secret");
  EXPECT_FALSE(open_bytes(key, {"cases", "2", "body"}, sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(open_bytes(key, {"cases", "1", "body"}, altered));
  }
}

TEST(Toml, NamesEveryMistakeWithLineColumnAndSuggestion) {
  auto file = TomlFile::parse("amuont = 5\nunit = 'dyas'\nwhen = 3\n", "rules/x.toml");
  auto root = file.root();
  root.integer("amount", 0, 10);
  root.required_word("unit", {"days", "hours"});
  root.required_string("name");
  root.finish();
  auto text = to_text(file.findings());
  EXPECT_NE(text.find("rules/x.toml:2:8: 'dyas' is not a word for 'unit'; did you mean 'days'?"), std::string::npos) << text;
  EXPECT_NE(text.find("rules/x.toml:1:1: unknown key 'amuont'; did you mean 'amount'?"), std::string::npos) << text;
  EXPECT_NE(text.find("'name' is missing"), std::string::npos) << text;
}

// A bracket alone on a line tripped an assertion inside the parser, and with it the process.
TEST(Toml, ASyntaxErrorIsTheOnlyFinding) {
  auto file = TomlFile::parse("a = 1\n[publisher\nb = 2\n", "x.toml");
  auto root = file.root();
  root.required_string("name");
  root.required_integer("amount", 1, 9);
  root.required_word("unit", {"hours", "days"});
  root.add_finding("", "something is missing");
  root.finish();
  ASSERT_EQ(file.findings().size(), 1u);
  EXPECT_EQ(file.findings()[0].line, 2);
  EXPECT_FALSE(file.is_readable());
}

// Found by fuzzing: toml++ has undefined behaviour at these letters, which sanitizers see and a finding must hide.
TEST(Toml, LettersBeyondAsciiOutsideQuotesAreFindings) {
  for (char const* letter : {"\xc2\xa1", "\xc3\xbc", "\xce\xa0", "\xd2\x99"})
    for (std::string const text : {"a = 1\nb\"?\" = 2\n", "a = 1\n? = 2\n", "a = 1\nb = ?\n", "a = 1\n[?]\n"}) {
      auto const filled = replace_all(text, "?", letter);
      auto file = TomlFile::parse(filled, "x.toml");
      ASSERT_EQ(file.findings().size(), 1u) << filled;
      EXPECT_EQ(file.findings()[0].line, 2) << filled;
    }
}

TEST(Toml, ABracketAloneIsAFindingAndNotTheEnd) {
  for (auto text : {"a = 1\n[\n", "[", "[\n", "[[", "[[\n", "[a.\n", "[ \n", "[#\n", "a.\n", "[=\n"}) {
    auto file = TomlFile::parse(text, "x.toml");
    EXPECT_EQ(file.findings().size(), 1u) << text;
  }
  EXPECT_EQ(TomlFile::parse("a = 1\n[\n", "x.toml").findings().at(0).line, 2);
}

}  // namespace
}  // namespace tocsin
