// Appending to, reading and verifying the hash chains. See journal.h.
#include "store/journal.h"

#include <charconv>
#include <map>

#include "base/digest.h"
#include "base/text.h"

namespace tocsin::store {
namespace {

// A stored row of the journal.
struct Link {
  std::string stream;
  std::int64_t sequence = 0;
  std::int64_t at_ms = 0;
  std::string actor;
  std::string owner_kind;
  std::string owner_id;
  std::string body;
  std::string hash;
};

Link read_link(Query const& query) {
  return {query.column_text(0), query.column_integer(1), query.column_integer(2),
          query.column_text(3), query.column_text(4),    query.column_text(5),
          query.column_blob(6), query.column_blob(7)};
}

void add_part(std::string& input, std::string_view part) {
  input += std::to_string(part.size());
  input += ':';
  input += part;
}

std::string hash_of(std::string_view previous, Link const& link) {
  std::string input;
  input.reserve(link.body.size() + 256);
  add_part(input, previous);
  add_part(input, link.stream);
  add_part(input, std::to_string(link.sequence));
  add_part(input, std::to_string(link.at_ms));
  add_part(input, link.actor);
  add_part(input, link.owner_kind);
  add_part(input, link.owner_id);
  add_part(input, link.body);
  return blake2b(input);
}

std::string row_name(std::string_view stream, std::int64_t sequence) {
  return std::string(stream) + "/" + std::to_string(sequence);
}

std::unexpected<Error> broken(std::string_view stream, std::int64_t sequence,
                              std::string_view what) {
  return fail(ErrorCode::corrupt, "journal stream " + std::string(stream) + ", entry " +
                                      std::to_string(sequence) + ": " + std::string(what));
}

struct Head {
  std::int64_t sequence = 0;
  std::string hash;
  std::int64_t checked_sequence = 0;  // covered by a checkpoint
};

Result<Head> head_of(Connection& db, std::string_view stream) {
  auto query = TRY(db.query(Sql::stream_head));
  query.text("stream", stream);
  if (!TRY(query.step())) return Head{};
  return Head{.sequence = query.column_integer(0), .hash = query.column_blob(1)};
}

Result<OwnerKind> owner_kind_of(std::string_view word) {
  for (auto kind : {OwnerKind::house, OwnerKind::person, OwnerKind::case_, OwnerKind::advisory})
    if (word == word_of(kind)) return kind;
  return fail(ErrorCode::corrupt, "the journal names an unknown kind of owner");
}

}  // namespace

Status append_entry(Connection& db, DataKeys& keys, NewEntry const& entry) {
  auto head = TRY(head_of(db, entry.stream));
  Link link{.stream = std::string(entry.stream),
            .sequence = head.sequence + 1,
            .at_ms = entry.at.epoch_ms,
            .actor = std::string(entry.actor),
            .owner_kind = std::string(word_of(entry.owner.kind)),
            .owner_id = entry.owner.id};
  auto row = row_name(link.stream, link.sequence);
  link.body = TRY(keys.seal(entry.owner, {"journal", row, "body"}, entry.body));
  link.hash = hash_of(head.hash, link);

  auto add = TRY(db.query(Sql::journal_add));
  add.text("stream", link.stream).integer("sequence", link.sequence).integer("at", link.at_ms);
  add.text("actor", link.actor).text("kind", link.owner_kind).text("owner", link.owner_id);
  add.blob("body", link.body).blob("hash", link.hash);
  CHECKED(add.run());

  auto save = TRY(db.query(Sql::stream_save));
  save.text("stream", link.stream).integer("sequence", link.sequence).blob("hash", link.hash);
  CHECKED(save.run());
  return {};
}

Result<std::vector<ports::JournalEntry>> entries_of(Connection& db, DataKeys& keys,
                                                    std::string_view stream) {
  std::vector<Link> links;
  {
    auto query = TRY(db.query(Sql::journal_of_stream));
    query.text("stream", stream);
    while (TRY(query.step())) links.push_back(read_link(query));
  }
  std::vector<ports::JournalEntry> out;
  for (auto const& link : links) {
    auto row = row_name(link.stream, link.sequence);
    auto owner = Owner{TRY(owner_kind_of(link.owner_kind)), link.owner_id};
    auto plain = TRY(keys.open(owner, {"journal", row, "body"}, link.body));
    out.push_back({.sequence = link.sequence,
                   .at = Instant{link.at_ms},
                   .actor = link.actor,
                   .body = plain.value_or(""),
                   .erased = !plain.has_value(),
                   .hash = to_hex(link.hash)});
  }
  return out;
}

namespace {

Result<std::map<std::string, Head>> all_heads(Connection& db) {
  std::map<std::string, Head> heads;
  auto query = TRY(db.query(Sql::stream_heads));
  while (TRY(query.step()))
    heads[query.column_text(0)] = {query.column_integer(1), query.column_blob(2),
                                   query.column_integer(3)};
  return heads;
}

// Every link follows from the one before, every stream ends where its head says.
Status verify_links(Connection& db, std::map<std::string, Head> const& heads) {
  std::map<std::string, Head> seen;
  auto query = TRY(db.query(Sql::journal_all));
  while (TRY(query.step())) {
    auto link = read_link(query);
    auto& head = seen[link.stream];
    if (link.sequence != head.sequence + 1)
      return broken(link.stream, head.sequence + 1, "is missing");
    if (hash_of(head.hash, link) != link.hash)
      return broken(link.stream, link.sequence, "was altered");
    head = {.sequence = link.sequence, .hash = link.hash};
  }
  for (auto const& [stream, head] : heads) {
    auto found = seen.find(stream);
    auto last = found == seen.end() ? Head{} : found->second;
    if (last.sequence < head.sequence) return broken(stream, last.sequence + 1, "is missing");
    if (last.sequence > head.sequence)
      return broken(stream, head.sequence + 1, "is not known to the head of its stream");
    if (last.hash != head.hash)
      return broken(stream, head.sequence, "is not the head of its stream");
  }
  for (auto const& [stream, head] : seen)
    if (!heads.contains(stream)) return broken(stream, head.sequence, "has no stream head");
  return {};
}

struct StoredCheckpoint {
  std::int64_t number = 0;
  std::int64_t at_ms = 0;
  std::string heads;  // a line each: stream, sequence, hash in hex
  std::string hash;
};

StoredCheckpoint read_checkpoint(Query const& query) {
  return {query.column_integer(0), query.column_integer(1), query.column_text(2),
          query.column_blob(3)};
}

std::string hash_of(std::string_view previous, StoredCheckpoint const& checkpoint) {
  std::string input;
  add_part(input, previous);
  add_part(input, std::to_string(checkpoint.number));
  add_part(input, std::to_string(checkpoint.at_ms));
  add_part(input, checkpoint.heads);
  return blake2b(input);
}

// Adds what the line knows to `known`: the last sequence of its stream.
Status verify_head_line(Connection& db, std::int64_t number, std::string_view line,
                        std::map<std::string, std::int64_t>& known) {
  auto words = split(line, ' ');
  std::int64_t sequence = 0;
  if (words.size() != 3 ||
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), sequence).ec !=
          std::errc())
    return fail(ErrorCode::corrupt, "checkpoint " + std::to_string(number) + " cannot be read");
  auto query = TRY(db.query(Sql::journal_hash));
  query.text("stream", words[0]).integer("sequence", sequence);
  if (!TRY(query.step()))
    return broken(words[0], sequence, "is missing, but a checkpoint knows it");
  if (to_hex(query.column_blob(0)) != words[2])
    return broken(words[0], sequence, "is not the one a checkpoint knows");
  known[std::string(words[0])] = sequence;
  return {};
}

