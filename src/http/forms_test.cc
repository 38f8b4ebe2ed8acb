// Forms, multipart, cookies, routes, headers and negotiation.
#include <gtest/gtest.h>

#include "http/conditional.h"
#include "http/cookies.h"
#include "http/form.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/response.h"
#include "http/router.h"

namespace tocsin::http {
namespace {

TEST(Form, ReadsStrictly) {
  auto form = parse_urlencoded("a=1&b=x+y%21&a=2&empty=&flag");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->first("b"), "x y!");
  EXPECT_EQ(form->all("a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_FALSE(form->one("a"));
  EXPECT_EQ(*form->one("empty"), "");
  EXPECT_TRUE(form->has("flag"));
  EXPECT_FALSE(form->has("other"));
  for (auto bad : {"a=%", "a=%0", "a=%zz", "a=%00", "a=%ff", "%00=a", "=a"}) EXPECT_FALSE(parse_urlencoded(bad)) << bad;
  EXPECT_EQ(write_urlencoded(*parse_urlencoded("a=%C3%A9&b=+")), "a=%C3%A9&b=%20");
  std::string many;
  for (std::size_t i = 0; i < form_fields_max; ++i) many += "f=v&";
  EXPECT_TRUE(parse_urlencoded(many));
  EXPECT_FALSE(parse_urlencoded(many + "f=v"));
}

TEST(Form, MediaType) {
  EXPECT_EQ(media_type("Multipart/Form-Data; boundary=x"), "multipart/form-data");
  EXPECT_EQ(*media_parameter("multipart/form-data; charset=utf-8; boundary=\"a b\\\"c\"", "boundary"), "a b\"c");
  EXPECT_EQ(*media_parameter("multipart/form-data;boundary=xy", "BOUNDARY"), "xy");
  EXPECT_FALSE(media_parameter("multipart/form-data; boundary=a; boundary=b", "boundary"));
  EXPECT_FALSE(media_parameter("multipart/form-data; boundary=\"a", "boundary"));
  EXPECT_FALSE(media_parameter("multipart/form-data", "boundary"));
}

// Writes down every call, joining the data of a part.
struct Recorder final : PartSink {
  std::string text;
  Status begin_part(PartHead const& head) override {
    text += "[" + head.name + "|" + head.file_name + "|" + head.content_type +
            (head.is_file == PartHead::IsFile::yes ? "|file:" : "|field:");
    return {};
  }
  Status part_data(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  Status end_part() override {
    text += "]";
    return {};
  }
};

std::string parts_of(std::string_view body, std::size_t step) {
  auto parser = MultipartParser::make("b-1");
  Recorder recorder;
  while (!body.empty()) {
    auto piece = body.substr(0, step);
    body.remove_prefix(piece.size());
    if (auto pushed = parser->push(piece, recorder); !pushed) return recorder.text + "bad";
  }
  return recorder.text + (parser->finish() ? "" : "open");
}

TEST(Multipart, AnySplitGivesTheSame) {
  std::string body =
      "--b-1\r\nContent-Disposition: form-data; name=\"product\"\r\n\r\nwidget\r\n"
      "--b-1\r\ncontent-disposition: form-data; name=\"attachment\"; filename=\"C:\\x\\na\xc3\xafve%22.txt\"\r\n"
      "Content-Type: text/html\r\n\r\n\r\n--b-\r\n--b-2\r\n\r\n--b-1\r\n"
      "Content-Disposition: form-data; name=empty\r\n\r\n\r\n"
      "--b-1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--b-1--\r\nepilogue";
  std::string expected =
      "[product|||field:widget][attachment|na\xc3\xafve\".txt|text/html|file:\r\n--b-\r\n--b-2\r\n][empty|||field:][f|||file:]";
  for (std::size_t step = 1; step <= body.size(); ++step) ASSERT_EQ(parts_of(body, step), expected) << step;
}

TEST(Multipart, RefusesMalformed) {
  std::string head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  std::vector<std::string> bad = {
      "preamble\r\n--b-1\r\n" + head + "x\r\n--b-1--",
      "--b-1\r\n" + head + "x\r\n--b-1",
      "--b-1\r\n" + head + "x",
      "--b-1x\r\n" + head + "x\r\n--b-1--",
      "--b-1\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b-1--",
      "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--",
      "--b-1\r\nContent-Type: text/plain\r\n\r\nx\r\n--b-1--",
      "--b-1\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b-1--",
      "--b-1\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--b-1--",
      "--b-1\r\nContent-Transfer-Encoding: base64\r\n" + head + "x\r\n--b-1--",
      "--b-1\r\nX: " + std::string(5000, 'x') + "\r\n" + head + "x\r\n--b-1--",
      ""};
  for (auto const& body : bad) {
    auto said = parts_of(body, body.size() + 1);
    EXPECT_TRUE(said.ends_with("bad") || said.ends_with("open")) << body << " -> " << said;
    for (std::size_t step : {1, 2, 3, 7}) EXPECT_EQ(parts_of(body, step), said) << body;
  }
  EXPECT_FALSE(MultipartParser::make(""));
  EXPECT_FALSE(MultipartParser::make(std::string(71, 'a')));
  EXPECT_FALSE(MultipartParser::make("a\rb"));
}

TEST(Multipart, CleansFileNames) {
  EXPECT_EQ(clean_file_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(clean_file_name(".."), "file");
  EXPECT_EQ(clean_file_name("a\tb\x7f"), "ab");
  EXPECT_LE(clean_file_name(std::string(5000, 'x')).size(), 200u);
}

TEST(Cookies, PrefixesAndDuplicates) {
  Request request;
  request.fields.add("Cookie", "__Host-tocsin=abc; other=x; twice=1; twice=2");
  EXPECT_EQ(cookie_value(request, "__Host-tocsin"), "abc");
  EXPECT_EQ(cookie_value(request, "twice"), std::nullopt);
  EXPECT_EQ(cookie_value(request, "absent"), std::nullopt);
  EXPECT_EQ(set_cookie({.name = "tocsin", .value = "abc"})->text(),
            "__Host-tocsin=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
  EXPECT_EQ(set_cookie({.name = "r", .value = "x", .prefix = CookiePrefix::secure, .path = "/r",
                        .max_age = std::chrono::seconds(60), .scheme = CookieScheme::loopback})
                ->text(),
            "r=x; Path=/r; Max-Age=60; HttpOnly; SameSite=Strict");
  EXPECT_FALSE(set_cookie({.name = "a", .value = "x; Domain=evil"}));
}

struct TestRow {
  Method method;
  std::string_view pattern;
  int id;
};
constexpr TestRow kRows[] = {
    {Method::get, "/", 1},          {Method::get, "/p/{product}/v/{version}", 2}, {Method::get, "/p/{product}", 3},
    {Method::get, "/p/new", 4},     {Method::post, "/p/{product}", 5},            {Method::get, "/s/{rest...}", 6},
    {Method::get, "/p/new/extra", 7},
};

TEST(Router, MatchesLiteralsFirst) {
  Router<TestRow> router(kRows);
  auto id = [&](Method method, std::string_view path) {
    auto match = router.match(method, path);
    return match ? match->row.id : match.error() == RouteTrie::Miss::wrong_method ? -2 : -1;
  };
  EXPECT_EQ(id(Method::get, "/"), 1);
  EXPECT_EQ(id(Method::head, "/"), 1);
  EXPECT_EQ(id(Method::get, "/p/new"), 4);
  EXPECT_EQ(id(Method::get, "/p/other"), 3);
  EXPECT_EQ(id(Method::post, "/p/other"), 5);
  EXPECT_EQ(id(Method::get, "/p/new/v/1"), 2) << "a literal that leads nowhere does not hide a parameter";
  EXPECT_EQ(id(Method::get, "/p/new/extra"), 7);
  EXPECT_EQ(id(Method::get, "/p/"), -1);
  EXPECT_EQ(id(Method::get, "/p"), -1);
  EXPECT_EQ(id(Method::get, "/p/x/"), -1);
  EXPECT_EQ(id(Method::get, "/s/"), -1);
  EXPECT_EQ(id(Method::get, "/s/a/b"), 6);
  EXPECT_EQ(id(Method::put, "/p/other"), -2);
  EXPECT_EQ(router.allowed_methods("/p/other"), "GET, HEAD, POST");
  std::string path = "/p/widget/v/1.2";
  auto match = router.match(Method::get, path);
  EXPECT_EQ(match->parameters["product"], "widget");
  EXPECT_EQ(match->parameters["version"], "1.2");
}

TEST(Headers, CannotHoldLineEnds) {
  for (char c = 0; c < 0x20; ++c)
    EXPECT_EQ(HeaderValue::make(std::string("a") + c + "b").has_value(), c == '\t') << int{c};
  EXPECT_FALSE(HeaderName::make("a b"));
  EXPECT_TRUE(HeaderValue::make("caf\xc3\xa9"));
}

std::string head_of(Response const& response, SendBody body = SendBody::yes, Persist persist = Persist::keep) {
  std::string out;
  auto rest = serialise(response, SecurityHeaders(Hsts::off), "Date: D\r\n", body, persist, out);
  return out + std::string(rest.tail);
}

TEST(Response, PreparedAndDirectBytesAreTheSame) {
  SecurityHeaders security(Hsts::off);
  for (int status : {200, 204, 304, 404, 503})
    for (auto body : {SendBody::yes, SendBody::no})
      for (auto persist : {Persist::keep, Persist::close})
        for (std::size_t size : {std::size_t{0}, std::size_t{10}, 2 * inline_body_bytes_max}) {
          Response response = html_response(status, std::string(size, 'x'), SecuritySet::public_html);
          Response fast;
          fast.prepared = prepare(response, security);
          EXPECT_EQ(head_of(response, body, persist), head_of(fast, body, persist));
        }
}

TEST(Response, EverySetIsOnErrorsToo) {
  auto bytes = head_of(problem_response({404, ErrorCode::not_found, "There is \"nothing\".", "id1"}));
  EXPECT_TRUE(bytes.starts_with("HTTP/1.1 404 Not Found\r\nDate: D\r\n"));
  for (auto name : {"Content-Security-Policy: ", "Referrer-Policy: no-referrer\r\n", "X-Content-Type-Options: nosniff\r\n",
                    "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n",
                    "Permissions-Policy: ", "Cache-Control: no-store\r\n"})
    EXPECT_NE(bytes.find(name), std::string::npos) << name;
  EXPECT_EQ(bytes.find("Strict-Transport"), std::string::npos);
  EXPECT_NE(bytes.find("\"detail\":\"There is \\\"nothing\\\".\",\"instance\":\"id1\",\"code\":\"not_found\"}"), std::string::npos);
  EXPECT_EQ(problem_of({ErrorCode::embargoed, "secret"}, "").detail, problem_of({ErrorCode::not_found, "x"}, "").detail);
}

TEST(SecurityHeaders, HstsOnlyOffLoopback) {
  EXPECT_EQ(hsts_for("https://security.example.org"), Hsts::two_years);
  EXPECT_EQ(hsts_for("https://security.example.org:8443/x"), Hsts::two_years);
  for (auto url : {"http://security.example.org", "https://localhost:8443", "https://LOCALHOST/", "https://127.0.0.1", "https://[::1]:1/",
                   "https://a.localhost"})
    EXPECT_EQ(hsts_for(url), Hsts::off) << url;
}

TEST(Conditional, EntityTags) {
  EXPECT_TRUE(none_match_hits("\"a\"", "\"a\""));
  EXPECT_TRUE(none_match_hits("\"x,y\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(none_match_hits("*", "\"a\""));
  EXPECT_FALSE(none_match_hits("\"b\"", "\"a\""));
  EXPECT_FALSE(none_match_hits("a", "\"a\""));
  EXPECT_FALSE(match_holds("W/\"a\"", "\"a\""));
  EXPECT_TRUE(match_holds("\"b\", \"a\"", "\"a\""));
}

TEST(Conditional, Dates) {
  auto at = parse_http_date("Thu, 05 Mar 2026 14:00:00 GMT");
  ASSERT_TRUE(at);
  EXPECT_EQ(to_http_date(*at), "Thu, 05 Mar 2026 14:00:00 GMT");
  EXPECT_FALSE(parse_http_date("Fri, 05 Mar 2026 14:00:00 GMT"));
  EXPECT_FALSE(parse_http_date("Thu, 05 Mar 2026 24:00:00 GMT"));
  Validators current{"\"a\"", *at + Duration(500)};
  EXPECT_TRUE(not_modified(std::nullopt, "Thu, 05 Mar 2026 14:00:00 GMT", current));
  EXPECT_FALSE(not_modified(std::nullopt, "Thu, 05 Mar 2026 13:59:59 GMT", current));
  EXPECT_FALSE(not_modified("\"b\"", "Thu, 05 Mar 2026 14:00:00 GMT", current)) << "If-None-Match takes precedence";
  EXPECT_FALSE(not_modified(std::nullopt, std::nullopt, current));
}

TEST(Conditional, Negotiation) {
  std::vector<std::string_view> have = {"en", "de", "pt-BR"};
  EXPECT_EQ(ranked_languages("de-AT, en;q=0.5", have).front(), "de");
  EXPECT_EQ(ranked_languages("pt", have).front(), "pt-BR");
  EXPECT_EQ(ranked_languages("fr", have).front(), "en");
  EXPECT_EQ(ranked_languages("", have).front(), "en");
  EXPECT_EQ(ranked_languages("en;q=0, *;q=0.1", have).front(), "de");
  EXPECT_EQ(accepted_encodings("gzip, deflate, br"), (AcceptedEncodings{true, true}));
  EXPECT_EQ(accepted_encodings("br;q=0, *"), (AcceptedEncodings{false, true}));
  EXPECT_EQ(accepted_encodings("gzip;q=0"), (AcceptedEncodings{false, false}));
  EXPECT_EQ(accepted_encodings(""), (AcceptedEncodings{false, false}));
}

}  // namespace
}  // namespace tocsin::http
