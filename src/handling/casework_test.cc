// What happens to a case: answers that can be taken back, steps that are told, dates, credit, and who has read it.
#include "handling/casework.h"

#include "handling/test_house.h"

namespace tocsin::handling::test {
namespace {

using namespace domain;
using std::chrono::hours;

TEST(Casework, NotSecurityCanBeAnsweredAndTakenBack) {
  House house;
  auto const id = house.report();
  ASSERT_TRUE(house.act(house.lena, id, AnswerNotSecurity{{}, "The forum is the place."}));
  EXPECT_EQ(house.c(id).report_state, ReportState::invalid);
  EXPECT_FALSE(is_closed(house.c(id)));
  EXPECT_TRUE(house.act(reporter_actor(id), id, PostMessage{{}, Visibility::reporter, "But look at this.", {}}));
  EXPECT_EQ(house.told("new_message").size(), 1U);
  EXPECT_TRUE(house.act(house.lena, id, ChangeReportState{ReportAct::validate, {}, {}, "You are right."}));
  EXPECT_EQ(house.c(id).report_state, ReportState::valid);
}

TEST(Casework, AClosedCaseHearsItsReporterAndOpensAgain) {
  House house;
  auto const id = house.report();
  EXPECT_EQ(house.act(house.lena, id, ReopenCase{"why not", {}, {}}).error().code, ErrorCode::conflict) << "it is open";
  ASSERT_TRUE(house.act(house.lena, id, AnswerNotSecurity{{}, "The forum is the place."}));
  ASSERT_TRUE(house.act(house.lena, id, ChangeReportState{ReportAct::close, "no answer for a month", {}, {}}));
  house.deliver();
  house.wait(hours{24 * 3});
  auto const before = house.in.mail.sent.size();
  ASSERT_TRUE(house.act(reporter_actor(id), id, PostMessage{{}, Visibility::reporter, "I can prove it now.", {}}));
  house.deliver();
  EXPECT_GT(house.in.mail.sent.size(), before) << "the desk hears";

  EXPECT_EQ(house.act(house.lena, id, ReopenCase{" ", {}, {}}).error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(house.act(reporter_actor(id), id, ReopenCase{"I say so", {}, {}}));
  ASSERT_TRUE(house.act(house.lena, id, ReopenCase{"the reporter has a proof", {}, "We look again."}));
  EXPECT_EQ(house.c(id).report_state, ReportState::received);
  EXPECT_TRUE(house.c(id).close_reason.empty());
  EXPECT_TRUE(std::ranges::any_of(house.c(id).clock_facts.facts, [](auto const& fact) { return fact.event == ClockEvent::case_reopened; }));
  EXPECT_TRUE(house.act(house.lena, id, ChangeReportState{ReportAct::validate, {}, {}, {}}));
}

TEST(Casework, AReopenedCaseFoldsFromItsJournal) {
  House house;
  auto const id = house.report();
  ASSERT_TRUE(house.act(house.lena, id, AnswerNotSecurity{{}, "No."}));
  ASSERT_TRUE(house.act(house.lena, id, ChangeReportState{ReportAct::close, "done", {}, {}}));
  ASSERT_TRUE(house.act(house.lena, id, ReopenCase{"not done", {}, {}}));
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, "Somebody"));
  Case folded;
  for (auto const& entry : house.in.store.tables.journal.at("case/" + id.text))
    folded = domain::apply(std::move(folded), codec::from_text<CaseEvent>(entry.body).value());
  folded.version = house.c(id).version;
  EXPECT_EQ(folded, house.c(id));
}

TEST(Casework, EveryStepIsTold) {
  for (auto step : {ClockEvent::investigation_started, ClockEvent::fix_identified, ClockEvent::mitigation_available,
                    ClockEvent::release_planned, ClockEvent::embargo_notice_sent}) {
    House house;
    auto const id = house.report();
    ASSERT_TRUE(house.act(house.lena, id, RecordStep{step, {}, {}}));
    ASSERT_EQ(for_reporter(house.c(id)).size(), 1U);
    EXPECT_FALSE(for_reporter(house.c(id))[0].text.empty());
    EXPECT_EQ(house.told_reporter("message").size(), 1U);
  }
  House house;
  auto const id = house.report();
  ASSERT_TRUE(house.act(house.lena, id, RecordStep{ClockEvent::fix_identified, {}, "It is one line."}));
  EXPECT_EQ(for_reporter(house.c(id)).at(0).text, "It is one line.");
  ASSERT_TRUE(house.act(house.lena, id, RecordStep{ClockEvent::question_to_reporter, {}, {}}));
  EXPECT_EQ(for_reporter(house.c(id)).size(), 1U) << "the question itself was the message";
}

CaseId embargoed(House& house) {
  auto const id = house.report();
  EXPECT_TRUE(house.act(house.lena, id, ProposeDisclosure{house.in.clock.now + hours{24 * 30}, {}}));
  EXPECT_TRUE(house.act(reporter_actor(id), id, AnswerDisclosure{EmbargoAct::accept}));
  house.deliver();
  house.in.mail.sent.clear();
  return id;
}

TEST(Embargo, EndedByUsIsNotKnownOutside) {
  House house;
  auto const id = embargoed(house);
  ASSERT_TRUE(house.act(house.lena, id, EndEmbargo{"the fix shipped early"}));
  house.deliver();
  auto const mails = house.mails_to("reporter1@example.org");
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].body.find("known outside"), std::string::npos);
  EXPECT_NE(mails[0].body.find("has ended the embargo"), std::string::npos);
}

