// Name tables: an enumerator and its wire word in one place, so that parser, printer and help cannot disagree.
#pragma once

#include <optional>
#include <string_view>

namespace tocsin {

template <class E>
struct Name {
  E value;
  std::string_view word;
};

template <class E, std::size_t N>
constexpr std::string_view name_of(Name<E> const (&table)[N], E value) {
  for (auto const& row : table)
    if (row.value == value) return row.word;
  return {};
}

template <class E, std::size_t N>
constexpr std::optional<E> value_of(Name<E> const (&table)[N], std::string_view word) {
  for (auto const& row : table)
    if (row.word == word) return row.value;
  return std::nullopt;
}

}  // namespace tocsin
