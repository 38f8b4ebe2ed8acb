// The table of names and the decoding of numeric references.
#include "markup/entities.h"

#include <charconv>

#include "markup/utf8_scan.h"

namespace tocsin::markup {

namespace {

struct Entity {
  std::string_view name;
  char32_t scalar;
};
constexpr Entity kEntities[] = {
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},     {"copy", 0xA9},    {"reg", 0xAE},      {"deg", 0xB0},     {"plusmn", 0xB1},
    {"sect", 0xA7},     {"para", 0xB6},    {"middot", 0xB7},   {"frac12", 0xBD},  {"frac14", 0xBC},
    {"frac34", 0xBE},   {"sup2", 0xB2},    {"sup3", 0xB3},     {"micro", 0xB5},   {"times", 0xD7},
    {"divide", 0xF7},   {"auml", 0xE4},    {"ouml", 0xF6},     {"uuml", 0xFC},    {"Auml", 0xC4},
    {"Ouml", 0xD6},     {"Uuml", 0xDC},    {"szlig", 0xDF},    {"eacute", 0xE9},  {"egrave", 0xE8},
    {"agrave", 0xE0},   {"ccedil", 0xE7},  {"ndash", 0x2013},  {"mdash", 0x2014}, {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"ldquo", 0x201C}, {"rdquo", 0x201D},  {"bdquo", 0x201E}, {"laquo", 0xAB},
    {"raquo", 0xBB},    {"bull", 0x2022},  {"hellip", 0x2026}, {"euro", 0x20AC},  {"pound", 0xA3},
    {"yen", 0xA5},      {"cent", 0xA2},    {"trade", 0x2122},  {"larr", 0x2190},  {"rarr", 0x2192},
    {"uarr", 0x2191},   {"darr", 0x2193},  {"le", 0x2264},     {"ge", 0x2265},    {"ne", 0x2260},
    {"infin", 0x221E},  {"asymp", 0x2248}, {"shy", 0xAD},      {"ensp", 0x2002},  {"emsp", 0x2003},
    {"thinsp", 0x2009}, {"lbrace", '{'},   {"rbrace", '}'},    {"lbrack", '['},   {"rbrack", ']'},
    {"lpar", '('},      {"rpar", ')'},     {"colon", ':'},     {"sol", '/'},      {"Tab", '\t'},
    {"NewLine", '\n'},  {"num", '#'},      {"excl", '!'},      {"ast", '*'},      {"lowbar", '_'},
    {"grave", '`'},     {"vert", '|'},     {"bsol", '\\'},     {"commat", '@'},   {"dollar", '$'},
    {"percnt", '%'},    {"equals", '='},   {"plus", '+'},      {"comma", ','},    {"period", '.'},
    {"semi", ';'},      {"quest", '?'},    {"check", 0x2713},  {"cross", 0x2717},
};

}  // namespace

std::string utf8_of(char32_t scalar) {
  if (scalar == 0 || scalar > 0x10FFFF || (scalar >= 0xD800 && scalar <= 0xDFFF))
    return std::string(kReplacementCharacter);
  std::string out;
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((scalar >> shift) & 0x3F)); };
  if (scalar < 0x80) {
    out += static_cast<char>(scalar);
  } else if (scalar < 0x800) {
    out += static_cast<char>(0xC0 | (scalar >> 6));
    tail(0);
  } else if (scalar < 0x10000) {
    out += static_cast<char>(0xE0 | (scalar >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (scalar >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

std::string decode_entity(std::string_view reference) {
  if (reference.size() < 3) return std::string(reference);
  auto name = reference.substr(1, reference.size() - 2);
  if (name.front() == '#') {
    auto hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    auto digits = name.substr(hex ? 2 : 1);
    std::uint32_t scalar = 0;
    auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), scalar, hex ? 16 : 10);
    if (digits.empty() || end != digits.data() + digits.size() || error != std::errc()) scalar = 0;
    return utf8_of(scalar);
  }
  for (auto const& entity : kEntities)
    if (entity.name == name) return utf8_of(entity.scalar);
  return std::string(reference);
}

}  // namespace tocsin::markup
