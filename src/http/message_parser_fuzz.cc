// Fuzz target: the bytes of a connection. The first two bytes seed how the rest is cut into pieces.
//
// Property: any split gives the same requests and the same refusal; what is accepted keeps the promises of
//           http/request.h; a request written again from its parsed form is read as the same request.
// Corpus:   tests/fuzz/corpus/message_parser_fuzz; "00" in front of a plain connection.
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "base/text.h"
#include "http/message_parser.h"

namespace {

using namespace tocsin;
using namespace tocsin::http;

constexpr std::size_t kBodyMax = 4096;

void demand(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  Request request;
  std::string body;
};

struct Connection {
  std::vector<Read> requests;
  int refused = 0;
  std::string why;
  std::string partial;   // of the body of an unfinished request
  bool in_message = false;
};

Connection read(std::string_view bytes, std::vector<std::size_t> const& pieces) {
  MessageParser parser;
  Connection out;
  std::string buffer;
  for (auto size : pieces) {
    buffer += bytes.substr(0, size);
    bytes.remove_prefix(std::min(size, bytes.size()));
    for (bool go_on = true; go_on;) {
      auto const step = parser.feed(buffer);
      std::string const chunk(parser.chunk());
      demand(parser.consumed() <= buffer.size());
      buffer.erase(0, parser.consumed());
      switch (step) {
        case MessageParser::Step::need_more:
          go_on = parser.consumed() > 0 && !buffer.empty();
          break;
        case MessageParser::Step::head:
          parser.plan_body(kBodyMax);
          break;
        case MessageParser::Step::body:
          out.partial += chunk;
          demand(out.partial.size() <= kBodyMax);
          break;
        case MessageParser::Step::complete:
          out.requests.push_back({parser.request(), std::move(out.partial)});
          out.partial.clear();
          parser.next();
          go_on = !buffer.empty();
          break;
        case MessageParser::Step::refused:
          out.refused = parser.refusal().status;
          out.why = parser.refusal().why;
          return out;
      }
    }
  }
  out.in_message = parser.in_message();
  return out;
}

void same(Request const& a, Request const& b) {
  demand(a.method == b.method && a.target == b.target && a.path == b.path && a.query == b.query && a.host == b.host);
  demand(a.keep_alive == b.keep_alive && a.minor_version == b.minor_version && a.fields.size() == b.fields.size());
  for (std::size_t i = 0; i < a.fields.size(); ++i)
    demand(a.fields.at(i).name == b.fields.at(i).name && a.fields.at(i).value == b.fields.at(i).value);
}

void check_promises(Request const& request) {
  demand(request.path == "*" || request.path.starts_with('/'));
  demand(is_utf8(request.path) && request.path.find('\\') == request.path.npos);
  for (unsigned char c : request.path) demand(c >= 0x20 && c != 0x7f);
  for (auto segment : split(request.path, '/')) demand(segment != "." && segment != "..");
  demand(request.host == lower_ascii(request.host) && request.host.find('@') == request.host.npos);
  demand(request.minor_version == 0 || !request.host.empty());
  demand(request.fields.count("host") <= 1 && request.fields.count("content-length") <= 1);
  demand(!request.fields.find("content-length") || !request.fields.find("transfer-encoding"));
  demand(request.method != Method::other && request.fields.size() <= http_header_fields_max);
  for (std::size_t i = 0; i < request.fields.size(); ++i)
    demand(request.fields.at(i).value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
}

// As a forwarder would: the head from its parsed form, the body with its length.
void check_written_again(Read const& one) {
  auto const& request = one.request;
  std::string head = request.method_text + " " + request.target + " HTTP/1." + std::to_string(request.minor_version) + "\r\n";
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    auto const field = request.fields.at(i);
    if (equals_ignoring_case(field.name, "content-length") || equals_ignoring_case(field.name, "transfer-encoding")) continue;
    head += std::string(field.name) + ": " + std::string(field.value) + "\r\n";
  }
  if (request.fields.size() >= http_header_fields_max || head.size() + 64 > http_header_bytes_max) return;
  auto const bytes = head + "Content-Length: " + std::to_string(one.body.size()) + "\r\n\r\n" + one.body;
  auto const again = read(bytes, {bytes.size()});
  demand(again.requests.size() == 1 && again.refused == 0 && !again.in_message);
  auto const& second = again.requests[0];
  demand(second.body == one.body && second.request.path == request.path && second.request.query == request.query);
  demand(second.request.host == request.host && second.request.keep_alive == request.keep_alive);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 2) return 0;
  std::minstd_rand random(data[0] * 256U + data[1]);
  auto const bytes = std::string_view(reinterpret_cast<char const*>(data), size).substr(2);
  auto const whole = read(bytes, {bytes.size()});
  for (auto const& one : whole.requests) {
    check_promises(one.request);
    check_written_again(one);
  }
  std::vector<std::vector<std::size_t>> splits{std::vector<std::size_t>(bytes.size(), 1), {}};
  for (std::size_t left = bytes.size(); left > 0;) {
    auto const piece = std::min<std::size_t>(left, 1 + random() % (random() % 4 ? 8 : 512));
    splits[1].push_back(piece);
    left -= piece;
  }
  for (auto const& pieces : splits) {
    auto const cut = read(bytes, pieces);
    demand(cut.requests.size() == whole.requests.size() && cut.refused == whole.refused && cut.why == whole.why);
    demand(cut.partial == whole.partial && cut.in_message == whole.in_message);
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
      same(cut.requests[i].request, whole.requests[i].request);
      demand(cut.requests[i].body == whole.requests[i].body);
    }
  }
  return 0;
}
