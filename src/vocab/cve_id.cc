// Reading of CVE identifiers.
#include "vocab/cve_id.h"

#include <algorithm>

namespace tocsin::vocab {

int CveId::year() const { return std::stoi(text_.substr(4, 4)); }

Result<CveId> parse_cve_id(std::string_view text) {
  auto wrong = [&] {
    return fail(ErrorCode::invalid_input,
                "a CVE id reads CVE-YEAR-NUMBER with at least four digits");
  };
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  constexpr std::size_t shortest = 13, longest = 28;
  if (text.size() < shortest || text.size() > longest) return wrong();
  if (!text.starts_with("CVE-") || text[8] != '-') return wrong();
  auto number = text.substr(9);
  if (!std::ranges::all_of(text.substr(4, 4), is_digit) || !std::ranges::all_of(number, is_digit))
    return wrong();
  if (number.size() > 4 && number.front() == '0') return wrong();
  return CveId(std::string(text));
}

}  // namespace tocsin::vocab
