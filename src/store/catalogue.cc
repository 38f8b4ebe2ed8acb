// See catalogue.h.
#include "store/catalogue.h"

#include <cstddef>
#include <iterator>

namespace tocsin::store {
namespace {

constexpr Statement kCatalogue[] = {
    {Sql::migrations_table, "migrations_table", R"(
      CREATE TABLE IF NOT EXISTS migrations (
        number {{bigint}} NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) {{strict}})"},
    {Sql::migrations_all, "migrations_all",
     "SELECT number, name, checksum FROM migrations ORDER BY number"},
    {Sql::migration_add, "migration_add",
     "INSERT INTO migrations (number, name, checksum) VALUES (:number, :name, :checksum)"},

    {Sql::key_load, "key_load",
     "SELECT wrapped FROM data_keys WHERE owner_kind = :kind AND owner_id = :id"},
    {Sql::key_add, "key_add",
     "INSERT INTO data_keys (owner_kind, owner_id, wrapped) VALUES (:kind, :id, :wrapped)"},
    // An owner without a key gets the memory of a destroyed one, so that none can be made later.
    {Sql::key_destroy, "key_destroy", R"(
      INSERT INTO data_keys (owner_kind, owner_id, wrapped) VALUES (:kind, :id, NULL)
      ON CONFLICT (owner_kind, owner_id) DO UPDATE SET wrapped = NULL)"},

    {Sql::case_load, "case_load",
     "SELECT version, reference, closed, body FROM cases WHERE id = :id"},
    {Sql::case_state, "case_state", R"(
      SELECT version, CASE WHEN EXISTS
        (SELECT 1 FROM data_keys WHERE owner_kind = :owner_kind AND owner_id = :id AND wrapped IS NOT NULL) THEN 1 ELSE 0 END
      FROM cases WHERE id = :id)"},
    {Sql::case_rows, "case_rows",
     "SELECT id, reference, version, closed FROM cases ORDER BY row_id DESC"},
    {Sql::case_of_reference, "case_of_reference",
     "SELECT id FROM cases WHERE reference = :reference"},
    {Sql::case_insert, "case_insert", R"(
      INSERT INTO cases (id, version, reference, closed, body) VALUES (:id, :version, :reference, :closed, :body))"},
    {Sql::case_update, "case_update", R"(
      UPDATE cases SET version = :next, reference = :reference, closed = :closed, body = :body
      WHERE id = :id AND version = :version)"},
    {Sql::receipt_case, "receipt_case", "SELECT case_id FROM receipts WHERE lookup = :lookup"},
    {Sql::receipt_add, "receipt_add",
     "INSERT INTO receipts (lookup, case_id, hour) VALUES (:lookup, :case_id, :hour)"},
    {Sql::attachment_load, "attachment_load",
     "SELECT body FROM attachments WHERE case_id = :case_id AND attachment_id = :attachment_id"},
    {Sql::attachment_add, "attachment_add", R"(
      INSERT INTO attachments (case_id, attachment_id, body) VALUES (:case_id, :attachment_id, :body))"},

    {Sql::person_load, "person_load", "SELECT body FROM persons WHERE id = :id"},
    {Sql::person_save, "person_save", R"(
      INSERT INTO persons (id, body) VALUES (:id, :body) ON CONFLICT (id) DO UPDATE SET body = excluded.body)"},

    {Sql::advisory_load, "advisory_load", "SELECT version, body FROM advisories WHERE id = :id"},
    {Sql::advisory_ids, "advisory_ids", "SELECT id FROM advisories ORDER BY row_id DESC"},
    {Sql::advisory_published_ids, "advisory_published_ids",
     "SELECT id FROM advisories WHERE published_at IS NOT NULL ORDER BY published_at DESC, row_id "
     "DESC"},
    {Sql::advisory_due, "advisory_due",
     "SELECT id FROM advisories WHERE publish_minute <= :now ORDER BY publish_minute, row_id"},
    {Sql::advisory_insert, "advisory_insert", R"(
      INSERT INTO advisories (id, version, publish_minute, published_at, body)
      VALUES (:id, :version, :publish_minute, :published_at, :body))"},
    {Sql::advisory_update, "advisory_update", R"(
      UPDATE advisories SET version = :next, publish_minute = :publish_minute, published_at = :published_at, body = :body
      WHERE id = :id AND version = :version)"},
    {Sql::archived_load, "archived_load", "SELECT body FROM archived_advisories WHERE id = :id"},
    {Sql::archived_ids, "archived_ids",
     "SELECT id FROM archived_advisories ORDER BY released_at DESC, row_id DESC"},
    {Sql::archived_insert, "archived_insert", R"(
      INSERT INTO archived_advisories (id, released_at, imported_at, body)
      VALUES (:id, :released_at, :imported_at, :body))"},

    {Sql::subscription_load, "subscription_load",
     "SELECT id, version, person_id, state, body FROM subscriptions WHERE id = :id"},
    {Sql::subscription_of_email, "subscription_of_email", R"(
      SELECT id FROM subscriptions WHERE email_lookup = :lookup
      ORDER BY CASE state WHEN 'ended' THEN 1 ELSE 0 END, row_id DESC LIMIT 1)"},
    {Sql::subscription_confirmed, "subscription_confirmed", R"(
      SELECT id, version, person_id, state, body FROM subscriptions WHERE state = 'confirmed' AND id > :after
      ORDER BY id LIMIT :count)"},
    {Sql::subscription_counts, "subscription_counts",
     "SELECT state, COUNT(*) FROM subscriptions GROUP BY state"},
    {Sql::subscription_insert, "subscription_insert", R"(
      INSERT INTO subscriptions (id, version, person_id, state, email_lookup, body)
      VALUES (:id, :version, :person_id, :state, :lookup, :body))"},
    {Sql::subscription_update, "subscription_update", R"(
      UPDATE subscriptions SET version = :next, person_id = :person_id, state = :state,
        email_lookup = COALESCE(:lookup, email_lookup), body = :body
      WHERE id = :id AND version = :version)"},
    {Sql::subscription_end_of_person, "subscription_end_of_person", R"(
      UPDATE subscriptions SET state = 'ended', email_lookup = NULL, version = version + 1
      WHERE person_id = :person_id)"},

    {Sql::staff_all, "staff_all", "SELECT id, version, body FROM staff ORDER BY id"},
    {Sql::staff_insert, "staff_insert",
     "INSERT INTO staff (id, version, body) VALUES (:id, :version, :body)"},
    {Sql::staff_update, "staff_update",
     "UPDATE staff SET version = :next, body = :body WHERE id = :id AND version = :version"},

    {Sql::outbox_list, "outbox_list", R"(
      SELECT id, state, attempt_at, fencing_token, body FROM outbox
      WHERE state IN (:state1, :state2, :state3, :state4, :state5) ORDER BY row_id DESC LIMIT :count)"},
    {Sql::outbox_load, "outbox_load",
     "SELECT id, state, attempt_at, fencing_token, body FROM outbox WHERE id = :id"},
    {Sql::outbox_ahead, "outbox_ahead", R"(
      SELECT id, state, attempt_at, fencing_token, body FROM outbox
      WHERE state IN ('waiting', 'deferred') AND attempt_at > :after ORDER BY row_id DESC LIMIT :count)"},
    {Sql::outbox_insert, "outbox_insert", R"(
      INSERT INTO outbox (id, idempotency, depends_on, state, attempt_at, fencing_token, body)
      VALUES (:id, :idempotency, :depends_on, :state, :attempt_at, :fencing_token, :body)
      ON CONFLICT (idempotency) DO NOTHING)"},
    {Sql::outbox_claim, "outbox_claim", R"(
      UPDATE outbox SET fencing_token = :fencing WHERE row_id IN
        (SELECT row_id FROM outbox AS item WHERE state IN ('waiting', 'deferred') AND attempt_at <= :now
           AND fencing_token <= :fencing
           AND (depends_on = '' OR EXISTS
                (SELECT 1 FROM outbox AS first WHERE first.id = item.depends_on AND first.state = 'delivered'))
         ORDER BY attempt_at, row_id LIMIT :count {{skip_locked}})
      RETURNING id, state, attempt_at, fencing_token, body, row_id)"},
    {Sql::outbox_update, "outbox_update", R"(
      UPDATE outbox SET state = :state, attempt_at = :attempt_at, fencing_token = :fencing_token, body = :body
      WHERE id = :id AND fencing_token <= :fencing_token)"},

    {Sql::journal_of_stream, "journal_of_stream", R"(
      SELECT stream, sequence, at, actor, owner_kind, owner_id, body, hash FROM journal WHERE stream = :stream
      ORDER BY sequence)"},
    {Sql::journal_all, "journal_all", R"(
      SELECT stream, sequence, at, actor, owner_kind, owner_id, body, hash FROM journal ORDER BY stream, sequence)"},
    {Sql::journal_hash, "journal_hash",
     "SELECT hash FROM journal WHERE stream = :stream AND sequence = :sequence"},
    {Sql::journal_add, "journal_add", R"(
      INSERT INTO journal (stream, sequence, at, actor, owner_kind, owner_id, body, hash)
      VALUES (:stream, :sequence, :at, :actor, :kind, :owner, :body, :hash))"},
    {Sql::stream_head, "stream_head", "SELECT sequence, hash FROM streams WHERE stream = :stream"},
    {Sql::stream_heads, "stream_heads",
     "SELECT stream, sequence, hash, checked_sequence FROM streams ORDER BY stream"},
    {Sql::stream_heads_unchecked, "stream_heads_unchecked",
     "SELECT stream, sequence, hash FROM streams WHERE sequence > checked_sequence ORDER BY "
     "stream"},
    {Sql::stream_save, "stream_save", R"(
      INSERT INTO streams (stream, sequence, hash, checked_sequence) VALUES (:stream, :sequence, :hash, 0)
      ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash)"},
    {Sql::stream_mark_checked, "stream_mark_checked",
     "UPDATE streams SET checked_sequence = sequence WHERE sequence > checked_sequence"},
    // An aggregate whose stream is gone.
    {Sql::streams_missing, "streams_missing", R"(
      SELECT 'case/' || id FROM cases WHERE 'case/' || id NOT IN (SELECT stream FROM streams)
      UNION ALL
      SELECT 'advisory/' || id FROM advisories WHERE 'advisory/' || id NOT IN (SELECT stream FROM streams)
      LIMIT 1)"},
    {Sql::checkpoint_last, "checkpoint_last",
     "SELECT number, at, heads, hash FROM checkpoints ORDER BY number DESC LIMIT 1"},
    {Sql::checkpoint_all, "checkpoint_all",
     "SELECT number, at, heads, hash FROM checkpoints ORDER BY number"},
    {Sql::checkpoint_add, "checkpoint_add",
     "INSERT INTO checkpoints (number, at, heads, hash) VALUES (:number, :at, :heads, :hash)"},

    {Sql::register_add, "register_add", R"(
      INSERT INTO register (kind, key_digest, hour, body) VALUES (:kind, :key_digest, :hour, NULL)
      ON CONFLICT (kind, key_digest) DO NOTHING)"},
    {Sql::register_save, "register_save", R"(
      INSERT INTO register (kind, key_digest, hour, body) VALUES (:kind, :key_digest, :hour, :body)
      ON CONFLICT (kind, key_digest) DO UPDATE SET hour = excluded.hour, body = excluded.body)"},
    {Sql::register_load, "register_load",
     "SELECT body FROM register WHERE kind = :kind AND key_digest = :key_digest"},
    {Sql::register_forget, "register_forget",
     "DELETE FROM register WHERE kind = :kind AND hour < :before"},

    {Sql::setting_load, "setting_load", "SELECT value FROM settings WHERE name = :name"},
    {Sql::setting_save, "setting_save", R"(
      INSERT INTO settings (name, value) VALUES (:name, :value)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value)"},
    {Sql::number_next, "number_next", R"(
      INSERT INTO numbers (name, value) VALUES (:name, 1)
      ON CONFLICT (name) DO UPDATE SET value = numbers.value + 1 RETURNING value)"},
    {Sql::number_last, "number_last", "SELECT value FROM numbers WHERE name = :name"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(kCatalogue); ++i)
    if (kCatalogue[i].id != static_cast<Sql>(i)) return false;
  return true;
}
static_assert(std::size(kCatalogue) == static_cast<std::size_t>(Sql::count_),
              "every statement has its row");
static_assert(in_order(), "rows stand in the order of Sql");

}  // namespace

std::span<Statement const> catalogue() { return kCatalogue; }

}  // namespace tocsin::store
