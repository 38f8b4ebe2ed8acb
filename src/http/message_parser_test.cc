// Message framing: what is accepted, what is refused, and that the split of the bytes never matters.
#include "http/message_parser.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin::http {
namespace {

using namespace std::string_view_literals;

// Everything the parser said about a stream of bytes, as text that can be compared.
std::string transcript(std::string_view bytes, std::vector<std::size_t> const& cuts, std::size_t body_max = 1000) {
  MessageParser parser;
  std::string out, buffer, body;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    auto end = i < cuts.size() ? cuts[i] : bytes.size();
    buffer += bytes.substr(begin, end - begin);
    begin = end;
    bool go_on = true;
    while (go_on) {
      auto step = parser.feed(buffer);
      std::string chunk(parser.chunk());
      buffer.erase(0, parser.consumed());
      switch (step) {
        case MessageParser::Step::need_more: go_on = parser.consumed() > 0 && !buffer.empty(); break;
        case MessageParser::Step::head: parser.plan_body(body_max); break;
        case MessageParser::Step::body: body += chunk; break;
        case MessageParser::Step::complete: {
          auto& r = parser.request();
          out += r.method_text + "|" + r.host + "|" + r.path + "|" + r.query + "|" + body + "|";
          for (std::size_t f = 0; f < r.fields.size(); ++f)
            out += std::string(r.fields.at(f).name) + "=" + std::string(r.fields.at(f).value) + ";";
          out += r.keep_alive == Request::KeepAlive::yes ? "keep\n" : "close\n";
          body.clear();
          parser.next();
          go_on = !buffer.empty();
          break;
        }
        case MessageParser::Step::refused:
          return out + "refused " + std::to_string(parser.refusal().status) + " " + parser.refusal().why;
      }
    }
  }
  return out + (parser.in_message() ? "partial" : "");
}

std::string whole(std::string_view bytes, std::size_t body_max = 1000) { return transcript(bytes, {}, body_max); }

TEST(MessageParser, ReadsPipelinedRequests) {
  EXPECT_EQ(whole("GET /a?b=c HTTP/1.1\r\nHost: Example.ORG:8080\r\nX: y\r\n\r\n"
                  "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
                  "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n00a\r\n0123456789\r\n0\r\n\r\n"
                  "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
            "GET|example.org:8080|/a|b=c||Host=Example.ORG:8080;X=y;keep\n"
            "POST|h|/p||hello|Host=h;Content-Length=5;keep\n"
            "POST|h|/c||hello0123456789|Host=h;Transfer-Encoding=Chunked;keep\n"
            "HEAD|h|/|||Host=h;Connection=close;close\n");
}

struct Refused {
  std::string_view bytes;
  int status;
};

// T30: each of these is read differently by some two servers.
constexpr Refused kRefused[] = {
    {"GET / HTTP/1.1\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\n\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", 400},
    {"\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\n X: a\r\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\n: v\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: answers.\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: answers.:80\r\n\r\n", 400},
    {"GET http://answers./ HTTP/1.1\r\nHost: answers.\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h:80x\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET h HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /  HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400},
    {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400},
    {"GET / http/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /\r\nHost: h\r\n\r\n", 400},
    {"GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /%2 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a%2fb HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a%5cb HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /%2e%2e/x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a/../x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /a/. HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /%252e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /%ff HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"GET /#f HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x1\r\n\r\na", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551617\r\n\r\na", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", 413},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100000000000000001\r\na\r\n0\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n", 413},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n", 417},
    {"GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv, 400},
};

TEST(MessageParser, RefusesEveryAmbiguity) {
  for (auto const& row : kRefused) {
    auto said = whole(row.bytes);
    EXPECT_TRUE(said.starts_with("refused " + std::to_string(row.status))) << row.bytes << "\n-> " << said;
  }
}

TEST(MessageParser, AnySplitGivesTheSame) {
  std::vector<std::string> inputs = {
      "GET /a%20b?q HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n\r\nPOST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\nPOST /q HTTP/1.1\r\nHost: h\r\nContent-Length: "
      "4\r\n\r\nbodyGET /z HTTP/1.1\r\nHost: h\r\n\r\n"};
  for (auto const& row : kRefused) inputs.emplace_back(row.bytes);
  std::mt19937 random(7);
  for (auto const& input : inputs) {
    auto expected = whole(input);
    // Every single cut, byte by byte, and random cuts.
    for (std::size_t cut = 0; cut <= input.size(); ++cut) ASSERT_EQ(transcript(input, {cut}), expected) << input << " at " << cut;
    std::vector<std::size_t> every;
    for (std::size_t cut = 1; cut < input.size(); ++cut) every.push_back(cut);
    ASSERT_EQ(transcript(input, every), expected) << input;
    for (int round = 0; round < 50; ++round) {
      std::vector<std::size_t> cuts;
      for (std::size_t cut = 1; cut < input.size(); ++cut)
        if (random() % 7 == 0) cuts.push_back(cut);
      ASSERT_EQ(transcript(input, cuts), expected) << input;
    }
  }
}

TEST(MessageParser, LimitsAreExact) {
  auto with_fields = [](std::size_t count) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (std::size_t i = 1; i < count; ++i) bytes += "X: y\r\n";
    return bytes + "\r\n";
  };
  EXPECT_TRUE(whole(with_fields(http_header_fields_max)).starts_with("GET|"));
  EXPECT_TRUE(whole(with_fields(http_header_fields_max + 1)).starts_with("refused 431"));

  auto with_target = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
  };
  EXPECT_TRUE(whole(with_target(http_target_bytes_max)).starts_with("GET|"));
  EXPECT_TRUE(whole(with_target(http_target_bytes_max + 1)).starts_with("refused 414"));
  EXPECT_TRUE(whole(std::string(http_header_bytes_max + 1, 'a')).starts_with("refused 414"));

  auto with_head = [](std::size_t size) {
    std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ", end = "\r\n\r\n";
    return start + std::string(size - start.size() - end.size(), 'x') + end;
  };
  EXPECT_TRUE(whole(with_head(http_header_bytes_max)).starts_with("GET|"));
  EXPECT_TRUE(whole(with_head(http_header_bytes_max + 1)).starts_with("refused 431"));

  auto with_body = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'b');
  };
  EXPECT_TRUE(whole(with_body(99), 100).starts_with("POST|"));
  EXPECT_TRUE(whole(with_body(100), 100).starts_with("POST|"));
  EXPECT_TRUE(whole(with_body(101), 100).starts_with("refused 413"));
}

TEST(MessageParser, Http10IsMinimal) {
  EXPECT_EQ(whole("GET / HTTP/1.0\r\n\r\n"), "GET||/|||close\n");
  EXPECT_EQ(whole("GET http://H/x HTTP/1.1\r\nHost: h\r\n\r\n"), "GET|h|/x|||Host=h;keep\n");
  EXPECT_EQ(whole("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), "OPTIONS|h|*|||Host=h;keep\n");
}

TEST(Target, DecodesOnce) {
  EXPECT_EQ(parse_target("/caf%C3%A9/a%20b")->path, "/café/a b");
  EXPECT_EQ(parse_target("/p/x?product=a&b")->query, "product=a&b");
  EXPECT_EQ(parse_target("/..a/b..")->path, "/..a/b..");
  EXPECT_FALSE(parse_target("/.."));
  EXPECT_FALSE(parse_target(""));
  EXPECT_EQ(*parse_authority("[::1]:80"), "[::1]:80");
  EXPECT_FALSE(parse_authority("[::1"));
  EXPECT_FALSE(parse_authority("a b"));
}

}  // namespace
}  // namespace tocsin::http
