// A desk in memory with people, cases in every stage and a browser that keeps its cookies: the ground of the desk's tests.
#pragma once

#include <gtest/gtest.h>

#include "desk/guard.h"
#include "desk/routes.h"
#include "desk/test_world.h"
#include "handling/drafting.h"
#include "handling/receipt.h"
#include "handling/sign_in.h"

namespace tocsin::desk::test {

inline Instant at(char const* text) { return parse_rfc3339(text).value(); }

inline domain::Rules test_rules() {
  domain::Rules rules;
  rules.name = "default";
  rules.title = "Default rules";
  rules.version = "sha256:test";
  domain::Clock acknowledge{.name = "acknowledge", .title = "Acknowledged by a person",
                            .starts = {domain::ClockEvent::report_received}, .stops = {domain::ClockEvent::acknowledged},
                            .ends = {domain::ClockEvent::case_closed}, .amount = 2, .unit = domain::ClockUnit::days,
                            .warn_before = std::chrono::hours{8}, .promise = "acknowledge", .source = "default rules"};
  domain::Clock analyse{.name = "analyse", .title = "Analysed", .starts = {domain::ClockEvent::report_received},
                        .stops = {domain::ClockEvent::analysed}, .ends = {domain::ClockEvent::case_closed}, .amount = 10,
                        .unit = domain::ClockUnit::days, .pause_reasons = {domain::PauseReason::waiting_for_reporter},
                        .warn_before = std::chrono::hours{24}, .source = "default rules"};
  domain::Clock update{.name = "update", .title = "A word from us to the reporter", .starts = {domain::ClockEvent::report_received},
                       .restarts = {domain::ClockEvent::acknowledged, domain::ClockEvent::message_to_reporter},
                       .ends = {domain::ClockEvent::disclosed, domain::ClockEvent::case_closed}, .amount = 14,
                       .unit = domain::ClockUnit::days, .warn_before = std::chrono::hours{48}, .source = "default rules"};
  domain::Clock ceiling{.name = "disclosure_ceiling", .title = "Disclosure ceiling", .starts = {domain::ClockEvent::report_received},
                        .stops = {domain::ClockEvent::disclosed}, .ends = {domain::ClockEvent::case_closed}, .amount = 90,
                        .unit = domain::ClockUnit::days, .extendable = true, .warn_before = std::chrono::hours{24 * 14},
                        .source = "default rules"};
  rules.clocks = {acknowledge, analyse, update, ceiling};
  rules.disclosure.straightforward_days = 7;
  rules.disclosure.delay_reasons = {domain::DelayReason::bug_not_understood, domain::DelayReason::solution_not_tested};
  rules.embargo.severities = {"critical", "high"};
  domain::Audience lead{.role = domain::HearingRole::lead};
  rules.hearings = {{domain::Occasion::new_report, {{Duration{0}, {lead}}, {std::chrono::hours{4}, {{.address = "boss@example.org"}}}}}};
  return rules;
}

inline handling::Settings test_settings() {
  handling::Settings settings;
  auto& site = settings.site;
  site.name = "Acme Security";
  site.organisation = "Acme";
  site.language = "en";
  site.languages = {"en"};
  site.rules = "default";
  site.rules_by_name["default"] = test_rules();
  site.publisher = {.name = "Acme Security", .vendor_name = "Acme", .namespace_url = "https://acme.example",
                    .base_url = "https://security.acme.example", .advisory_prefix = "ACME",
                    .tag_authority = "acme.example,2026"};
  site.mail_from = "security@acme.example";
  site.told = {"team@example.org"};
  site::Product archiver;
  archiver.slug = "archiver";
  archiver.name = "Acme Archiver";
  archiver.vendor = "Acme";
  archiver.rules = "default";
  archiver.version_order = "dotted";
  archiver.report_when_not = {{"You need help tuning the archiver", "the community forum", "https://forum.acme.example/"},
                              {"A scanner says a dependency is old", "the public issue tracker", ""}};
  archiver.lines = {{.line = "3.5", .latest = "3.5.2"},
                    {.line = "3.4", .status = site::SupportStatus::security_only, .latest = "3.4.5"},
                    {.line = "3.3", .status = site::SupportStatus::end_of_life, .latest = "3.3.9"}};
  site::Product cloud;
  cloud.slug = "cloud";
  cloud.name = "Acme Cloud";
  cloud.vendor = "Acme";
  cloud.rules = "default";
  cloud.hosted = true;
  site.products = {archiver, cloud};
  settings.rules_by_name["default"] = test_rules();
  settings.rules_by_version["sha256:test"] = test_rules();
  settings.console_url = "https://desk.acme.example";
  settings.mail_domain = "acme.example";
  return settings;
}

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