TEST(Embargo, EndedByWhatIsKnownHasAnOccasionOfItsOwn) {
  House house;
  auto const id = embargoed(house);
  ASSERT_TRUE(house.act(house.lena, id, RecordFact{CaseBit::public_aware, "a public post"}));
  house.deliver();
  auto const mails = house.mails_to("reporter1@example.org");
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_NE(mails[0].body.find("known outside"), std::string::npos);
  EXPECT_TRUE(house.told("clock_missed").empty());
  ASSERT_EQ(house.told("embargo_ended").size(), 1U);
  EXPECT_FALSE(house.mails_to("lena@example.org").empty());
  auto const calls = house.effects<CallWebhook>();
  EXPECT_TRUE(std::ranges::any_of(calls, [](auto const& call) { return call.occasion == "embargo_ended"; }));
}

TEST(Embargo, APublishedDefaultIsTheFirstProposal) {
  House house;
  for (auto* rules : {&house.settings.rules_by_name["default"], &house.settings.rules_by_version["sha256:test"],
                      &house.settings.site.rules_by_name["default"]})
    rules->embargo.default_days = 45;
  auto const id = house.report();
  auto const& offer = house.c(id).embargo.proposal;
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->by, Side::vendor);
  EXPECT_EQ(offer->origin, ProposalOrigin::published_default);
  EXPECT_EQ(offer->until, at("2026-04-16T09:00:00Z"));
  for (auto const& fact : house.c(id).clock_facts.facts) EXPECT_NE(fact.by, ActorKind::staff) << "no person did anything yet";
  ASSERT_TRUE(house.act(reporter_actor(id), id, AnswerDisclosure{EmbargoAct::accept}));
  EXPECT_EQ(house.c(id).embargo.until, at("2026-04-16T09:00:00Z"));

  auto const other = house.report();
  ASSERT_TRUE(house.act(reporter_actor(other), other, ProposeDisclosure{at("2026-03-20T12:00:00Z"), {}}));
  EXPECT_EQ(house.c(other).embargo.proposal->by, Side::reporter);
  EXPECT_EQ(house.c(other).embargo.state, EmbargoState::proposed);
}

TEST(Embargo, TheDefaultNeverLiesBehindTheCeiling) {
  House house;
  for (auto* rules : {&house.settings.rules_by_name["default"], &house.settings.site.rules_by_name["default"]}) {
    rules->embargo.default_days = 80;
    rules->disclosure.ceiling_days = 60;
  }
  auto const id = house.report();
  EXPECT_EQ(house.c(id).embargo.proposal->until, at("2026-05-01T09:00:00Z"));
}

TEST(Embargo, WithoutADefaultNothingIsProposed) {
  House house;
  EXPECT_FALSE(house.c(house.report()).embargo.proposal);
}

TEST(Credit, AChangeIsAnEventAndIsHeardOf) {
  House house;
  auto const id = house.report("R. Porter");
  auto const events = house.in.store.tables.journal.at("case/" + id.text).size();
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, "Renamed"));
  EXPECT_EQ(house.told("credit_changed").size(), 1U);
  auto const& journal = house.in.store.tables.journal.at("case/" + id.text);
  ASSERT_EQ(journal.size(), events + 1);
  EXPECT_EQ(journal.back().body.find("Renamed"), std::string::npos) << "the name is the person's, whose key can be destroyed";
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, "Renamed"));
  EXPECT_EQ(journal.size(), events + 1) << "the same again is no change";
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, ""));
  EXPECT_EQ(house.told("credit_changed").size(), 2U);
  EXPECT_FALSE(change_credit(house.in.world, house.settings, house.lena, id, "Somebody else"));
  auto const other = house.report();
  EXPECT_FALSE(change_credit(house.in.world, house.settings, reporter_actor(other), id, "Somebody else"));
}

