// Described values to JSON and back: one codec for aggregates, events, commands and spool records.
//
// A struct takes part with BOOST_DESCRIBE_STRUCT(T, (), (members...)), an enum with
// BOOST_DESCRIBE_ENUM(E, words...): the enumerators are the wire words. A variant is written as
// {"type": kTypeName of the alternative, ...members}. Every described struct needs
// `static constexpr char const* kTypeName` only if it stands in a variant.
//
// Invariants: decode(encode(x)) == x. A member absent in old bytes keeps its default; an unknown
//             member is `corrupt`, because silently dropping what was stored would lose it.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

namespace tocsin::codec {

template <class T> void write(std::string& out, T const& value);
template <class T> Status decode(json::value const& from, T& to);

namespace detail {

template <class T> struct is_optional : std::false_type {};
template <class T> struct is_optional<std::optional<T>> : std::true_type {};
template <class T> struct is_vector : std::false_type {};
template <class T> struct is_vector<std::vector<T>> : std::true_type {};
template <class T> struct is_variant : std::false_type {};
template <class... T> struct is_variant<std::variant<T...>> : std::true_type {};
template <class T> struct is_id : std::false_type {};
template <class Tag> struct is_id<Id<Tag>> : std::true_type {};
template <class T> struct is_string_map : std::false_type {};
template <class T> struct is_string_map<std::map<std::string, T>> : std::true_type {};
template <class T> struct is_set : std::false_type {};
template <class T> struct is_set<std::set<T>> : std::true_type {};

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

inline Status wrong(char const* what) {
  return fail(ErrorCode::corrupt, "a stored value cannot be read", std::string("expected ") + what);
}

template <class E>
std::string_view enum_word(E value) {
  std::string_view word;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) word = d.name;
  });
  return word;
}

template <class E>
std::optional<E> enum_value(std::string_view word) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (word == d.name) found = d.value;
  });
  return found;
}

template <class T>
Status decode_members(json::object const& object, T& to, std::size_t extra_members) {
  Status status;
  std::size_t seen = 0;
  boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
    if (!status) return;
    if (auto const* found = object.if_contains(d.name)) {
      ++seen;
      status = decode(*found, to.*d.pointer);
      if (!status && status.error().cause.size() < 200)
        status.error().cause = std::string(d.name) + ": " + status.error().cause;
    }
  });
  if (status && seen + extra_members != object.size()) return wrong("no unknown member");
  return status;
}

// Each member with its name, `before` the first of them and a comma before the others. What is absent is not written.
template <class T>
void write_members(std::string& out, T const& from, char before) {
  boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
    auto const& member = from.*d.pointer;
    if constexpr (is_optional<std::decay_t<decltype(member)>>::value)
      if (!member) return;
    out += std::exchange(before, ',');
    append_json(out, std::string_view(d.name));
    out += ':';
    write(out, member);
  });
}

template <class V, std::size_t I = 0>
Status decode_variant(std::string_view type, json::object const& object, V& to) {
  if constexpr (I == std::variant_size_v<V>) {
    return fail(ErrorCode::corrupt, "a stored value cannot be read", "unknown type " + std::string(type));
  } else {
    using T = std::variant_alternative_t<I, V>;
    if (type == T::kTypeName) {
      T value;
      auto status = decode_members(object, value, 1);
      if (status) to = std::move(value);
      return status;
    }
    return decode_variant<V, I + 1>(type, object, to);
  }
}

}  // namespace detail

template <class T>
void write(std::string& out, T const& value) {
  if constexpr (std::is_same_v<T, bool>) out += value ? "true" : "false";
  else if constexpr (std::is_integral_v<T>) out += std::to_string(static_cast<std::int64_t>(value));
  else if constexpr (std::is_floating_point_v<T>) append_json(out, static_cast<double>(value));
  else if constexpr (std::is_same_v<T, std::string>) append_json(out, std::string_view(value));
  else if constexpr (std::is_same_v<T, Instant>) out += std::to_string(value.epoch_ms);
  else if constexpr (std::is_same_v<T, Duration>) out += std::to_string(static_cast<std::int64_t>(value.count()));
  else if constexpr (std::is_same_v<T, CivilDate>) append_json(out, std::string_view(to_text(value)));
  else if constexpr (std::is_same_v<T, json::value>) append_json(out, value);
  else if constexpr (detail::is_id<T>::value) append_json(out, std::string_view(value.text));
  else if constexpr (std::is_enum_v<T>) append_json(out, detail::enum_word(value));
  else if constexpr (detail::is_optional<T>::value) {
    if (value) write(out, *value);
    else out += "null";
  } else if constexpr (detail::is_vector<T>::value || detail::is_set<T>::value) {
    char before = '[';
    for (auto const& item : value) {
      out += std::exchange(before, ',');
      write(out, item);
    }
    out += before == '[' ? "[]" : "]";
  } else if constexpr (detail::is_string_map<T>::value) {
    char before = '{';
    for (auto const& [key, item] : value) {
      out += std::exchange(before, ',');
      append_json(out, std::string_view(key));
      out += ':';
      write(out, item);
    }
    out += before == '{' ? "{}" : "}";
  } else if constexpr (detail::is_variant<T>::value) {
    std::visit(
        [&](auto const& alternative) {
          out += "{\"type\":";
          append_json(out, std::string_view(std::decay_t<decltype(alternative)>::kTypeName));
          detail::write_members(out, alternative, ',');
          out += '}';
        },
        value);
  } else {
    auto const begin = out.size();
    detail::write_members(out, value, '{');
    out += out.size() == begin ? "{}" : "}";
  }
}

