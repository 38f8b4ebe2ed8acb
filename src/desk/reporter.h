// The reporter's way back: one field for the access phrase, then their case as a thread.
//
// Spec:       site-map section 8; design.md section 8 (access phrase, hours only).
// Invariants: works without script and without an account. A right and a wrong phrase cost the same work. What is shown
//             is domain::for_reporter and derived states, never a name of staff, a note of the team, or a draft.
//             Nothing is stored about a visit; whatever the reporter does carries the hour only.
//             The reporter's own files and those of staff come as attachments, never rendered.
#pragma once

#include "desk/visit.h"

namespace tocsin::desk {

Answer get_phrase_form(Visit& visit);
Answer post_phrase(Visit& visit);
Answer get_thread(Visit& visit);
Answer get_thread_export(Visit& visit);
Answer get_thread_file(Visit& visit);
Answer post_thread_message(Visit& visit);
Answer post_thread_date(Visit& visit);
Answer post_thread_credit(Visit& visit);
Answer post_thread_leave(Visit& visit);

// A page of the public frame for an error on a forwarded address.
http::Response forwarded_error(Visit const& visit, Error const& error);

}  // namespace tocsin::desk
