// Cases, their receipts, attachments, journals and read logs. See sqlite_tx.h.
#include "base/digest.h"
#include "base/text.h"
#include "store/journal.h"
#include "store/sqlite_tx.h"
#include "store/stored_form.h"

namespace tocsin::store {
namespace {

Owner owner_of(domain::CaseId const& id) { return {OwnerKind::case_, id.text}; }
std::string stream_of(domain::CaseId const& id) { return "case/" + id.text; }
// Reads are a stream of their own: they must not move the case's own head.
std::string read_stream_of(domain::CaseId const& id) { return "reads/" + id.text; }

Result<std::vector<std::string>> stored_events(std::vector<domain::CaseEvent> const& events) {
  std::vector<std::string> out;
  for (auto const& event : events) out.push_back(TRY(write_stored(event)));
  return out;
}

std::optional<domain::CaseId> to_case_id(std::string text) {
  return domain::CaseId{std::move(text)};
}

}  // namespace

std::string SqliteTx::digest_of(std::string_view purpose, std::string_view text) const {
  return to_hex(blake2b_keyed(digest_secret_, std::string(purpose) + '\n' + std::string(text)));
}

std::unexpected<Error> SqliteTx::nothing_updated(std::string_view what, bool exists) {
  if (!exists) return fail(ErrorCode::not_found, "no such " + std::string(what));
  return fail(ErrorCode::conflict,
              "this " + std::string(what) + " was changed by somebody else; look at it again");
}

Status SqliteTx::append_events(std::string const& stream, Owner const& owner,
                               std::vector<std::string> const& bodies, std::string_view actor,
                               Instant at) {
  for (auto const& body : bodies)
    CHECKED(append_entry(
        db_, keys_, {.stream = stream, .owner = owner, .at = at, .actor = actor, .body = body}));
  return {};
}

Result<domain::Case> SqliteTx::load_case(domain::CaseId const& id) {
  if (auto known = TRY(known_case(id))) return *known;
  auto query = TRY(db_.query(Sql::case_load));
  query.text("id", id.text);
  if (!TRY(query.step())) return fail(ErrorCode::not_found, "no such case");
  auto body =
      TRY(keys_.open_or_fail(owner_of(id), {"cases", id.text, "body"}, query.column_blob(3)));
  auto c = TRY(read_stored<domain::Case>(body));
  if (c.id != id || c.version != query.column_integer(0) || c.reference != query.column_text(1) ||
      domain::is_closed(c) != (query.column_integer(2) == 1) || !domain::invariants_hold(c))
    return fail(ErrorCode::corrupt, "case " + id.text + " breaks its invariants");
  // What a write transaction sees may be rolled back, and its version be given to something else: what it saves is
  // kept once it is committed.
  if (kind_ == Kind::read) cases_.put(c, body.size());
  return c;
}

// The case as it was opened before, when the row still has that version and its key was not destroyed.
Result<std::shared_ptr<domain::Case const>> SqliteTx::known_case(domain::CaseId const& id) {
  auto query = TRY(db_.query(Sql::case_state));
  query.text("id", id.text).text("owner_kind", word_of(OwnerKind::case_));
  if (!TRY(query.step())) return nullptr;
  if (query.column_integer(1) == 1) return cases_.find(id, query.column_integer(0));
  cases_.forget(id);
  return nullptr;
}

Result<std::vector<ports::CaseRow>> SqliteTx::case_rows() {
  auto query = TRY(db_.query(Sql::case_rows));
  std::vector<ports::CaseRow> out;
  while (TRY(query.step()))
    out.push_back({.id = domain::CaseId{query.column_text(0)},
                   .reference = query.column_text(1),
                   .version = query.column_integer(2),
                   .closed = query.column_integer(3) == 1});
  return out;
}

Result<std::optional<domain::CaseId>> SqliteTx::case_of_reference(std::string_view reference) {
  auto query = TRY(db_.query(Sql::case_of_reference));
  query.text("reference", reference);
  if (!TRY(query.step())) return std::nullopt;
  return to_case_id(query.column_text(0));
}

Result<std::optional<domain::CaseId>> SqliteTx::case_of_receipt(std::string_view lookup) {
  auto query = TRY(db_.query(Sql::receipt_case));
  query.text("lookup", lookup);
  if (!TRY(query.step())) return std::nullopt;
  return to_case_id(query.column_text(0));
}

Status SqliteTx::insert_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                             std::string_view actor, Instant at) {
  assert(!c.id.empty() && !c.reference.empty());
  assert(domain::invariants_hold(c));
  auto stored = c;
  stored.version = c.version + 1;
  auto body =
      TRY(keys_.seal(owner_of(c.id), {"cases", c.id.text, "body"}, TRY(write_stored(stored))));
  auto query = TRY(db_.query(Sql::case_insert));
  query.text("id", c.id.text).integer("version", stored.version).text("reference", c.reference);
  query.integer("closed", domain::is_closed(c) ? 1 : 0).blob("body", body);
  CHECKED(query.run());
  saved_cases_.push_back({std::move(stored), body.size()});
  return append_events(stream_of(c.id), owner_of(c.id), TRY(stored_events(events)), actor, at);
}

