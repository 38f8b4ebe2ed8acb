// The store: aggregates, their journal streams, the outbox and a few small registers, behind one transaction type.
//
// Spec:       design.md section 2 (one transaction saves the aggregate, its events and its effects).
// Invariants: one writer at a time (BEGIN IMMEDIATE); a commit that returned success survives power loss (I3).
//             save() refuses with `conflict` if the stored version is not `aggregate.version`; it stores version + 1.
//             So does insert: a new aggregate of version 0 is stored, and loaded again, as version 1.
//             Every value with text or identity is sealed; what stands in the clear are random ids, versions, state
//             words, hours. Each stream of the journal is a hash chain over sealed bytes.
// Failure:    unavailable: disk full, read-only, busy too long: nothing happened. corrupt: stored bytes break an
//             invariant; the row is named by id. After an I/O error on a write or sync the adapter ends the process.
//             `Unknown` commit results do not exist for SQLite; an adapter that can lose an answer must re-read.
// Threads:    a WriteTx lives on the writer lane; ReadTx may be used on any reader lane.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/advisory.h"
#include "domain/advisory_event.h"
#include "domain/archived_advisory.h"
#include "domain/case.h"
#include "domain/event.h"
#include "domain/outbox.h"
#include "domain/person.h"
#include "domain/staff.h"
#include "domain/subscription.h"

namespace tocsin::ports {

// What a list may show without opening a case: nothing of its content.
struct CaseRow {
  domain::CaseId id;
  std::string reference;
  std::int64_t version = 0;
  bool closed = false;
};

struct JournalEntry {
  std::int64_t sequence = 0;       // 1, 2, 3 ... within the stream
  Instant at;                      // rounded to the hour for entries caused by anonymous input
  std::string actor;               // staff id, "reporter", "job:NAME"
  std::string body;                // the event as JSON; empty if its key was destroyed
  bool erased = false;
  std::string hash;                // hex of this link of the chain
};

struct ReadLogEntry {
  Instant at;
  domain::StaffId reader;
  std::string level;               // existence, summary, detail, proof
};

struct Checkpoint {
  std::int64_t number = 0;
  Instant at;
  std::string hash;                // over all stream heads
};

class ReadTx {
 public:
  virtual ~ReadTx() = default;

  virtual Result<domain::Case> load_case(domain::CaseId const& id) = 0;
  virtual Result<std::vector<CaseRow>> case_rows() = 0;                      // newest first
  virtual Result<std::optional<domain::CaseId>> case_of_reference(std::string_view reference) = 0;
  // `lookup` is the keyed digest of an access phrase.
  virtual Result<std::optional<domain::CaseId>> case_of_receipt(std::string_view lookup) = 0;
  virtual Result<std::vector<JournalEntry>> journal(std::string_view stream) = 0;
  virtual Result<std::vector<ReadLogEntry>> case_readers(domain::CaseId const& id) = 0;
  virtual Result<std::string> load_attachment(domain::CaseId const& id, std::string_view attachment_id) = 0;

  virtual Result<domain::Person> load_person(domain::PersonId const& id) = 0;

  virtual Result<domain::Advisory> load_advisory(domain::AdvisoryId const& id) = 0;
  virtual Result<std::vector<domain::AdvisoryId>> advisory_ids() = 0;        // newest first
  virtual Result<std::vector<domain::AdvisoryId>> published_advisory_ids() = 0;
  // Drafts whose publication minute is at or before `now`; those on hold too, so that somebody hears of them.
  virtual Result<std::vector<domain::AdvisoryId>> due_publications(Instant now) = 0;

  virtual Result<std::optional<domain::ArchivedAdvisory>> load_archived(std::string_view id) = 0;
  virtual Result<std::vector<std::string>> archived_ids() = 0;

  virtual Result<domain::Subscription> load_subscription(domain::SubscriptionId const& id) = 0;
  virtual Result<std::optional<domain::SubscriptionId>> subscription_of_email(std::string_view lookup) = 0;
  // Confirmed subscriptions with id > `after`, in id order, at most `count`.
  virtual Result<std::vector<domain::Subscription>> confirmed_subscriptions(std::string_view after, std::size_t count) = 0;
  virtual Result<std::map<std::string, std::int64_t>> subscription_counts() = 0;   // by state word

