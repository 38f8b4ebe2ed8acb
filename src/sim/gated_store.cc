// See gated_store.h.
#include "sim/gated_store.h"

#include "sim/passing_tx.h"

namespace tocsin::sim {
namespace {

using namespace domain;

// What one transaction did that the outside must know of once it is committed.
struct Seen {
  std::vector<DecidedRevision> published;
  bool decided = false;
};

class WatchedTx final : public PassingTx {
 public:
  WatchedTx(ports::WriteTx& inner, Seen& seen, Bug bug, GatedStore::Hooks const& hooks)
      : PassingTx(inner), seen_(&seen), bug_(bug), hooks_(hooks) {}
  WatchedTx(std::unique_ptr<ports::ReadTx> inner, Bug bug, GatedStore::Hooks const& hooks)
      : PassingTx(std::move(inner)), bug_(bug), hooks_(hooks) {}

  Result<Subscription> load_subscription(SubscriptionId const& id) override {
    auto found = TRY(PassingTx::load_subscription(id));
    if (bug_ == Bug::unsubscribed_mailed && !seen_ && found.state == SubscriptionState::ended)
      found.state = SubscriptionState::confirmed;
    return found;
  }

  Status insert_case(Case const& c, std::vector<CaseEvent> const& events, std::string_view actor, Instant at) override {
    if (bug_ == Bug::exact_time_kept) return PassingTx::insert_case(c, events, actor, hooks_.exact_now());
    if (bug_ != Bug::confirmation_acknowledges) return PassingTx::insert_case(c, events, actor, at);
    auto more = events;
    more.push_back(Acknowledged{{"automatic"}, at});
    return PassingTx::insert_case(domain::apply(c, more.back()), more, actor, at);
  }

  Status save_case(Case const& c, std::vector<CaseEvent> const& events, std::string_view actor, Instant at) override {
    if (bug_ == Bug::journal_event_lost && events.size() > 1)
      return PassingTx::save_case(c, {events.front()}, actor, at);
    return PassingTx::save_case(c, events, actor, at);
  }

  Status save_advisory(Advisory const& advisory, std::vector<AdvisoryEvent> const& events, std::string_view actor,
                       Instant at) override {
    CHECKED(PassingTx::save_advisory(advisory, events, actor, at));
    for (auto const& event : events)
      if (auto const* e = std::get_if<RevisionPublished>(&event)) seen_->published.push_back({e->revision, e->record});
    return {};
  }

  Result<bool> enqueue(OutboxItem const& item) override {
    auto const* desk = std::get_if<TellDesk>(&item.effect);
    if (bug_ == Bug::dead_letter_silent && desk && desk->occasion == "dead_letter") return false;
    if (bug_ == Bug::alarms_not_told && desk && desk->occasion == "clock_missed") return false;
    if (bug_ == Bug::fan_out_lost && std::holds_alternative<FanOut>(item.effect)) return false;
    return PassingTx::enqueue(item);
  }

  Result<std::optional<std::string>> recall(std::string_view kind, std::string_view key) override {
    if (bug_ == Bug::duplicates_not_folded && kind != "submission") return std::optional<std::string>{};
    if (bug_ == Bug::record_taken_twice && kind == "submission") return std::optional<std::string>{};
    return PassingTx::recall(kind, key);
  }

  Status add_receipt(std::string_view lookup, domain::CaseId const& id, Instant hour) override {
    auto added = PassingTx::add_receipt(lookup, id, hour);
    // The phrase of a record that is met again is known already: with this bug nothing takes that for a sign.
    if (bug_ == Bug::record_taken_twice && !added && added.error().code == ErrorCode::conflict) return {};
    return added;
  }

  Status set_setting(std::string_view name, std::string_view value) override {
    if (name == "generation.decided") seen_->decided = true;
    return PassingTx::set_setting(name, value);
  }

 private:
  Seen* seen_ = nullptr;
  Bug bug_;
  GatedStore::Hooks const& hooks_;
};

std::unexpected<Error> away() { return fail(ErrorCode::unavailable, "the database is busy; try again", "simulated"); }

}  // namespace

Result<std::unique_ptr<ports::ReadTx>> GatedStore::read() {
  CHECKED(gate_.pass("store.read"));
  if (gate_.strikes(FaultKind::store_away, "store.read")) return away();
  auto inner = TRY(inner_.read());
  return std::make_unique<WatchedTx>(std::move(inner), bug_, hooks_);
}

Status GatedStore::write(std::function<Status(ports::WriteTx&)> const& work) {
  CHECKED(gate_.pass("store.write"));
  if (gate_.strikes(FaultKind::store_away, "store.write")) return away();
  Seen seen;
  CHECKED(inner_.write([&](ports::WriteTx& tx) -> Status {
    WatchedTx watched(tx, seen, bug_, hooks_);
    CHECKED(work(watched));
    return gate_.pass("store.commit");
  }));
  for (auto const& one : seen.published) hooks_.published(one);
  if (seen.decided) gate_.open(Window::decided);
  // The commit is done; whether the caller learns of it is another matter.
  if (gate_.strikes(FaultKind::lost_answer, "store.write")) {
    gate_.close(Window::sent);
    return fail(ErrorCode::unavailable, "the answer of the database was lost", "simulated");
  }
  CHECKED(gate_.pass("store.committed"));
  gate_.close(Window::sent);
  return {};
}

}  // namespace tocsin::sim
