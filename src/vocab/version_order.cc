// The comparison functions, one an order, and ranges over them.
#include "vocab/version_order.h"

#include <algorithm>

#include "base/text.h"
#include "vocab/ascii.h"

namespace tocsin::vocab {

namespace {

using Order = std::weak_ordering;

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// Numbers of any length: without leading zeros, the longer one is the greater.
Order compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

// ---- dotted -------------------------------------------------------------------------------------

bool is_dotted(std::string_view text) { return std::ranges::all_of(split(text, '.'), is_number); }

Order compare_dotted(std::string_view a, std::string_view b) {
  auto left = split(a, '.');
  auto right = split(b, '.');
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    auto order =
        compare_numbers(i < left.size() ? left[i] : "0", i < right.size() ? right[i] : "0");
    if (order != 0) return order;
  }
  return Order::equivalent;
}

// ---- semver -------------------------------------------------------------------------------------

struct Semver {
  std::string_view core, pre_release, build;
  bool has_pre_release = false, has_build = false;
};

Semver split_semver(std::string_view text) {
  Semver out;
  if (auto plus = text.find('+'); plus != std::string_view::npos) {
    out.build = text.substr(plus + 1);
    out.has_build = true;
    text = text.substr(0, plus);
  }
  if (auto dash = text.find('-'); dash != std::string_view::npos) {
    out.pre_release = text.substr(dash + 1);
    out.has_pre_release = true;
    text = text.substr(0, dash);
  }
  out.core = text;
  return out;
}

bool has_leading_zero(std::string_view number) {
  return number.size() > 1 && number.front() == '0';
}
bool is_identifier(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || is_alpha(c) || c == '-'; });
}

bool is_semver(std::string_view text) {
  auto version = split_semver(text);
  auto core = split(version.core, '.');
  if (core.size() != 3) return false;
  for (auto number : core)
    if (!is_number(number) || has_leading_zero(number)) return false;
  for (auto identifier : split(version.pre_release, '.'))
    if (version.has_pre_release &&
        (!is_identifier(identifier) || (is_number(identifier) && has_leading_zero(identifier))))
      return false;
  for (auto identifier : split(version.build, '.'))
    if (version.has_build && !is_identifier(identifier)) return false;
  return true;
}

Order compare_semver(std::string_view a, std::string_view b) {
  auto left = split_semver(a);
  auto right = split_semver(b);
  // 11.2: major, minor, patch numerically.
  if (auto order = compare_dotted(left.core, right.core); order != 0) return order;
  // 11.3: a pre-release comes before its release.
  if (left.has_pre_release != right.has_pre_release)
    return left.has_pre_release ? Order::less : Order::greater;
  // 11.4: identifiers from left to right; numbers numerically and before words, words by ASCII.
  auto l = split(left.pre_release, '.');
  auto r = split(right.pre_release, '.');
  for (std::size_t i = 0; i < std::min(l.size(), r.size()); ++i) {
    auto numbers = is_number(l[i]) + is_number(r[i]);
    if (numbers == 1) return is_number(l[i]) ? Order::less : Order::greater;
    auto order = numbers == 2 ? compare_numbers(l[i], r[i]) : Order(l[i] <=> r[i]);
    if (order != 0) return order;
  }
  // 11.4.4: the longer set of identifiers is the later one.
  return l.size() <=> r.size();
}

// ---- openssl ------------------------------------------------------------------------------------

struct Openssl {
  std::string_view numbers, letters, stage, stage_number;
};
constexpr std::string_view kStages[] = {"alpha", "beta",
                                        "pre"};  // in the order they come, before the release

std::optional<Openssl> split_openssl(std::string_view text) {
  Openssl out;
  if (auto dash = text.find('-'); dash != std::string_view::npos) {
    auto tail = text.substr(dash + 1);
    auto digits = std::min(tail.find_first_of("0123456789"), tail.size());
    out.stage = tail.substr(0, digits);
    out.stage_number = tail.substr(digits);
    if (std::ranges::find(kStages, out.stage) == std::end(kStages) || !is_number(out.stage_number))
      return std::nullopt;
    text = text.substr(0, dash);
  }
  auto letters = text.find_first_not_of("0123456789.");
  out.numbers = text.substr(0, letters);
  if (letters != std::string_view::npos) out.letters = text.substr(letters);
  // After z comes za: only the last letter may be another than z.
  for (std::size_t i = 0; i < out.letters.size(); ++i) {
    auto c = out.letters[i];
    if (c < 'a' || c > 'z' || (i + 1 < out.letters.size() && c != 'z')) return std::nullopt;
  }
  if (!is_dotted(out.numbers)) return std::nullopt;
  return out;
}

Order compare_openssl(std::string_view a, std::string_view b) {
  auto left = split_openssl(a).value();
  auto right = split_openssl(b).value();
  if (auto order = compare_dotted(left.numbers, right.numbers); order != 0) return order;
  if (left.letters.size() != right.letters.size())
    return left.letters.size() <=> right.letters.size();
  if (auto order = left.letters <=> right.letters; order != 0) return order;
  if (left.stage.empty() != right.stage.empty())
    return left.stage.empty() ? Order::greater : Order::less;
  if (left.stage != right.stage)
    return left.stage <=> right.stage;  // alpha, beta, pre: also their ASCII order
  return compare_numbers(left.stage_number, right.stage_number);
}

