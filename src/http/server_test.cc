// The server over real sockets on loopback: plain, TLS and unix.
#include "http/server.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "http/client.h"

namespace tocsin::http {
namespace {

// Keeps what it is given; refuses above a limit of its own.
struct CountingSink final : BodySink {
  std::size_t bytes = 0;
  Status write(std::string_view chunk) override {
    bytes += chunk.size();
    if (bytes > 3'000'000) return fail(ErrorCode::unavailable, "full");
    return {};
  }
};

struct ThrowingSink final : BodySink {
  Status write(std::string_view) override { throw std::bad_alloc(); }
};

struct Directory {
  Directory() {
    char name[] = "/tmp/tocsin-http-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Directory() {
    for (auto file : {"/socket", "/cert.pem", "/key.pem"}) ::unlink((path + file).c_str());
    ::rmdir(path.c_str());
  }
  std::string path;
};

struct Running {
  explicit Running(ServerLimits limits = {})
      : lane({.name = "test", .threads = 2, .on_trouble = [this](std::string_view) { ++lane_troubles; }}) {
    Service service;
    service.plan_body = [this](Request const& head, Connection const&) -> BodyPlan {
      if (head.path == "/upload") return {.bytes_max = 64 * 1024 * 1024, .sink = std::make_shared<CountingSink>(), .lane = &lane};
      if (head.path == "/form") return {.bytes_max = 1000};
      if (head.path == "/throw-in-sink") return {.bytes_max = 1000, .sink = std::make_shared<ThrowingSink>(), .lane = &lane};
      return {.refuse_status = 404};
    };
    service.answer_now = [](Request const& request) -> std::optional<Response> {
      if (request.path == "/now") return text_response(200, "now");
      if (request.path == "/large") return text_response(200, std::string(5'000'000, 'L'));
      return std::nullopt;
    };
    service.answer = [this](Request& request, Connection& connection) { return answer(request, connection); };
    server = std::make_unique<Server>(ServerOptions{.now = [] { return Instant{1'772'719'200'000}; }, .limits = limits}, std::move(service));
    auto listener = listen_tcp("127.0.0.1", 0, Transport::plain);
    port = bound_port(*listener);
    server->add_listener(*listener);
  }
  void start() { thread = std::thread([this] { server->run(); }); }
  ~Running() {
    server->stop();
    if (thread.joinable()) thread.join();
  }
  Task<Response> answer(Request& request, Connection& connection) {
    if (request.path == "/throw") throw std::runtime_error("planted");
    if (request.path == "/throw-a-word") throw "planted";
    if (request.path == "/throw-on-lane") {
      auto work = []() -> Status { throw std::bad_alloc(); };
      (void)co_await on_lane(lane, work);
    }
    if (request.path == "/throw-when-posted") lane.post([] { throw std::bad_alloc(); });
    if (request.path == "/upload")
      co_return text_response(200, std::to_string(static_cast<CountingSink&>(*request.sink).bytes));
    if (request.path == "/uid") co_return text_response(200, std::to_string(connection.peer_uid().value_or(99999)));
    auto work = [&request]() -> Result<Response> { return text_response(200, request.method_text + " " + request.path + " " + request.body); };
    auto response = co_await on_lane(lane, work);
    if (!response) co_return text_response(503, "busy");
    co_return std::move(*response);
  }
  Client client() { return std::move(*Client::connect_tcp("127.0.0.1", port, {.wait_max = std::chrono::seconds(10)})); }

