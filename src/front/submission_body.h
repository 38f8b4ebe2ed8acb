// A submission's body on its way into the spool: fields are kept, attachments are sealed and written as they arrive.
//
// Invariants: nothing of an attachment is kept in memory beyond a piece, and no byte of it reaches the disk
//             unsealed. A body that is given up leaves no file behind (SpoolDraft).
// Failure:    invalid_input and limit_exceeded name the field; unavailable when the spool or the disk refuses.
// Threads:    one lane at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "front/intake_budget.h"
#include "front/submission_kinds.h"
#include "http/lane.h"
#include "http/multipart.h"
#include "spool/writer.h"

namespace tocsin::front {

// A writer to the spool and the one thread that uses it. Shared, because a body that is given up hands its record back
// to that thread, whatever else has ended meanwhile.
struct SpoolLane {
  SpoolLane(spool::SpoolWriter given, std::size_t number)
      : writer(std::move(given)), lane({.name = "spool-" + std::to_string(number), .threads = 1, .waiting_max = 256}) {}
  spool::SpoolWriter writer;
  http::Lane lane;  // ends before the writer
};

class SubmissionBody final : public http::BodySink, private http::PartSink {
 public:
  // `budget` may be none: then nothing is counted.
  SubmissionBody(SubmissionRow const& row, http::MultipartParser parser, std::shared_ptr<SpoolLane> lane,
                 std::shared_ptr<IntakeBudget> budget)
      : row_(row), parser_(std::move(parser)), lane_(std::move(lane)), budget_(std::move(budget)) {}
  ~SubmissionBody() override;

  Status write(std::string_view chunk) override;
  // After the last byte.
  Status finish() { return parser_.finish(); }
  http::Form& form() { return form_; }
  std::shared_ptr<SpoolLane> const& lane() const { return lane_; }
  // The record begun; begins one if no attachment did.
  Result<spool::SpoolDraft*> draft();

 private:
  Status begin_part(http::PartHead const& head) override;
  Status part_data(std::string_view bytes) override;
  Status end_part() override;
  Status begin_attachment();

  SubmissionRow const& row_;
  http::MultipartParser parser_;
  std::shared_ptr<SpoolLane> lane_;
  std::shared_ptr<IntakeBudget> budget_;
  http::Form form_;
  std::optional<spool::SpoolDraft> draft_;
  http::PartHead part_;
  std::string value_;           // of a field part
  std::size_t value_bytes_max_ = 0;
  std::size_t attachment_bytes_ = 0;
  enum class Attachment { none, expected, begun } attachment_ = Attachment::none;
};

}  // namespace tocsin::front
