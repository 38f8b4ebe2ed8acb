// JSON in and out: a strict reader and a canonical writer over Boost.JSON values.
//
// Spec:       RFC 8259. Reader: UTF-8 only, duplicate keys refused, depth at most json_depth_max.
//             Writer: keys in the order the value holds them (schema order for documents), numbers as
//             the shortest decimal ("9.8", never "9.8E0"), two-space indent or compact, "\n" at the end
//             of the indented form. Same value, same bytes.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace tocsin {

namespace json = boost::json;

struct JsonLimits {
  std::size_t bytes_max = document_bytes_max;
  std::size_t depth_max = json_depth_max;
};

// The error names the byte offset and, for a duplicate, the key.
Result<json::value> parse_json(std::string_view text, JsonLimits limits = {});

// A value in memory of its own, which goes at once: for those who read it and let it go.
class JsonDocument {
 public:
  static Result<JsonDocument> parse(std::string_view text, JsonLimits limits = {});
  json::value const& root() const { return root_; }

 private:
  JsonDocument(std::unique_ptr<json::monotonic_resource> memory, json::value root)
      : memory_(std::move(memory)), root_(std::move(root)) {}
  std::unique_ptr<json::monotonic_resource> memory_;
  json::value root_;
};

std::string write_json(json::value const& value);           // compact
std::string write_json_indented(json::value const& value);  // two spaces, final newline
std::string write_json_sorted(json::value const& value);    // compact, keys sorted at every depth: for hashes

// The writer's parts, for those who write a text without a value: `out` grows by what write_json would write.
void append_json(std::string& out, std::string_view text);
void append_json(std::string& out, double number);  // finite
void append_json(std::string& out, json::value const& value);

// The string member `key` of an object, empty if absent or of another type.
std::string_view string_at(json::value const& value, std::string_view key);
json::value const* member(json::value const& value, std::string_view key);  // nullptr if absent

}  // namespace tocsin
