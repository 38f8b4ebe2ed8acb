// The small registers: what happened once, settings, numbers, checkpoints. See sqlite_tx.h.
#include "store/journal.h"
#include "store/sqlite_tx.h"

namespace tocsin::store {
namespace {

// Rounded up, so that nothing is forgotten early, and the minute of an anonymous act is not kept.
std::int64_t ceil_hour_ms(Instant at) {
  auto floor = floor_hour(at);
  return floor == at ? floor.epoch_ms : (floor + std::chrono::hours{1}).epoch_ms;
}

std::string row_of(std::string_view kind, std::string_view digest) {
  return std::string(kind) + "/" + std::string(digest);
}

}  // namespace

Result<bool> SqliteTx::first_time(std::string_view kind, std::string_view key, Instant now) {
  auto query = TRY(db_.query(Sql::register_add));
  query.text("kind", kind)
      .text("key_digest", digest_of(kind, key))
      .integer("hour", ceil_hour_ms(now));
  return TRY(query.run()) == 1;
}

Status SqliteTx::remember(std::string_view kind, std::string_view key, std::string_view value,
                          Instant now) {
  auto digest = digest_of(kind, key);
  auto body = TRY(keys_.seal(house(), {"register", row_of(kind, digest), "body"}, value));
  auto query = TRY(db_.query(Sql::register_save));
  query.text("kind", kind)
      .text("key_digest", digest)
      .integer("hour", ceil_hour_ms(now))
      .blob("body", body);
  CHECKED(query.run());
  return {};
}

Result<std::optional<std::string>> SqliteTx::recall(std::string_view kind, std::string_view key) {
  auto digest = digest_of(kind, key);
  auto query = TRY(db_.query(Sql::register_load));
  query.text("kind", kind).text("key_digest", digest);
  if (!TRY(query.step())) return std::nullopt;
  auto body = query.column_optional_blob(0);
  if (!body) return std::nullopt;
  return TRY(keys_.open_or_fail(house(), {"register", row_of(kind, digest), "body"}, *body));
}

Status SqliteTx::forget_before(std::string_view kind, Instant before) {
  auto query = TRY(db_.query(Sql::register_forget));
  query.text("kind", kind).integer("before", before.epoch_ms);
  CHECKED(query.run());
  return {};
}

Result<std::optional<std::string>> SqliteTx::setting(std::string_view name) {
  auto query = TRY(db_.query(Sql::setting_load));
  query.text("name", name);
  if (!TRY(query.step())) return std::nullopt;
  return query.column_text(0);
}

Status SqliteTx::set_setting(std::string_view name, std::string_view value) {
  auto query = TRY(db_.query(Sql::setting_save));
  query.text("name", name).text("value", value);
  CHECKED(query.run());
  return {};
}

Result<std::int64_t> SqliteTx::next_number(std::string_view sequence) {
  auto query = TRY(db_.query(Sql::number_next));
  query.text("name", sequence);
  if (!TRY(query.step())) return fail(ErrorCode::corrupt, "a number was not given");
  return query.column_integer(0);
}

Result<std::optional<ports::Checkpoint>> SqliteTx::last_checkpoint() {
  return last_checkpoint_of(db_);
}

Result<ports::Checkpoint> SqliteTx::add_checkpoint(Instant at) {
  return add_checkpoint_to(db_, at);
}

}  // namespace tocsin::store
