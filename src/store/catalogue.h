// Every SQL statement of the product, once, in one table.
//
// Invariants: shared SQL only (sql_text.h): the same text prepares on SQLite and on PostgreSQL, and
// a test prepares
//             every row on both. Columns are read by position, in the order written here.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::store {

enum class Sql {
  migrations_table,
  migrations_all,
  migration_add,

  key_load,
  key_add,
  key_destroy,

  case_load,
  case_state,
  case_rows,
  case_of_reference,
  case_insert,
  case_update,
  receipt_case,
  receipt_add,
  attachment_load,
  attachment_add,

  person_load,
  person_save,

  advisory_load,
  advisory_ids,
  advisory_published_ids,
  advisory_due,
  advisory_insert,
  advisory_update,
  archived_load,
  archived_ids,
  archived_insert,

  subscription_load,
  subscription_of_email,
  subscription_confirmed,
  subscription_counts,
  subscription_insert,
  subscription_update,
  subscription_end_of_person,

  staff_all,
  staff_insert,
  staff_update,

  outbox_list,
  outbox_load,
  outbox_ahead,
  outbox_insert,
  outbox_claim,
  outbox_update,

  journal_of_stream,
  journal_all,
  journal_hash,
  journal_add,
  stream_head,
  stream_heads,
  stream_heads_unchecked,
  stream_save,
  stream_mark_checked,
  streams_missing,
  checkpoint_last,
  checkpoint_all,
  checkpoint_add,

  register_add,
  register_save,
  register_load,
  register_forget,

  setting_load,
  setting_save,
  number_next,
  number_last,

  count_
};

struct Statement {
  Sql id;
  std::string_view name;
  std::string_view sql;
};

// In the order of Sql: catalogue()[static_cast<std::size_t>(id)].id == id.
std::span<Statement const> catalogue();

}  // namespace tocsin::store
