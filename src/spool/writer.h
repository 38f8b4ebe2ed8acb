// SpoolWriter: the front's side. A submission is durable before anybody hears that it arrived (I3).
//
//   spool/tmp/<random>   being written; removed when given up, and when the front starts
//   spool/new/<random>   complete: fsynced, then renamed here, then the directory fsynced
//   spool/corrupt/       set aside by the desk
//
// Invariants: commit() returns success only when the record is durable under new/. File times are
//             the hour. disk_reserve_bytes stay free for publication (D-5).
// Failure:    too much of something is limit_exceeded; a field that is not UTF-8 is invalid_input
//             (an attachment's name is repaired instead); a full spool, a full or read-only disk is
//             unavailable and recovers by itself. After any failure the draft is spent: drop it.
// Threads:    one writer a thread; writers may share a directory (each may then overshoot the count
//             by recount_every records).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "os/entropy.h"
#include "os/file_system.h"
#include "spool/record.h"

namespace tocsin::spool {

struct SpoolLimits {
  std::size_t waiting_count_max = spool_waiting_count_max;
  std::uint64_t waiting_bytes_max = spool_waiting_bytes_max;
  std::uint64_t reserve_bytes = disk_reserve_bytes;
  std::size_t attachment_count_max = report_attachment_count_max;
  std::uint64_t attachment_bytes_max = report_attachment_bytes_max;
  std::uint64_t record_bytes_max = report_bytes_max;
  std::size_t field_bytes_max = report_field_bytes_max;
  std::size_t fields_bytes_max = 4 * 1024 * 1024;  // names and values together
};

// What is known when the body has been read.
struct SubmissionTail {
  Instant received;  // rounded down to the hour here
  std::string idempotency_key;
  std::string receipt_lookup;
};

class SpoolWriter;

// One record being written. Dropped without commit(), it leaves nothing behind.
class SpoolDraft {
 public:
  SpoolDraft(SpoolDraft&&) noexcept;
  SpoolDraft& operator=(SpoolDraft&&) noexcept;
  ~SpoolDraft();

  Status add_field(std::string name, std::string value);
  Status begin_attachment(std::string name, std::string content_type);
  Status write(std::string_view bytes);  // of the attachment begun last
  Status end_attachment();
  // The record id, once the record is durable.
  Result<std::string> commit(SubmissionTail tail);

 private:
  friend class SpoolWriter;
  struct State;
  explicit SpoolDraft(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class SpoolWriter {
 public:
  // Makes the directories and removes what an ended front left in tmp/: call it before any draft
  // begins.
  static Result<SpoolWriter> open(os::FileSystem& files, std::string directory, PublicKey key,
                                  os::RandomBytes random, SpoolLimits limits = {});
  SpoolWriter(SpoolWriter&&) noexcept;
  SpoolWriter& operator=(SpoolWriter&&) noexcept;
  ~SpoolWriter();
  // The writer must outlive its drafts.
  Result<SpoolDraft> begin(std::string kind);

  static constexpr std::uint64_t recount_every = 64;

 private:
  friend class SpoolDraft;
  struct State;
  explicit SpoolWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tocsin::spool
