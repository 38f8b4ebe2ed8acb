// What a decision asks the outside world to do. Effects become outbox rows in the transaction of their events.
//
// Invariants: an effect names its recipient and its notice, never the text: the mail is written when it is sent,
//             from the aggregates as they are then, so a revoked recipient or an ended subscription gets nothing (M-2).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <variant>
#include <vector>

#include "domain/ids.h"

namespace tocsin::domain {

// To the reporter of a case: a reference and a link, and for messages the words "there is a message".
struct TellReporter {
  static constexpr char const* kTypeName = "tell_reporter";
  CaseId case_id;
  std::string notice;      // a row of handling/notices.cc: receipt, message, date_proposed, date_answered,
                           // embargo_ended_known, embargo_ended_by_us, published
  std::string subject_id;  // message id, step ... : part of the Message-ID
};
BOOST_DESCRIBE_STRUCT(TellReporter, (), (case_id, notice, subject_id))

// To the responsible people, as the rules say who and who next: expands to one TellStaff a person, and to the next step
// of the chain, which is dropped if somebody has acted by then.
struct TellDesk {
  static constexpr char const* kTypeName = "tell_desk";
  std::string occasion;    // new_report, new_message, clock_due_soon, clock_missed, dead_letter, approval_wanted,
                           // clock_held, site_refused,
                           // embargo_ended, credit_changed, publication_waits, policy_expires
  std::string case_id;     // empty when it concerns no case
  std::string subject_id;  // clock, message, outbox item: part of the Message-ID
  int step = 0;            // of the escalation chain
};
BOOST_DESCRIBE_STRUCT(TellDesk, (), (occasion, case_id, subject_id, step))

// One of those people: a staff id, or an address that the rules or site.toml name.
struct TellStaff {
  static constexpr char const* kTypeName = "tell_staff";
  std::string occasion;
  std::string case_id;
  std::string subject_id;
  int step = 0;
  StaffId staff;
  std::string address;     // when `staff` is empty
};
BOOST_DESCRIBE_STRUCT(TellStaff, (), (occasion, case_id, subject_id, step, staff, address))

// Mail to one subscription: confirm, or a notice of a published revision.
struct TellSubscriber {
  static constexpr char const* kTypeName = "tell_subscriber";
  SubscriptionId subscription;
  std::string notice;      // "confirm", "advisory"
  AdvisoryId advisory;
  int revision = 0;
};
BOOST_DESCRIBE_STRUCT(TellSubscriber, (), (subscription, notice, advisory, revision))

// Expands to one TellSubscriber a matching subscription, in resumable steps.
struct FanOut {
  static constexpr char const* kTypeName = "fan_out";
  AdvisoryId advisory;
  int revision = 0;
  std::string after;       // subscription id the last step ended with
};
BOOST_DESCRIBE_STRUCT(FanOut, (), (advisory, revision, after))

// The flip of a prepared shelf generation; every notice of a publication depends on it.
struct FlipShelf {
  static constexpr char const* kTypeName = "flip_shelf";
  std::int64_t generation = 0;
};
BOOST_DESCRIBE_STRUCT(FlipShelf, (), (generation))

struct CallWebhook {
  static constexpr char const* kTypeName = "call_webhook";
  std::string occasion;
  std::string case_id;
  std::string subject_id;
};
BOOST_DESCRIBE_STRUCT(CallWebhook, (), (occasion, case_id, subject_id))

using Effect = std::variant<TellReporter, TellDesk, TellStaff, TellSubscriber, FanOut, FlipShelf, CallWebhook>;

}  // namespace tocsin::domain
