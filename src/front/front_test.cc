// The front over real sockets: a shelf made by the press, a spool read by the desk's reader, a desk that is up or down.
#include "front/front.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "http/client.h"
#include "markup/answer_template.h"
#include "os/files.h"
#include "os/sim_files.h"
#include "shelf/press.h"
#include "spool/access_phrase.h"
#include "spool/reader.h"

namespace tocsin::front {
namespace {

using http::Client;
using http::ClientRequest;

constexpr Instant kNow{1'772'721'825'000};  // 2026-03-05 14:43:45 UTC

Page html(std::string path, std::string body, std::string language = "en") {
  return {.path = std::move(path), .content_type = "text/html; charset=utf-8", .language = std::move(language),
          .body = std::move(body), .last_modified = kNow};
}
Page answer_template(std::string_view path, std::string body, std::string language = "en") {
  auto page = html(std::string(path), std::move(body), std::move(language));
  page.host = markup::kAnswerHost;
  return page;
}

std::vector<Page> site() {
  std::vector<Page> pages = {
      html("/", "<p>home</p>"),
      html("/", "<p>zuhause</p>", "de"),
      html("/long", "<p>" + std::string(5'000, 'l') + "</p>"),
      html("/huge", std::string(700'000, 'h')),
      html("/report", "<form>"),
      html("/p/widget/report", "<form>"),
      answer_template(markup::kReportReceived, "{{access_phrase}}|{{received_at}}|{{due_at}}"),
      answer_template(markup::kSubscribeReceived, "thanks"),
      answer_template(markup::kOptOutReceived, "gone"),
      answer_template(markup::kBadRequest, "bad: {{what}}"),
      answer_template(markup::kTooLarge, "large: {{what}}"),
      answer_template(markup::kUnavailable, "later"),
  };
  Page csaf{.path = "/a.json", .kind = PageKind::data, .content_type = "application/json", .body = "{}", .last_modified = kNow};
  Page redirect{.path = "/", .query = "product=widget", .status = 302, .kind = PageKind::redirect, .headers = {{"Location", "/p/widget/"}},
                .last_modified = kNow};
  Page not_found = html(std::string(shelf::kNotFoundPath), "<p>nothing here</p>");
  not_found.status = 404;
  Page due{.host = std::string(markup::kAnswerHost), .path = std::string(markup::kDueTablePath), .kind = PageKind::data,
           .content_type = "text/plain", .body = "0 9999999999999 after 432000000\n", .last_modified = kNow};
  for (auto* page : {&csaf, &redirect, &not_found, &due}) pages.push_back(*page);
  return pages;
}

class Running {
 public:
  explicit Running(std::function<void(FrontConfig&)> change = {}) {
    directory = *os::make_temporary_directory("tocsin-front");
    keys = spool::make_key_pair(os::random_bytes);
    EXPECT_TRUE(os::replace_durably(files, directory + "/public.key", spool::write_public_key(keys.public_key)));
    press.emplace(*shelf::Press::open(files, {.press = directory + "/press", .shelf = directory + "/shelf"}));
    publish(std::nullopt, site());
    FrontConfig config{.addresses = {{.address = "127.0.0.1", .port = 0}},
                       .shelf_directory = directory + "/shelf",
                       .spool_directory = directory + "/spool",
                       .public_key_file = directory + "/public.key",
                       .desk_socket = directory + "/desk.sock",
                       .base_url = "http://localhost"};
    config.now = [] { return kNow; };
    config.desk_limits.wait_max = std::chrono::seconds(2);
    if (change) change(config);
    auto opened = Front::open(files, std::move(config));
    EXPECT_TRUE(opened) << opened.error().message << opened.error().cause;
    front = std::move(*opened);
    thread = std::thread([this] { front->run(); });
  }
  ~Running() {
    front->stop();
    thread.join();
    front.reset();
    EXPECT_TRUE(os::remove_tree(files, directory));
  }
  void publish(std::optional<std::uint64_t> base, std::vector<Page> pages) {
    auto made = press->prepare({.base = base, .facts = {.base_url = "http://localhost", .default_language = "en"}, .created = kNow,
                                .remove = {}, .put = std::move(pages)});
    ASSERT_TRUE(made) << made.error().message << made.error().cause;
    ASSERT_TRUE(press->flip(made->number));
    generation = made->number;
  }
  Client client() { return std::move(*Client::connect_tcp("127.0.0.1", front->ports().front(), {.wait_max = std::chrono::seconds(20)})); }
  http::ClientResponse get(std::string target, std::vector<std::pair<std::string, std::string>> fields = {}, std::string method = "GET") {
    auto response = client().send({.method = std::move(method), .target = std::move(target), .fields = std::move(fields)});
    EXPECT_TRUE(response) << response.error().message;
    return std::move(*response);
  }
  http::ClientResponse post(std::string target, std::string body, std::string type = "application/x-www-form-urlencoded",
                            std::vector<std::pair<std::string, std::string>> fields = {}) {
    fields.emplace_back("Content-Type", std::move(type));
    auto response = client().send({.method = "POST", .target = std::move(target), .fields = std::move(fields), .body = std::move(body)});
    EXPECT_TRUE(response) << response.error().message;
    return std::move(*response);
  }
  spool::SpoolReader reader() { return std::move(*spool::SpoolReader::open(files, directory + "/spool", keys.secret_key)); }

  os::RealFiles files;
  std::string directory;
  spool::KeyPair keys;
  std::optional<shelf::Press> press;
  std::uint64_t generation = 0;
  std::unique_ptr<Front> front;
  std::thread thread;
};

// Everything of a response but its Date.
std::string shape(http::ClientResponse const& response) {
  std::string out = std::to_string(response.status) + "\n";
  for (std::size_t i = 0; i < response.fields.size(); ++i)
    if (response.fields.at(i).name != "Date")
      out += std::string(response.fields.at(i).name) + ": " + std::string(response.fields.at(i).value) + "\n";
  return out + response.body;
}

TEST(Front, ServesTheShelf) {
  Running running;
  auto home = running.get("/");
  EXPECT_EQ(home.status, 200);
  EXPECT_EQ(home.body, "<p>home</p>");
  EXPECT_EQ(home.fields.value_or_empty("content-language"), "en");
  EXPECT_EQ(home.fields.value_or_empty("last-modified"), "Thu, 05 Mar 2026 14:43:45 GMT");
  EXPECT_TRUE(home.fields.value_or_empty("vary").find("Accept-Language") != std::string_view::npos);
  EXPECT_TRUE(home.fields.find("content-security-policy"));
  EXPECT_EQ(running.get("/", {{"Accept-Language", "de-CH, en;q=0.3"}}).body, "<p>zuhause</p>");
  std::string etag(home.fields.value_or_empty("etag"));
  for (int i = 0; i < 2; ++i) {
    auto same = running.get("/", {{"If-None-Match", etag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.fields.value_or_empty("etag"), etag);
    EXPECT_TRUE(same.fields.find("content-security-policy"));
  }
  EXPECT_EQ(running.get("/", {{"If-Modified-Since", "Thu, 05 Mar 2026 14:43:45 GMT"}}).status, 304);
  EXPECT_EQ(running.get("/", {{"If-None-Match", etag}, {"Accept-Language", "de"}}).status, 200);
  auto head = running.get("/", {}, "HEAD");
  EXPECT_EQ(head.fields.value_or_empty("content-length"), std::to_string(home.body.size()));
  auto packed = running.get("/long", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.fields.value_or_empty("content-encoding"), "gzip");
  EXPECT_EQ(packed.fields.value_or_empty("vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), 500u);
  EXPECT_EQ(running.get("/long").body.size(), 5'007u);
  EXPECT_EQ(running.get("/huge").body, std::string(700'000, 'h'));
  auto data = running.get("/a.json");
  EXPECT_EQ(data.fields.value_or_empty("content-type"), "application/json");
  EXPECT_EQ(data.fields.value_or_empty("access-control-allow-origin"), "*");
  auto moved = running.get("/?product=widget");
  EXPECT_EQ(moved.status, 302);
  EXPECT_EQ(moved.fields.value_or_empty("location"), "/p/widget/");
  EXPECT_EQ(running.get("/?unknown=1").body, "<p>home</p>");
}

TEST(Front, UnknownIsOneAnswer) {
  Running running;
  auto one = running.get("/no-such-page");
  EXPECT_EQ(one.status, 404);
  EXPECT_EQ(one.body, "<p>nothing here</p>");
  for (auto path : {"/404", "/advisories/EX-2026-7KQ4M", "/report-received", "/due", "/p/widget", "/console", "/%C3%A9", "//", "/p/widget/report/",
                    "/healthz/", "/s", "/a.json/", "/access/x", "/nda/x", "/.well-known/csaf/red/x.json"})
    EXPECT_EQ(shape(running.get(path)), shape(one)) << path;
  // Not a GET: the same page; a body nobody asked for closes the connection, which the head says.
  EXPECT_EQ(running.get("/", {}, "DELETE").body, one.body);
  auto posted = running.post("/contact", "subject=a");
  EXPECT_EQ(posted.status, 404) << "a form that nobody would read is none";
  EXPECT_EQ(posted.body, one.body);
  auto client = running.client();
  EXPECT_EQ(client.send({.target = "/report-received", .host = "answers."})->status, 400);
}

TEST(Front, ANewGenerationIsVisibleWithinASecond) {
  Running running;
  EXPECT_EQ(running.get("/new").status, 404);
  running.publish(running.generation, {html("/new", "new"), html("/", "<p>changed</p>")});
  std::this_thread::sleep_for(std::chrono::milliseconds(800));
  EXPECT_EQ(running.get("/new").body, "new");
  EXPECT_EQ(running.get("/").body, "<p>changed</p>");
}

TEST(Front, TakesAReport) {
  Running running;
  auto response = running.post("/p/widget/report", "version=1.2&impact=read+%3Ckeys%3E&reproduction=run+it&email=a%40example.org",
                               "application/x-www-form-urlencoded", {{"Idempotency-Key", "k1"}, {"User-Agent", "canary-agent"}});
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.fields.value_or_empty("cache-control"), "no-store");
  auto bar = response.body.find('|');
  auto phrase = response.body.substr(0, bar);
  EXPECT_EQ(response.body.substr(bar), "|2026-03-05 14:43 UTC|2026-03-10 14:00 UTC");
  auto secret = spool::parse_access_phrase(phrase);
  ASSERT_TRUE(secret) << phrase;

  auto reader = running.reader();
  auto names = *reader.waiting();
  ASSERT_EQ(names.size(), 1u);
  auto submission = *reader.read(names[0]);
  EXPECT_EQ(submission.kind, "report");
  EXPECT_EQ(submission.field("product"), "widget");
  EXPECT_EQ(submission.field("impact"), "read <keys>");
  EXPECT_EQ(submission.idempotency_key, "k1");
  EXPECT_EQ(submission.receipt_lookup, to_hex(*secret));
  EXPECT_EQ(submission.received_hour, floor_hour(kNow));
  for (auto const& field : submission.fields) EXPECT_EQ(field.value.find("canary-agent"), std::string::npos);
}

std::string multipart(std::vector<std::string> const& parts) {
  std::string body;
  for (auto const& part : parts) body += "--xx\r\nContent-Disposition: form-data; " + part + "\r\n";
  return body + "--xx--\r\n";
}

TEST(Front, StreamsAttachments) {
  Running running;
  std::string file(3'000'000, 'f');
  auto body = multipart({"name=\"product\"\r\n\r\nwidget", "name=\"version\"\r\n\r\n1", "name=\"impact\"\r\n\r\ni",
                         "name=\"attachment\"; filename=\"../poc.html\"\r\nContent-Type: text/html\r\n\r\n" + file,
                         "name=\"attachment\"; filename=\"\"\r\n\r\n", "name=\"reproduction\"\r\n\r\nr",
                         "name=\"attachment\"; filename=\"empty.txt\"\r\n\r\n"});
  auto response = running.post("/report", body, "multipart/form-data; boundary=xx");
  ASSERT_EQ(response.status, 200) << response.body;
  auto reader = running.reader();
  auto names = *reader.waiting();
  ASSERT_EQ(names.size(), 1u);
  auto submission = *reader.read(names[0]);
  ASSERT_EQ(submission.attachments.size(), 2u);
  EXPECT_EQ(submission.attachments[0].name, "poc.html");
  EXPECT_EQ(submission.attachments[0].size, file.size());
  EXPECT_EQ(submission.attachments[1].name, "empty.txt");
  std::string read;
  ASSERT_TRUE(reader.read_attachments(names[0], [&](std::size_t, std::string_view bytes) -> Status {
    read += bytes;
    return {};
  }));
  EXPECT_EQ(read, file);
}

TEST(Front, RefusesBadFormsAndKeepsNothing) {
  Running running;
  struct Bad {
    std::string target, body;
    int status;
    std::string says;
  };
  std::string good = "product=widget&version=1&impact=i&reproduction=r&website=";
  std::vector<Bad> rows = {
      {"/report", "version=1&impact=i&reproduction=r", 400, "&quot;product&quot;"},
      {"/report", good + "&colour=red", 400, "&quot;colour&quot;"},
      {"/report", good + "&version=2", 400, "twice"},
      {"/report", good + "&email=" + std::string(email_bytes_max + 1, 'e'), 400, "&quot;email&quot;"},
      {"/report", good + "&credit=%ff", 400, "UTF-8"},
      {"/report", good + "&credit=%", 400, ""},
      {"/report", "product=other&version=1&impact=i&reproduction=r", 400, "&quot;product&quot;"},
      {"/report", "product=..%2Fx&version=1&impact=i&reproduction=r", 400, "&quot;product&quot;"},
      {"/p/widget/report", "product=other&version=1&impact=i&reproduction=r", 400, "&quot;product&quot;"},
      {"/p/other/report", "version=1&impact=i&reproduction=r", 400, "&quot;product&quot;"},
      {"/report", good + "&website=spam", 400, "&quot;website&quot;"},
      {"/subscribe", "email=", 400, "&quot;email&quot;"},
      // An address that nothing can be sent to was taken: the desk told every lead of a dead letter, for each POST.
      {"/subscribe", "email=x", 400, "mail address"},
      {"/subscribe", "email=a%40example.org%0a%0db%40example.org", 400, "name@example.org"},
      {"/report", good + "&email=somebody+at+example.org", 400, "leave it empty"},
      {"/report", std::string(http_form_bytes_max + 1, 'x'), 413, ""},
  };
  for (auto const& row : rows) {
    auto response = running.post(row.target, row.body);
    EXPECT_EQ(response.status, row.status) << row.body.substr(0, 80);
    EXPECT_NE(response.body.find(row.says), std::string::npos) << response.body;
  }
  EXPECT_EQ(running.post("/report", good, "text/plain").status, 415);
  EXPECT_EQ(running.post("/report", multipart({"name=\"attachment\"\r\n\r\nx"}), "multipart/form-data; boundary=xx").status, 400);
  EXPECT_EQ(running.post("/report", multipart({"name=\"other\"; filename=\"a\"\r\n\r\nx"}), "multipart/form-data; boundary=xx").status, 400);
  EXPECT_EQ(running.post("/subscribe", multipart({"name=\"attachment\"; filename=\"a\"\r\n\r\nx"}), "multipart/form-data; boundary=xx").status, 400);
  // An attachment is written, then the form turns out to be wrong: nothing stays behind.
  auto late = multipart({"name=\"attachment\"; filename=\"a\"\r\n\r\n" + std::string(200'000, 'x'), "name=\"product\"\r\n\r\nwidget"});
  EXPECT_EQ(running.post("/report", late, "multipart/form-data; boundary=xx").status, 400);
  auto large = multipart({"name=\"attachment\"; filename=\"a\"\r\n\r\n" + std::string(report_attachment_bytes_max + 1, 'x')});
  auto refused = running.post("/report", large, "multipart/form-data; boundary=xx");
  EXPECT_EQ(refused.status, 413);
  EXPECT_NE(refused.body.find("25 MiB"), std::string::npos);
  EXPECT_TRUE(running.reader().waiting()->empty());
  for (int i = 0; i < 100 && !running.files.list(running.directory + "/spool/tmp")->empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(running.files.list(running.directory + "/spool/tmp")->empty());
}

TEST(Front, OptsOutWhileTheDeskIsDown) {
  Running running;
  EXPECT_EQ(running.post("/u/token-1", "List-Unsubscribe=One-Click").body, "gone");
  EXPECT_EQ(running.post("/u/token-1", multipart({"name=\"List-Unsubscribe\"\r\n\r\nOne-Click"}), "multipart/form-data; boundary=xx").body, "gone");
  EXPECT_EQ(running.post("/subscribe", "email=a%40example.org&product=widget&product=other&severity=high").body, "thanks");
  auto reader = running.reader();
  auto names = *reader.waiting();
  ASSERT_EQ(names.size(), 3u);
  std::vector<std::string> kinds;
  for (auto const& name : names) {
    auto submission = *reader.read(name);
    kinds.push_back(submission.kind + " " + std::string(submission.field("token")));
    EXPECT_EQ(submission.receipt_lookup, "");
  }
  std::ranges::sort(kinds);
  EXPECT_EQ(kinds, (std::vector<std::string>{"subscribe ", "unsubscribe token-1", "unsubscribe token-1"}));
  auto down = running.get("/u/token-1");
  EXPECT_EQ(down.status, 503);
  EXPECT_EQ(down.fields.value_or_empty("retry-after"), "30");
  EXPECT_EQ(down.body, "later");
  EXPECT_EQ(running.get("/").status, 200);
}

TEST(Front, AFullSpoolSaysTryAgain) {
  Running running([](FrontConfig& config) { config.spool_limits.waiting_count_max = 0; });
  auto response = running.post("/report", "product=widget&version=1&impact=i&reproduction=r");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.fields.value_or_empty("retry-after"), "30");
  EXPECT_EQ(response.body, "later");
  EXPECT_EQ(running.get("/").status, 200);
}

TEST(Front, AnHourHasABudget) {
  std::atomic<std::int64_t> now = kNow.epoch_ms;
  std::atomic<int> troubles = 0;
  Running running([&](FrontConfig& config) {
    config.intake_limits = {.bytes_per_hour_max = 1'000'000, .records_per_hour_max = 3};
    config.now = [&now] { return Instant{now}; };
    config.on_trouble = [&troubles](std::string_view) { ++troubles; };
  });
  std::string const form = "product=widget&version=1&impact=i&reproduction=r";
  auto const with_file = [](std::size_t size) {
    return multipart({"name=\"product\"\r\n\r\nwidget", "name=\"version\"\r\n\r\n1", "name=\"impact\"\r\n\r\ni",
                      "name=\"reproduction\"\r\n\r\nr", "name=\"attachment\"; filename=\"a\"\r\n\r\n" + std::string(size, 'x')});
  };
  std::string const type = "multipart/form-data; boundary=xx";
  // As many records as the hour has, and then none, whoever sends them; an opt-out is taken all the same.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(running.post("/report", form).status, 200);
  auto refused = running.post("/report", form);
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.fields.find("retry-after"));
  EXPECT_EQ(running.post("/subscribe", "email=a%40example.org").status, 503);
  EXPECT_EQ(running.post("/u/token-1", "List-Unsubscribe=One-Click").status, 200);
  EXPECT_EQ(troubles, 1) << "said once an hour";
  // Bytes: the file that does not fit any more is refused on its way, and leaves nothing.
  now += 3'600'000;
  EXPECT_EQ(running.post("/report", with_file(600'000), type).status, 200);
  EXPECT_EQ(running.post("/report", with_file(600'000), type).status, 503);
  EXPECT_EQ(running.reader().waiting()->size(), 5u);
  now += 3'600'000;
  EXPECT_EQ(running.post("/report", with_file(600'000), type).status, 200);
}

TEST(Front, ForwardsToTheDesk) {
  Running running;
  // A desk that shows what it was given.
  http::Service service;
  service.plan_body = [](http::Request const&, http::Connection const&) -> http::BodyPlan { return {.bytes_max = 10'000'000}; };
  service.answer_now = [](http::Request const& request) -> std::optional<http::Response> {
    if (request.path == "/r/unknown") return http::text_response(404, "the desk's own page");
    std::string text = request.method_text + " " + request.target + " " + std::to_string(request.body.size()) + "\n";
    for (std::size_t i = 0; i < request.fields.size(); ++i)
      text += std::string(request.fields.at(i).name) + "=" + std::string(request.fields.at(i).value) + "\n";
    auto response = http::text_response(200, text);
    response.with("Set-Cookie", "a=b").with("X-Internal", "secret").with("Server", "desk");
    return response;
  };
  http::Server desk({.now = [] { return kNow; }}, service);
  desk.add_listener(*http::listen_unix(running.directory + "/desk.sock", 0600));
  std::thread thread([&] { desk.run(); });

  auto response = running.get("/r?x=%41", {{"Cookie", "c=d"}, {"User-Agent", "canary"}, {"X-Forwarded-For", "192.0.2.1"}, {"Accept", "text/html"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.starts_with("GET /r?x=%41 0\n")) << response.body;
  EXPECT_NE(response.body.find("cookie=c=d\n"), std::string::npos);
  EXPECT_EQ(response.body.find("canary"), std::string::npos);
  EXPECT_EQ(response.body.find("192.0.2.1"), std::string::npos);
  EXPECT_EQ(response.fields.value_or_empty("set-cookie"), "a=b");
  EXPECT_FALSE(response.fields.find("x-internal"));
  EXPECT_FALSE(response.fields.find("server"));
  EXPECT_EQ(response.fields.value_or_empty("cache-control"), "no-store");
  EXPECT_TRUE(running.get("/s/t%C3%A9/x").body.starts_with("GET /s/t%C3%A9/x 0\n"));
  EXPECT_EQ(shape(running.get("/r/unknown")), shape(running.get("/unknown")));
  EXPECT_TRUE(running.post("/r", "phrase=abc").body.starts_with("POST /r 10\n"));
  EXPECT_TRUE(running.post("/s/tok/confirm", "").body.starts_with("POST /s/tok/confirm 0\n"));
  auto large = multipart({"name=\"attachment\"; filename=\"a\"\r\n\r\n" + std::string(2'000'000, 'x')});
  std::string const files = "multipart/form-data; boundary=xx";
  for (auto cookie : {"__Secure-tocsin_r=a.b.c", "x=y; tocsin_r=a.b.c"})
    EXPECT_TRUE(running.post("/r/reply", large, files, {{"Cookie", cookie}}).body.starts_with("POST /r/reply " + std::to_string(large.size())));
  // Who has not entered a phrase made the desk hold 50 MiB a connection.
  EXPECT_EQ(running.post("/r/reply", large, files).status, 413);
  EXPECT_EQ(running.post("/r/reply", large, files, {{"Cookie", "tocsin_r=abc"}}).status, 413);
  EXPECT_EQ(running.post("/s/token", large, files, {{"Cookie", "tocsin_r=a.b.c"}}).status, 413);
  EXPECT_EQ(running.post("/r/reply", std::string(thread_upload_bytes_max + 1, 'x'), files, {{"Cookie", "tocsin_r=a.b.c"}}).status, 413);
  EXPECT_EQ(running.get("/u/token").status, 200) << "GET of an opt-out address shows the desk's page";
  EXPECT_EQ(running.get("/r", {}, "DELETE").status, 404);
  desk.stop();
  thread.join();
  EXPECT_EQ(running.get("/r").status, 503);
}

TEST(Front, SaysWhetherItIsWell) {
  Running running;
  EXPECT_EQ(running.get("/healthz").body, "ok\n");
  EXPECT_EQ(running.get("/readyz").body, "ok\n");
}

TEST(Front, StartsBeforeTheFirstPublication) {
  Running running([](FrontConfig& config) { config.shelf_directory += "-absent"; });
  EXPECT_EQ(running.get("/readyz").status, 503);
  EXPECT_EQ(running.get("/healthz").status, 200);
  auto response = running.get("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.fields.find("retry-after"));
}

}  // namespace
}  // namespace tocsin::front