Status verify_checkpoints(Connection& db, std::map<std::string, Head> const& heads) {
  std::vector<StoredCheckpoint> checkpoints;
  {
    auto query = TRY(db.query(Sql::checkpoint_all));
    while (TRY(query.step())) checkpoints.push_back(read_checkpoint(query));
  }
  std::string previous;
  std::int64_t number = 0;
  std::map<std::string, std::int64_t> known;
  for (auto const& checkpoint : checkpoints) {
    ++number;
    if (checkpoint.number != number)
      return fail(ErrorCode::corrupt, "checkpoint " + std::to_string(number) + " is missing");
    if (hash_of(previous, checkpoint) != checkpoint.hash)
      return fail(ErrorCode::corrupt, "checkpoint " + std::to_string(number) + " was altered");
    for (auto line : split(checkpoint.heads, '\n'))
      if (!line.empty()) CHECKED(verify_head_line(db, number, line, known));
    previous = checkpoint.hash;
  }
  for (auto const& [stream, head] : heads)
    if (known[stream] != head.checked_sequence)
      return broken(stream, head.checked_sequence, "was covered by a checkpoint that is missing");
  return {};
}

}  // namespace

Status verify_chains(Connection& db) {
  auto heads = TRY(all_heads(db));
  CHECKED(verify_links(db, heads));
  CHECKED(verify_checkpoints(db, heads));
  auto query = TRY(db.query(Sql::streams_missing));
  if (TRY(query.step()))
    return broken(query.column_text(0), 1, "is missing, though its aggregate is stored");
  return {};
}

Result<std::optional<ports::Checkpoint>> last_checkpoint_of(Connection& db) {
  auto query = TRY(db.query(Sql::checkpoint_last));
  if (!TRY(query.step())) return std::nullopt;
  auto stored = read_checkpoint(query);
  return ports::Checkpoint{stored.number, Instant{stored.at_ms}, to_hex(stored.hash)};
}

Result<ports::Checkpoint> add_checkpoint_to(Connection& db, Instant at) {
  StoredCheckpoint next{.number = 1, .at_ms = at.epoch_ms};
  std::string previous;
  {
    auto last = TRY(db.query(Sql::checkpoint_last));
    if (TRY(last.step())) {
      auto stored = read_checkpoint(last);
      next.number = stored.number + 1;
      previous = stored.hash;
    }
  }
  {
    auto heads = TRY(db.query(Sql::stream_heads_unchecked));
    while (TRY(heads.step()))
      next.heads += heads.column_text(0) + " " + std::to_string(heads.column_integer(1)) + " " +
                    to_hex(heads.column_blob(2)) + "\n";
  }
  next.hash = hash_of(previous, next);
  auto add = TRY(db.query(Sql::checkpoint_add));
  add.integer("number", next.number)
      .integer("at", next.at_ms)
      .text("heads", next.heads)
      .blob("hash", next.hash);
  CHECKED(add.run());
  CHECKED(TRY(db.query(Sql::stream_mark_checked)).run());
  return ports::Checkpoint{next.number, at, to_hex(next.hash)};
}

}  // namespace tocsin::store
