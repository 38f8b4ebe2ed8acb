// The outbox. See sqlite_tx.h and domain/outbox.h.
#include <algorithm>

#include "store/sqlite_tx.h"
#include "store/stored_form.h"

namespace tocsin::store {
namespace {

using domain::Delivery;

struct StateWord {
  Delivery state;
  std::string_view word;
};
constexpr StateWord kStateWords[] = {
    {Delivery::waiting, "waiting"},     {Delivery::deferred, "deferred"},
    {Delivery::delivered, "delivered"}, {Delivery::dead, "dead"},
    {Delivery::dismissed, "dismissed"},
};

std::string_view word_of(Delivery state) {
  auto found = std::ranges::find(kStateWords, state, &StateWord::state);
  assert(found != std::end(kStateWords));
  return found->word;
}

}  // namespace

// The clear columns lead: a claim changes them without opening the body.
struct SqliteTx::OutboxRow {
  std::string id;
  std::string state;
  Instant attempt_at;
  std::int64_t fencing_token = 0;
  std::string body;
  std::int64_t order = 0;
};

SqliteTx::OutboxRow SqliteTx::read_outbox_row(Query const& row) {
  return {.id = row.column_text(0),
          .state = row.column_text(1),
          .attempt_at = Instant{row.column_integer(2)},
          .fencing_token = row.column_integer(3),
          .body = row.column_blob(4)};
}

Result<domain::OutboxItem> SqliteTx::to_item(OutboxRow const& row) {
  auto body = TRY(keys_.open_or_fail(house(), {"outbox", row.id, "body"}, row.body));
  auto item = TRY(read_stored<domain::OutboxItem>(body));
  if (item.id.text != row.id || word_of(item.state) != row.state ||
      item.attempt_at != row.attempt_at)
    return fail(ErrorCode::corrupt, "outbox item " + row.id + " breaks its invariants");
  item.fencing_token = row.fencing_token;
  return item;
}

Result<std::vector<domain::OutboxItem>> SqliteTx::outbox(std::vector<Delivery> states,
                                                         std::size_t count) {
  constexpr std::string_view kNames[] = {"state1", "state2", "state3", "state4", "state5"};
  auto query = TRY(db_.query(Sql::outbox_list));
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    query.text(kNames[i], i < states.size() ? word_of(states[i]) : std::string_view());
  query.integer("count", static_cast<std::int64_t>(count));
  std::vector<domain::OutboxItem> out;
  while (TRY(query.step())) out.push_back(TRY(to_item(read_outbox_row(query))));
  return out;
}

Result<std::optional<domain::OutboxItem>> SqliteTx::load_outbox_item(domain::OutboxId const& id) {
  auto query = TRY(db_.query(Sql::outbox_load));
  query.text("id", id.text);
  if (!TRY(query.step())) return std::nullopt;
  return TRY(to_item(read_outbox_row(query)));
}

Result<std::vector<domain::OutboxItem>> SqliteTx::outbox_ahead(Instant after, std::size_t count) {
  auto query = TRY(db_.query(Sql::outbox_ahead));
  query.integer("after", after.epoch_ms).integer("count", static_cast<std::int64_t>(count));
  std::vector<domain::OutboxItem> out;
  while (TRY(query.step())) out.push_back(TRY(to_item(read_outbox_row(query))));
  return out;
}

Result<bool> SqliteTx::enqueue(domain::OutboxItem const& item) {
  assert(!item.id.empty() && !item.idempotency_key.empty());
  auto body = TRY(keys_.seal(house(), {"outbox", item.id.text, "body"}, TRY(write_stored(item))));
  auto query = TRY(db_.query(Sql::outbox_insert));
  query.text("id", item.id.text).text("idempotency", digest_of("outbox", item.idempotency_key));
  query.text("depends_on", item.depends_on).text("state", word_of(item.state));
  query.integer("attempt_at", item.attempt_at.epoch_ms)
      .integer("fencing_token", item.fencing_token);
  query.blob("body", body);
  return TRY(query.run()) == 1;
}

Result<std::vector<domain::OutboxItem>> SqliteTx::claim_due(Instant now, std::int64_t fencing,
                                                            std::size_t count) {
  {
    auto query = TRY(db_.query(Sql::number_last));
    query.text("name", ports::kLease);
    if (TRY(query.step()) && query.column_integer(0) > fencing)
      return fail(ErrorCode::conflict, "another desk has taken the outbox over; this one sends nothing any more");
  }
  std::vector<OutboxRow> rows;
  {
    auto query = TRY(db_.query(Sql::outbox_claim));
    query.integer("now", now.epoch_ms).integer("fencing", fencing);
    query.integer("count", static_cast<std::int64_t>(count));
    while (TRY(query.step())) {
      rows.push_back(read_outbox_row(query));
      rows.back().order = query.column_integer(5);
    }
  }
  // RETURNING promises no order.
  std::ranges::sort(rows, {},
                    [](OutboxRow const& row) { return std::pair(row.attempt_at, row.order); });
  std::vector<domain::OutboxItem> out;
  for (auto const& row : rows) out.push_back(TRY(to_item(row)));
  return out;
}

Status SqliteTx::update_outbox_item(domain::OutboxItem const& item) {
  auto body = TRY(keys_.seal(house(), {"outbox", item.id.text, "body"}, TRY(write_stored(item))));
  auto query = TRY(db_.query(Sql::outbox_update));
  query.text("id", item.id.text).text("state", word_of(item.state)).blob("body", body);
  query.integer("attempt_at", item.attempt_at.epoch_ms)
      .integer("fencing_token", item.fencing_token);
  if (TRY(query.run()) == 0)
    return nothing_updated("outbox item", TRY(load_outbox_item(item.id)).has_value());
  return {};
}

}  // namespace tocsin::store
