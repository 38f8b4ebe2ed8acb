// A World in memory for tests of use cases, commands and the desk: a store of maps, a clock that stands where it is put,
// entropy that counts, mail and shelf that remember.
//
// Invariants: write() is all or nothing, like the real one: a failed transaction leaves the maps as they were.
//             It keeps the store port's promises that handlers rely on (versions, conflicts, one key once); everything
//             about disks and crashes is the store's own tests'.
// Threads:    one.
#pragma once

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "domain/codec.h"
#include "domain/event.h"
#include "ports/world.h"

namespace tocsin::handling::test {

struct Tables {
  std::map<std::string, domain::Case> cases;
  std::vector<std::string> case_order;
  std::map<std::string, std::string> receipts;
  std::map<std::string, std::vector<ports::JournalEntry>> journal;
  std::map<std::string, std::vector<ports::ReadLogEntry>> reads;
  std::map<std::string, std::string> files;
  std::map<std::string, domain::Person> persons;
  std::map<std::string, domain::Advisory> advisories;
  std::map<std::string, domain::Subscription> subscriptions;
  std::map<std::string, std::string> subscription_lookup;
  std::map<std::string, domain::Staff> staff;
  std::map<std::string, domain::OutboxItem> outbox;
  std::map<std::string, std::string> settings;
  std::map<std::string, std::string> memory;
  std::map<std::string, Instant> remembered_at;
  std::map<std::string, std::int64_t> numbers;
};

inline std::unexpected<Error> missing() { return fail(ErrorCode::not_found, "no such row"); }

template <class Map>
auto found_in(Map const& map, std::string const& key) -> Result<typename Map::mapped_type> {
  auto const found = map.find(key);
  if (found == map.end()) return missing();
  return found->second;
}

class MemoryTx final : public ports::WriteTx {
 public:
  explicit MemoryTx(Tables& tables) : t_(tables) {}

