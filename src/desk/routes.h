// Every address the desk answers, in one table: method, pattern, who may reach it, what it touches, and who answers.
//
// Spec:       site-map sections 8, 9 and 11.
// Invariants: (1) A row names object, action and level (domain::Access has no default): one without them does not
//             compile. (2) handle() checks, in this order: the proof, the origin and the form token of a POST, the
//             access; only then the handler runs, and it asks again for the one case it touches.
//             (3) GET and HEAD rows change no state (I10); a test posts to none of them.
//             (4) An unknown address, an embargoed one and one of somebody else's get the same bytes (T2).
#pragma once

#include <span>

#include "desk/console_pages.h"
#include "desk/reporter.h"
#include "desk/subscriber.h"
#include "domain/authorize.h"

namespace tocsin::desk {

// console: the desk's own listener. forwarded: what the public server passes on (/r, /s, /u).
enum class Audience { console, forwarded };

// What opens a route: the console's cookie, the reporter's cookie, a token in the address, or nothing.
enum class Proof { session, phrase, address, none };

struct Route {
  http::Method method;
  std::string_view pattern;
  Audience audience;
  Proof proof;
  domain::Access access;
  Answer (*handle)(Visit&);
};

namespace route_words {
using domain::Access;
using domain::Action;
using domain::Level;
using domain::Object;
inline constexpr auto GET = http::Method::get;
inline constexpr auto POST = http::Method::post;
inline constexpr auto kConsole = Audience::console;
inline constexpr auto kForwarded = Audience::forwarded;
inline constexpr Access kOpen{Object::public_form, Action::read, Level::existence};
inline constexpr Access kInbox{Object::case_list, Action::read, Level::summary};
inline constexpr Access kReadCase{Object::case_, Action::read, Level::detail};
inline constexpr Access kWorkCase{Object::case_, Action::work, Level::detail};
inline constexpr Access kReadAdvisory{Object::advisory, Action::read, Level::detail};
inline constexpr Access kWriteAdvisory{Object::advisory, Action::publish, Level::detail};
inline constexpr Access kReadOutbox{Object::outbox, Action::read, Level::summary};
inline constexpr Access kWorkOutbox{Object::outbox, Action::work, Level::summary};
inline constexpr Access kOwnCase{Object::case_, Action::read, Level::summary};
inline constexpr Access kAnswerOwnCase{Object::case_, Action::work, Level::summary};
}  // namespace route_words

inline constexpr auto kRoutes = [] {
  using namespace route_words;
  return std::to_array<Route>({
      {GET, "/", kConsole, Proof::none, kOpen, get_console_root},
      {GET, "/console", kConsole, Proof::none, kOpen, get_console_root},
      {GET, "/assets/{name}", kConsole, Proof::none, kOpen, get_asset},
      {GET, "/console/enter/{token}", kConsole, Proof::none, kOpen, get_enter},
      {POST, "/console/enter/{token}", kConsole, Proof::none, kOpen, post_enter},
      {POST, "/console/leave", kConsole, Proof::session, kOpen, post_leave},

      {GET, "/console/inbox", kConsole, Proof::session, kInbox, get_inbox},
      {GET, "/console/cases/{id}", kConsole, Proof::session, kReadCase, get_case},
      {GET, "/console/cases/{id}/files/{file}", kConsole, Proof::session, kReadCase, get_case_file},
      {POST, "/console/cases/{id}/advisory", kConsole, Proof::session, kWriteAdvisory, post_write_advisory},
      {POST, "/console/cases/{id}/{act}", kConsole, Proof::session, kWorkCase, post_case_act},

      {GET, "/console/advisories", kConsole, Proof::session, kReadAdvisory, get_advisories},
      {GET, "/console/advisories/{id}", kConsole, Proof::session, kReadAdvisory, get_advisory},
      {GET, "/console/advisories/{id}/preview", kConsole, Proof::session, kReadAdvisory, get_advisory_preview},
      {POST, "/console/advisories/{id}/preview", kConsole, Proof::session, kReadAdvisory, post_advisory_preview},
      {GET, "/console/advisories/{id}/documents/{word}", kConsole, Proof::session, kReadAdvisory, get_advisory_document},
      {POST, "/console/advisories/{id}/draft", kConsole, Proof::session, kWriteAdvisory, post_advisory_draft},
      {POST, "/console/advisories/{id}/approve", kConsole, Proof::session, kWriteAdvisory, post_advisory_approve},
      {POST, "/console/advisories/{id}/hold", kConsole, Proof::session, kWriteAdvisory, post_advisory_hold},
      {POST, "/console/advisories/{id}/revise", kConsole, Proof::session, kWriteAdvisory, post_advisory_revise},
      {POST, "/console/advisories/{id}/discard", kConsole, Proof::session, kWriteAdvisory, post_advisory_discard},

      {GET, "/console/outbox", kConsole, Proof::session, kReadOutbox, get_outbox},
      {POST, "/console/outbox/{id}/resend", kConsole, Proof::session, kWorkOutbox, post_outbox_resend},
      {POST, "/console/outbox/{id}/dismiss", kConsole, Proof::session, kWorkOutbox, post_outbox_dismiss},
      {GET, "/console/subscribers", kConsole, Proof::session, Access{Object::subscribers, Action::read, Level::existence}, get_subscribers},
      {GET, "/console/staff", kConsole, Proof::session, Access{Object::staff, Action::read, Level::existence}, get_staff},
      {GET, "/console/settings", kConsole, Proof::session, Access{Object::settings, Action::read, Level::existence}, get_settings},

      {GET, "/r", kForwarded, Proof::none, kOpen, get_phrase_form},
      {POST, "/r", kForwarded, Proof::none, kOpen, post_phrase},
      {GET, "/r/thread", kForwarded, Proof::phrase, kOwnCase, get_thread},
      {GET, "/r/thread.json", kForwarded, Proof::phrase, kOwnCase, get_thread_export},
      {GET, "/r/files/{file}", kForwarded, Proof::phrase, kOwnCase, get_thread_file},
      {POST, "/r/message", kForwarded, Proof::phrase, kAnswerOwnCase, post_thread_message},
      {POST, "/r/date", kForwarded, Proof::phrase, kAnswerOwnCase, post_thread_date},
      {POST, "/r/credit", kForwarded, Proof::phrase, kAnswerOwnCase, post_thread_credit},
      {POST, "/r/leave", kForwarded, Proof::phrase, kOpen, post_thread_leave},

      {GET, "/s/{token}/confirm", kForwarded, Proof::address, kOpen, get_confirm},
      {POST, "/s/{token}/confirm", kForwarded, Proof::address, kOpen, post_confirm},
      {GET, "/s/{token}", kForwarded, Proof::address, kOpen, get_preferences},
      {POST, "/s/{token}", kForwarded, Proof::address, kOpen, post_preferences},
      {GET, "/u/{token}", kForwarded, Proof::address, kOpen, get_unsubscribe},
      {POST, "/u/{token}", kForwarded, Proof::address, kOpen, post_unsubscribe},
      {POST, "/u/{token}/undo", kForwarded, Proof::address, kOpen, post_unsubscribe_undo},
  });
}();

// The whole desk as one function. Never fails: an error becomes the page that says so.
http::Response handle(DeskContext& desk, Audience audience, http::Request const& request);

// How large a body the listener may let in for this head; 0 when the route takes none. Files are let in only with the
// reporter's pass, which is proved here, or a console cookie. Reads no store: it is asked on the io thread.
std::size_t body_bytes_max(DeskContext& desk, Audience audience, http::Request const& head);

}  // namespace tocsin::desk