// ---- debian -------------------------------------------------------------------------------------

struct Debian {
  std::string_view epoch = "0", upstream, revision;
};

Debian split_debian(std::string_view text) {
  Debian out;
  if (auto colon = text.find(':'); colon != std::string_view::npos) {
    out.epoch = text.substr(0, colon);
    text = text.substr(colon + 1);
  }
  if (auto dash = text.rfind('-'); dash != std::string_view::npos) {
    out.revision = text.substr(dash + 1);
    text = text.substr(0, dash);
  }
  out.upstream = text;
  return out;
}

bool is_debian(std::string_view text) {
  auto version = split_debian(text);
  auto plain = [](char c) {
    return is_digit(c) || is_alpha(c) || c == '.' || c == '+' || c == '~';
  };
  if (!is_number(version.epoch) || version.upstream.empty() || !is_digit(version.upstream.front()))
    return false;
  if (!std::ranges::all_of(version.upstream, [&](char c) { return plain(c) || c == '-'; }))
    return false;
  auto has_revision = text.find('-') != std::string_view::npos;
  return std::ranges::all_of(version.revision, plain) &&
         (!has_revision || !version.revision.empty());
}

// "~" before the end, the end before letters, letters before everything else.
int debian_rank(std::string_view text, std::size_t at) {
  if (at >= text.size() || is_digit(text[at])) return 0;
  if (text[at] == '~') return -1;
  return is_alpha(text[at]) ? text[at] : text[at] + 256;
}

Order compare_debian_part(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    // First the part without digits, character by character.
    while ((i < a.size() && !is_digit(a[i])) || (j < b.size() && !is_digit(b[j]))) {
      if (auto order = debian_rank(a, i) <=> debian_rank(b, j); order != 0) return order;
      ++i;
      ++j;
    }
    // Then the digits as a number; none counts as 0.
    auto digits = [](std::string_view text, std::size_t& at) {
      auto begin = std::min(at, text.size());
      at = begin;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    if (auto order = compare_numbers(digits(a, i), digits(b, j)); order != 0) return order;
  }
  return Order::equivalent;
}

Order compare_debian(std::string_view a, std::string_view b) {
  auto left = split_debian(a);
  auto right = split_debian(b);
  if (auto order = compare_numbers(left.epoch, right.epoch); order != 0) return order;
  if (auto order = compare_debian_part(left.upstream, right.upstream); order != 0) return order;
  return compare_debian_part(left.revision, right.revision);
}

}  // namespace

bool is_version(VersionScheme const& scheme, std::string_view text) {
  if (text.empty() || text.size() > version_bytes_max) return false;
  switch (scheme.order) {
    case VersionOrder::semver:
      return is_semver(text);
    case VersionOrder::dotted:
      return is_dotted(text);
    case VersionOrder::openssl:
      return split_openssl(text).has_value();
    case VersionOrder::debian:
      return is_debian(text);
    case VersionOrder::list:
      return std::ranges::find(scheme.releases, text) != scheme.releases.end();
  }
  return false;
}

Result<std::weak_ordering> compare(VersionScheme const& scheme, std::string_view a,
                                   std::string_view b) {
  for (auto text : {a, b})
    if (!is_version(scheme, text))
      return fail(ErrorCode::invalid_input, "\"" + clean_text(clip_utf8(text, version_bytes_max)) +
                                                "\" is not a version in the order \"" +
                                                std::string(name_of(kVersionOrders, scheme.order)) +
                                                "\"");
  switch (scheme.order) {
    case VersionOrder::semver:
      return compare_semver(a, b);
    case VersionOrder::dotted:
      return compare_dotted(a, b);
    case VersionOrder::openssl:
      return compare_openssl(a, b);
    case VersionOrder::debian:
      return compare_debian(a, b);
    case VersionOrder::list:
      break;
  }
  return std::ranges::find(scheme.releases, a) <=> std::ranges::find(scheme.releases, b);
}

Status check(VersionScheme const& scheme, VersionRange const& range) {
  if (range.before && range.last)
    return fail(ErrorCode::invalid_input,
                "a version range ends before a version or with one, not both");
  for (auto const* bound : {&range.from, &range.before, &range.last})
    if (*bound) TRY(compare(scheme, **bound, **bound));
  auto const wrong = [] {
    return fail(ErrorCode::invalid_input, "the version range ends before it begins");
  };
  if (range.from && range.before && TRY(compare(scheme, *range.from, *range.before)) >= 0)
    return wrong();
  if (range.from && range.last && TRY(compare(scheme, *range.from, *range.last)) > 0)
    return wrong();
  return {};
}

Result<bool> contains(VersionScheme const& scheme, VersionRange const& range,
                      std::string_view version) {
  CHECKED(check(scheme, range));
  TRY(compare(scheme, version, version));
  if (range.from && TRY(compare(scheme, version, *range.from)) < 0) return false;
  if (range.before && TRY(compare(scheme, version, *range.before)) >= 0) return false;
  if (range.last && TRY(compare(scheme, version, *range.last)) > 0) return false;
  return true;
}

}  // namespace tocsin::vocab