  std::atomic<int> lane_troubles = 0;
  std::unique_ptr<Server> server;
  Lane lane;  // destroyed before the server
  std::uint16_t port = 0;
  std::thread thread;
};

TEST(Server, AnswersKeptAliveAndPipelined) {
  Running running;
  running.start();
  auto client = running.client();
  for (int i = 0; i < 3; ++i) {
    auto response = client.send({.target = "/a?b"});
    ASSERT_TRUE(response) << response.error().message << response.error().cause;
    EXPECT_EQ(response->body, "GET /a ");
    EXPECT_EQ(response->fields.value_or_empty("date"), "Thu, 05 Mar 2026 14:00:00 GMT");
    EXPECT_EQ(response->fields.value_or_empty("x-content-type-options"), "nosniff");
  }
  ASSERT_TRUE(client.send_raw("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /now HTTP/1.1\r\nHost: h\r\n\r\n"
                              "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /large HTTP/1.1\r\nHost: h\r\n\r\n"
                              "HEAD /now HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.receive()->body, "GET /1 ");
  EXPECT_EQ(client.receive()->body, "now");
  EXPECT_EQ(client.receive()->body, "POST /form hi");
  EXPECT_EQ(client.receive()->body.size(), 5'000'000u);
  EXPECT_EQ(client.receive("HEAD")->fields.value_or_empty("content-length"), "3");
  EXPECT_EQ(client.receive()->body, "GET /3 ");
}

TEST(Server, RefusesAndCloses) {
  Running running;
  running.start();
  auto client = running.client();
  ASSERT_TRUE(client.send_raw("GET / HTTP/1.1\nHost: h\r\n\r\nGET /now HTTP/1.1\r\nHost: h\r\n\r\n"));
  auto all = client.receive_until_closed();
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_TRUE(all->starts_with("HTTP/1.1 400 Bad Request\r\n")) << *all;
  EXPECT_NE(all->find("Connection: close\r\n"), std::string::npos);
  EXPECT_EQ(all->find("HTTP/1.1 200"), std::string::npos) << "nothing after a refusal is a request";
  // A body nobody asked for, and one that is too long.
  EXPECT_EQ(running.client().send({.method = "POST", .target = "/other", .body = "x"})->status, 404);
  EXPECT_EQ(running.client().send({.method = "POST", .target = "/form", .body = std::string(1001, 'x')})->status, 413);
  EXPECT_EQ(running.client().send({.target = "/throw"})->status, 500);
  EXPECT_EQ(running.client().send({.target = "/now"})->status, 200);
}

// An exception on a lane ended the whole desk: one request for more memory than there is, and everybody was out.
TEST(Server, NothingThatIsThrownEndsIt) {
  Running running;
  running.start();
  for (auto path : {"/throw", "/throw-a-word", "/throw-on-lane"})
    EXPECT_EQ(running.client().send({.target = path})->status, 500) << path;
  EXPECT_EQ(running.client().send({.method = "POST", .target = "/throw-in-sink", .body = "x"})->status, 500);
  EXPECT_EQ(running.lane_troubles, 0);
  EXPECT_EQ(running.client().send({.target = "/throw-when-posted"})->status, 200);
  for (int i = 0; i < 500 && running.lane_troubles == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(running.lane_troubles, 1);
  // Both threads of the lane are still there.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(running.client().send({.target = "/on-the-lane"})->status, 200);
}

TEST(Server, BodiesInMemoryHaveABudgetOverAllConnections) {
  Running running({.bodies_in_flight_bytes_max = 1'500});
  running.start();
  auto const form = [&] { return running.client().send({.method = "POST", .target = "/form", .body = std::string(1'000, 'x')}); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(form()->status, 200) << "what was answered counts no more";
  {
    auto waiting = running.client();
    ASSERT_TRUE(waiting.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + std::string(900, 'x')));
    for (int i = 0; i < 500 && form()->status == 200; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    auto refused = form();
    EXPECT_EQ(refused->status, 503);
    EXPECT_TRUE(refused->fields.find("retry-after"));
    EXPECT_EQ(running.client().send({.method = "POST", .target = "/form", .body = std::string(500, 'x')})->status, 200);
    ASSERT_TRUE(waiting.send_raw(std::string(100, 'x')));
    EXPECT_EQ(waiting.receive()->status, 200) << "what was let in is answered";
    ASSERT_TRUE(waiting.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + std::string(900, 'x')));
  }
  // A connection that ended in the middle gives back what it held.
  int status = 0;
  for (int i = 0; i < 500 && status != 200; ++i) {
    status = form()->status;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(status, 200);
}

TEST(Server, StreamsBodiesToTheirSink) {
  Running running;
  running.start();
  auto client = running.client();
  ASSERT_TRUE(client.begin({.method = "POST", .target = "/upload"}));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.piece(std::string(20'001, 'u')));
  EXPECT_EQ(client.finish()->body, "2000100");
  EXPECT_EQ(client.send({.method = "POST", .target = "/upload", .body = std::string(2'500'000, 'v')})->body, "2500000");
  // The sink refuses in the middle: the answer arrives although the client goes on sending.
  auto refused = client.send({.method = "POST", .target = "/upload", .body = std::string(20'000'000, 'v')});
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->fields.value_or_empty("retry-after"), "30");
}

TEST(Server, ContinuesWhenAsked) {
  Running running;
  running.start();
  auto client = running.client();
  ASSERT_TRUE(client.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  // receive() skips interim answers, so the body may follow only because the interim answer came.
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    (void)client.send_raw("ok");
  });
  EXPECT_EQ(client.receive()->body, "POST /form ok");
  later.join();
  auto refused = running.client();
  ASSERT_TRUE(refused.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_TRUE(refused.receive_until_closed()->starts_with("HTTP/1.1 413"));
}

TEST(Server, SweepsSlowAndIdleConnections) {
  ServerLimits limits;
  limits.header_seconds_max = 1;
  limits.idle_seconds_max = 1;
  Running running(limits);
  running.start();
  auto silent = running.client(), slow = running.client(), idle = running.client(), body = running.client();
  ASSERT_TRUE(slow.send_raw("GET / HTTP/1.1\r\nHo"));
  EXPECT_EQ(idle.send({.target = "/now"})->status, 200);
  ASSERT_TRUE(body.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nx"));
  for (auto* client : {&silent, &slow, &idle, &body}) {
    auto end = client->receive_until_closed();
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_TRUE(end->empty());
  }
  // The peer sees the end a moment before the server has counted it.
  for (int i = 0; i < 200 && running.server->connections() > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(running.server->connections(), 0u);
}

TEST(Server, CapsConnectionsByClosingTheIdle) {
  ServerLimits limits;
  limits.connections_max = 4;
  Running running(limits);
  running.start();
  std::vector<Client> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(running.client());
    EXPECT_EQ(clients.back().send({.target = "/now"})->status, 200) << i;
  }
  EXPECT_LE(running.server->connections(), 5u);
}

TEST(Server, StopsGracefully) {
  Running running;
  running.start();
  auto idle = running.client();
  EXPECT_EQ(idle.send({.target = "/now"})->status, 200);
  auto busy = running.client();
  ASSERT_TRUE(busy.send_raw("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\no"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  running.server->stop();
  EXPECT_TRUE(idle.receive_until_closed());
  ASSERT_TRUE(busy.send_raw("k"));
  auto last = busy.receive();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->body, "POST /form ok");
  EXPECT_EQ(last->fields.value_or_empty("connection"), "close");
  running.thread.join();
}

TEST(Server, KnowsThePeerOfAUnixSocket) {
  Directory directory;
  Running running;
  auto listener = listen_unix(directory.path + "/socket", 0600);
  ASSERT_TRUE(listener);
  running.server->add_listener(*listener);
  running.start();
  auto client = Client::connect_unix(directory.path + "/socket");
  ASSERT_TRUE(client);
  EXPECT_EQ(client->send({.target = "/uid"})->body, std::to_string(::getuid()));
}

void make_certificate(std::string const& directory) {
  auto key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>(EVP_EC_gen("P-256"), EVP_PKEY_free);
  auto certificate = std::unique_ptr<X509, void (*)(X509*)>(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  auto write = [](std::string const& path, auto put) {
    auto* file = std::fopen(path.c_str(), "w");
    put(file);
    std::fclose(file);
  };
  write(directory + "/cert.pem", [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
  write(directory + "/key.pem", [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

TEST(Server, SpeaksTls) {
  Directory directory;
  make_certificate(directory.path);
  Running running;
  auto certificate = TlsContext::load(directory.path + "/cert.pem", directory.path + "/key.pem");
  ASSERT_TRUE(certificate) << certificate.error().message << certificate.error().cause;
  EXPECT_FALSE(TlsContext::load(directory.path + "/key.pem", directory.path + "/key.pem"));
  EXPECT_FALSE(TlsContext::load(directory.path + "/absent", directory.path + "/key.pem"));
  auto listener = listen_tcp("127.0.0.1", 0, Transport::tls);
  auto port = bound_port(*listener);
  running.server->add_listener(*listener);
  running.server->set_certificate(*certificate);
  running.start();

  auto context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  for (int version : {TLS1_2_VERSION, TLS1_3_VERSION, TLS1_1_VERSION}) {
    auto address = "127.0.0.1:" + std::to_string(port);
    auto bio = std::unique_ptr<BIO, void (*)(BIO*)>(BIO_new_ssl_connect(context.get()), BIO_free_all);
    SSL* ssl = nullptr;
    BIO_get_ssl(bio.get(), &ssl);
    SSL_set_min_proto_version(ssl, version);
    SSL_set_max_proto_version(ssl, version);
    BIO_set_conn_hostname(bio.get(), address.c_str());
    bool spoken = BIO_do_handshake(bio.get()) == 1;
    EXPECT_EQ(spoken, version != TLS1_1_VERSION);
    if (!spoken) continue;
    std::string request = "GET /large HTTP/1.1\r\nHost: h\r\n\r\nGET /tls HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string got;
    char piece[65536];
    for (int n; (n = BIO_read(bio.get(), piece, sizeof piece)) > 0;) got.append(piece, static_cast<std::size_t>(n));
    EXPECT_GT(got.size(), 5'000'000u);
    EXPECT_TRUE(got.ends_with("GET /tls ")) << got.substr(got.size() - 300);
  }
  // Plain HTTP to the TLS port ends that connection only.
  auto plain = Client::connect_tcp("127.0.0.1", port);
  ASSERT_TRUE(plain->send_raw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  (void)plain->receive_until_closed();
  EXPECT_EQ(running.client().send({.target = "/now"})->status, 200);
}

TEST(Lane, RefusesWhenFull) {
  // One thread that waits, one waiting place: the third request is refused, then all are answered.
  std::atomic<bool> open = false;
  Service service;
  std::unique_ptr<Lane> lane = std::make_unique<Lane>(LaneOptions{.name = "small", .threads = 1, .waiting_max = 1});
  auto answer = [&](Request&, Connection&) -> Task<Response> {
    auto work = [&]() -> Result<int> {
      while (!open) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return 1;
    };
    auto value = co_await on_lane(*lane, work);
    co_return text_response(value ? 200 : 503, "x");
  };
  service.answer = answer;
  auto server = std::make_unique<Server>(ServerOptions{.now = [] { return Instant{0}; }}, service);
  auto listener = listen_tcp("127.0.0.1", 0, Transport::plain);
  auto port = bound_port(*listener);
  server->add_listener(*listener);
  std::thread thread([&] { server->run(); });
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::move(*Client::connect_tcp("127.0.0.1", port)));
    ASSERT_TRUE(clients.back().send_raw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(clients[2].receive()->status, 503);
  open = true;
  EXPECT_EQ(clients[0].receive()->status, 200);
  EXPECT_EQ(clients[1].receive()->status, 200);
  server->stop();
  thread.join();
  lane.reset();
}

}  // namespace
}  // namespace tocsin::http