Status SqliteTx::save_case(domain::Case const& c, std::vector<domain::CaseEvent> const& events,
                           std::string_view actor, Instant at) {
  assert(!c.id.empty() && !c.reference.empty());
  assert(domain::invariants_hold(c));
  auto stored = c;
  stored.version = c.version + 1;
  auto body =
      TRY(keys_.seal(owner_of(c.id), {"cases", c.id.text, "body"}, TRY(write_stored(stored))));
  {
    auto query = TRY(db_.query(Sql::case_update));
    query.text("id", c.id.text).integer("version", c.version).integer("next", stored.version);
    query.text("reference", c.reference)
        .integer("closed", domain::is_closed(c) ? 1 : 0)
        .blob("body", body);
    if (TRY(query.run()) == 0) return nothing_updated("case", load_case(c.id).has_value());
  }
  saved_cases_.push_back({std::move(stored), body.size()});
  return append_events(stream_of(c.id), owner_of(c.id), TRY(stored_events(events)), actor, at);
}

Status SqliteTx::add_receipt(std::string_view lookup, domain::CaseId const& id, Instant hour) {
  auto query = TRY(db_.query(Sql::receipt_add));
  query.text("lookup", lookup).text("case_id", id.text).integer("hour", floor_hour(hour).epoch_ms);
  CHECKED(query.run());
  return {};
}

Result<std::string> SqliteTx::load_attachment(domain::CaseId const& id,
                                              std::string_view attachment_id) {
  auto query = TRY(db_.query(Sql::attachment_load));
  query.text("case_id", id.text).text("attachment_id", attachment_id);
  if (!TRY(query.step())) return fail(ErrorCode::not_found, "no such attachment");
  auto row = id.text + "/" + std::string(attachment_id);
  return keys_.open_or_fail(owner_of(id), {"attachments", row, "body"}, query.column_blob(0));
}

Status SqliteTx::store_attachment(domain::CaseId const& id, std::string_view attachment_id,
                                  std::string_view bytes) {
  auto row = id.text + "/" + std::string(attachment_id);
  auto body = TRY(keys_.seal(owner_of(id), {"attachments", row, "body"}, bytes));
  auto query = TRY(db_.query(Sql::attachment_add));
  query.text("case_id", id.text).text("attachment_id", attachment_id).blob("body", body);
  CHECKED(query.run());
  return {};
}

Result<std::vector<ports::JournalEntry>> SqliteTx::journal(std::string_view stream) {
  return entries_of(db_, keys_, stream);
}

Status SqliteTx::verify_journal() { return verify_chains(db_); }

Status SqliteTx::log_read(domain::CaseId const& id, domain::StaffId const& reader,
                          std::string_view level, Instant at) {
  return append_events(read_stream_of(id), owner_of(id), {std::string(level)}, reader.text, at);
}

Result<std::vector<ports::ReadLogEntry>> SqliteTx::case_readers(domain::CaseId const& id) {
  std::vector<ports::ReadLogEntry> out;
  for (auto& entry : TRY(entries_of(db_, keys_, read_stream_of(id))))
    out.push_back(
        {.at = entry.at, .reader = domain::StaffId{entry.actor}, .level = std::move(entry.body)});
  return out;
}

}  // namespace tocsin::store
