// RFC 9457 bodies, written by hand so that this file needs no JSON library.
#include "http/problem.h"

#include "base/text.h"

namespace tocsin::http {

namespace {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00" + to_hex(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

Problem problem_of(Error const& error, std::string instance) {
  auto const& row = describe(error.code);
  // What is under embargo answers as what does not exist, word for word.
  if (error.code == ErrorCode::embargoed || error.code == ErrorCode::not_found)
    return {404, ErrorCode::not_found, "There is nothing at this address.", std::move(instance)};
  return {row.http_status, error.code, error.message, std::move(instance)};
}

Response problem_response(Problem const& problem) {
  Response response;
  response.status = problem.status;
  response.with("Content-Type", "application/problem+json");
  if (problem.status == 503 || problem.status == 429) response.with("Retry-After", "30");
  response.body = "{\"type\":\"about:blank\",\"title\":" + json_string(reason_phrase(problem.status)) +
                  ",\"status\":" + std::to_string(problem.status) + ",\"detail\":" + json_string(problem.detail);
  if (!problem.instance.empty()) response.body += ",\"instance\":" + json_string(problem.instance);
  response.body += ",\"code\":" + json_string(describe(problem.code).word) + "}\n";
  return response;
}

}  // namespace tocsin::http
