// One transaction of the SQLite store: every query of the port, over one connection.
//
// Invariants: a read transaction is handed out as ports::ReadTx only, so no write can be reached
// through it.
//             Bodies are sealed on the way in and opened on the way out; clear columns are checked
//             against the body.
// Failure:    as ports/store.h.
// Threads:    one at a time.
#pragma once

#include <memory>
#include <string>

#include "ports/store.h"
#include "store/case_cache.h"
#include "store/data_keys.h"
#include "store/sql.h"

namespace tocsin::store {

class SqliteTx : public ports::WriteTx {
 public:
  enum class Kind { read, write };

  SqliteTx(Kind kind, Connection& db, ports::Keyring& keyring, ports::Entropy& entropy,
           std::string_view digest_secret, CaseCache& cases)
      : kind_(kind), db_(db), keys_(db, keyring, entropy), digest_secret_(digest_secret), cases_(cases) {}

  Result<domain::Case> load_case(domain::CaseId const& id) override;
  Result<std::vector<ports::CaseRow>> case_rows() override;
  Result<std::optional<domain::CaseId>> case_of_reference(std::string_view reference) override;
  Result<std::optional<domain::CaseId>> case_of_receipt(std::string_view lookup) override;
  Result<std::vector<ports::JournalEntry>> journal(std::string_view stream) override;
  Result<std::vector<ports::ReadLogEntry>> case_readers(domain::CaseId const& id) override;
  Result<std::string> load_attachment(domain::CaseId const& id,
                                      std::string_view attachment_id) override;
  Result<domain::Person> load_person(domain::PersonId const& id) override;
  Result<domain::Advisory> load_advisory(domain::AdvisoryId const& id) override;
  Result<std::vector<domain::AdvisoryId>> advisory_ids() override;
  Result<std::vector<domain::AdvisoryId>> published_advisory_ids() override;
  Result<std::vector<domain::AdvisoryId>> due_publications(Instant now) override;
  Result<std::optional<domain::ArchivedAdvisory>> load_archived(std::string_view id) override;
  Result<std::vector<std::string>> archived_ids() override;
  Result<domain::Subscription> load_subscription(domain::SubscriptionId const& id) override;
  Result<std::optional<domain::SubscriptionId>> subscription_of_email(
      std::string_view lookup) override;
  Result<std::vector<domain::Subscription>> confirmed_subscriptions(std::string_view after,
                                                                    std::size_t count) override;
  Result<std::map<std::string, std::int64_t>> subscription_counts() override;
  Result<std::vector<domain::Staff>> all_staff() override;
  Result<std::optional<domain::Staff>> staff_of_session(std::string_view token_hash) override;
  Result<std::vector<domain::OutboxItem>> outbox(std::vector<domain::Delivery> states,
                                                 std::size_t count) override;
  Result<std::optional<domain::OutboxItem>> load_outbox_item(domain::OutboxId const& id) override;
  Result<std::vector<domain::OutboxItem>> outbox_ahead(Instant after, std::size_t count) override;
  Result<std::optional<std::string>> setting(std::string_view name) override;
  Result<std::optional<ports::Checkpoint>> last_checkpoint() override;
  Status verify_journal() override;

  Status insert_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                     std::string_view actor, Instant at) override;
  Status save_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                   std::string_view actor, Instant at) override;
  Status add_receipt(std::string_view lookup, domain::CaseId const& id, Instant hour) override;
  Status log_read(domain::CaseId const& id, domain::StaffId const& reader, std::string_view level,
                  Instant at) override;
  Status store_attachment(domain::CaseId const& id, std::string_view attachment_id,
                          std::string_view bytes) override;
  Status save_person(domain::Person const& person) override;
  Status erase_person(domain::PersonId const& id) override;
  Status insert_advisory(domain::Advisory const& advisory,
                         std::vector<domain::AdvisoryEvent> const& events, std::string_view actor,
                         Instant at) override;
  Status save_advisory(domain::Advisory const& advisory,
                       std::vector<domain::AdvisoryEvent> const& events, std::string_view actor,
                       Instant at) override;
  Status insert_archived(domain::ArchivedAdvisory const& advisory, Instant at) override;
  Status save_subscription(domain::Subscription const& subscription,
                           std::string_view email_lookup) override;
  Status save_staff(domain::Staff const& staff) override;
  Result<bool> enqueue(domain::OutboxItem const& item) override;
  Result<std::vector<domain::OutboxItem>> claim_due(Instant now, std::int64_t fencing,
                                                    std::size_t count) override;
  Status update_outbox_item(domain::OutboxItem const& item) override;
  Result<bool> first_time(std::string_view kind, std::string_view key, Instant now) override;
  Status remember(std::string_view kind, std::string_view key, std::string_view value,
                  Instant now) override;
  Result<std::optional<std::string>> recall(std::string_view kind, std::string_view key) override;
  Status forget_before(std::string_view kind, Instant before) override;
  Status set_setting(std::string_view name, std::string_view value) override;
  Result<ports::Checkpoint> add_checkpoint(Instant at) override;
  Result<std::int64_t> next_number(std::string_view sequence) override;

  // What became of the cases that were written, for the cache once it is committed.
  struct SavedCase {
    domain::Case c;
    std::size_t stored_bytes = 0;
  };
  std::vector<SavedCase> take_saved_cases() { return std::move(saved_cases_); }

  // A data key was destroyed: the write-ahead log must not keep its last copy once this is
  // committed.
  bool destroyed_a_key() const { return destroyed_a_key_; }

 private:
  Status append_events(std::string const& stream, Owner const& owner,
                       std::vector<std::string> const& bodies, std::string_view actor, Instant at);
  // A version-checked update changed nothing: conflict if the row is there, not_found if it is not.
  std::unexpected<Error> nothing_updated(std::string_view what, bool exists);
  Result<std::shared_ptr<domain::Case const>> known_case(domain::CaseId const& id);
  Result<domain::Subscription> to_subscription(Query const& row);
  Result<domain::Staff> to_staff(Query const& row);
  struct OutboxRow;
  static OutboxRow read_outbox_row(Query const& row);
  Result<domain::OutboxItem> to_item(OutboxRow const& row);
  std::string digest_of(std::string_view purpose, std::string_view text) const;

  Kind kind_;
  Connection& db_;
  DataKeys keys_;
  std::string_view digest_secret_;
  CaseCache& cases_;
  std::vector<SavedCase> saved_cases_;
  bool destroyed_a_key_ = false;
};

}  // namespace tocsin::store
