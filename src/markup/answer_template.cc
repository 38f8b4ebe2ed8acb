// See answer_template.h.
#include "markup/answer_template.h"

#include <charconv>

#include "base/text.h"
#include "markup/html.h"

namespace tocsin::markup {

namespace {

std::int64_t number_of(std::string_view text) {
  std::int64_t value = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

constexpr std::int64_t kHourMs = 3'600'000;

}  // namespace

std::string fill_answer(std::string_view page,
                        std::map<std::string, std::string, std::less<>> const& values) {
  std::string out;
  out.reserve(page.size() + 256);
  std::size_t at = 0;
  while (true) {
    auto open = page.find("{{", at);
    out += page.substr(at, open == page.npos ? page.npos : open - at);
    if (open == page.npos) return out;
    auto close = page.find("}}", open);
    if (close == page.npos) return out += page.substr(open);
    if (auto found = values.find(page.substr(open + 2, close - open - 2)); found != values.end())
      escape_html_to(out, found->second);
    at = close + 2;
  }
}

std::int64_t due_at(std::string_view due_table, std::int64_t received_ms) {
  for (auto line : lines_of(due_table)) {
    auto words = split(line, ' ');
    if (words.size() != 4) continue;
    auto from = number_of(words[0]), until = number_of(words[1]), value = number_of(words[3]);
    if (from < 0 || value < 0 || received_ms < from || received_ms >= until) continue;
    return words[2] == "fixed" ? value : received_ms - received_ms % kHourMs + value;
  }
  return -1;
}

}  // namespace tocsin::markup
