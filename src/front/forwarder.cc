// Re-serialised heads to the desk, and its answers back.
#include "front/forwarder.h"

#include "base/text.h"
#include "http/cookies.h"
#include "http/form.h"
#include "spool/access_phrase.h"

namespace tocsin::front {

namespace {

using http::Response;

constexpr std::string_view kRequestFields[] = {
    "accept", "accept-language", "authorization", "content-type",   "cookie",
    "origin", "sec-fetch-site",  "sec-fetch-mode", "sec-fetch-dest", "idempotency-key",
};
constexpr std::string_view kResponseFields[] = {
    "content-type", "content-language", "content-disposition", "location", "set-cookie",
    "retry-after",  "www-authenticate", "etag",                "allow",
};

// The decoded path, encoded again in the one plain way.
std::string target_of(http::Request const& request) {
  std::string target;
  for (std::string_view path = request.path; !path.empty();) {
    path.remove_prefix(1);
    auto segment = path.substr(0, path.find('/'));
    target += "/" + http::percent_encode(segment);
    path.remove_prefix(segment.size());
  }
  if (!request.query.empty()) target += "?" + request.query;
  return target;
}

http::ClientRequest head_for_desk(http::Request const& request) {
  http::ClientRequest out{.method = request.method_text, .target = target_of(request), .host = request.host, .fields = {}, .body = {}};
  if (out.host.empty()) out.host = "localhost";
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    auto field = request.fields.at(i);
    for (auto allowed : kRequestFields)
      if (equals_ignoring_case(field.name, allowed)) out.fields.emplace_back(allowed, field.value);
  }
  return out;
}

// Streams a large body to the desk while it arrives.
class DeskBody final : public http::BodySink {
 public:
  DeskBody(std::string socket, http::ClientLimits limits, http::ClientRequest head)
      : socket_(std::move(socket)), limits_(limits), head_(std::move(head)) {}
  Status write(std::string_view chunk) override {
    if (!client_) {
      client_ = std::make_unique<http::Client>(TRY(http::Client::connect_unix(socket_, limits_)));
      CHECKED(client_->begin(head_));
    }
    return client_->piece(chunk);
  }
  Result<http::ClientResponse> finish() {
    assert(client_);
    return client_->finish();
  }

 private:
  std::string socket_;
  http::ClientLimits limits_;
  http::ClientRequest head_;
  std::unique_ptr<http::Client> client_;
};

Result<Response> response_of(http::ClientResponse answer) {
  Response response;
  response.status = answer.status;
  if (answer.status < 200 || answer.status > 599) return fail(ErrorCode::corrupt, "The console answered with an impossible status.");
  for (std::size_t i = 0; i < answer.fields.size(); ++i) {
    auto field = answer.fields.at(i);
    for (auto allowed : kResponseFields) {
      if (!equals_ignoring_case(field.name, allowed)) continue;
      response.with(TRY(http::HeaderName::make(field.name)), TRY(http::HeaderValue::make(std::string(field.value))));
      if (allowed == "content-disposition") response.security = http::SecuritySet::attachment;
    }
  }
  response.body = std::move(answer.body);
  return response;
}

// Files come with messages in a thread only, which needs the cookie of a phrase that was entered. Whether it is a good
// one the desk knows; here the look of it is enough to keep out who has none.
bool may_send_files(http::Request const& head) {
  if (!head.path.starts_with("/r/")) return false;
  for (auto prefix : {"__Secure-", ""}) {
    auto const pass = http::cookie_value(head, prefix + std::string(spool::kReporterCookieName));
    if (pass && split(*pass, '.').size() == 3) return true;
  }
  return false;
}

}  // namespace

bool is_forwarded(std::string_view path) {
  for (auto prefix : kForwarded)
    if (path == prefix || (prefix.ends_with('/') && path.size() > prefix.size() && path.starts_with(prefix))) return true;
  return false;
}

Forwarder::Forwarder(ShelfServer& shelf, ForwarderOptions options)
    : shelf_(shelf), options_(std::move(options)) {
  lane_ = std::make_unique<http::Lane>(
      http::LaneOptions{.name = "forward", .threads = options_.threads, .waiting_max = options_.waiting_max});
}

http::BodyPlan Forwarder::plan(http::Request const& head) {
  if (http::media_type(head.fields.value_or_empty("content-type")) != "multipart/form-data" || !may_send_files(head))
    return {.bytes_max = http_form_bytes_max};
  return {.bytes_max = thread_upload_bytes_max,
          .sink = std::make_shared<DeskBody>(options_.desk_socket, options_.limits, head_for_desk(head)),
          .lane = lane_.get()};
}

http::Task<Response> Forwarder::answer(http::Request& request) {
  auto talk = [this, &request]() -> Result<Response> {
    if (auto* streamed = dynamic_cast<DeskBody*>(request.sink.get())) return response_of(TRY(streamed->finish()));
    auto head = head_for_desk(request);
    head.body = request.body;
    auto client = TRY(http::Client::connect_unix(options_.desk_socket, options_.limits));
    return response_of(TRY(client.send(head)));
  };
  auto response = co_await http::on_lane(*lane_, talk);
  if (!response) co_return page_of(response.error(), request);
  if (response->status == 404) co_return shelf_.not_found(request);
  co_return std::move(*response);
}

Response Forwarder::page_of(Error const& error, http::Request const& request) {
  return shelf_.trouble_page(error.code == ErrorCode::timed_out ? 504 : 503, request);
}

Response Forwarder::body_failed(http::Request const& request, Error const& error) { return page_of(error, request); }

}  // namespace tocsin::front
