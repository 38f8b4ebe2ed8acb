// The words of every mail, by language and key; the pages' words stand in site/strings_list.h.
//
// Invariants: {name} is filled by notices.cc; a language that lacks a text falls back to English.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::handling {

enum class MailText {
  reporter_subject,
  reporter_receipt,
  reporter_message,
  reporter_date_proposed,
  reporter_date_answered,
  reporter_embargo_ended_known,
  reporter_embargo_ended_by_us,
  reporter_published,
  due_line,
  staff_subject,
  staff_new_report,
  staff_new_message,
  staff_clock_due_soon,
  staff_clock_missed,
  staff_approval_wanted,
  staff_embargo_ended,
  staff_credit_changed,
  staff_publication_waits,
  staff_policy_expires,
  staff_dead_letter,
  staff_clock_held,
  staff_site_refused,
  staff_escalated,
  confirm_subject,
  confirm_body,
  advisory_subject,
  advisory_subject_withdrawn,
  advisory_body,
  advisory_changed,
  advisory_what_to_do,
  advisory_withdrawn,
  subscriber_footer
};

std::string mail_text(std::string_view language, MailText key);

}  // namespace tocsin::handling
