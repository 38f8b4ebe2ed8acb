// Preconditions and content negotiation.
// Spec: RFC 9110 sections 12 and 13, RFC 4647 section 3.4.
#include "http/conditional.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::http {

namespace {

std::string_view opaque_tag(std::string_view etag) { return etag.starts_with("W/") ? etag.substr(2) : etag; }

// Walks "a, W/"b, c", d" where a quoted tag may hold a comma.
template <class Visit>
void each_tag(std::string_view list, Visit visit) {
  while (true) {
    list = trim(list);
    if (list.starts_with(',')) {
      list.remove_prefix(1);
      continue;
    }
    auto open = list.find('"');
    if (open == std::string_view::npos || (open != 0 && list.substr(0, open) != "W/")) return;
    auto close = list.find('"', open + 1);
    if (close == std::string_view::npos) return;
    visit(list.substr(0, close + 1));
    list.remove_prefix(close + 1);
  }
}

// "q=0.5" in thousandths; 1000 without one; -1 if malformed.
int quality(std::string_view parameters) {
  for (auto part : split(parameters, ';')) {
    part = trim(part);
    if (part.size() < 3 || (part[0] != 'q' && part[0] != 'Q') || part[1] != '=') continue;
    auto number = part.substr(2);
    if (number.size() > 5 || (number[0] != '0' && number[0] != '1')) return -1;
    int value = (number[0] - '0') * 1000, scale = 100;
    for (std::size_t i = 1; i < number.size(); ++i) {
      if (i == 1) {
        if (number[i] != '.') return -1;
        continue;
      }
      if (number[i] < '0' || number[i] > '9') return -1;
      value += (number[i] - '0') * scale;
      scale /= 10;
    }
    return value > 1000 ? -1 : value;
  }
  return 1000;
}

struct Preference {
  std::string_view what;
  int quality;
};

std::vector<Preference> preferences(std::string_view header) {
  std::vector<Preference> out;
  for (auto item : split(header, ',')) {
    auto semicolon = item.find(';');
    auto what = trim(item.substr(0, semicolon));
    auto q = semicolon == std::string_view::npos ? 1000 : quality(item.substr(semicolon + 1));
    if (!what.empty() && q >= 0) out.push_back({what, q});
    if (out.size() == 50) break;  // nobody reads more than fifty languages
  }
  return out;
}

// The quality the header gives to `language`; the longest matching range decides.
int language_quality(std::vector<Preference> const& wanted, std::string_view language) {
  int best = -1;
  std::size_t best_size = 0;
  for (auto const& preference : wanted) {
    auto range = preference.what;
    bool matches = range == "*" || equals_ignoring_case(range, language) ||
                   (range.size() > language.size() && range[language.size()] == '-' &&
                    equals_ignoring_case(range.substr(0, language.size()), language)) ||
                   (language.size() > range.size() && language[range.size()] == '-' &&
                    equals_ignoring_case(language.substr(0, range.size()), range));
    auto size = range == "*" ? 1 : range.size() + 1;
    if (matches && size > best_size) {
      best = preference.quality;
      best_size = size;
    }
  }
  return best;
}

}  // namespace

bool none_match_hits(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  if (if_none_match == etag) return true;
  bool hit = false;
  each_tag(if_none_match, [&](std::string_view tag) { hit |= opaque_tag(tag) == opaque_tag(etag); });
  return hit;
}

bool match_holds(std::string_view if_match, std::string_view etag) {
  if (trim(if_match) == "*") return true;
  bool hit = false;
  each_tag(if_match, [&](std::string_view tag) { hit |= !tag.starts_with("W/") && tag == etag; });
  return hit;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  // Thu, 05 Mar 2026 14:00:00 GMT
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(25) != " GMT" || text[3] != ',' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (char c : text.substr(at, size)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  auto month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  CivilDate date{number(12, 4), static_cast<int>(month - kMonths.begin()) + 1, number(5, 2)};
  int hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
  if (date.year < 1970 || !is_valid(date) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60)
    return std::nullopt;
  Instant at = utc_midnight(date) + std::chrono::seconds(hour * 3600 + minute * 60 + second);
  // The same text must come out again, or the weekday was wrong.
  if (second < 60 && to_http_date(at) != text) return std::nullopt;
  return at;
}

bool not_modified(std::optional<std::string_view> if_none_match, std::optional<std::string_view> if_modified_since,
                  Validators current) {
  if (if_none_match) return none_match_hits(*if_none_match, current.etag);
  if (!if_modified_since) return false;
  auto since = parse_http_date(*if_modified_since);
  // Whole seconds, as Last-Modified says them.
  return since && current.last_modified.epoch_ms / 1000 <= since->epoch_ms / 1000;
}

std::vector<std::string_view> ranked_languages(std::string_view accept_language,
                                               std::vector<std::string_view> const& available) {
  auto wanted = preferences(accept_language);
  auto ranked = available;
  std::ranges::stable_sort(ranked, std::greater<>(),
                           [&](std::string_view language) { return language_quality(wanted, language); });
  return ranked;
}

AcceptedEncodings accepted_encodings(std::string_view accept_encoding) {
  AcceptedEncodings accepted;
  // The usual header of browsers and tools holds no quality; walking it must cost nothing.
  std::optional<int> any, brotli, gzip;
  while (!accept_encoding.empty()) {
    auto comma = accept_encoding.find(',');
    auto item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
    auto semicolon = item.find(';');
    auto what = trim(item.substr(0, semicolon));
    auto q = semicolon == std::string_view::npos ? 1000 : quality(item.substr(semicolon + 1));
    if (q < 0) continue;
    if (equals_ignoring_case(what, "br")) brotli = q;
    if (equals_ignoring_case(what, "gzip") || equals_ignoring_case(what, "x-gzip")) gzip = q;
    if (what == "*") any = q;
  }
  accepted.brotli = brotli.value_or(any.value_or(0)) > 0;
  accepted.gzip = gzip.value_or(any.value_or(0)) > 0;
  return accepted;
}

}  // namespace tocsin::http