template <class T>
Status decode(json::value const& from, T& to) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!from.is_bool()) return detail::wrong("a boolean");
    to = from.get_bool();
  } else if constexpr (std::is_integral_v<T>) {
    json::error_code ec;
    auto number = from.to_number<std::int64_t>(ec);
    if (ec) return detail::wrong("an integer");
    to = static_cast<T>(number);
  } else if constexpr (std::is_floating_point_v<T>) {
    json::error_code ec;
    to = from.to_number<double>(ec);
    if (ec) return detail::wrong("a number");
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!from.is_string()) return detail::wrong("a string");
    to = std::string(from.get_string());
  } else if constexpr (std::is_same_v<T, Instant>) {
    return decode(from, to.epoch_ms);
  } else if constexpr (std::is_same_v<T, Duration>) {
    std::int64_t ms = 0;
    CHECKED(decode(from, ms));
    to = Duration{ms};
  } else if constexpr (std::is_same_v<T, CivilDate>) {
    if (!from.is_string()) return detail::wrong("a date");
    to = TRY(parse_date(from.get_string()));
  } else if constexpr (std::is_same_v<T, json::value>) {
    to = from;
  } else if constexpr (detail::is_id<T>::value) {
    return decode(from, to.text);
  } else if constexpr (std::is_enum_v<T>) {
    if (!from.is_string()) return detail::wrong("a word");
    auto value = detail::enum_value<T>(from.get_string());
    if (!value) return detail::wrong("a known word");
    to = *value;
  } else if constexpr (detail::is_optional<T>::value) {
    if (from.is_null()) {
      to.reset();
      return {};
    }
    to.emplace();
    return decode(from, *to);
  } else if constexpr (detail::is_vector<T>::value) {
    if (!from.is_array()) return detail::wrong("a list");
    to.clear();
    for (auto const& item : from.get_array()) {
      to.emplace_back();
      CHECKED(decode(item, to.back()));
    }
  } else if constexpr (detail::is_set<T>::value) {
    if (!from.is_array()) return detail::wrong("a list");
    to.clear();
    for (auto const& item : from.get_array()) {
      typename T::value_type value;
      CHECKED(decode(item, value));
      to.insert(std::move(value));
    }
  } else if constexpr (detail::is_string_map<T>::value) {
    if (!from.is_object()) return detail::wrong("an object");
    to.clear();
    for (auto const& pair : from.get_object()) CHECKED(decode(pair.value(), to[std::string(pair.key())]));
  } else if constexpr (detail::is_variant<T>::value) {
    if (!from.is_object()) return detail::wrong("an object");
    return detail::decode_variant(string_at(from, "type"), from.get_object(), to);
  } else {
    if (!from.is_object()) return detail::wrong("an object");
    return detail::decode_members(from.get_object(), to, 0);
  }
  return {};
}

template <class T>
std::string to_text(T const& value) {
  std::string out;
  write(out, value);
  return out;
}

// As a value, for what becomes a part of another document.
template <class T>
json::value encode(T const& value) {
  auto parsed = parse_json(to_text(value), {.bytes_max = SIZE_MAX});
  assert(parsed.has_value());
  return std::move(*parsed);
}

template <class T>
Result<T> from_text(std::string_view text) {
  auto document = JsonDocument::parse(text);
  if (!document) return fail(ErrorCode::corrupt, "a stored value cannot be read", document.error().message);
  T out;
  CHECKED(decode(document->root(), out));
  return out;
}

}  // namespace tocsin::codec
