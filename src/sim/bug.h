// The planted bugs: faults of the program that the simulation must find, each put in from outside by a wrapper of a
// port, never in the server's own code.
//
// Spec: facts of fault injection, "planted bugs"; `tocsin-sim --planted`.
#pragma once

#include <string_view>

namespace tocsin::sim {

enum class Bug {
  none,
  acknowledged_before_sync,
  log_not_synced,
  delivered_before_sent,
  new_message_id_on_retry,
  due_by_wall_clock,
  flip_not_resumed,
  pointer_before_blobs,
  unsubscribed_mailed,
  duplicates_not_folded,
  record_taken_twice,
  dead_letter_silent,
  journal_event_lost,
  one_approval,
  draft_on_shelf,
  alarms_not_told,
  exact_time_kept,
  confirmation_acknowledges,
  content_in_staff_mail,
  content_in_log,
  address_vanishes,
  fan_out_lost,
  lists_before_documents
};

struct BugRow {
  Bug bug;
  std::string_view word;
  std::string_view what;
  std::string_view found_by;   // the invariant that must break
};

inline constexpr BugRow kBugs[] = {
    {Bug::acknowledged_before_sync, "acknowledged_before_sync", "the spool confirms before anything is synced", "I3"},
    {Bug::log_not_synced, "log_not_synced", "the store's log is not synced, as with synchronous=NORMAL", "I3"},
    {Bug::delivered_before_sent, "delivered_before_sent", "a mail counts as delivered before the relay has it", "I4"},
    {Bug::new_message_id_on_retry, "new_message_id_on_retry", "each attempt draws its own Message-ID", "I5"},
    {Bug::due_by_wall_clock, "due_by_wall_clock", "the monotonic clock follows the wall clock's jumps", "I6"},
    {Bug::flip_not_resumed, "flip_not_resumed", "a generation of an ended process is never flipped", "I4"},
    {Bug::pointer_before_blobs, "pointer_before_blobs", "the pointer is renamed before the blobs are there", "I4"},
    {Bug::unsubscribed_mailed, "unsubscribed_mailed", "the state of a subscription is not asked again at send", "I3"},
    {Bug::duplicates_not_folded, "duplicates_not_folded", "equal reports open a case each", "I5"},
    {Bug::record_taken_twice, "record_taken_twice", "a record met twice becomes two reports", "I5"},
    {Bug::dead_letter_silent, "dead_letter_silent", "nobody is told of a dead letter", "I4"},
    {Bug::journal_event_lost, "journal_event_lost", "the second event of a decision is not journalled", "I9"},
    {Bug::one_approval, "one_approval", "one person is enough to publish", "I1"},
    {Bug::draft_on_shelf, "draft_on_shelf", "the press renders a preview of each draft", "I1"},
    {Bug::alarms_not_told, "alarms_not_told", "a missed clock is recorded and nobody is told", "I8"},
    {Bug::exact_time_kept, "exact_time_kept", "the exact time of a report is stored", "hours"},
    {Bug::confirmation_acknowledges, "confirmation_acknowledges", "the automatic receipt stops the clock", "I8"},
    {Bug::content_in_staff_mail, "content_in_staff_mail", "the subject of a mail to staff carries the title", "I1"},
    {Bug::content_in_log, "content_in_log", "the log carries the title of a report", "I1"},
    {Bug::address_vanishes, "address_vanishes", "the next publication takes an advisory's page away", "I9"},
    {Bug::fan_out_lost, "fan_out_lost", "a publication's notices are not enqueued", "I4"},
    {Bug::lists_before_documents, "lists_before_documents", "lists are flipped a generation before what they name", "I4"},
};

}  // namespace tocsin::sim