  Result<domain::Case> load_case(domain::CaseId const& id) override { return found_in(t_.cases, id.text); }
  Result<std::vector<ports::CaseRow>> case_rows() override {
    std::vector<ports::CaseRow> out;
    for (auto id = t_.case_order.rbegin(); id != t_.case_order.rend(); ++id) {
      auto const& c = t_.cases.at(*id);
      out.push_back({c.id, c.reference, c.version, domain::is_closed(c)});
    }
    return out;
  }
  Result<std::optional<domain::CaseId>> case_of_reference(std::string_view reference) override {
    for (auto const& [id, c] : t_.cases)
      if (c.reference == reference) return c.id;
    return std::nullopt;
  }
  Result<std::optional<domain::CaseId>> case_of_receipt(std::string_view lookup) override {
    auto const found = t_.receipts.find(std::string(lookup));
    if (found == t_.receipts.end()) return std::nullopt;
    return domain::CaseId{found->second};
  }
  Result<std::vector<ports::JournalEntry>> journal(std::string_view stream) override {
    return t_.journal[std::string(stream)];
  }
  Result<std::vector<ports::ReadLogEntry>> case_readers(domain::CaseId const& id) override { return t_.reads[id.text]; }
  Result<std::string> load_attachment(domain::CaseId const& id, std::string_view file) override {
    return found_in(t_.files, id.text + "/" + std::string(file));
  }
  Result<domain::Person> load_person(domain::PersonId const& id) override { return found_in(t_.persons, id.text); }
  Result<domain::Advisory> load_advisory(domain::AdvisoryId const& id) override { return found_in(t_.advisories, id.text); }
  Result<std::vector<domain::AdvisoryId>> advisory_ids() override {
    std::vector<domain::AdvisoryId> out;
    for (auto const& [id, one] : t_.advisories) out.push_back(one.id);
    return out;
  }
  Result<std::vector<domain::AdvisoryId>> published_advisory_ids() override {
    std::vector<domain::AdvisoryId> out;
    for (auto const& [id, one] : t_.advisories)
      if (!one.revisions.empty()) out.push_back(one.id);
    return out;
  }
  Result<std::vector<domain::AdvisoryId>> due_publications(Instant now) override {
    std::vector<domain::AdvisoryId> out;
    for (auto const& [id, one] : t_.advisories)
      if (one.draft && one.draft->publish_minute && *one.draft->publish_minute <= now) out.push_back(one.id);
    return out;
  }
  Result<std::optional<domain::ArchivedAdvisory>> load_archived(std::string_view) override { return std::nullopt; }
  Result<std::vector<std::string>> archived_ids() override { return std::vector<std::string>{}; }
  Result<domain::Subscription> load_subscription(domain::SubscriptionId const& id) override {
    return found_in(t_.subscriptions, id.text);
  }
  Result<std::optional<domain::SubscriptionId>> subscription_of_email(std::string_view lookup) override {
    auto const found = t_.subscription_lookup.find(std::string(lookup));
    if (found == t_.subscription_lookup.end()) return std::nullopt;
    return domain::SubscriptionId{found->second};
  }
  Result<std::vector<domain::Subscription>> confirmed_subscriptions(std::string_view after, std::size_t count) override {
    std::vector<domain::Subscription> out;
    for (auto const& [id, one] : t_.subscriptions)
      if (id > after && one.state == domain::SubscriptionState::confirmed && out.size() < count) out.push_back(one);
    return out;
  }
  Result<std::map<std::string, std::int64_t>> subscription_counts() override {
    std::map<std::string, std::int64_t> out;
    for (auto const& [id, one] : t_.subscriptions) ++out[std::string(codec::detail::enum_word(one.state))];
    return out;
  }
  Result<std::vector<domain::Staff>> all_staff() override {
    std::vector<domain::Staff> out;
    for (auto const& [id, one] : t_.staff) out.push_back(one);
    return out;
  }
  Result<std::optional<domain::Staff>> staff_of_session(std::string_view hash) override {
    for (auto const& [id, one] : t_.staff)
      for (auto const& session : one.sessions)
        if (session.token_hash == hash) return one;
    return std::nullopt;
  }
  Result<std::vector<domain::OutboxItem>> outbox(std::vector<domain::Delivery> states, std::size_t count) override {
    std::vector<domain::OutboxItem> out;
    for (auto const& [id, one] : t_.outbox)
      if (std::ranges::find(states, one.state) != states.end() && out.size() < count) out.push_back(one);
    return out;
  }
  Result<std::optional<domain::OutboxItem>> load_outbox_item(domain::OutboxId const& id) override {
    auto const found = t_.outbox.find(id.text);
    if (found == t_.outbox.end()) return std::nullopt;
    return found->second;
  }
  Result<std::vector<domain::OutboxItem>> outbox_ahead(Instant after, std::size_t count) override {
    auto ahead = TRY(outbox({domain::Delivery::waiting, domain::Delivery::deferred}, count));
    std::erase_if(ahead, [&](domain::OutboxItem const& one) { return one.attempt_at <= after; });
    return ahead;
  }
  Result<std::optional<std::string>> setting(std::string_view name) override {
    auto const found = t_.settings.find(std::string(name));
    if (found == t_.settings.end()) return std::nullopt;
    return found->second;
  }
  Result<std::optional<ports::Checkpoint>> last_checkpoint() override { return std::nullopt; }
  Status verify_journal() override { return {}; }

