// The subscriber's pages: confirm with one button, preferences without an account, out with one click, back for 30 days.
//
// Spec:       site-map section 9; RFC 8058 (one-click unsubscription).
//             A link of a subscription that has ended leads to the button that takes the ending back, whichever it is.
// Invariants: I10: a GET shows a page with a button and changes nothing, because mail scanners open every link.
//             The address holds the token, which is the whole authority: no cookie, no form token, and a POST from a
//             mail provider (RFC 8058) is as good as the button. Saving zero topics asks, it does not unsubscribe.
#pragma once

#include "desk/visit.h"

namespace tocsin::desk {

Answer get_confirm(Visit& visit);
Answer post_confirm(Visit& visit);
Answer get_preferences(Visit& visit);
Answer post_preferences(Visit& visit);
Answer get_unsubscribe(Visit& visit);
Answer post_unsubscribe(Visit& visit);
Answer post_unsubscribe_undo(Visit& visit);

}  // namespace tocsin::desk
