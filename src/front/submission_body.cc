// Parts into fields and sealed attachments.
#include "front/submission_body.h"

namespace tocsin::front {

namespace {

constexpr std::size_t kAttachmentMegabytes = report_attachment_bytes_max / (1024 * 1024);

}  // namespace

SubmissionBody::~SubmissionBody() {
  if (!draft_) return;
  auto given_up = std::make_shared<spool::SpoolDraft>(std::move(*draft_));
  lane_->lane.post([given_up] {});
}

Status SubmissionBody::write(std::string_view chunk) {
  if (budget_) CHECKED(budget_->take_bytes(chunk.size()));
  return parser_.push(chunk, *this);
}

Result<spool::SpoolDraft*> SubmissionBody::draft() {
  if (!draft_) draft_ = TRY(lane_->writer.begin(std::string(name_of(kSubmissionKinds, row_.kind))));
  return &*draft_;
}

Status SubmissionBody::begin_part(http::PartHead const& head) {
  part_ = head;
  value_.clear();
  attachment_ = Attachment::none;
  if (head.is_file == http::PartHead::IsFile::yes) {
    if (row_.attachments == Attachments::no || head.name != kAttachmentField)
      return fail(ErrorCode::invalid_input, "This form takes no file in that field.");
    attachment_ = Attachment::expected;
    attachment_bytes_ = 0;
    return {};
  }
  value_bytes_max_ = TRY(rule_of(row_, head.name)).bytes_max;
  return {};
}

Status SubmissionBody::begin_attachment() {
  auto* record = TRY(draft());
  auto name = part_.file_name.empty() ? std::string("file") : part_.file_name;
  CHECKED(record->begin_attachment(std::move(name), part_.content_type));
  attachment_ = Attachment::begun;
  return {};
}

Status SubmissionBody::part_data(std::string_view bytes) {
  if (attachment_ == Attachment::none) {
    if (value_.size() + bytes.size() > value_bytes_max_)
      return fail(ErrorCode::limit_exceeded, "The field \"" + part_.name + "\" is longer than " +
                                                 std::to_string(value_bytes_max_) + " bytes.");
    value_ += bytes;
    return {};
  }
  if (attachment_ == Attachment::expected) CHECKED(begin_attachment());
  attachment_bytes_ += bytes.size();
  if (attachment_bytes_ > report_attachment_bytes_max)
    return fail(ErrorCode::limit_exceeded,
                "An attachment is larger than " + std::to_string(kAttachmentMegabytes) + " MiB.");
  return draft_->write(bytes);
}

Status SubmissionBody::end_part() {
  switch (attachment_) {
    case Attachment::none: return form_.add(part_.name, std::move(value_));
    // A file field left empty sends no name and no byte; an empty file has a name.
    case Attachment::expected:
      if (part_.file_name.empty()) return {};
      CHECKED(begin_attachment());
      return draft_->end_attachment();
    case Attachment::begun: return draft_->end_attachment();
  }
  return {};
}

}  // namespace tocsin::front
