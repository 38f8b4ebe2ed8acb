// Form fields: what a browser posts, as an ordered list of names and values.
//
// Spec:       application/x-www-form-urlencoded (the URL standard, section 5.1), read strictly: UTF-8 only, no NUL, no
//             broken escapes.
// Invariants: at most FormLimits::fields_max fields. A repeated name is kept in order; one() refuses it.
// Failure:    invalid_input names the field, never its value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace tocsin::http {

inline constexpr std::size_t form_fields_max = 200;

// The console's advisory editor has a row a branch and asks for more; strangers' forms keep the defaults.
struct FormLimits {
  std::size_t fields_max = form_fields_max;
  std::size_t bytes_max = http_form_bytes_max;
};

class Form {
 public:
  explicit Form(FormLimits limits = {}) : fields_max_(limits.fields_max) {}
  struct Field {
    std::string name;
    std::string value;
  };
  // The only value of `name`, or empty if absent. Twice the same name is invalid_input.
  Result<std::string> one(std::string_view name) const;
  // The first value or empty: for fields whose repetition does no harm.
  std::string_view first(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<Field> const& fields() const { return fields_; }
  Status add(std::string name, std::string value);

 private:
  std::size_t fields_max_;
  std::vector<Field> fields_;
};

Result<Form> parse_urlencoded(std::string_view body, FormLimits limits = {});
std::string write_urlencoded(Form const& form);

// The media type of a Content-Type, lower case and without parameters, and one of its parameters.
std::string media_type(std::string_view content_type);
Result<std::string> media_parameter(std::string_view content_type, std::string_view name);

}  // namespace tocsin::http
