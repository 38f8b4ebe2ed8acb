// Checking a form against its table.
#include "front/submission_kinds.h"

#include "base/text.h"
#include "http/header_value.h"
#include "vocab/email.h"

namespace tocsin::front {

namespace {

std::unexpected<Error> wrong(std::string text) { return fail(ErrorCode::invalid_input, std::move(text)); }

// A name that came from outside is shown only if it could be the name of a field.
std::string shown(std::string_view name) {
  for (char c : name)
    if (!http::is_token_character(c)) return "with an unusable name";
  return "\"" + std::string(name.substr(0, 60)) + "\"";
}

Status check_mail_address(FieldRule const& rule, std::string_view value) {
  value = trim(value);
  if (value.empty() || vocab::parse_email(value)) return {};
  return wrong("The mail address (field " + shown(rule.name) +
               ") is not one, such as name@example.org; a domain with letters beyond a to z is written with xn--. " +
               (rule.required == Required::yes ? "Please correct it" : "Please correct it or leave it empty") +
               ", and send the form again.");
}

}  // namespace

Result<FieldRule> rule_of(SubmissionRow const& row, std::string_view name) {
  for (auto const& rule : row.fields)
    if (rule.name == name) return rule;
  return wrong("The form has no field " + shown(name) + ".");
}

Status check_fields(SubmissionRow const& row, http::Form const& form) {
  for (auto const& field : form.fields()) {
    auto rule = TRY(rule_of(row, field.name));
    if (field.value.size() > rule.bytes_max)
      return wrong("The field " + shown(field.name) + " is longer than " + std::to_string(rule.bytes_max) + " bytes.");
  }
  // Said aloud, so that a person whose browser filled it in can send the form again.
  if (!form.first(kTrapField).empty()) return wrong("Please leave the field " + shown(kTrapField) + " empty.");
  for (auto const& rule : row.fields) {
    auto values = form.all(rule.name);
    if (values.size() > 1 && rule.repeats == Repeats::no) return wrong("The field " + shown(rule.name) + " was sent twice.");
    if (rule.required == Required::yes && (values.empty() || trim(values.front()).empty()))
      return wrong("Please fill in the field " + shown(rule.name) + ".");
    if (rule.holds == Holds::mail_address)
      for (auto const& value : values) CHECKED(check_mail_address(rule, value));
  }
  return {};
}

}  // namespace tocsin::front
