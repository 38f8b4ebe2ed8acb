// From a form to a durable, sealed record, and its receipt.
#include "front/submissions.h"

#include "base/text.h"
#include "spool/access_phrase.h"

namespace tocsin::front {

namespace {

using http::Response;

// The words of a multipart form need a few more bytes than their values.
constexpr std::size_t kMultipartOverheadBytes = 1024 * 1024;

std::size_t multipart_bytes_max(SubmissionRow const& row) {
  return row.attachments == Attachments::yes ? report_bytes_max + kMultipartOverheadBytes : http_form_bytes_max;
}

// The parameters of the path are fields too; a form may repeat them only with the same value.
Status add_path_fields(SubmissionRow const& row, http::PathParameters const& parameters, http::Form& form) {
  for (auto const& rule : row.fields) {
    if (row.pattern.find("{" + std::string(rule.name) + "}") == std::string_view::npos) continue;
    auto value = parameters[rule.name];
    if (!form.has(rule.name)) CHECKED(form.add(std::string(rule.name), std::string(value)));
    else if (form.first(rule.name) != value)
      return fail(ErrorCode::invalid_input, "The field \"" + std::string(rule.name) + "\" is not that of this page.");
  }
  return {};
}

Result<std::string> idempotency_key(http::Request const& request, http::Form const& form) {
  auto header = request.fields.find("idempotency-key");
  std::string key(header ? *header : form.first(kIdempotencyField));
  if (key.size() > idempotency_key_bytes_max || !is_utf8(key))
    return fail(ErrorCode::invalid_input, "The Idempotency-Key is longer than " +
                                              std::to_string(idempotency_key_bytes_max) + " bytes, or not text.");
  return key;
}

}  // namespace

Submissions::Submissions(ShelfServer& shelf, SubmissionsOptions options)
    : shelf_(shelf),
      options_(std::move(options)),
      router_(kSubmissionRows),
      budget_(std::make_shared<IntakeBudget>(options_.intake, options_.now, options_.on_trouble)) {}

Result<std::unique_ptr<Submissions>> Submissions::open(os::FileSystem& files, ShelfServer& shelf, SubmissionsOptions options) {
  auto made = std::unique_ptr<Submissions>(new Submissions(shelf, std::move(options)));
  auto const& given = made->options_;
  // All writers before the first record: opening one removes what an ended front left half written.
  std::vector<spool::SpoolWriter> writers;
  for (std::size_t i = 0; i < given.lanes; ++i)
    writers.push_back(TRY(spool::SpoolWriter::open(files, given.spool_directory, given.public_key, given.random, given.limits)));
  for (std::size_t i = 0; i < writers.size(); ++i)
    made->lanes_.push_back(std::make_shared<SpoolLane>(std::move(writers[i]), i));
  return made;
}

std::optional<http::Router<SubmissionRow>::Match> Submissions::match(http::Request const& request) {
  auto match = router_.match(request.method, request.path);
  if (!match || !shelf_.has_template(match->row.answer)) return std::nullopt;
  return std::move(*match);
}

http::BodyPlan Submissions::plan(SubmissionRow const& row, http::Request const& head) {
  auto content_type = head.fields.value_or_empty("content-type");
  auto type = http::media_type(content_type);
  if (type == "application/x-www-form-urlencoded") return {.bytes_max = http_form_bytes_max};
  if (type != "multipart/form-data") return {.refuse_status = 415};
  auto boundary = http::media_parameter(content_type, "boundary");
  if (!boundary) return {.refuse_status = 400};
  auto parser = http::MultipartParser::make(*boundary, {.part_count_max = report_attachment_count_max + row.fields.size()});
  if (!parser) return {.refuse_status = 400};
  auto const budget = row.kind == SubmissionKind::unsubscribe ? nullptr : budget_;
  if (budget && !budget->look()) return {.refuse_status = 503};
  auto lane = next_lane();
  auto body = std::make_shared<SubmissionBody>(row, std::move(*parser), lane, budget);
  return {.bytes_max = multipart_bytes_max(row), .sink = std::move(body), .lane = &lane->lane};
}

// A report must name a product whose form is on the site: a receipt for one that nobody handles would be a lie.
Status Submissions::check_product(SubmissionRow const& row, http::Form const& form) {
  if (row.kind != SubmissionKind::report) return {};
  auto product = form.first("product");
  bool plain = !product.empty();
  for (char c : product) plain &= http::is_token_character(c);
  if (!plain || !shelf_.has("/p/" + std::string(product) + "/report"))
    return fail(ErrorCode::invalid_input, "The field \"product\" names no product of this site.");
  return {};
}

Status Submissions::take_record(SubmissionRow const& row, http::Request const& request) {
  if (row.kind == SubmissionKind::unsubscribe) return {};
  // The bytes of a body that was streamed were counted on their way.
  if (!request.sink) CHECKED(budget_->take_bytes(request.body.size()));
  return budget_->take_record();
}

http::Task<Response> Submissions::answer(http::Request& request) {
  auto matched = match(request);
  assert(matched);
  auto const& row = matched->row;
  auto* streamed = dynamic_cast<SubmissionBody*>(request.sink.get());
  http::Form form;
  if (streamed) {
    auto finished = streamed->finish();
    if (!finished) co_return refuse(finished.error(), request);
    form = std::move(streamed->form());
  } else {
    auto parsed = http::parse_urlencoded(request.body);
    if (!parsed) co_return refuse(parsed.error(), request);
    form = std::move(*parsed);
  }
  auto ready = add_path_fields(row, matched->parameters, form);
  if (ready) ready = check_fields(row, form);
  if (ready) ready = check_product(row, form);
  if (!ready) co_return refuse(ready.error(), request);
  auto key = idempotency_key(request, form);
  if (!key) co_return refuse(key.error(), request);
  auto fits = take_record(row, request);
  if (!fits) co_return refuse(fits.error(), request);

  // A draft stays with the lane that began it.
  auto lane = streamed ? streamed->lane() : next_lane();
  Kept kept{.access_phrase = {}, .received = options_.now()};
  auto keep = [&]() -> Status {
    std::optional<spool::SpoolDraft> own;
    spool::SpoolDraft* draft = nullptr;
    if (streamed) draft = TRY(streamed->draft());
    else draft = &own.emplace(TRY(lane->writer.begin(std::string(name_of(kSubmissionKinds, row.kind)))));
    for (auto const& field : form.fields())
      if (field.name != kIdempotencyField && !field.value.empty()) CHECKED(draft->add_field(field.name, field.value));
    spool::SubmissionTail tail{.received = kept.received, .idempotency_key = *key, .receipt_lookup = {}};
    std::string secret;
    if (row.kind == SubmissionKind::report) {
      secret = options_.random(spool::access_phrase_bytes);
      tail.receipt_lookup = to_hex(secret);
    }
    TRY(draft->commit(std::move(tail)));
    if (!secret.empty()) kept.access_phrase = spool::write_access_phrase(secret);
    return {};
  };
  auto stored = co_await http::on_lane(lane->lane, keep);
  if (!stored) co_return refuse(stored.error(), request);
  co_return confirm(row, kept, request);
}

Response Submissions::confirm(SubmissionRow const& row, Kept const& kept, http::Request const& request) {
  ShelfServer::Slots slots;
  if (row.kind == SubmissionKind::report) {
    slots[std::string(markup::kSlotAccessPhrase)] = kept.access_phrase;
    slots[std::string(markup::kSlotReceivedAt)] = to_people(kept.received);
    auto due = markup::due_at(shelf_.answer_data(markup::kDueTablePath), kept.received.epoch_ms);
    if (due >= 0) slots[std::string(markup::kSlotDueAt)] = to_people(Instant{due});
  }
  if (auto page = shelf_.fill(row.answer, slots, 200, request)) return std::move(*page);
  // The template went away with a new generation meanwhile; what was kept must still be confirmed.
  return http::text_response(200, row.kind == SubmissionKind::report
                                      ? "Your report has arrived. Your access phrase: " + kept.access_phrase + "\n"
                                      : "Your message has arrived.\n");
}

Response Submissions::refuse(Error const& error, http::Request const& request) {
  switch (error.code) {
    case ErrorCode::invalid_input: return shelf_.trouble_page(400, request, error.message);
    case ErrorCode::limit_exceeded: return shelf_.trouble_page(413, request, error.message);
    // Whatever else the disk or the spool says: nothing was kept, and it is worth trying again.
    default: return shelf_.trouble_page(503, request);
  }
}

Response Submissions::body_failed(http::Request const& request, Error const& error) { return refuse(error, request); }

}  // namespace tocsin::front
