// The operator's files of tests: one organisation, a product with release lines, a hosted one, rules with four clocks.
#pragma once

#include "handling/settings.h"

namespace tocsin::handling::test {

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

inline Settings test_settings() {
  Settings settings;
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

}  // namespace tocsin::handling::test
