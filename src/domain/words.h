// The words of described enums: from enumerator to word, from word to enumerator, and all of them
// for "did you mean".
//
// Invariants: the enumerators are the wire words (S4), so that rules files, stored bytes and code
//             cannot disagree.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::domain {

template <class E>
std::vector<std::string_view> const& words_of() {
  static auto const words = [] {
    std::vector<std::string_view> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { out.push_back(d.name); });
    return out;
  }();
  return words;
}

template <class E>
std::string_view word_of(E value) {
  std::string_view out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) out = d.name;
  });
  return out;
}

template <class E>
std::optional<E> from_word(std::string_view word) {
  std::optional<E> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (word == d.name) out = d.value;
  });
  return out;
}

// The word as people read it: "report received".
template <class E>
std::string spoken(E value) {
  std::string out(word_of(value));
  for (auto& c : out)
    if (c == '_') c = ' ';
  return out;
}

}  // namespace tocsin::domain
