// A desk in memory with people, cases in every stage and a browser that keeps its cookies: the ground of the desk's tests.
#pragma once

#include <gtest/gtest.h>

#include "desk/guard.h"
#include "desk/routes.h"
#include "handling/drafting.h"
#include "handling/receipt.h"
#include "handling/sign_in.h"
#include "handling/test_settings.h"
#include "handling/test_world.h"

namespace tocsin::desk::test {

using namespace handling::test;

inline Result<std::string> read_hex_phrase(std::string_view typed) {
  auto bytes = from_hex(replace_all(std::string(typed), "-", ""));
  if (!bytes || bytes->size() != 16) return fail(ErrorCode::invalid_input, "group 3 of the access phrase is mistyped");
  return *bytes;
}

struct TestDesk {
  TestWorld in;
  handling::Settings settings = test_settings();
  std::vector<std::string> woken;
  DeskContext context{in.world, settings, [this](std::string_view job) { woken.emplace_back(job); }, read_hex_phrase};

  TestDesk() { in.clock.now = at("2026-03-02T09:12:00Z"); }

  domain::Actor add(std::string const& name, domain::Role role) {
    EXPECT_TRUE(handling::add_staff(in.world, domain::command_line_actor(), {name, name + "@example.org", role}));
    return domain::staff_actor(handling::staff_named(in.world, name).value());
  }
  domain::CaseId report(std::string const& impact = "An archive can write outside its folder.", std::string const& phrase = {}) {
    static int count = 0;
    ports::Submission submission{.id = to_hex(in.entropy.bytes(16)), .kind = "report",
                                 .fields = {{"product", "archiver"}, {"version", "3.4.5"}, {"impact", impact},
                                            {"reproduction", "Unpack the sample " + std::to_string(++count) + " with default options.\n\nThen look at ../../etc."},
                                            {"email", "reporter@example.org"}, {"credit", "R. Porter"}},
                                 .files = {}, .received_hour = floor_hour(in.clock.now), .idempotency_key = {}, .access_phrase = phrase};
    auto receipt = handling::receive_report(in.world, settings, submission);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().message);
    return receipt->case_id;
  }
  domain::Case const& stored(domain::CaseId const& id) { return in.store.tables.cases.at(id.text); }
};

// What a browser does: sends our own origin, keeps cookies, reads the form token off the page.
struct Browser {
  TestDesk& desk;
  Audience audience = Audience::console;
  std::map<std::string, std::string> cookies = {};
  std::string token = {};

  http::Request request(http::Method method, std::string const& target) {
    http::Request out;
    out.method = method;
    out.method_text = method == http::Method::get ? "GET" : "POST";
    out.target = target;
    auto const parsed = http::parse_target(target).value();
    out.path = parsed.path;
    out.query = parsed.query;
    std::string jar;
    for (auto const& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) out.fields.add("Cookie", jar);
    return out;
  }
  http::Response send(http::Request const& asked) {
    auto response = handle(desk.context, audience, asked);
    for (auto const& header : response.headers) {
      if (header.name.text() != "Set-Cookie") continue;
      auto const pair = std::string(split(header.value.text(), ';')[0]);
      auto const equals = pair.find('=');
      cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    auto const mark = std::string("name=\"token\" value=\"");
    if (auto const found = response.body.find(mark); found != response.body.npos)
      token = response.body.substr(found + mark.size(), response.body.find('"', found + mark.size()) - found - mark.size());
    return response;
  }
  http::Response get(std::string const& target) { return send(request(http::Method::get, target)); }
  http::Request posting(std::string const& target, std::vector<std::pair<std::string, std::string>> fields) {
    auto asked = request(http::Method::post, target);
    asked.fields.add("Content-Type", "application/x-www-form-urlencoded");
    asked.fields.add("Origin", "null");
    asked.fields.add("Sec-Fetch-Site", "same-origin");
    http::Form form(kEditorLimits);
    if (!token.empty()) {
      EXPECT_TRUE(form.add("token", token));
    }
    for (auto& [name, value] : fields) EXPECT_TRUE(form.add(name, value));
    asked.body = http::write_urlencoded(form);
    return asked;
  }
  http::Response post(std::string const& target, std::vector<std::pair<std::string, std::string>> fields = {}) {
    return send(posting(target, std::move(fields)));
  }
  void sign_in(std::string const& name) {
    auto const link = handling::new_sign_in_link(desk.in.world, domain::command_line_actor(), name).value();
    EXPECT_EQ(post("/console/enter/" + link).status, 303);
    get("/console/inbox");
  }
};

inline std::string location_of(http::Response const& response) {
  for (auto const& header : response.headers)
    if (header.name.text() == "Location") return std::string(header.value.text());
  return {};
}

}  // namespace tocsin::desk::test
