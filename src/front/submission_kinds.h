// The submissions a stranger can make: which form, which fields, how large. One table.
//
// Spec:       site-map sections 7 and 9; RFC 8058 (one-click).
// Invariants: checked here are size and form only, and that a mail address is one, because a mistyped one could be told
//             to nobody later. What the words mean is for the desk; the server that takes them seals them and forgets
//             them. A field that is not in the table is refused with its name. Each kind has a taker in
//             handling/intake.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "http/form.h"
#include "http/request.h"
#include "markup/answer_template.h"

namespace tocsin::front {

enum class Required { no, yes };
enum class Repeats { no, yes };
enum class Attachments { no, yes };
enum class Holds { text, mail_address };

struct FieldRule {
  std::string_view name;
  std::size_t bytes_max;
  Required required = Required::no;
  Repeats repeats = Repeats::no;
  Holds holds = Holds::text;
};

enum class SubmissionKind { report, subscribe, unsubscribe };
inline constexpr Name<SubmissionKind> kSubmissionKinds[] = {
    {SubmissionKind::report, "report"},
    {SubmissionKind::subscribe, "subscribe"},
    {SubmissionKind::unsubscribe, "unsubscribe"},
};

// Browsers and mail programs send these beside the words of the form.
inline constexpr std::string_view kIdempotencyField = "idempotency_key";
inline constexpr std::string_view kAttachmentField = "attachment";
// Hidden from people; programs that fill in everything give themselves away with it.
inline constexpr std::string_view kTrapField = "website";

inline constexpr FieldRule kReportFields[] = {
    {"product", short_field_bytes_max, Required::yes},
    {"version", short_field_bytes_max, Required::yes},
    {"impact", report_field_bytes_max, Required::yes},
    {"reproduction", report_field_bytes_max, Required::yes},
    {"class", short_field_bytes_max},
    {"environment", report_field_bytes_max},
    {"mitigation", report_field_bytes_max},
    {"disclosure_plan", report_field_bytes_max},
    {"exploited", short_field_bytes_max},
    {"machine_assisted", short_field_bytes_max},
    {"credit", short_field_bytes_max},
    {"email", email_bytes_max, Required::no, Repeats::no, Holds::mail_address},
    {"pgp_key", report_field_bytes_max},
    {kIdempotencyField, idempotency_key_bytes_max},
    {kTrapField, short_field_bytes_max},
};
inline constexpr FieldRule kSubscribeFields[] = {
    {"email", email_bytes_max, Required::yes, Repeats::no, Holds::mail_address},
    {"product", short_field_bytes_max, Required::no, Repeats::yes},
    {"severity", short_field_bytes_max},
    {"severity_min", short_field_bytes_max},
    {kIdempotencyField, idempotency_key_bytes_max},
    {kTrapField, short_field_bytes_max},
};
inline constexpr FieldRule kUnsubscribeFields[] = {
    {"token", short_field_bytes_max, Required::yes},
    {"List-Unsubscribe", short_field_bytes_max},
    {kIdempotencyField, idempotency_key_bytes_max},
};

struct SubmissionRow {
  http::Method method;
  std::string_view pattern;  // a parameter of the path is a field of that name
  SubmissionKind kind;
  std::span<FieldRule const> fields;
  Attachments attachments;
  // The answer's template. A site that has none does not offer the form, and the address is unknown.
  std::string_view answer;
};

inline constexpr SubmissionRow kSubmissionRows[] = {
    {http::Method::post, "/report", SubmissionKind::report, kReportFields, Attachments::yes, markup::kReportReceived},
    {http::Method::post, "/p/{product}/report", SubmissionKind::report, kReportFields, Attachments::yes, markup::kReportReceived},
    {http::Method::post, "/subscribe", SubmissionKind::subscribe, kSubscribeFields, Attachments::no, markup::kSubscribeReceived},
    {http::Method::post, "/u/{token}", SubmissionKind::unsubscribe, kUnsubscribeFields, Attachments::no, markup::kOptOutReceived},
};

// Names of the table, sizes, repetitions, required ones; the message says which field and why.
Status check_fields(SubmissionRow const& row, http::Form const& form);
// The rule of one field; invalid_input with its name when there is none.
Result<FieldRule> rule_of(SubmissionRow const& row, std::string_view name);

}  // namespace tocsin::front
