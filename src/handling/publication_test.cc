// Publications that are due and do not happen, and the day on the published site when the clock is in doubt.
#include "handling/publication.h"

#include "handling/test_house.h"
#include "markup/answer_template.h"

namespace tocsin::handling::test {
namespace {

using namespace domain;
using std::chrono::hours;
using std::chrono::minutes;

struct Due {
  House house;
  CaseId in_case = house.report();
  AdvisoryId id = house.draft(in_case);
  Due() { EXPECT_TRUE(house.request(id)); }
  void run(int times = 3) {
    for (int i = 0; i < times; ++i) EXPECT_TRUE(publish_due(house.in.world, house.settings, house.index));
  }
  std::vector<std::string> causes() {
    std::vector<std::string> out;
    for (auto const& one : house.told("publication_waits")) out.push_back(one.subject_id.substr(one.subject_id.rfind('.') + 1));
    std::ranges::sort(out);
    return out;
  }
};

TEST(PublicationWaits, AMissingApprovalIsHeardOfOnce) {
  Due due;
  due.house.wait(minutes{5});
  due.run();
  EXPECT_TRUE(due.causes().empty()) << "the request has just asked for it";
  due.house.wait(minutes{15});
  due.run();
  EXPECT_EQ(due.causes(), std::vector<std::string>{"not_approved"});
  due.house.index = {};   // a restart
  due.run();
  EXPECT_EQ(due.causes().size(), 1U);
  due.house.deliver();
  auto const mails = due.house.mails_to("lena@example.org");
  EXPECT_TRUE(std::ranges::any_of(mails, [&](auto const& mail) {
    return mail.body.find("/console/advisories/" + due.id.text) != std::string::npos &&
           mail.body.find("does not happen") != std::string::npos;
  }));
}

TEST(PublicationWaits, EachCauseAndEachRequestIsAnAlarm) {
  Due due;
  due.house.wait(minutes{20});
  due.run();
  due.house.wait(hours{25});
  due.run();
  EXPECT_EQ(due.causes(), (std::vector<std::string>{"approvals_void", "not_approved"}));
  ASSERT_TRUE(due.house.request(due.id));
  due.house.wait(minutes{20});
  due.run();
  EXPECT_EQ(due.causes(), (std::vector<std::string>{"approvals_void", "not_approved", "not_approved"}));
}

TEST(PublicationWaits, AHoldIsHeardOf) {
  Due due;
  ASSERT_TRUE(due.house.second_approval(due.id));
  ASSERT_TRUE(hold(due.house.in.world, due.house.milo, due.id));
  due.house.wait(minutes{2});
  due.run();
  EXPECT_EQ(due.causes(), std::vector<std::string>{"on_hold"});
  EXPECT_TRUE(due.house.advisory(due.id).revisions.empty());
}

TEST(PublicationWaits, TheLogHasAWordAndNoDateOfAnEmbargo) {
  Due due;
  ASSERT_TRUE(due.house.act(due.house.lena, due.in_case, ProposeDisclosure{at("2026-04-01T14:00:00Z"), {}}));
  ASSERT_TRUE(due.house.act(reporter_actor(due.in_case), due.in_case, AnswerDisclosure{EmbargoAct::accept}));
  ASSERT_TRUE(due.house.second_approval(due.id));
  due.house.wait(minutes{2});
  due.run();
  EXPECT_EQ(due.causes(), std::vector<std::string>{"embargo_runs"});
  EXPECT_NE(due.house.in.log.text.find("why=embargo_runs"), std::string::npos) << due.house.in.log.text;
  EXPECT_EQ(due.house.in.log.text.find("2026-04-01"), std::string::npos);
  EXPECT_EQ(std::ranges::count(due.house.in.log.events, "publication_waits"), 1);
}

std::string expires_of(House& house) {
  auto const text = house.in.shelf.body_of("/.well-known/security.txt");
  auto const found = text.find("Expires: ");
  return found == text.npos ? text : text.substr(found, text.find('\n', found) - found);
}

TEST(Day, AHeldClockMovesNoDateOfThePublishedSite) {
  House house;
  ASSERT_TRUE(rebuild_site(house.in.world, house.settings, house.index, "one"));
  auto const said = expires_of(house);
  ASSERT_TRUE(said.starts_with("Expires: 2026-")) << said;
  house.in.clock.jump(hours{24 * 200});
  ASSERT_TRUE(clock_beat(house.in.world));
  ASSERT_FALSE(trusted_now(house.in.world));
  ASSERT_TRUE(rebuild_site(house.in.world, house.settings, house.index, "two"));
  EXPECT_EQ(expires_of(house), said);
  house.in.shelf.prepared = {};
  ASSERT_TRUE(publish_archive(house.in.world, house.settings, house.index, {}));
  EXPECT_EQ(expires_of(house), said);
  ASSERT_TRUE(trust_clock(house.in.world));
  ASSERT_TRUE(rebuild_site(house.in.world, house.settings, house.index, "three"));
  EXPECT_NE(expires_of(house), said);
}

TEST(Site, WhatWasPublishedAndIsTakenOutAnswersGone) {
  House house;
  house.in.shelf.known = {{"", "/", ""}, {"", "/", "product=retired"}, {"", "/p/retired/", ""},
                          {"", "/p/retired/versions.json", ""}, {std::string(markup::kAnswerHost), "/retired", ""}};
  ASSERT_TRUE(rebuild_site(house.in.world, house.settings, house.index, "one"));
  std::map<std::string, Page> gone;
  for (auto const& page : house.in.shelf.prepared.put)
    if (page.status == 410) gone[page.path] = page;
  ASSERT_EQ(gone.size(), 2U);
  EXPECT_NE(gone.at("/p/retired/").body.find("href=\"/advisories\""), std::string::npos) << "and shows where to go on";
  EXPECT_TRUE(gone.at("/p/retired/versions.json").content_type.starts_with("text/plain"));
  EXPECT_NE(house.in.shelf.body_of("/"), "");
}

TEST(Expiry, APolicyIsRememberedThirtyDaysAheadAndWhenItHasPassed) {
  House house;
  house.settings.site.policies.push_back({.slug = "disclosure", .title = "Policy", .expires = at("2026-05-01T00:00:00Z")});
  ASSERT_TRUE(rebuild_site(house.in.world, house.settings, house.index, "one"));
  EXPECT_TRUE(house.told("policy_expires").empty());
  house.wait(hours{24 * 29});
  ASSERT_TRUE(renew_day(house.in.world, house.settings, house.index));
  EXPECT_TRUE(house.told("policy_expires").empty());
  for (int day = 0; day < 3; ++day) {
    house.wait(hours{24});
    ASSERT_TRUE(renew_day(house.in.world, house.settings, house.index));
  }
  EXPECT_EQ(house.told("policy_expires").size(), 1U);
  house.wait(hours{24 * 60});
  ASSERT_TRUE(trust_clock(house.in.world));
  ASSERT_TRUE(renew_day(house.in.world, house.settings, house.index));
  EXPECT_EQ(house.told("policy_expires").size(), 2U);
}

}  // namespace
}  // namespace tocsin::handling::test
