// Advisories and the archive. See sqlite_tx.h.
#include "store/sqlite_tx.h"
#include "store/stored_form.h"

namespace tocsin::store {
namespace {

Owner owner_of(domain::AdvisoryId const& id) { return {OwnerKind::advisory, id.text}; }
std::string stream_of(domain::AdvisoryId const& id) { return "advisory/" + id.text; }

// The clear columns: when it may become due, and since when it is public.
std::optional<std::int64_t> publish_minute_of(domain::Advisory const& advisory) {
  if (!advisory.draft || !advisory.draft->publish_minute)
    return std::nullopt;
  return advisory.draft->publish_minute->epoch_ms;
}

std::optional<std::int64_t> published_at_of(domain::Advisory const& advisory) {
  if (advisory.revisions.empty()) return std::nullopt;
  return advisory.revisions.front().initial_release().epoch_ms;
}

Result<std::vector<std::string>> stored_events(std::vector<domain::AdvisoryEvent> const& events) {
  std::vector<std::string> out;
  for (auto const& event : events) out.push_back(TRY(write_stored(event)));
  return out;
}

Result<std::vector<domain::AdvisoryId>> ids_of(Query& query) {
  std::vector<domain::AdvisoryId> out;
  while (TRY(query.step())) out.push_back(domain::AdvisoryId{query.column_text(0)});
  return out;
}

}  // namespace

Result<domain::Advisory> SqliteTx::load_advisory(domain::AdvisoryId const& id) {
  auto query = TRY(db_.query(Sql::advisory_load));
  query.text("id", id.text);
  if (!TRY(query.step())) return fail(ErrorCode::not_found, "no such advisory");
  auto body =
      TRY(keys_.open_or_fail(owner_of(id), {"advisories", id.text, "body"}, query.column_blob(1)));
  auto advisory = TRY(read_stored<domain::Advisory>(body));
  if (advisory.id != id || advisory.version != query.column_integer(0) ||
      !domain::invariants_hold(advisory))
    return fail(ErrorCode::corrupt, "advisory " + id.text + " breaks its invariants");
  return advisory;
}

Result<std::vector<domain::AdvisoryId>> SqliteTx::advisory_ids() {
  auto query = TRY(db_.query(Sql::advisory_ids));
  return ids_of(query);
}

Result<std::vector<domain::AdvisoryId>> SqliteTx::published_advisory_ids() {
  auto query = TRY(db_.query(Sql::advisory_published_ids));
  return ids_of(query);
}

Result<std::vector<domain::AdvisoryId>> SqliteTx::due_publications(Instant now) {
  auto query = TRY(db_.query(Sql::advisory_due));
  query.integer("now", now.epoch_ms);
  return ids_of(query);
}

Status SqliteTx::insert_advisory(domain::Advisory const& advisory,
                                 std::vector<domain::AdvisoryEvent> const& events,
                                 std::string_view actor, Instant at) {
  assert(!advisory.id.empty());
  assert(domain::invariants_hold(advisory));
  auto const& id = advisory.id;
  auto stored = advisory;
  stored.version = advisory.version + 1;
  auto body =
      TRY(keys_.seal(owner_of(id), {"advisories", id.text, "body"}, TRY(write_stored(stored))));
  auto query = TRY(db_.query(Sql::advisory_insert));
  query.text("id", id.text).integer("version", stored.version).blob("body", body);
  query.integer("publish_minute", publish_minute_of(stored))
      .integer("published_at", published_at_of(stored));
  CHECKED(query.run());
  return append_events(stream_of(id), owner_of(id), TRY(stored_events(events)), actor, at);
}

Status SqliteTx::save_advisory(domain::Advisory const& advisory,
                               std::vector<domain::AdvisoryEvent> const& events,
                               std::string_view actor, Instant at) {
  assert(!advisory.id.empty());
  assert(domain::invariants_hold(advisory));
  auto const& id = advisory.id;
  auto stored = advisory;
  stored.version = advisory.version + 1;
  auto body =
      TRY(keys_.seal(owner_of(id), {"advisories", id.text, "body"}, TRY(write_stored(stored))));
  {
    auto query = TRY(db_.query(Sql::advisory_update));
    query.text("id", id.text).integer("version", advisory.version).integer("next", stored.version);
    query.integer("publish_minute", publish_minute_of(stored))
        .integer("published_at", published_at_of(stored));
    query.blob("body", body);
    if (TRY(query.run()) == 0) return nothing_updated("advisory", load_advisory(id).has_value());
  }
  return append_events(stream_of(id), owner_of(id), TRY(stored_events(events)), actor, at);
}

Result<std::optional<domain::ArchivedAdvisory>> SqliteTx::load_archived(std::string_view id) {
  auto query = TRY(db_.query(Sql::archived_load));
  query.text("id", id);
  if (!TRY(query.step())) return std::nullopt;
  auto body =
      TRY(keys_.open_or_fail(house(), {"archived_advisories", id, "body"}, query.column_blob(0)));
  return TRY(read_stored<domain::ArchivedAdvisory>(body));
}

Result<std::vector<std::string>> SqliteTx::archived_ids() {
  auto query = TRY(db_.query(Sql::archived_ids));
  std::vector<std::string> out;
  while (TRY(query.step())) out.push_back(query.column_text(0));
  return out;
}

Status SqliteTx::insert_archived(domain::ArchivedAdvisory const& advisory, Instant at) {
  assert(!advisory.id.empty());
  auto body = TRY(keys_.seal(house(), {"archived_advisories", advisory.id, "body"},
                             TRY(write_stored(advisory))));
  auto query = TRY(db_.query(Sql::archived_insert));
  query.text("id", advisory.id).integer("released_at", advisory.current_release_date.epoch_ms);
  query.integer("imported_at", at.epoch_ms).blob("body", body);
  CHECKED(query.run());
  return {};
}

}  // namespace tocsin::store
