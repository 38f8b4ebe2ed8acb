// A transaction that passes every call on to another one: what a wrapper of the store is made from.
//
// Invariants: changes nothing. Over a read transaction it has no writing side, and its writing calls are never reached:
//             it is handed out as ports::ReadTx then.
#pragma once

#include <memory>

#include "ports/store.h"

namespace tocsin::sim {

namespace passing {
using namespace domain;
using namespace ports;

class PassingTx : public WriteTx {
 public:
  explicit PassingTx(WriteTx& inner) : r_(inner), w_(&inner) {}
  explicit PassingTx(std::unique_ptr<ReadTx> inner) : held_(std::move(inner)), r_(*held_) {}

  Result<Case> load_case(CaseId const& id) override { return r_.load_case(id); }
  Result<std::vector<CaseRow>> case_rows() override { return r_.case_rows(); }
  Result<std::optional<CaseId>> case_of_reference(std::string_view reference) override {
    return r_.case_of_reference(reference);
  }
  Result<std::optional<CaseId>> case_of_receipt(std::string_view lookup) override {
    return r_.case_of_receipt(lookup);
  }
  Result<std::vector<JournalEntry>> journal(std::string_view stream) override { return r_.journal(stream); }
  Result<std::vector<ReadLogEntry>> case_readers(CaseId const& id) override { return r_.case_readers(id); }
  Result<std::string> load_attachment(CaseId const& id, std::string_view attachment_id) override {
    return r_.load_attachment(id, attachment_id);
  }
  Result<Person> load_person(PersonId const& id) override { return r_.load_person(id); }
  Result<Advisory> load_advisory(AdvisoryId const& id) override { return r_.load_advisory(id); }
  Result<std::vector<AdvisoryId>> advisory_ids() override { return r_.advisory_ids(); }
  Result<std::vector<AdvisoryId>> published_advisory_ids() override { return r_.published_advisory_ids(); }
  Result<std::vector<AdvisoryId>> due_publications(Instant now) override { return r_.due_publications(now); }
  Result<std::optional<ArchivedAdvisory>> load_archived(std::string_view id) override { return r_.load_archived(id); }
  Result<std::vector<std::string>> archived_ids() override { return r_.archived_ids(); }
  Result<std::optional<SubscriptionId>> subscription_of_email(std::string_view lookup) override {
    return r_.subscription_of_email(lookup);
  }
  Result<std::vector<Subscription>> confirmed_subscriptions(std::string_view after, std::size_t count) override {
    return r_.confirmed_subscriptions(after, count);
  }
  Result<std::map<std::string, std::int64_t>> subscription_counts() override { return r_.subscription_counts(); }
  Result<std::vector<Staff>> all_staff() override { return r_.all_staff(); }
  Result<std::optional<Staff>> staff_of_session(std::string_view token_hash) override {
    return r_.staff_of_session(token_hash);
  }
  Result<std::vector<OutboxItem>> outbox(std::vector<Delivery> states, std::size_t count) override {
    return r_.outbox(states, count);
  }
  Result<std::optional<OutboxItem>> load_outbox_item(OutboxId const& id) override { return r_.load_outbox_item(id); }
  Result<std::vector<OutboxItem>> outbox_ahead(Instant after, std::size_t count) override {
    return r_.outbox_ahead(after, count);
  }
  Result<std::optional<std::string>> setting(std::string_view name) override { return r_.setting(name); }
  Result<std::optional<Checkpoint>> last_checkpoint() override { return r_.last_checkpoint(); }
  Status verify_journal() override { return r_.verify_journal(); }
  Status add_receipt(std::string_view lookup, CaseId const& id, Instant hour) override {
    return w_->add_receipt(lookup, id, hour);
  }
  Status log_read(CaseId const& id, StaffId const& reader, std::string_view level, Instant at) override {
    return w_->log_read(id, reader, level, at);
  }
  Status store_attachment(CaseId const& id, std::string_view attachment_id, std::string_view bytes) override {
    return w_->store_attachment(id, attachment_id, bytes);
  }
  Status save_person(Person const& person) override { return w_->save_person(person); }
  Status erase_person(PersonId const& id) override { return w_->erase_person(id); }
  Status insert_advisory(Advisory const& advisory, std::vector<AdvisoryEvent> const& events, std::string_view actor,
                         Instant at) override {
    return w_->insert_advisory(advisory, events, actor, at);
  }
  Status insert_archived(ArchivedAdvisory const& advisory, Instant at) override {
    return w_->insert_archived(advisory, at);
  }
  Status save_subscription(Subscription const& subscription, std::string_view email_lookup) override {
    return w_->save_subscription(subscription, email_lookup);
  }
  Status save_staff(Staff const& staff) override { return w_->save_staff(staff); }
  Result<std::vector<OutboxItem>> claim_due(Instant now, std::int64_t fencing, std::size_t count) override {
    return w_->claim_due(now, fencing, count);
  }
  Status update_outbox_item(OutboxItem const& item) override { return w_->update_outbox_item(item); }
  Result<bool> first_time(std::string_view kind, std::string_view key, Instant now) override {
    return w_->first_time(kind, key, now);
  }
  Status remember(std::string_view kind, std::string_view key, std::string_view value, Instant now) override {
    return w_->remember(kind, key, value, now);
  }
  Status forget_before(std::string_view kind, Instant before) override { return w_->forget_before(kind, before); }
  Status set_setting(std::string_view name, std::string_view value) override { return w_->set_setting(name, value); }
  Result<Checkpoint> add_checkpoint(Instant at) override { return w_->add_checkpoint(at); }
  Result<std::int64_t> next_number(std::string_view sequence) override { return w_->next_number(sequence); }

  // Those that the simulation watches or bends are overridden in gated_store.cc.
  Result<Subscription> load_subscription(SubscriptionId const& id) override { return r_.load_subscription(id); }
  Status insert_case(Case const& c, std::vector<CaseEvent> const& events, std::string_view actor, Instant at) override {
    return w_->insert_case(c, events, actor, at);
  }
  Status save_case(Case const& c, std::vector<CaseEvent> const& events, std::string_view actor, Instant at) override {
    return w_->save_case(c, events, actor, at);
  }
  Status save_advisory(Advisory const& advisory, std::vector<AdvisoryEvent> const& events, std::string_view actor,
                       Instant at) override {
    return w_->save_advisory(advisory, events, actor, at);
  }
  Result<bool> enqueue(OutboxItem const& item) override { return w_->enqueue(item); }
  Result<std::optional<std::string>> recall(std::string_view kind, std::string_view key) override {
    return w_->recall(kind, key);
  }

 private:
  std::unique_ptr<ReadTx> held_;
  ReadTx& r_;
  WriteTx* w_ = nullptr;
};

}  // namespace passing
using passing::PassingTx;

}  // namespace tocsin::sim
