// The timing sentences of the two published policies, each as a test on the shipped rules files.
#include "domain/disclosure.h"
#include "domain/test_clocks.h"

namespace tocsin::domain {
namespace {

using namespace testing;
using std::chrono::hours;

Rules const& five() {
  static auto const rules = rules_file("five-working-days");
  return rules;
}
Rules const& one() {
  static auto const rules = rules_file("one-working-day");
  return rules;
}

// "Each report is acknowledged and analyzed by ClickHouse maintainers within 5 working days."
TEST(FiveWorkingDays, AcknowledgedAndAnalysed) {
  EXPECT_EQ(five().promise("acknowledge"), "5 working days");
  ClockFacts facts{{received("2026-06-29T14:00:00Z")},
                   {},
                   {},
                   {}};  // a Monday; Friday is the observed Fourth of July
  EXPECT_EQ(look(facts, five(), "acknowledge", "2026-06-29T15:00:00Z").due,
            at("2026-07-07T21:00:00Z"));
  facts.facts.push_back(by_staff(ClockEvent::acknowledged, "2026-06-30T14:00:00Z"));
  EXPECT_EQ(look(facts, five(), "acknowledge", "2026-07-08T00:00:00Z").state, DeadlineState::missed)
      << "acknowledged alone is half of it";
  facts.facts.push_back(by_staff(ClockEvent::analysed, "2026-07-07T20:59:59Z"));
  EXPECT_EQ(look(facts, five(), "acknowledge", "2026-07-08T00:00:00Z").state, DeadlineState::met);
}

TEST(FiveWorkingDays, AnAutomaticConfirmationStopsNoClock) {
  ClockFacts const facts{{received("2026-06-29T14:00:00Z"),
                          by_machine(ClockEvent::acknowledged, "2026-06-29T14:00:01Z"),
                          by_machine(ClockEvent::message_to_reporter, "2026-06-29T14:00:01Z"),
                          by_machine(ClockEvent::analysed, "2026-06-29T14:00:01Z"),
                          by_machine(ClockEvent::investigation_started, "2026-06-29T14:00:01Z")},
                         {},
                         {},
                         {}};
  for (auto const* clock : {"acknowledge", "investigate", "update"})
    EXPECT_EQ(look(facts, five(), clock, "2026-08-01T00:00:00Z").state, DeadlineState::missed)
        << clock;
}

// "We begin investigations within five (5) working days of receiving a notification."
TEST(FiveWorkingDays, InvestigationBegins) {
  EXPECT_EQ(five().promise("investigate"), "5 working days");
  ClockFacts const facts{{received("2026-06-29T14:00:00Z"),
                          by_staff(ClockEvent::investigation_started, "2026-07-01T14:00:00Z")},
                         {},
                         {},
                         {}};
  EXPECT_EQ(look(facts, five(), "investigate", "2026-08-01T00:00:00Z").state, DeadlineState::met);
}

// "As the security issue moves from triage, to identified fix, to release planning we will keep the
// reporter updated."
TEST(FiveWorkingDays, NeverFourteenDaysWithoutAWord) {
  EXPECT_EQ(five().promise("update"), "14 days");
  ClockFacts facts{
      {received("2026-06-01T10:00:00Z"), by_staff(ClockEvent::acknowledged, "2026-06-03T10:00:00Z"),
       by_staff(ClockEvent::message_to_reporter, "2026-06-10T10:00:00Z")},
      {},
      {},
      {}};
  EXPECT_EQ(look(facts, five(), "update", "2026-06-11T00:00:00Z").due, at("2026-06-24T10:00:00Z"));
  EXPECT_EQ(look(facts, five(), "update", "2026-06-23T00:00:00Z").state, DeadlineState::due_soon);
  EXPECT_EQ(look(facts, five(), "update", "2026-06-25T00:00:00Z").state, DeadlineState::missed);
  facts.facts.push_back(by_staff(ClockEvent::disclosed, "2026-06-20T10:00:00Z"));
  EXPECT_EQ(look(facts, five(), "update", "2026-07-25T00:00:00Z").state, DeadlineState::ended);
}

// "You will receive a reply from one of our engineers within 1 working day acknowledging receipt of
// the email."
TEST(OneWorkingDay, AnEngineersAcknowledgement) {
  EXPECT_EQ(one().promise("acknowledge"), "1 working day");
  ClockFacts facts{{received("2026-04-02T12:00:00Z"),
                    by_machine(ClockEvent::acknowledged, "2026-04-02T12:00:30Z")},
                   {},
                   {},
                   {}};
  // Maundy Thursday: Good Friday, the weekend and Easter Monday do not count.
  auto const waiting = look(facts, one(), "acknowledge", "2026-04-03T00:00:00Z");
  EXPECT_EQ(waiting.due, at("2026-04-07T15:00:00Z"));
  EXPECT_EQ(waiting.state, DeadlineState::running) << "an automatic confirmation stops no clock";
  EXPECT_NE(
      waiting.sentence.find(
          "2026-04-03 Karfreitag, 2026-04-04 Saturday, 2026-04-05 Sunday, 2026-04-06 Ostermontag"),
      std::string::npos)
      << waiting.sentence;
  facts.facts.push_back(by_staff(ClockEvent::acknowledged, "2026-04-07T09:00:00Z"));
  EXPECT_EQ(look(facts, one(), "acknowledge", "2026-04-08T00:00:00Z").state, DeadlineState::met);
}

// "You may be contacted by one of our engineers ... within 1 working day."
TEST(OneWorkingDay, AnEngineersContact) {
  EXPECT_EQ(one().promise("contact"), "1 working day");
  ClockFacts const facts{{received("2026-04-08T12:00:00Z"),
                          by_staff(ClockEvent::message_to_reporter, "2026-04-09T12:00:00Z")},
                         {},
                         {},
                         {}};
  EXPECT_EQ(look(facts, one(), "contact", "2026-04-10T00:00:00Z").state, DeadlineState::met);
  EXPECT_EQ(look(facts, one(), "acknowledge", "2026-04-10T00:00:00Z").state, DeadlineState::missed)
      << "a question is not an acknowledgement";
}

// "to 90 days" and "a 90 days disclosure timeline max": the ceiling, with alarms from 14 days
// before.
TEST(SeedPolicies, NinetyDaysAreTheCeilingWithAlarmsFromFourteenDaysBefore) {
  for (auto const* rules : {&five(), &one()}) {
    EXPECT_EQ(rules->promise("disclosure_ceiling"), "90 days");
    ClockFacts const facts{{received("2026-01-05T10:00:00Z")}, {}, {}, {}};
    auto const due = at("2026-04-05T10:00:00Z");
    auto const seen = look(facts, *rules, "disclosure_ceiling", "2026-01-06T00:00:00Z");
    EXPECT_EQ(seen.due, due);
    EXPECT_EQ(seen.due, disclosure_ceiling(*rules, at("2026-01-05T10:00:00Z")))
        << "the clock and the proposal agree";
    ASSERT_FALSE(seen.alarms.empty());
    EXPECT_EQ(seen.alarms.front().at, due - hours(24 * 14));
    EXPECT_EQ(seen.alarms.front().kind, AlarmKind::warning);
    EXPECT_EQ(look(facts, *rules, "disclosure_ceiling", "2026-03-22T09:59:59Z").state,
              DeadlineState::running);
    EXPECT_EQ(look(facts, *rules, "disclosure_ceiling", "2026-03-22T10:00:00Z").state,
              DeadlineState::due_soon);
    EXPECT_EQ(look(facts, *rules, "disclosure_ceiling", "2026-04-05T10:00:01Z").state,
              DeadlineState::missed);
  }
}

TEST(SeedPolicies, TheCeilingCannotBePausedAndNothingIsSilentlyExtended) {
  for (auto const* rules : {&five(), &one()}) {
    ClockFacts facts{{received("2026-01-05T10:00:00Z")}, {}, {}, {}};
    for (auto reason : {PauseReason::waiting_for_reporter, PauseReason::waiting_for_upstream,
                        PauseReason::waiting_for_vendor, PauseReason::legal_hold})
      facts.pauses.push_back({.clock = "",
                              .reason = reason,
                              .from = at("2026-01-06T00:00:00Z"),
                              .until = {},
                              .resumed = {},
                              .by = "Staff One"});
    facts.extensions.push_back({.clock = "disclosure_ceiling",
                                .until = at("2027-01-01T00:00:00Z"),
                                .at = at("2026-02-01T00:00:00Z"),
                                .reason = "",
                                .by = "Staff One",
                                .agreed_by = "reporter"});
    EXPECT_EQ(look(facts, *rules, "disclosure_ceiling", "2026-03-01T00:00:00Z").due,
              at("2026-04-05T10:00:00Z"));
    facts.extensions[0].reason = "the fix needs a protocol change";
    EXPECT_EQ(look(facts, *rules, "disclosure_ceiling", "2026-03-01T00:00:00Z").due,
              at("2027-01-01T00:00:00Z"));
  }
}

Instant const kReported = at("2026-01-05T10:00:00Z");
Instant const kNow = at("2026-01-08T10:00:00Z");

// "as soon as possible once a user mitigation is available"
TEST(Disclosure, AsSoonAsPossibleOnceAMitigationIsRecorded) {
  auto const proposal =
      propose_disclosure({.reported = kReported, .mitigation_available = kNow}, five(), kNow);
  EXPECT_EQ(proposal.timing, DisclosureTiming::as_soon_as_possible);
  EXPECT_EQ(proposal.at, kNow);
}

// "from immediate (especially if it's already publicly known)": before any delay, and even at the
// ceiling.
TEST(Disclosure, ImmediateWhenPubliclyKnown) {
  for (auto now : {kNow, at("2026-06-01T00:00:00Z")}) {
    auto const proposal = propose_disclosure({.reported = kReported,
                                              .publicly_known = kNow,
                                              .delays = {DelayReason::vendor_coordination}},
                                             five(), now);
    EXPECT_EQ(proposal.timing, DisclosureTiming::immediate);
    EXPECT_EQ(proposal.at, now);
  }
}

// "For a vulnerability with a straightforward mitigation, ... on the order of 7 days."
TEST(Disclosure, AboutSevenDaysWhenStraightforward) {
  auto const proposal = propose_disclosure(
      {.reported = kReported, .mitigation = MitigationShape::straightforward}, five(), kNow);
  EXPECT_EQ(proposal.timing, DisclosureTiming::by_date);
  EXPECT_EQ(proposal.at, at("2026-01-12T10:00:00Z"));
  EXPECT_EQ(five().promise("disclosure_straightforward"), "7 days");
  auto const passed =
      propose_disclosure({.reported = kReported, .mitigation = MitigationShape::straightforward},
                         five(), at("2026-01-20T00:00:00Z"));
  EXPECT_EQ(passed.at, passed.ceiling) << "a date in the past is no proposal";
}

// "It is reasonable to delay disclosure when the bug or the fix is not yet fully understood, the
// solution is not well-tested, or for vendor coordination." And for nothing else.
TEST(Disclosure, DelayOnlyForTheClosedList) {
  EXPECT_EQ(five().disclosure.delay_reasons.size(), 4u);
  for (auto reason : five().disclosure.delay_reasons) {
    auto const proposal = propose_disclosure(
        {.reported = kReported, .mitigation_available = kNow, .delays = {reason}}, five(), kNow);
    EXPECT_EQ(proposal.timing, DisclosureTiming::by_date);
    EXPECT_EQ(proposal.at, at("2026-04-05T10:00:00Z"));
  }
  auto without = five();
  without.disclosure.delay_reasons = {DelayReason::vendor_coordination};
  auto const ignored = propose_disclosure({.reported = kReported,
                                           .mitigation_available = kNow,
                                           .delays = {DelayReason::bug_not_understood}},
                                          without, kNow);
  EXPECT_EQ(ignored.timing, DisclosureTiming::as_soon_as_possible)
      << "a reason the rules do not know delays nothing";
}

TEST(Disclosure, AtTheCeilingNothingHappensByItself) {
  auto const ceiling = at("2026-04-05T10:00:00Z");
  for (auto delays : {std::vector<DelayReason>{}, std::vector{DelayReason::vendor_coordination}}) {
    auto const proposal =
        propose_disclosure({.reported = kReported, .delays = delays}, five(), ceiling);
    EXPECT_EQ(proposal.timing, DisclosureTiming::at_ceiling);
    EXPECT_EQ(proposal.at, ceiling);
  }
  auto const agreed = propose_disclosure(
      {.reported = kReported, .extended_to = at("2026-05-05T10:00:00Z")}, five(), ceiling);
  EXPECT_EQ(agreed.timing, DisclosureTiming::by_date);
  EXPECT_EQ(agreed.at, at("2026-05-05T10:00:00Z"));
}

// Every combination of what can be known, on every tenth day of half a year: never behind the
// ceiling, never without a reason, never in the past, and public is always immediate.
TEST(Disclosure, EveryCombination) {
  for (int bits = 0; bits < 64; ++bits)
    for (int day = 0; day < 180; day += 10) {
      auto const now = kReported + hours(24 * day);
      DisclosureFacts facts{.reported = kReported};
      if (bits & 1) facts.publicly_known = kReported;
      if (bits & 2) facts.mitigation_available = kReported;
      facts.mitigation = bits & 4 ? MitigationShape::straightforward : MitigationShape::complex;
      if (bits & 8) facts.delays.push_back(DelayReason::solution_not_tested);
      if (bits & 16) facts.delays.push_back(DelayReason::vendor_coordination);
      if (bits & 32) facts.extended_to = kReported + hours(24 * 120);
      auto const proposal = propose_disclosure(facts, five(), now);
      EXPECT_FALSE(proposal.reasons.empty());
      EXPECT_EQ(proposal.timing == DisclosureTiming::immediate, (bits & 1) != 0);
      if (proposal.timing != DisclosureTiming::immediate) {
        EXPECT_LE(proposal.at, proposal.ceiling);
      }
      if (proposal.timing != DisclosureTiming::at_ceiling) {
        EXPECT_GE(proposal.at, now);
      }
      if (proposal.timing == DisclosureTiming::as_soon_as_possible) {
        EXPECT_TRUE(facts.delays.empty());
      }
      if (proposal.timing == DisclosureTiming::at_ceiling) {
        EXPECT_GE(now, proposal.ceiling);
      }
    }
}

// "Where the fix is straightforward and the risk of exploit is lower, we add the fix to our
// security change log ..." "Fixes that may be more complex and have a higher risk of exploit
// qualify for our new Embargo Notification Program"
TEST(DisclosurePath, TheTwoWaysOfTheTrustCenter) {
  EXPECT_EQ(
      propose_path({.fix = MitigationShape::straightforward, .risk = ExploitRisk::lower}, five())
          .path,
      DisclosurePath::straightforward);
  EXPECT_EQ(
      propose_path({.fix = MitigationShape::complex, .risk = ExploitRisk::higher}, five()).path,
      DisclosurePath::embargo_with_advance_notice);
}

// "In the event that a vulnerability is not publicly or widely known ..."
TEST(DisclosurePath, EveryCombination) {
  for (auto fix :
       {MitigationShape::unknown, MitigationShape::straightforward, MitigationShape::complex})
    for (auto risk : {ExploitRisk::unknown, ExploitRisk::lower, ExploitRisk::higher})
      for (auto const* severity : {"", "low", "medium", "high", "critical"})
        for (auto known : {false, true}) {
          auto const proposal = propose_path(
              {.fix = fix, .risk = risk, .publicly_known = known, .severity = severity}, five());
          auto const severe =
              severity == std::string("high") || severity == std::string("critical");
          auto const embargo =
              !known && (risk == ExploitRisk::higher || (risk == ExploitRisk::unknown && severe));
          EXPECT_EQ(proposal.path == DisclosurePath::embargo_with_advance_notice, embargo);
          EXPECT_FALSE(proposal.reasons.empty());
        }
}

}  // namespace
}  // namespace tocsin::domain
