// A house in memory for tests of use cases: a team, a report, an advisory on its way, and what was told to whom.
#pragma once

#include <gtest/gtest.h>

#include "handling/casework.h"
#include "handling/delivery.h"
#include "handling/drafting.h"
#include "handling/publication.h"
#include "handling/receipt.h"
#include "handling/sign_in.h"
#include "handling/test_settings.h"
#include "handling/test_world.h"
#include "handling/trusted_time.h"

namespace tocsin::handling::test {

struct House {
  TestWorld in;
  Settings settings = test_settings();
  PublishedIndex index;
  domain::Actor lena, milo;
  int reports = 0;

  House() {
    in.clock.now = at("2026-03-02T09:12:00Z");
    lena = add("lena", domain::Role::lead);
    milo = add("milo", domain::Role::member);
    EXPECT_TRUE(clock_beat(in.world));
  }
  domain::Actor add(std::string const& name, domain::Role role) {
    EXPECT_TRUE(add_staff(in.world, domain::command_line_actor(), {name, name + "@example.org", role}));
    return domain::staff_actor(staff_named(in.world, name).value());
  }
  domain::CaseId report(std::string const& credit = "R. Porter") {
    ports::Submission const submission{.id = to_hex(in.entropy.bytes(16)), .kind = "report",
                                       .fields = {{"product", "archiver"}, {"version", "3.4.5"},
                                                  {"impact", "An archive can write outside its folder."},
                                                  {"reproduction", "Unpack sample " + std::to_string(++reports)},
                                                  {"email", "reporter" + std::to_string(reports) + "@example.org"}, {"credit", credit}},
                                       .files = {}, .received_hour = floor_hour(in.clock.now), .idempotency_key = {}, .access_phrase = {}};
    auto const receipt = receive_report(in.world, settings, submission);
    EXPECT_TRUE(receipt);
    return receipt->case_id;
  }
  domain::Case const& c(domain::CaseId const& id) { return in.store.tables.cases.at(id.text); }
  domain::Advisory& advisory(domain::AdvisoryId const& id) { return in.store.tables.advisories.at(id.text); }
  Result<domain::Case> act(domain::Actor const& actor, domain::CaseId const& id, domain::CaseCommand const& command) {
    return handling::act(in.world, settings, actor, id, command);
  }

  // A draft with nothing missing, for the case or on top of what is published.
  domain::AdvisoryId draft(domain::CaseId const& id) {
    EXPECT_TRUE(act(lena, id, domain::Classify{{.severity = domain::Severity::high, .severity_reason = "Writes anywhere."}}));
    auto const begun = start_advisory(in.world, settings, lena, id);
    EXPECT_TRUE(begun);
    auto content = begun->draft->content;
    content.vulnerabilities[0].description = "An archive with a stored link writes outside its folder.";
    for (auto& branch : content.vulnerabilities[0].impacts[0].branches)
      if (branch.status == domain::BranchStatus::under_investigation) {
        branch.status = domain::BranchStatus::fixed;
        branch.fixed_in = branch.branch + ".9";
      }
    EXPECT_TRUE(edit_draft(in.world, lena, begun->id, {content, {}, begun->version}));
    return begun->id;
  }
  Status request(domain::AdvisoryId const& id) {
    auto done = request_publication(in.world, settings, lena, id, std::nullopt);
    if (!done) return std::unexpected(done.error());
    return {};
  }
  Status second_approval(domain::AdvisoryId const& id) {
    auto done = approve(in.world, settings, milo, id, advisory(id).draft->documents_hash);
    if (!done) return std::unexpected(done.error());
    return {};
  }
  void publish_now(domain::AdvisoryId const& id) {
    auto requested = request(id);
    EXPECT_TRUE(requested) << (requested ? "" : requested.error().message);
    EXPECT_TRUE(second_approval(id));
    wait(std::chrono::minutes{2});
    EXPECT_TRUE(publish_due(in.world, settings, index));
    EXPECT_FALSE(advisory(id).draft);
  }
  void wait(Duration time) {
    in.clock.now = in.clock.now + time;
    EXPECT_TRUE(clock_beat(in.world));
  }
  void deliver() {
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(deliver_due(in.world, settings, 1));
  }

  template <class Effect>
  std::vector<Effect> effects() {
    std::vector<Effect> out;
    for (auto const& [id, item] : in.store.tables.outbox)
      if (auto const* one = std::get_if<Effect>(&item.effect)) out.push_back(*one);
    return out;
  }
  std::vector<domain::TellDesk> told(std::string const& occasion) {
    auto out = effects<domain::TellDesk>();
    std::erase_if(out, [&](auto const& one) { return one.occasion != occasion; });
    return out;
  }
  std::vector<domain::TellReporter> told_reporter(std::string const& notice) {
    auto out = effects<domain::TellReporter>();
    std::erase_if(out, [&](auto const& one) { return one.notice != notice; });
    return out;
  }
  std::vector<ports::MailMessage> mails_to(std::string const& address) {
    auto out = in.mail.sent;
    std::erase_if(out, [&](auto const& one) { return one.to != address; });
    return out;
  }
};

}  // namespace tocsin::handling::test