TEST(Credit, ADraftThatSaysOtherwiseIsNeitherRequestedNorApproved) {
  House house;
  auto const id = house.report("R. Porter");
  auto const advisory = house.draft(id);
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, "Porter, R."));
  auto const refused = house.request(advisory);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("'Porter, R.'"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("'R. Porter' any more"), std::string::npos);
  auto content = house.advisory(advisory).draft->content;
  content.acknowledgments[0].names = {"Porter", "R."};   // as the editor keeps them
  ASSERT_TRUE(edit_draft(house.in.world, house.lena, advisory, {content, {}, house.advisory(advisory).version}));
  ASSERT_TRUE(house.request(advisory));
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, ""));
  EXPECT_FALSE(house.second_approval(advisory));
  content.acknowledgments.clear();
  ASSERT_TRUE(edit_draft(house.in.world, house.lena, advisory, {content, {}, house.advisory(advisory).version}));
  house.publish_now(advisory);
}

TEST(Credit, ANameTakenBackAfterTheApprovalIsNotPublished) {
  House house;
  auto const id = house.report("R. Porter");
  auto const advisory = house.draft(id);
  ASSERT_TRUE(house.request(advisory));
  ASSERT_TRUE(house.second_approval(advisory));
  ASSERT_TRUE(change_credit(house.in.world, house.settings, reporter_actor(id), id, ""));
  house.wait(std::chrono::minutes{2});
  ASSERT_TRUE(publish_due(house.in.world, house.settings, house.index));
  EXPECT_TRUE(house.advisory(advisory).draft);
  ASSERT_EQ(house.told("publication_waits").size(), 1U);
  EXPECT_TRUE(house.told("publication_waits")[0].subject_id.ends_with(".credit_withdrawn"));
}

TEST(ReadDoor, OpeningADraftIsAReadOfItsCase) {
  House house;
  auto const id = house.report();
  auto const advisory = house.draft(id);
  auto& reads = house.in.store.tables.reads[id.text];
  reads.clear();
  ASSERT_TRUE(read_advisory(house.in.world, house.milo, advisory));
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].reader, house.milo.staff);
  EXPECT_EQ(reads[0].level, "detail");
  house.publish_now(advisory);
  reads.clear();
  ASSERT_TRUE(read_advisory(house.in.world, house.milo, advisory));
  EXPECT_TRUE(reads.empty()) << "what is public is no secret";
}

TEST(ReadDoor, TheCommandLineReadsNothingAboveTheSummaryAndIsLogged) {
  House house;
  auto const id = house.report();
  auto const operator_ = command_line_actor();
  ASSERT_TRUE(read_case(house.in.world, operator_, id, Level::summary));
  ASSERT_EQ(house.in.store.tables.reads[id.text].size(), 1U);
  EXPECT_EQ(house.in.store.tables.reads[id.text][0].reader.text, kCommandLineReader);
  EXPECT_FALSE(read_case(house.in.world, operator_, id, Level::detail));
  EXPECT_FALSE(house.act(operator_, id, PostMessage{{}, Visibility::reporter, "hello", {}}));
}

TEST(Forms, TheSameFormSentTwiceActsOnce) {
  House house;
  auto const id = house.report();
  SentForm first{.key = "k"}, second{.key = "k"}, other{.key = "l"};
  PostMessage const message{{}, Visibility::reporter, "Hello.", {}};
  ASSERT_TRUE(act(house.in.world, house.settings, house.lena, id, message, std::nullopt, {}, &first));
  EXPECT_EQ(first.sent, SentForm::Sent::first);
  ASSERT_TRUE(act(house.in.world, house.settings, house.lena, id, message, std::nullopt, {}, &second));
  EXPECT_EQ(second.sent, SentForm::Sent::before);
  EXPECT_EQ(for_reporter(house.c(id)).size(), 1U);
  EXPECT_EQ(house.told_reporter("message").size(), 1U);
  ASSERT_TRUE(act(house.in.world, house.settings, house.milo, id, message, std::nullopt, {}, &second));
  ASSERT_TRUE(act(house.in.world, house.settings, house.lena, id, message, std::nullopt, {}, &other));
  EXPECT_EQ(for_reporter(house.c(id)).size(), 3U) << "somebody else's form, or another one, is no repetition";
}

TEST(Forms, ARefusedFormIsNotUsedUp) {
  House house;
  auto const id = house.report();
  SentForm form{.key = "k"};
  ASSERT_FALSE(act(house.in.world, house.settings, house.lena, id, AnswerNotSecurity{{}, " "}, std::nullopt, {}, &form));
  ASSERT_TRUE(act(house.in.world, house.settings, house.lena, id, AnswerNotSecurity{{}, "Words."}, std::nullopt, {}, &form));
  EXPECT_EQ(form.sent, SentForm::Sent::first);
}

}  // namespace
}  // namespace tocsin::handling::test
