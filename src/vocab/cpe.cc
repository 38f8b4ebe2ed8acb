// The two bindings of CPE names.
#include "vocab/cpe.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "vocab/ascii.h"

namespace tocsin::vocab {

namespace {

bool is_any_or_na(std::string_view text) { return text == "*" || text == "-"; }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Splits at colons that no backslash escapes.
std::vector<std::string_view> split_unescaped(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == ':') {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// (\?*|\*?) (plain | \special)+ (\?*|\*?)   or a lone * or -
bool is_component(std::string_view text) {
  if (is_any_or_na(text)) return true;
  auto skip_wildcards = [&](std::size_t at) {
    if (at < text.size() && text[at] == '*') return at + 1;
    while (at < text.size() && text[at] == '?') ++at;
    return at;
  };
  auto at = skip_wildcards(0);
  auto const body = at;
  while (at < text.size()) {
    auto c = text[at];
    if (is_alpha(c) || is_digit(c) || is_one_of(c, "-._"))
      ++at;
    else if (c == '\\' && at + 1 < text.size() &&
             is_one_of(text[at + 1], "\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~"))
      at += 2;
    else
      break;
  }
  return at > body && skip_wildcards(at) == text.size();
}

// language ["-" region], 5.3.3.6
bool is_language(std::string_view text) {
  if (is_any_or_na(text)) return true;
  auto dash = text.find('-');
  auto language = text.substr(0, dash);
  if (language.size() < 2 || language.size() > 3 || !std::ranges::all_of(language, is_alpha))
    return false;
  if (dash == std::string_view::npos) return true;
  auto region = text.substr(dash + 1);
  return (region.size() == 2 && std::ranges::all_of(region, is_alpha)) ||
         (region.size() == 3 && std::ranges::all_of(region, is_digit));
}

}  // namespace

bool is_cpe_2_3(std::string_view text) {
  constexpr std::string_view kPrefix = "cpe:2.3:";
  if (!text.starts_with(kPrefix)) return false;
  // part, vendor, product, version, update, edition, language, sw_edition, target_sw, target_hw,
  // other
  auto parts = split_unescaped(text.substr(kPrefix.size()));
  if (parts.size() != 11) return false;
  if (parts[0].size() != 1 || !is_one_of(parts[0].front(), "aho*-")) return false;
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (!(i == 6 ? is_language(parts[i]) : is_component(parts[i]))) return false;
  return true;
}

bool is_cpe_2_2(std::string_view text) {
  constexpr std::string_view kPrefix = "cpe:/";
  if (!starts_with_ignoring_case(text, kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  if (!text.empty() && is_one_of(text.front(), "AHOaho")) text.remove_prefix(1);
  if (!text.empty() && text.front() != ':') return false;
  auto allowed = [](char c) { return is_alpha(c) || is_digit(c) || is_one_of(c, "._-~%:"); };
  constexpr int components_max = 6;
  return std::ranges::count(text, ':') <= components_max && std::ranges::all_of(text, allowed);
}

bool is_cpe(std::string_view text) { return is_cpe_2_3(text) || is_cpe_2_2(text); }

}  // namespace tocsin::vocab