  virtual Result<std::vector<domain::Staff>> all_staff() = 0;
  virtual Result<std::optional<domain::Staff>> staff_of_session(std::string_view token_hash) = 0;

  virtual Result<std::vector<domain::OutboxItem>> outbox(std::vector<domain::Delivery> states, std::size_t count) = 0;
  virtual Result<std::optional<domain::OutboxItem>> load_outbox_item(domain::OutboxId const& id) = 0;
  // Waiting or deferred, and not to be tried before `after`.
  virtual Result<std::vector<domain::OutboxItem>> outbox_ahead(Instant after, std::size_t count) = 0;

  virtual Result<std::optional<std::string>> setting(std::string_view name) = 0;   // clear, no identity or content
  virtual Result<std::optional<Checkpoint>> last_checkpoint() = 0;
  // Recomputes every chain; the error names the first stream and sequence that does not hold.
  virtual Status verify_journal() = 0;
};

// The sequence whose last number is the fencing token of the desk that has the outbox.
inline constexpr std::string_view kLease = "fencing";

class WriteTx : public ReadTx {
 public:
  virtual Status insert_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                             std::string_view actor, Instant at) = 0;
  virtual Status save_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                           std::string_view actor, Instant at) = 0;
  virtual Status add_receipt(std::string_view lookup, domain::CaseId const& id, Instant hour) = 0;
  virtual Status log_read(domain::CaseId const& id, domain::StaffId const& reader, std::string_view level, Instant at) = 0;
  virtual Status store_attachment(domain::CaseId const& id, std::string_view attachment_id, std::string_view bytes) = 0;

  virtual Status save_person(domain::Person const& person) = 0;              // insert or replace
  virtual Status erase_person(domain::PersonId const& id) = 0;               // destroys the data key

  virtual Status insert_advisory(domain::Advisory const& advisory, std::vector<domain::AdvisoryEvent> const& events,
                                 std::string_view actor, Instant at) = 0;
  virtual Status save_advisory(domain::Advisory const& advisory, std::vector<domain::AdvisoryEvent> const& events,
                               std::string_view actor, Instant at) = 0;
  virtual Status insert_archived(domain::ArchivedAdvisory const& advisory, Instant at) = 0;

  virtual Status save_subscription(domain::Subscription const& subscription, std::string_view email_lookup) = 0;
  virtual Status save_staff(domain::Staff const& staff) = 0;                 // insert or version-checked update

  // False if an item with this idempotency key exists already: then nothing is stored (I5).
  virtual Result<bool> enqueue(domain::OutboxItem const& item) = 0;
  // Items that may run now: state waiting or deferred, attempt_at <= now, dependency delivered. They get `fencing`.
  // Refuses with `conflict` when a later number of kLease was given out: the outbox is another desk's (D-8).
  virtual Result<std::vector<domain::OutboxItem>> claim_due(Instant now, std::int64_t fencing, std::size_t count) = 0;
  // Refuses with `conflict` if the item carries a newer fencing token.
  virtual Status update_outbox_item(domain::OutboxItem const& item) = 0;

  // True the first time within its life: an idempotency register for POSTs and spool records.
  virtual Result<bool> first_time(std::string_view kind, std::string_view key, Instant now) = 0;
  virtual Status remember(std::string_view kind, std::string_view key, std::string_view value, Instant now) = 0;
  virtual Result<std::optional<std::string>> recall(std::string_view kind, std::string_view key) = 0;
  virtual Status forget_before(std::string_view kind, Instant before) = 0;

  virtual Status set_setting(std::string_view name, std::string_view value) = 0;
  virtual Result<Checkpoint> add_checkpoint(Instant at) = 0;
  // The next number of a named sequence, from 1: shelf generations, fencing tokens.
  virtual Result<std::int64_t> next_number(std::string_view sequence) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual Result<std::unique_ptr<ReadTx>> read() = 0;
  // Runs `work` in one immediate transaction; commits if it returns success, else rolls back.
  virtual Status write(std::function<Status(WriteTx&)> const& work) = 0;
};

}  // namespace tocsin::ports