  Status insert_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events, std::string_view actor, Instant at) override {
    t_.case_order.push_back(c.id.text);
    t_.cases[c.id.text] = c;
    t_.cases[c.id.text].version = 1;
    return keep("case/" + c.id.text, events, actor, at);
  }
  Status save_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events, std::string_view actor, Instant at) override {
    auto& row = t_.cases.at(c.id.text);
    if (row.version != c.version) return fail(ErrorCode::conflict, "the case was changed meanwhile");
    row = c;
    row.version += 1;
    return keep("case/" + c.id.text, events, actor, at);
  }
  Status add_receipt(std::string_view lookup, domain::CaseId const& id, Instant) override {
    t_.receipts[std::string(lookup)] = id.text;
    return {};
  }
  Status log_read(domain::CaseId const& id, domain::StaffId const& reader, std::string_view level, Instant at) override {
    t_.reads[id.text].push_back({at, reader, std::string(level)});
    return {};
  }
  Status store_attachment(domain::CaseId const& id, std::string_view file, std::string_view bytes) override {
    t_.files[id.text + "/" + std::string(file)] = std::string(bytes);
    return {};
  }
  Status save_person(domain::Person const& person) override {
    t_.persons[person.id.text] = person;
    return {};
  }
  Status erase_person(domain::PersonId const& id) override {
    t_.persons[id.text] = {.id = id, .erased = true};
    return {};
  }
  Status insert_advisory(domain::Advisory const& one, std::vector<domain::AdvisoryEvent> const& events, std::string_view actor, Instant at) override {
    t_.advisories[one.id.text] = one;
    t_.advisories[one.id.text].version = 1;
    return keep("advisory/" + one.id.text, events, actor, at);
  }
  Status save_advisory(domain::Advisory const& one, std::vector<domain::AdvisoryEvent> const& events, std::string_view actor, Instant at) override {
    auto& row = t_.advisories.at(one.id.text);
    if (row.version != one.version) return fail(ErrorCode::conflict, "the advisory was changed meanwhile");
    row = one;
    row.version += 1;
    return keep("advisory/" + one.id.text, events, actor, at);
  }
  Status insert_archived(domain::ArchivedAdvisory const&, Instant) override { return {}; }
  Status save_subscription(domain::Subscription const& one, std::string_view lookup) override {
    auto& row = t_.subscriptions[one.id.text];
    row = one;
    row.version += 1;
    if (!lookup.empty()) t_.subscription_lookup[std::string(lookup)] = one.id.text;
    return {};
  }
  Status save_staff(domain::Staff const& one) override {
    auto& row = t_.staff[one.id.text];
    if (row.version != one.version) return fail(ErrorCode::conflict, "changed meanwhile");
    row = one;
    row.version += 1;
    return {};
  }
  Result<bool> enqueue(domain::OutboxItem const& item) override {
    for (auto const& [id, one] : t_.outbox)
      if (one.idempotency_key == item.idempotency_key) return false;
    t_.outbox[item.id.text] = item;
    return true;
  }
  Result<std::vector<domain::OutboxItem>> claim_due(Instant now, std::int64_t fencing, std::size_t count) override {
    std::vector<domain::OutboxItem> out;
    for (auto& [id, one] : t_.outbox) {
      auto const runs = one.state == domain::Delivery::waiting || one.state == domain::Delivery::deferred;
      if (!runs || one.attempt_at > now || out.size() >= count) continue;
      if (auto const before = t_.outbox.find(one.depends_on);
          before != t_.outbox.end() && before->second.state != domain::Delivery::delivered)
        continue;
      one.fencing_token = fencing;
      out.push_back(one);
    }
    return out;
  }
  Status update_outbox_item(domain::OutboxItem const& item) override {
    t_.outbox[item.id.text] = item;
    return {};
  }
  Result<bool> first_time(std::string_view kind, std::string_view key, Instant now) override {
    auto const row = std::string(kind) + "|" + std::string(key);
    if (!t_.memory.emplace(row, "").second) return false;
    t_.remembered_at[row] = now;
    return true;
  }
  Status remember(std::string_view kind, std::string_view key, std::string_view value, Instant now) override {
    auto const row = std::string(kind) + "|" + std::string(key);
    t_.memory[row] = std::string(value);
    t_.remembered_at[row] = now;
    return {};
  }
  Result<std::optional<std::string>> recall(std::string_view kind, std::string_view key) override {
    auto const found = t_.memory.find(std::string(kind) + "|" + std::string(key));
    if (found == t_.memory.end()) return std::nullopt;
    return found->second;
  }
  Status forget_before(std::string_view kind, Instant before) override {
    std::erase_if(t_.memory, [&](auto const& row) {
      return row.first.starts_with(std::string(kind) + "|") && t_.remembered_at[row.first] < before;
    });
    return {};
  }
  Status set_setting(std::string_view name, std::string_view value) override {
    t_.settings[std::string(name)] = std::string(value);
    return {};
  }
  Result<ports::Checkpoint> add_checkpoint(Instant at) override { return ports::Checkpoint{1, at, {}}; }
  Result<std::int64_t> next_number(std::string_view sequence) override { return ++t_.numbers[std::string(sequence)]; }

 private:
  template <class Events>
  Status keep(std::string const& stream, Events const& events, std::string_view actor, Instant at) {
    auto& entries = t_.journal[stream];
    for (auto const& event : events)
      entries.push_back({static_cast<std::int64_t>(entries.size()) + 1, at, std::string(actor), codec::to_text(event), false, {}});
    return {};
  }
  Tables& t_;
};

