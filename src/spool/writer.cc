// See writer.h.
#include "spool/writer.h"

#include <algorithm>
#include <cassert>

#include "base/codec.h"
#include "base/text.h"
#include "os/files.h"
#include "spool/sealed_stream.h"

namespace tocsin::spool {
namespace {

// How often a long upload looks at the free space.
constexpr std::uint64_t kLookEveryBytes = 1024 * 1024;
constexpr std::size_t kNameBytes = 16;

std::unexpected<Error> too_much(std::string what) {
  return fail(ErrorCode::limit_exceeded, std::move(what));
}

// What a record holds as text must be UTF-8, or the desk could not read what was acknowledged.
std::unexpected<Error> not_utf8(char const* what) {
  return fail(ErrorCode::invalid_input, std::string(what) + " is not text in UTF-8");
}

// The bytes that are no UTF-8 become "?": a name is a label and not worth losing the file for.
std::string repaired(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length < 4 && length < text.size() && !is_utf8(text.substr(0, length))) ++length;
    bool good = is_utf8(text.substr(0, length));
    out += good ? text.substr(0, length) : "?";
    text.remove_prefix(good ? length : 1);
  }
  return out;
}

std::string people_bytes(std::uint64_t bytes) {
  if (bytes % (1024 * 1024) == 0) return std::to_string(bytes / (1024 * 1024)) + " MiB";
  if (bytes % 1024 == 0) return std::to_string(bytes / 1024) + " KiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

struct SpoolWriter::State {
  os::FileSystem& files;
  std::string directory;
  PublicKey key;
  os::RandomBytes random;
  SpoolLimits limits;
  // An upper bound of what waits: counted now and then, and grown by each commit.
  std::uint64_t waiting_count = 0;
  std::uint64_t waiting_bytes = 0;
  std::uint64_t begun_since_count = 0;

  Status count_waiting() {
    waiting_count = 0;
    waiting_bytes = 0;
    begun_since_count = 0;
    for (auto const& name : TRY(files.list(directory + "/new"))) {
      auto stamp = files.stamp(directory + "/new/" + name);
      if (!stamp) continue;  // the desk took it away while we counted
      ++waiting_count;
      waiting_bytes += stamp->bytes;
    }
    return {};
  }

  bool is_full() const {
    return waiting_count >= limits.waiting_count_max || waiting_bytes >= limits.waiting_bytes_max;
  }

  Status check_room() {
    if (TRY(files.free_bytes(directory)) <= limits.reserve_bytes)
      return fail(ErrorCode::unavailable, "the server is out of space; please try again later",
                  "the disk reserve of the spool is reached");
    return {};
  }
};

struct SpoolDraft::State {
  SpoolWriter::State& writer;
  std::string name;
  std::unique_ptr<os::FileWriter> file;
  SealingStream stream;
  Submission submission;
  std::string waiting = {};  // attachment bytes that do not fill a message yet
  std::uint64_t written = 0;
  std::uint64_t looked_at = 0;
  std::uint64_t fields_bytes = 0;
  enum class Attachment { none, open } attachment = Attachment::none;
  enum class Life { open, spent, committed } life = Life::open;

  std::string path() const { return writer.directory + "/tmp/" + name; }

  // Whatever goes wrong, a draft that met an error is never committed.
  Status spend(Status status) {
    if (!status) life = Life::spent;
    return status;
  }

  Status put(std::string_view bytes) {
    if (written + bytes.size() > writer.limits.record_bytes_max)
      return too_much("a submission has at most " + people_bytes(writer.limits.record_bytes_max));
    if (written + bytes.size() >= looked_at + kLookEveryBytes) {
      CHECKED(writer.check_room());
      looked_at = written;
    }
    written += bytes.size();
    return file->write(bytes);
  }

  Status put_data(std::string_view bytes) {
    if (writer.limits.attachment_bytes_max - submission.attachments.back().size < bytes.size())
      return too_much("an attachment has at most " +
                      people_bytes(writer.limits.attachment_bytes_max));
    submission.attachments.back().size += bytes.size();
    while (!bytes.empty()) {
      auto piece = bytes.substr(0, stream_chunk_bytes - waiting.size());
      waiting += piece;
      bytes.remove_prefix(piece.size());
      if (waiting.size() < stream_chunk_bytes) break;
      CHECKED(put(stream.message(MessageKind::data, waiting)));
      waiting.clear();
    }
    return {};
  }

  Status end_data() {
    attachment = Attachment::none;
    if (waiting.empty()) return {};
    auto sealed = stream.message(MessageKind::data, waiting);
    waiting.clear();
    return put(sealed);
  }

  Status put_submission() {
    auto text = codec::to_text(submission);
    assert(text.size() <= submission_json_bytes_max);
    std::string_view rest = text;
    do {
      auto piece = rest.substr(0, stream_chunk_bytes);
      rest.remove_prefix(piece.size());
      CHECKED(
          put(stream.message(MessageKind::submission, piece, rest.empty() ? Last::yes : Last::no)));
    } while (!rest.empty());
    return {};
  }

  Status make_durable() {
    CHECKED(put_submission());
    CHECKED(file->set_times(submission.received_hour));
    CHECKED(file->sync());
    CHECKED(file->close());
    auto target = writer.directory + "/new/" + name;
    CHECKED(writer.files.rename(path(), target));
    auto synced = writer.files.sync_directory(writer.directory + "/new");
    // Not promised to anybody, so it must not be handled as if it were: best taken back.
    if (!synced) (void)writer.files.remove(target);
    return synced;
  }
};

SpoolWriter::SpoolWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SpoolWriter::SpoolWriter(SpoolWriter&&) noexcept = default;
SpoolWriter& SpoolWriter::operator=(SpoolWriter&&) noexcept = default;
SpoolWriter::~SpoolWriter() = default;

Result<SpoolWriter> SpoolWriter::open(os::FileSystem& files, std::string directory, PublicKey key,
                                      os::RandomBytes random, SpoolLimits limits) {
  for (auto const* part : {"/tmp", "/new", "/corrupt"})
    // They must outlive a power cut themselves, or the records in them would not.
    CHECKED(os::make_directory_durably(files, directory + part));
  for (auto const& name : TRY(files.list(directory + "/tmp")))
    CHECKED(files.remove(directory + "/tmp/" + name));
  auto state = std::make_unique<State>(State{.files = files,
                                             .directory = std::move(directory),
                                             .key = std::move(key),
                                             .random = std::move(random),
                                             .limits = limits});
  CHECKED(state->count_waiting());
  return SpoolWriter(std::move(state));
}

Result<SpoolDraft> SpoolWriter::begin(std::string kind) {
  auto& state = *state_;
  if (++state.begun_since_count >= recount_every || state.is_full()) CHECKED(state.count_waiting());
  if (state.is_full())
    return fail(ErrorCode::unavailable,
                "too many submissions wait to be handled; please try again later",
                "the spool is at its limit");
  CHECKED(state.check_room());
  auto id = state.random(record_id_bytes);
  auto name = os::random_hex(state.random, kNameBytes);
  auto file = TRY(state.files.create(state.directory + "/tmp/" + name));
  auto draft = SpoolDraft(std::make_unique<SpoolDraft::State>(
      SpoolDraft::State{.writer = state,
                        .name = std::move(name),
                        .file = std::move(file),
                        .stream = SealingStream(state.key, id, state.random),
                        .submission = {.record_id = to_hex(id), .kind = std::move(kind)}}));
  CHECKED(draft.state_->put(draft.state_->stream.head()));
  return draft;
}

SpoolDraft::SpoolDraft(std::unique_ptr<State> state) : state_(std::move(state)) {}
SpoolDraft::SpoolDraft(SpoolDraft&&) noexcept = default;
SpoolDraft& SpoolDraft::operator=(SpoolDraft&& other) noexcept {
  std::swap(state_, other.state_);  // the other one takes ours to its grave
  return *this;
}
SpoolDraft::~SpoolDraft() {
  if (!state_ || state_->life == State::Life::committed) return;
  state_->file.reset();
  // A file that cannot be removed now is removed when the front starts again.
  (void)state_->writer.files.remove(state_->path());
}

Status SpoolDraft::add_field(std::string name, std::string value) {
  auto& state = *state_;
  assert(state.life == State::Life::open);
  auto const& limits = state.writer.limits;
  if (name.size() > limits.field_bytes_max || value.size() > limits.field_bytes_max)
    return state.spend(too_much("a field has at most " + people_bytes(limits.field_bytes_max)));
  if (!is_utf8(name) || !is_utf8(value)) return state.spend(not_utf8("a field"));
  state.fields_bytes += name.size() + value.size();
  if (state.fields_bytes > limits.fields_bytes_max)
    return state.spend(too_much("a form has at most " + people_bytes(limits.fields_bytes_max)));
  state.submission.fields.push_back({std::move(name), std::move(value)});
  return {};
}

Status SpoolDraft::begin_attachment(std::string name, std::string content_type) {
  auto& state = *state_;
  assert(state.life == State::Life::open);
  assert(state.attachment == State::Attachment::none);
  auto const& limits = state.writer.limits;
  if (state.submission.attachments.size() >= limits.attachment_count_max)
    return state.spend(too_much("a submission has at most " +
                                std::to_string(limits.attachment_count_max) + " attachments"));
  state.submission.attachments.push_back(
      {.name = std::string(clip_utf8(repaired(name), short_field_bytes_max)),
       .content_type = std::string(clip_utf8(repaired(content_type), short_field_bytes_max))});
  state.attachment = State::Attachment::open;
  return state.spend(state.put(state.stream.message(MessageKind::attachment, "")));
}

Status SpoolDraft::write(std::string_view bytes) {
  assert(state_->life == State::Life::open);
  assert(state_->attachment == State::Attachment::open);
  return state_->spend(state_->put_data(bytes));
}

Status SpoolDraft::end_attachment() {
  assert(state_->life == State::Life::open);
  assert(state_->attachment == State::Attachment::open);
  return state_->spend(state_->end_data());
}

Result<std::string> SpoolDraft::commit(SubmissionTail tail) {
  auto& state = *state_;
  assert(state.life == State::Life::open);
  assert(state.attachment == State::Attachment::none);
  if (tail.idempotency_key.size() > idempotency_key_bytes_max) {
    CHECKED(state.spend(
        too_much("an Idempotency-Key has at most " + people_bytes(idempotency_key_bytes_max))));
  }
  if (!is_utf8(tail.idempotency_key)) CHECKED(state.spend(not_utf8("an Idempotency-Key")));
  state.submission.received_hour = floor_hour(tail.received);
  state.submission.idempotency_key = std::move(tail.idempotency_key);
  state.submission.receipt_lookup = std::move(tail.receipt_lookup);
  CHECKED(state.spend(state.make_durable()));
  state.life = State::Life::committed;
  ++state.writer.waiting_count;
  state.writer.waiting_bytes += state.written;
  return state.submission.record_id;
}

}  // namespace tocsin::spool
