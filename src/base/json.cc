// See json.h. The reader is a SAX handler over Boost.JSON's basic_parser, because the library's own
// parser keeps the last of duplicate keys; the writer exists because the library prints 9.8 as 9.8E0.
#include "base/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <memory>
#include <unordered_set>
#include <vector>

namespace tocsin {
namespace {

// Builds the value tree; refuses a key that its object already has.
struct Handler {
  static constexpr std::size_t max_object_size = 10'000'000;
  static constexpr std::size_t max_array_size = 10'000'000;
  static constexpr std::size_t max_key_size = 64 * 1024;
  static constexpr std::size_t max_string_size = 64 * 1024 * 1024;

  explicit Handler(json::storage_ptr at) : memory(std::move(at)), root(memory) {}

  struct Frame {
    json::value value;
    std::string key;  // the key a finished child goes under, when this is an object
  };
  json::storage_ptr memory;
  std::vector<Frame> stack;
  json::value root;
  std::string text;
  std::string duplicate;

  bool put(json::value value, json::error_code& ec) {
    if (stack.empty()) {
      root = std::move(value);
      return true;
    }
    auto& top = stack.back();
    if (top.value.is_array()) {
      top.value.get_array().push_back(std::move(value));
      return true;
    }
    auto [it, inserted] = top.value.get_object().emplace(top.key, std::move(value));
    if (!inserted) {
      duplicate = top.key;
      ec = json::error::not_object;
      return false;
    }
    return true;
  }
  bool close(json::error_code& ec) {
    auto value = std::move(stack.back().value);
    stack.pop_back();
    return put(std::move(value), ec);
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    stack.push_back({json::object(memory), {}});
    return true;
  }
  bool on_object_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_array_begin(json::error_code&) {
    stack.push_back({json::array(memory), {}});
    return true;
  }
  bool on_array_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    std::swap(stack.back().key, text);
    text.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    if (text.empty()) return put(json::value(part, memory), ec);
    text.append(part.data(), part.size());
    auto const whole = std::exchange(text, {});
    return put(json::value(json::string_view(whole), memory), ec);
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t v, json::string_view, json::error_code& ec) { return put(json::value(v, memory), ec); }
  bool on_uint64(std::uint64_t v, json::string_view, json::error_code& ec) { return put(json::value(v, memory), ec); }
  bool on_double(double v, json::string_view, json::error_code& ec) { return put(json::value(v, memory), ec); }
  bool on_bool(bool v, json::error_code& ec) { return put(json::value(v, memory), ec); }
  bool on_null(json::error_code& ec) { return put(json::value(nullptr, memory), ec); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

constexpr bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void write_string(std::string& out, std::string_view s) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  while (!s.empty()) {
    auto const plain = static_cast<std::size_t>(std::ranges::find_if_not(s, is_plain) - s.begin());
    out.append(s.substr(0, plain));
    s.remove_prefix(plain);
    if (s.empty()) break;
    auto const c = s.front();
    s.remove_prefix(1);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[(c >> 4) & 15];
        out += kHex[c & 15];
    }
  }
  out += '"';
}

void write_number(std::string& out, double v) {
  assert(std::isfinite(v));
  char buffer[64];
  // Plain decimals in the range people write; the shortest round-trip form otherwise.
  bool plain = v == 0 || (std::fabs(v) >= 1e-6 && std::fabs(v) < 1e15);
  auto end = plain ? std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed).ptr
                   : std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

struct Style {
  bool indent;
  bool sorted;
};

void write(std::string& out, json::value const& value, Style style, int depth) {
  auto newline = [&](int d) {
    if (!style.indent) return;
    out += '\n';
    out.append(static_cast<std::size_t>(d) * 2, ' ');
  };
  switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::int64: out += std::to_string(value.get_int64()); return;
    case json::kind::uint64: out += std::to_string(value.get_uint64()); return;
    case json::kind::double_: write_number(out, value.get_double()); return;
    case json::kind::string: write_string(out, value.get_string()); return;
    case json::kind::array: {
      auto const& array = value.get_array();
      if (array.empty()) { out += "[]"; return; }
      out += '[';
      bool first = true;
      for (auto const& item : array) {
        if (!first) out += ',';
        first = false;
        newline(depth + 1);
        write(out, item, style, depth + 1);
      }
      newline(depth);
      out += ']';
      return;
    }
    case json::kind::object: {
      auto const& object = value.get_object();
      if (object.empty()) { out += "{}"; return; }
      out += '{';
      bool first = true;
      auto member = [&](json::key_value_pair const& pair) {
        if (!first) out += ',';
        first = false;
        newline(depth + 1);
        write_string(out, pair.key());
        out += style.indent ? ": " : ":";
        write(out, pair.value(), style, depth + 1);
      };
      if (!style.sorted) {
        for (auto const& pair : object) member(pair);
      } else {
        std::vector<json::key_value_pair const*> members;
        for (auto const& pair : object) members.push_back(&pair);
        std::ranges::sort(members, {}, [](auto* pair) { return std::string_view(pair->key()); });
        for (auto const* pair : members) member(*pair);
      }
      newline(depth);
      out += '}';
      return;
    }
  }
}

Result<json::value> parse_into(json::storage_ptr memory, std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes_max)
    return fail(ErrorCode::limit_exceeded,
                "the JSON text has " + std::to_string(text.size()) + " bytes; at most " +
                    std::to_string(limits.bytes_max) + " are read");
  json::parse_options options;
  options.max_depth = limits.depth_max;
  json::basic_parser<Handler> parser(options, std::move(memory));
  json::error_code ec;
  auto read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (ec) {
    auto const& handler = parser.handler();
    if (!handler.duplicate.empty())
      return fail(ErrorCode::invalid_input, "not valid JSON: the key '" + handler.duplicate +
                                                "' stands twice in one object (near byte " +
                                                std::to_string(read) + ")");
    return fail(ErrorCode::invalid_input,
                "not valid JSON near byte " + std::to_string(read) + ": " + ec.message());
  }
  return std::move(parser.handler().root);
}

}  // namespace

Result<json::value> parse_json(std::string_view text, JsonLimits limits) { return parse_into({}, text, limits); }

Result<JsonDocument> JsonDocument::parse(std::string_view text, JsonLimits limits) {
  // A tree takes some times the bytes of its text; more is got as it is needed.
  constexpr std::size_t kFirstBlock = 4'096;
  auto memory = std::make_unique<json::monotonic_resource>(std::max(kFirstBlock, std::min(text.size(), limits.bytes_max) * 3));
  auto root = TRY(parse_into(memory.get(), text, limits));
  return JsonDocument(std::move(memory), std::move(root));
}

std::string write_json(json::value const& value) {
  std::string out;
  write(out, value, {false, false}, 0);
  return out;
}

std::string write_json_indented(json::value const& value) {
  std::string out;
  write(out, value, {true, false}, 0);
  out += '\n';
  return out;
}

std::string write_json_sorted(json::value const& value) {
  std::string out;
  write(out, value, {false, true}, 0);
  return out;
}

void append_json(std::string& out, std::string_view text) { write_string(out, text); }
void append_json(std::string& out, double number) { write_number(out, number); }
void append_json(std::string& out, json::value const& value) { write(out, value, {false, false}, 0); }

json::value const* member(json::value const& value, std::string_view key) {
  auto const* object = value.if_object();
  return object ? object->if_contains(key) : nullptr;
}

std::string_view string_at(json::value const& value, std::string_view key) {
  auto const* found = member(value, key);
  auto const* text = found ? found->if_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view{};
}

}  // namespace tocsin
