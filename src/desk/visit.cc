// See visit.h.
#include "desk/visit.h"

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/multipart.h"

namespace tocsin::desk {
namespace {

// Fields go into the form, files into memory: the listener has bounded the whole body before.
class FormSink final : public http::PartSink {
 public:
  FormSink(http::Form& form, std::vector<handling::NewAttachment>& files) : form_(form), files_(files) {}

  Status begin_part(http::PartHead const& head) override {
    head_ = head;
    bytes_.clear();
    return {};
  }
  Status part_data(std::string_view bytes) override {
    auto const is_file = head_.is_file == http::PartHead::IsFile::yes;
    if (bytes_.size() + bytes.size() > (is_file ? report_attachment_bytes_max : http_form_bytes_max))
      return fail(ErrorCode::limit_exceeded, is_file ? "a file is larger than 25 MiB" : "a field is too long");
    bytes_ += bytes;
    return {};
  }
  Status end_part() override {
    if (head_.is_file == http::PartHead::IsFile::no) return form_.add(head_.name, std::move(bytes_));
    if (bytes_.empty()) return {};  // the file field was left empty
    if (files_.size() >= report_attachment_count_max)
      return fail(ErrorCode::limit_exceeded, "at most 20 files can be sent at once");
    files_.push_back({head_.file_name, head_.content_type, std::move(bytes_)});
    return {};
  }

 private:
  http::Form& form_;
  std::vector<handling::NewAttachment>& files_;
  http::PartHead head_;
  std::string bytes_;
};

}  // namespace

http::CookieScheme cookie_scheme(std::string_view base_url) {
  return starts_with_ignoring_case(base_url, "https://") ? http::CookieScheme::https : http::CookieScheme::loopback;
}

std::string origin_of(std::string_view base_url) {
  auto const scheme = base_url.find("://");
  if (scheme == base_url.npos) return {};
  auto const slash = base_url.find('/', scheme + 3);
  return lower_ascii(base_url.substr(0, slash));
}

std::string Visit::field(std::string_view name) const { return std::string(trim(clean_text(form.first(name)))); }

handling::SentForm Visit::sent_form() const {
  auto const nonce = form.first("nonce");
  if (nonce.empty()) return {};
  // Everything that was sent: other words from the same page are another form, and must not be lost.
  auto const part = [](std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); };
  auto all = part(request.path);
  for (auto const& one : form.fields())
    if (one.name != "token" && one.name != "version") all += part(one.name) + part(one.value);
  for (auto const& file : files) all += part(file.name) + part(file.content_type) + to_hex(blake2b(file.bytes));
  return {.key = to_hex(blake2b(all))};
}

Status read_body(http::Request const& request, http::Form& form, std::vector<handling::NewAttachment>& files,
                 http::FormLimits limits) {
  auto const type = request.fields.value_or_empty("content-type");
  auto const media = http::media_type(type);
  if (media == "multipart/form-data") {
    auto const boundary = TRY(http::media_parameter(type, "boundary"));
    auto parser = TRY(http::MultipartParser::make(boundary));
    FormSink sink(form, files);
    CHECKED(parser.push(request.body, sink));
    return parser.finish();
  }
  if (request.body.empty()) return {};
  if (media != "application/x-www-form-urlencoded")
    return fail(ErrorCode::invalid_input, "a form is sent as application/x-www-form-urlencoded or multipart/form-data");
  form = TRY(http::parse_urlencoded(request.body, limits));
  return {};
}

http::Response see_other(std::string path) {
  auto location = http::HeaderValue::make(std::move(path));
  assert(location && "paths that we compose hold no control characters");
  return http::redirect_response(303, std::move(*location));
}

http::Response attachment_response(std::string bytes, std::string_view file_id) {
  http::Response response;
  response.security = http::SecuritySet::attachment;
  response.with("Content-Type", "application/octet-stream");
  // Ids are hexadecimal; anything else never got here.
  auto disposition = http::HeaderValue::make("attachment; filename=\"file-" + std::string(file_id.substr(0, 12)) + ".bin\"");
  assert(disposition);
  response.with("Content-Disposition", std::move(*disposition));
  response.body = std::move(bytes);
  return response;
}

Result<Instant> parse_utc_field(std::string_view typed) {
  auto text = std::string(trim(typed));
  if (auto const space = text.find(' '); space == 10) text[10] = 'T';
  if (text.ends_with(" UTC")) text.resize(text.size() - 4);
  if (text.ends_with('Z')) text.pop_back();
  if (text.size() == 10) text += "T00:00";
  if (text.size() == 16) text += ":00";
  auto parsed = parse_rfc3339(text + "Z");
  if (!parsed)
    return fail(ErrorCode::invalid_input, "'" + std::string(clip_utf8(trim(typed), 40)) +
                                              "' is not a date and time; write it like 2026-03-05 14:00, in UTC");
  return *parsed;
}

std::string utc_field(Instant at) { return to_rfc3339_seconds(floor_minute(at)).substr(0, 16); }

}  // namespace tocsin::desk