class MemoryStore final : public ports::Store {
 public:
  Tables tables;
  Result<std::unique_ptr<ports::ReadTx>> read() override { return std::make_unique<MemoryTx>(tables); }
  Status write(std::function<Status(ports::WriteTx&)> const& work) override {
    auto before = tables;
    MemoryTx tx(tables);
    auto done = work(tx);
    if (!done) tables = std::move(before);
    return done;
  }
};

struct TestClock final : ports::Clock {
  Instant now;
  Duration jumped{0};   // of the wall clock alone: what a wrong clock gained and no time passed for
  void jump(Duration by) {
    now = now + by;
    jumped += by;
  }
  Instant wall() override { return now; }
  Duration monotonic() override { return Duration{now.epoch_ms} - jumped; }
  std::string boot_id() override { return "boot"; }
};

struct CountingEntropy final : ports::Entropy {
  std::uint64_t count = 0;
  std::string bytes(std::size_t size) override {
    std::string out;
    while (out.size() < size) out += sha256("entropy " + std::to_string(++count));
    return out.substr(0, size);
  }
};

struct NoSubmissions final : ports::Submissions {
  Result<std::vector<std::string>> waiting() override { return std::vector<std::string>{}; }
  Result<ports::Submission> open(std::string const&) override { return missing(); }
  Status read_files(ports::Submission const&, TakeFile const&) override { return missing(); }
  Status remove(std::string const&) override { return {}; }
  Status set_aside(std::string const&) override { return {}; }
};

// Remembers what was prepared last; what is flipped is the generation it is asked for.
struct MemoryShelf final : ports::Shelf {
  ports::ShelfChange prepared;
  std::vector<ports::PageAddress> known;   // what the current generation holds
  std::int64_t now = 0;
  Status tidy() override { return {}; }
  Status prepare(std::int64_t, std::int64_t, ports::ShelfChange const& change) override {
    prepared = change;
    return {};
  }
  Status flip(std::int64_t generation) override {
    now = std::max(now, generation);
    return {};
  }
  Result<std::int64_t> current() override { return now; }
  Result<std::vector<ports::PageAddress>> addresses() override { return known; }
  Result<bool> is_prepared(std::int64_t) override { return true; }
  std::string body_of(std::string_view path) const {
    for (auto const& page : prepared.put)
      if (page.path == path && page.host.empty()) return page.body;
    return {};
  }
};

// Remembers what was sent; refuses everything while `refusal` is set.
struct MemoryMail final : ports::Mail {
  std::vector<ports::MailMessage> sent;
  std::optional<Error> refusal;
  Status send(ports::MailMessage const& message) override {
    if (refusal) return std::unexpected(*refusal);
    sent.push_back(message);
    return {};
  }
};

struct NoFetch final : ports::Fetch {
  Result<ports::Fetched> post(std::string const&, std::vector<Header> const&, std::string const&) override {
    return ports::Fetched{200, {}};
  }
};

struct TestKeyring final : ports::Keyring {
  std::string wrap(DataKey const&, std::string_view) override { return {}; }
  Result<DataKey> unwrap(std::string_view, std::string_view) override { return missing(); }
  std::string derived_secret(std::string_view purpose) override { return sha256("test key " + std::string(purpose)); }
};

struct MemoryLog final : ports::Log {
  std::vector<std::string> events;
  std::string text;   // every word that was written
  void write(ports::LogLevel, std::string_view event, std::vector<std::pair<std::string, std::string>> const& fields) override {
    events.emplace_back(event);
    text += std::string(event);
    for (auto const& [name, value] : fields) text += " " + name + "=" + value;
    text += "\n";
  }
};

struct TestWorld {
  TestClock clock;
  CountingEntropy entropy;
  MemoryStore store;
  NoSubmissions submissions;
  MemoryShelf shelf;
  MemoryMail mail;
  NoFetch fetch;
  TestKeyring keyring;
  MemoryLog log;
  ports::World world{clock, entropy, store, submissions, shelf, mail, fetch, keyring, log};
};

}  // namespace tocsin::handling::test
