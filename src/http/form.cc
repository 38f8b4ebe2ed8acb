// Strict reader of urlencoded forms, and of the parameters of a media type.
// Spec: URL standard section 5.1; RFC 9110 sections 5.6.6 and 8.3.1.
#include "http/form.h"

#include "base/text.h"
#include "http/header_value.h"
#include "http/request.h"

namespace tocsin::http {

Result<std::string> Form::one(std::string_view name) const {
  Field const* found = nullptr;
  for (auto const& field : fields_) {
    if (field.name != name) continue;
    if (found) return fail(ErrorCode::invalid_input, "The field \"" + std::string(name) + "\" was sent twice.");
    found = &field;
  }
  return found ? found->value : std::string();
}

std::string_view Form::first(std::string_view name) const {
  for (auto const& field : fields_)
    if (field.name == name) return field.value;
  return {};
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (auto const& field : fields_)
    if (field.name == name) values.push_back(field.value);
  return values;
}

bool Form::has(std::string_view name) const {
  for (auto const& field : fields_)
    if (field.name == name) return true;
  return false;
}

Status Form::add(std::string name, std::string value) {
  if (fields_.size() >= fields_max_) return fail(ErrorCode::limit_exceeded, "The form has too many fields.");
  if (name.empty() || name.size() > 100 || !is_utf8(name) || name.find('\0') != std::string::npos)
    return fail(ErrorCode::invalid_input, "The form has a field with an unusable name.");
  if (!is_utf8(value) || value.find('\0') != std::string::npos)
    return fail(ErrorCode::invalid_input, "The field \"" + name + "\" is not UTF-8 text.");
  fields_.push_back({std::move(name), std::move(value)});
  return {};
}

Result<Form> parse_urlencoded(std::string_view body, FormLimits limits) {
  Form form(limits);
  if (body.empty()) return form;
  if (body.size() > limits.bytes_max) return fail(ErrorCode::limit_exceeded, "The form is too large.");
  while (true) {
    auto end = body.find('&');
    auto pair = body.substr(0, end);
    if (!pair.empty()) {
      auto equals = pair.find('=');
      auto name = TRY(percent_decode(pair.substr(0, equals), PlusIsSpace::yes));
      std::string value;
      if (equals != std::string_view::npos) value = TRY(percent_decode(pair.substr(equals + 1), PlusIsSpace::yes));
      CHECKED(form.add(std::move(name), std::move(value)));
    }
    if (end == std::string_view::npos) return form;
    body.remove_prefix(end + 1);
  }
}

std::string write_urlencoded(Form const& form) {
  std::string out;
  for (auto const& field : form.fields()) {
    if (!out.empty()) out += '&';
    out += percent_encode(field.name) + '=' + percent_encode(field.value);
  }
  return out;
}

std::string media_type(std::string_view content_type) {
  return lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
}

Result<std::string> media_parameter(std::string_view content_type, std::string_view name) {
  auto bad = [] { return fail(ErrorCode::invalid_input, "The Content-Type of the request is not well formed."); };
  auto at = content_type.find(';');
  std::optional<std::string> found;
  while (at != std::string_view::npos && at < content_type.size()) {
    auto rest = trim(content_type.substr(at + 1));
    if (rest.empty()) break;
    auto equals = rest.find('=');
    if (equals == std::string_view::npos || !is_token(rest.substr(0, equals))) return bad();
    auto key = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    std::string value;
    std::size_t i = 0;
    if (rest.starts_with('"')) {
      for (i = 1; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && ++i == rest.size()) return bad();
        value += rest[i];
      }
      if (i == rest.size()) return bad();
      ++i;
    } else {
      while (i < rest.size() && is_token_character(rest[i])) value += rest[i++];
      if (value.empty()) return bad();
    }
    if (equals_ignoring_case(key, name)) {
      if (found) return bad();
      found = std::move(value);
    }
    rest = trim(rest.substr(i));
    if (rest.empty()) break;
    if (rest.front() != ';') return bad();
    content_type = rest;
    at = 0;
  }
  if (!found) return fail(ErrorCode::not_found, "The Content-Type lacks a parameter.", std::string(name));
  return std::move(*found);
}

}  // namespace tocsin::http
