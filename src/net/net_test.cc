// Which addresses are global, and that a post cannot be turned inward.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "net/address.h"
#include "net/curl_fetch.h"

namespace tocsin::net {
namespace {

TEST(Address, Kinds) {
  struct Row {
    char const* text;
    std::optional<AddressKind> kind;
  };
  constexpr auto kGlobal = AddressKind::global;
  constexpr auto kLoopback = AddressKind::loopback;
  constexpr auto kOther = AddressKind::other;
  for (auto const& row : {Row{"8.8.8.8", kGlobal},
                          Row{"1.1.1.1", kGlobal},
                          Row{"9.255.255.255", kGlobal},
                          Row{"11.0.0.0", kGlobal},
                          Row{"100.63.255.255", kGlobal},
                          Row{"100.128.0.0", kGlobal},
                          Row{"172.15.255.255", kGlobal},
                          Row{"172.32.0.0", kGlobal},
                          Row{"192.167.255.255", kGlobal},
                          Row{"223.255.255.255", kGlobal},
                          Row{"127.0.0.1", kLoopback},
                          Row{"127.255.255.255", kLoopback},
                          Row{"::1", kLoopback},
                          Row{"0.0.0.0", kOther},
                          Row{"10.0.0.0", kOther},
                          Row{"10.255.255.255", kOther},
                          Row{"100.64.0.0", kOther},
                          Row{"100.127.255.255", kOther},
                          Row{"169.254.169.254", kOther},
                          Row{"172.16.0.0", kOther},
                          Row{"172.31.255.255", kOther},
                          Row{"192.0.0.1", kOther},
                          Row{"192.0.2.1", kOther},
                          Row{"192.88.99.1", kOther},
                          Row{"192.168.0.0", kOther},
                          Row{"192.168.255.255", kOther},
                          Row{"198.18.0.1", kOther},
                          Row{"198.19.255.255", kOther},
                          Row{"198.51.100.1", kOther},
                          Row{"203.0.113.1", kOther},
                          Row{"224.0.0.1", kOther},
                          Row{"240.0.0.1", kOther},
                          Row{"255.255.255.255", kOther},
                          Row{"2a00:1450::1", kGlobal},
                          Row{"2001:200::1", kGlobal},
                          Row{"2606:4700::1111", kGlobal},
                          Row{"::", kOther},
                          Row{"::ffff:127.0.0.1", kOther},
                          Row{"::ffff:8.8.8.8", kOther},
                          Row{"64:ff9b::a00:1", kOther},
                          Row{"fe80::1", kOther},
                          Row{"fc00::1", kOther},
                          Row{"fd12::1", kOther},
                          Row{"ff02::1", kOther},
                          Row{"2001::1", kOther},
                          Row{"2001:1ff::1", kOther},
                          Row{"2001:db8::1", kOther},
                          Row{"2002:7f00:1::", kOther},
                          Row{"3fff::1", kOther},
                          Row{"3fff:fff::1", kOther},
                          Row{"3fff:1000::1", kGlobal},
                          Row{"4000::1", kOther},
                          Row{"", std::nullopt},
                          Row{"localhost", std::nullopt},
                          Row{"127.1", std::nullopt},
                          Row{"fe80::1%lo", std::nullopt}})
    EXPECT_EQ(kind_of_address(row.text), row.kind) << row.text;
}

// Answers one request with the given bytes and keeps what it read.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
  }
  ~OneAnswer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string url(std::string const& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + "/hook?x=1";
  }
  std::string request;
  int connections = 0;

 private:
  void serve(std::string const& answer) {
    for (int peer; (peer = accept(listener_, nullptr, nullptr)) >= 0; close(peer)) {
      ++connections;
      char buffer[4096];
      while (request.find("END") == std::string::npos) {
        auto count = ::read(peer, buffer, sizeof buffer);
        if (count <= 0) break;
        request.append(buffer, static_cast<std::size_t>(count));
      }
      if (answer.empty()) {
        usleep(1'500'000);
        continue;
      }
      for (std::size_t sent = 0; sent < answer.size();) {
        auto count = send(peer, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
      }
    }
  }
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

std::string ok_answer(std::string const& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

TEST(CurlFetch, PostsToLoopbackOnlyWhereThatIsAllowed) {
  OneAnswer server(ok_answer("thanks"));
  CurlFetch strict({});
  for (auto const* host : {"127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433",
                           "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    auto refused = strict.post(server.url(host), {}, "END");
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden)
        << host << ": " << refused.error().message;
  }
  CurlFetch open({.loopback = Loopback::allowed});
  auto answer =
      open.post(server.url("localhost"),
                {{"Content-Type", "application/json"}, {"X-Event", "new_report"}}, "{} END");
  ASSERT_TRUE(answer) << answer.error().message << answer.error().cause;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "thanks");
  EXPECT_NE(server.request.find("POST /hook?x=1 HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(server.request.find("X-Event: new_report\r\n"), std::string::npos);
  EXPECT_NE(server.request.find("\r\n\r\n{} END"), std::string::npos);
  for (auto const* host : {"[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "169.254.169.254"})
    EXPECT_FALSE(open.post(server.url(host), {}, "END")) << host;
}

TEST(CurlFetch, ARedirectIsAnAnswer) {
  OneAnswer server(
      "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: "
      "close\r\n\r\n");
  CurlFetch fetch({.loopback = Loopback::allowed});
  auto answer = fetch.post(server.url(), {}, "END");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(server.connections, 1);
}

TEST(CurlFetch, TooMuchTooLateAndNobody) {
  {
    OneAnswer server(ok_answer(std::string(fetched_body_bytes_max + 1, 'x')));
    auto answer = CurlFetch({.loopback = Loopback::allowed}).post(server.url(), {}, "END");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::limit_exceeded);
  }
  {
    OneAnswer server(ok_answer(std::string(fetched_body_bytes_max, 'x')));
    EXPECT_TRUE(CurlFetch({.loopback = Loopback::allowed}).post(server.url(), {}, "END"));
  }
  std::string gone;
  {
    OneAnswer server("");
    gone = server.url();
    auto answer =
        CurlFetch({.loopback = Loopback::allowed, .total_max = std::chrono::milliseconds{300}})
            .post(server.url(), {}, "END");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::timed_out);
  }
  auto answer = CurlFetch({.loopback = Loopback::allowed}).post(gone, {}, "END");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
}

TEST(CurlFetch, RefusesWhatIsNotAPlainWebAddressOrHeader) {
  CurlFetch fetch({.loopback = Loopback::allowed});
  for (auto const* url :
       {"", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
        "http://user:pw@127.0.0.1/", "https://", "127.0.0.1", "http://8.8.8.8/"}) {
    auto answer = fetch.post(url, {}, "");
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().code, ErrorCode::invalid_input)
        << url << ": " << answer.error().message;
  }
  for (auto const& header :
       {Header{"X\r\nY", "z"}, Header{"X", "a\r\nHost: b"}, Header{"", "x"}, Header{"X:", "y"}})
    EXPECT_EQ(fetch.post("http://127.0.0.1:9/", {header}, "").error().code,
              ErrorCode::invalid_input);
}

}  // namespace
}  // namespace tocsin::net
