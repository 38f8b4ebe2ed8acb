// The handlers of the console, one noun a file. Each is a row of routes.h.
//
// Invariants: a GET changes nothing but the log of reads (I10). A POST ends in 303 to the page that shows its effect.
#pragma once

#include "desk/visit.h"

namespace tocsin::desk {

// console_enter.cc
Answer get_console_root(Visit& visit);
Answer get_enter(Visit& visit);
Answer post_enter(Visit& visit);
Answer post_leave(Visit& visit);
Answer get_asset(Visit& visit);

// console_inbox.cc
Answer get_inbox(Visit& visit);

// console_case.cc, console_case_post.cc
Answer get_case(Visit& visit);
Answer get_case_file(Visit& visit);
Answer post_case_act(Visit& visit);
Answer post_write_advisory(Visit& visit);

// console_advisories.cc, console_advisory.cc, console_advisory_post.cc
Answer get_advisories(Visit& visit);
Answer get_advisory(Visit& visit);
Answer get_advisory_preview(Visit& visit);
Answer post_advisory_preview(Visit& visit);
Answer get_advisory_document(Visit& visit);
Answer post_advisory_draft(Visit& visit);
Answer post_advisory_approve(Visit& visit);
Answer post_advisory_hold(Visit& visit);
Answer post_advisory_revise(Visit& visit);
Answer post_advisory_discard(Visit& visit);

// console_outbox.cc
Answer get_outbox(Visit& visit);
Answer post_outbox_resend(Visit& visit);
Answer post_outbox_dismiss(Visit& visit);

// console_people.cc
Answer get_subscribers(Visit& visit);
Answer get_staff(Visit& visit);

// console_settings.cc
Answer get_settings(Visit& visit);

}  // namespace tocsin::desk
