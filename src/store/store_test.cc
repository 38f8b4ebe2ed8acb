// The store does what its port says: round trips, versions, erasure, outbox, registers; and what is
// written is sealed.
#include <gtest/gtest.h>

#include <optional>

#include "store/test_rig.h"

namespace tocsin::store {
namespace {

using namespace test;
using domain::Delivery;

Status written(StoreRig& rig, std::function<Status(ports::WriteTx&)> const& work) {
  return rig.store().write(work);
}

#define EXPECT_OK(expression)                                                                      \
  do {                                                                                             \
    auto&& outcome = (expression);                                                                 \
    EXPECT_TRUE(outcome.has_value()) << outcome.error().message << " | " << outcome.error().cause; \
  } while (false)
#define EXPECT_CODE(expression, wanted)                                            \
  do {                                                                             \
    auto&& outcome = (expression);                                                 \
    ASSERT_FALSE(outcome.has_value());                                             \
    EXPECT_EQ(outcome.error().code, ErrorCode::wanted) << outcome.error().message; \
  } while (false)

TEST(Store, EveryFieldOfACaseComesBackAfterARestart) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  std::vector<domain::CaseEvent> events{domain::CaseOpened{.id = c.id, .report = c.reports[0]},
                                        domain::Assigned{}};
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.insert_case(c, events, "reporter", kNow); }));
  rig.reopen();
  auto loaded = rig.read().load_case(c.id);
  ASSERT_TRUE(loaded) << loaded.error().message << loaded.error().cause;
  c.version = 1;
  EXPECT_EQ(*loaded, c);
  auto entries = rig.read().journal("case/" + c.id.text);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ(entries->at(0).actor, "reporter");
  EXPECT_EQ(entries->at(0).at, kNow);
  auto first = codec::from_text<domain::CaseEvent>(entries->at(0).body);
  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<domain::CaseOpened>(*first).report, c.reports[0]);
  EXPECT_EQ(entries->at(1).sequence, 2);
  EXPECT_EQ(rig.read().case_of_reference(c.reference)->value(), c.id);
  EXPECT_OK(rig.read().verify_journal());
  EXPECT_OK(rig.store().check_integrity());
}

TEST(Store, EveryFieldOfTheOtherAggregatesComesBack) {
  StoreRig rig;
  Filler filler;
  auto advisory = full_advisory(filler);
  auto archived = filler.make<domain::ArchivedAdvisory>();
  auto person = filler.make<domain::Person>();
  person.erased = false;
  auto subscription = filler.make<domain::Subscription>();
  subscription.version = 0;
  auto staff = filler.make<domain::Staff>();
  staff.version = 0;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.insert_advisory(advisory, {domain::DraftDiscarded{}}, "staff-1", kNow));
    CHECKED(tx.insert_archived(archived, kNow));
    CHECKED(tx.save_person(person));
    CHECKED(tx.save_subscription(subscription, "lookup-1"));
    return tx.save_staff(staff);
  }));
  rig.reopen();
  advisory.version = subscription.version = staff.version = 1;
  EXPECT_EQ(*rig.read().load_advisory(advisory.id), advisory);
  EXPECT_EQ(**rig.read().load_archived(archived.id), archived);
  EXPECT_EQ(rig.read().archived_ids()->at(0), archived.id);
  EXPECT_EQ(*rig.read().load_person(person.id), person);
  EXPECT_EQ(*rig.read().load_subscription(subscription.id), subscription);
  EXPECT_EQ(*rig.read().all_staff(), std::vector{staff});
  EXPECT_EQ(*rig.read().staff_of_session(staff.sessions[1].token_hash), staff);
  EXPECT_EQ(*rig.read().staff_of_session("unknown"), std::nullopt);
  EXPECT_EQ(*rig.read().subscription_of_email("lookup-1"), subscription.id);
}

TEST(Store, WhatIsNotThereIsNotFound) {
  StoreRig rig;
  EXPECT_CODE(rig.read().load_case({"x"}), not_found);
  EXPECT_CODE(rig.read().load_advisory({"x"}), not_found);
  EXPECT_CODE(rig.read().load_person({"x"}), not_found);
  EXPECT_CODE(rig.read().load_subscription({"x"}), not_found);
  EXPECT_CODE(rig.read().load_attachment({"x"}, "y"), not_found);
  EXPECT_EQ(*rig.read().load_archived("x"), std::nullopt);
  EXPECT_EQ(*rig.read().case_of_receipt("x"), std::nullopt);
  Filler filler;
  EXPECT_CODE(
      written(rig, [&](auto& tx) { return tx.save_case(full_case(filler), {}, "s", kNow); }),
      not_found);
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.add_receipt("l", {"no-case"}, kNow); }),
              not_found);
}

TEST(Store, AnOldVersionIsAConflictAndChangesNothing) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  auto advisory = full_advisory(filler);
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.insert_case(c, {domain::Assigned{}}, "s", kNow));
    return tx.insert_advisory(advisory, {domain::DraftDiscarded{}}, "s", kNow);
  }));
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.insert_case(c, {}, "s", kNow); }), conflict);
  c.version = 1;
  c.title = "new title";
  EXPECT_OK(
      written(rig, [&](auto& tx) { return tx.save_case(c, {domain::Retitled{}}, "s", kNow); }));
  c.title = "newer title";
  EXPECT_CODE(
      written(rig, [&](auto& tx) { return tx.save_case(c, {domain::Retitled{}}, "s", kNow); }),
      conflict);
  EXPECT_EQ(rig.read().load_case(c.id)->title, "new title");
  EXPECT_EQ(rig.read().journal("case/" + c.id.text)->size(), 2u);
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.save_advisory(advisory, {}, "s", kNow); }),
              conflict);
  advisory.version = 1;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.save_advisory(advisory, {}, "s", kNow); }));

  auto staff = filler.make<domain::Staff>();
  auto subscription = filler.make<domain::Subscription>();
  staff.version = subscription.version = 0;
  for (int round = 0; round < 2; ++round) {
    auto outcome = written(rig, [&](auto& tx) -> Status {
      CHECKED(tx.save_staff(staff));
      return tx.save_subscription(subscription, "l");
    });
    EXPECT_EQ(outcome.has_value(), round == 0);
  }
  staff.version = subscription.version = 7;
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.save_staff(staff); }), conflict);
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.save_subscription(subscription, "l"); }),
              conflict);
}

TEST(Store, AFailedWorkAndAThrownOneLeaveNothing) {
  StoreRig rig;
  EXPECT_CODE(written(rig,
                      [&](auto& tx) -> Status {
                        CHECKED(tx.set_setting("a", "1"));
                        return fail(ErrorCode::forbidden, "no");
                      }),
              forbidden);
  EXPECT_THROW((void)written(rig,
                             [&](auto& tx) -> Status {
                               CHECKED(tx.set_setting("a", "2"));
                               throw std::runtime_error("crash between two calls");
                             }),
               std::runtime_error);
  EXPECT_EQ(*rig.read().setting("a"), std::nullopt);
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.set_setting("a", "3"); }));
  EXPECT_EQ(*rig.read().setting("a"), "3");
}

TEST(Store, AReadSeesOneMoment) {
  StoreRig rig;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.set_setting("a", "1"); }));
  auto before = std::move(*rig.store().read());
  EXPECT_EQ(*before->setting("a"), "1");
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.set_setting("a", "2"); }));
  EXPECT_EQ(*before->setting("a"), "1");
  EXPECT_EQ(*rig.read().setting("a"), "2");
}

TEST(Store, ErasingAPersonDestroysTheKeyAndEndsTheirSubscriptions) {
  StoreRig rig;
  Filler filler;
  auto person = filler.make<domain::Person>();
  person.erased = false;
  auto subscription = filler.make<domain::Subscription>();
  subscription.version = 0;
  subscription.person = person.id;
  subscription.state = domain::SubscriptionState::confirmed;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.save_person(person));
    return tx.save_subscription(subscription, "digest-of-address");
  }));
  EXPECT_EQ(rig.read().confirmed_subscriptions("", 10)->size(), 1u);
  // A reader that is still at the old moment keeps the log; the next write after it is gone cleans
  // up.
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.erase_person(person.id); }));
  EXPECT_EQ(*rig.read().load_person(person.id), (domain::Person{.id = person.id, .erased = true}));
  EXPECT_TRUE(rig.read().confirmed_subscriptions("", 10)->empty());
  EXPECT_EQ(*rig.read().subscription_of_email("digest-of-address"), std::nullopt);
  auto left = rig.read().load_subscription(subscription.id);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->state, domain::SubscriptionState::ended);
  EXPECT_TRUE(left->products.empty());
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.save_person(person); }), conflict);
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.erase_person({"nobody"}); }), not_found);
  rig.end_read();
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.set_setting("a", "1"); }));
  EXPECT_EQ(rig.everything().find("digest-of-address"), std::string::npos);
}

// Opened cases are kept in memory: never longer than the row says the same.
TEST(Store, AKeptCaseGoesWithItsVersionAndItsKey) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.insert_case(c, {domain::Assigned{}}, "s", kNow); }));
  c.version += 1;
  EXPECT_EQ(rig.read().load_case(c.id)->title, c.title);
  // A change that is rolled back is not seen, and the version it would have had may come to mean something else.
  auto lost = c, kept = c;
  lost.title = "lost";
  kept.title = "kept";
  EXPECT_FALSE(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.save_case(lost, {domain::Retitled{}}, "s", kNow));
    EXPECT_EQ(tx.load_case(c.id)->title, "lost");
    return fail(ErrorCode::conflict, "rolled back on purpose");
  }));
  EXPECT_EQ(rig.read().load_case(c.id)->title, c.title);
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.save_case(kept, {domain::Retitled{}}, "s", kNow); }));
  EXPECT_EQ(rig.read().load_case(c.id)->title, "kept");
  EXPECT_EQ(rig.read().load_case(c.id)->title, "kept");
  rig.tamper("UPDATE data_keys SET wrapped = NULL WHERE owner_kind = 'case'");
  EXPECT_EQ(rig.read().load_case(c.id).error().code, ErrorCode::not_found);
}

TEST(Store, ADestroyedCaseKeyShowsAsErasedAndBreaksNoChain) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.insert_case(c, {domain::Assigned{}, domain::Retitled{}}, "s", kNow));
    return tx.add_checkpoint(kNow).has_value() ? Status{}
                                               : fail(ErrorCode::corrupt, "no checkpoint");
  }));
  rig.tamper("UPDATE data_keys SET wrapped = NULL WHERE owner_kind = 'case'");
  auto entries = rig.read().journal("case/" + c.id.text);
  ASSERT_TRUE(entries);
  EXPECT_TRUE(entries->at(1).erased);
  EXPECT_TRUE(entries->at(1).body.empty());
  EXPECT_OK(rig.read().verify_journal());
}

TEST(Store, ReceiptsAttachmentsAndReadersOfACase) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  std::string bytes(3'000'000, '\0');
  bytes[17] = 'x';
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.insert_case(c, {domain::Assigned{}}, "s", kNow));
    CHECKED(tx.add_receipt("lookup", c.id, kNow));
    CHECKED(tx.store_attachment(c.id, "a1", bytes));
    CHECKED(tx.store_attachment(c.id, "empty", ""));
    CHECKED(tx.log_read(c.id, {"staff-1"}, "detail", kNow));
    return tx.log_read(c.id, {"staff-2"}, "summary", kNow + std::chrono::seconds{1});
  }));
  EXPECT_EQ(*rig.read().case_of_receipt("lookup"), c.id);
  EXPECT_EQ(*rig.read().load_attachment(c.id, "a1"), bytes);
  EXPECT_EQ(*rig.read().load_attachment(c.id, "empty"), "");
  auto readers = rig.read().case_readers(c.id);
  ASSERT_EQ(readers->size(), 2u);
  EXPECT_EQ(readers->at(0).reader.text, "staff-1");
  EXPECT_EQ(readers->at(1).level, "summary");
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.add_receipt("lookup", c.id, kNow); }),
              conflict);
}

TEST(Store, ListsShowNewestFirstAndDuePublications) {
  StoreRig rig;
  Filler filler;
  std::vector<domain::Case> cases;
  std::vector<domain::Advisory> advisories;
  for (int i = 0; i < 3; ++i) {
    cases.push_back(full_case(filler));
    advisories.push_back(full_advisory(filler));
  }
  cases[1].report_state = domain::ReportState::closed;
  advisories[0].draft->publish_minute = kNow;
  advisories[1].draft->publish_minute = kNow + std::chrono::minutes{1};
  advisories[2].draft->publish_minute = kNow - std::chrono::minutes{5};
  for (auto& advisory : advisories)
    advisory.draft->publish_minute = floor_minute(*advisory.draft->publish_minute);
  auto now = *advisories[0].draft->publish_minute;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    for (auto const& c : cases) CHECKED(tx.insert_case(c, {domain::Assigned{}}, "s", kNow));
    for (auto const& a : advisories)
      CHECKED(tx.insert_advisory(a, {domain::DraftDiscarded{}}, "s", kNow));
    return {};
  }));
  auto rows = rig.read().case_rows();
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ(rows->at(0).id, cases[2].id);
  EXPECT_EQ(rows->at(0).reference, cases[2].reference);
  EXPECT_EQ(rows->at(1).closed, domain::is_closed(cases[1]));
  EXPECT_TRUE(rows->at(1).closed);
  EXPECT_FALSE(rows->at(0).closed);
  EXPECT_EQ(rig.read().advisory_ids()->at(0), advisories[2].id);
  EXPECT_EQ(rig.read().published_advisory_ids()->size(), 3u);
  EXPECT_EQ(*rig.read().due_publications(now), (std::vector{advisories[2].id, advisories[0].id}));
  auto held = advisories[2];
  held.version = 1;
  held.draft->on_hold = true;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.save_advisory(held, {}, "s", kNow); }));
  EXPECT_EQ(*rig.read().due_publications(now), (std::vector{advisories[2].id, advisories[0].id}))
      << "a hold is refused by the gate, and somebody hears of it";
}

TEST(Store, ConfirmedSubscriptionsInStepsAndCounts) {
  StoreRig rig;
  Filler filler;
  std::set<std::string> confirmed;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    for (int i = 0; i < 9; ++i) {
      auto one = filler.make<domain::Subscription>();
      one.version = 0;
      one.state = static_cast<domain::SubscriptionState>(i % 3);
      if (one.state == domain::SubscriptionState::confirmed) confirmed.insert(one.id.text);
      CHECKED(tx.save_subscription(one, "l" + std::to_string(i)));
    }
    return {};
  }));
  std::vector<std::string> seen;
  for (std::string after;;) {
    auto step = rig.read().confirmed_subscriptions(after, 2);
    if (step->empty()) break;
    for (auto const& one : *step) seen.push_back(one.id.text);
    after = seen.back();
  }
  EXPECT_EQ(seen, std::vector<std::string>(confirmed.begin(), confirmed.end()));
  EXPECT_EQ(rig.read().subscription_counts()->at("pending"), 3);
}

TEST(Store, AnEndedSubscriptionGivesWayToANewOne) {
  StoreRig rig;
  Filler filler;
  auto first = filler.make<domain::Subscription>();
  auto second = filler.make<domain::Subscription>();
  first.version = second.version = 0;
  first.state = domain::SubscriptionState::pending;
  second.state = domain::SubscriptionState::ended;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.save_subscription(first, "same"));
    return tx.save_subscription(second, "same");
  }));
  EXPECT_EQ(*rig.read().subscription_of_email("same"), first.id);
  first.version = 1;
  first.state = domain::SubscriptionState::confirmed;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.save_subscription(first, ""); }));
  EXPECT_EQ(*rig.read().subscription_of_email("same"), first.id);
}

TEST(Outbox, TheSameEffectIsEnqueuedOnce) {
  StoreRig rig;
  auto item = small_item("i1", kNow);
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    EXPECT_TRUE(*tx.enqueue(item));
    auto again = item;
    again.id.text = "i2";
    EXPECT_FALSE(*tx.enqueue(again));
    return {};
  }));
  EXPECT_EQ(rig.read().outbox({Delivery::waiting}, 10)->size(), 1u);
  auto loaded = rig.read().load_outbox_item({"i1"});
  EXPECT_EQ(codec::to_text(**loaded), codec::to_text(item));
  EXPECT_EQ(*rig.read().load_outbox_item({"i2"}), std::nullopt) << "never stored";
}

TEST(Outbox, AnItemWaitsForItsInstantAndItsDependency) {
  StoreRig rig;
  auto claim = [&](Instant now) {
    std::vector<std::string> ids;
    EXPECT_OK(written(rig, [&](auto& tx) -> Status {
      for (auto const& item : TRY(tx.claim_due(now, 1, 10))) ids.push_back(item.id.text);
      return {};
    }));
    return ids;
  };
  auto flip = small_item("flip", kNow + std::chrono::seconds{10});
  auto notice = small_item("notice", kNow, "flip");
  auto orphan = small_item("orphan", kNow, "never-there");
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    for (auto const& item : {notice, flip, orphan}) EXPECT_TRUE(*tx.enqueue(item));
    return {};
  }));
  EXPECT_TRUE(claim(kNow).empty());
  auto ahead = *rig.read().outbox_ahead(kNow, 10);
  ASSERT_EQ(ahead.size(), 1U);
  EXPECT_EQ(ahead[0].id, flip.id) << "what is tried at this very instant is not ahead of it";
  EXPECT_EQ(claim(flip.attempt_at), std::vector<std::string>{"flip"});
  for (auto state :
       {Delivery::deferred, Delivery::dead, Delivery::dismissed, Delivery::delivered}) {
    auto now_flip = flip;
    now_flip.state = state;
    now_flip.fencing_token = 1;
    now_flip.attempt_at = kNow + std::chrono::hours{1};
    EXPECT_OK(written(rig, [&](auto& tx) { return tx.update_outbox_item(now_flip); }));
    auto claimed = claim(kNow);
    EXPECT_EQ(claimed, state == Delivery::delivered ? std::vector<std::string>{"notice"}
                                                    : std::vector<std::string>{});
  }
}

TEST(Outbox, AnOlderLeaseCannotOverwriteANewerOne) {
  StoreRig rig;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    EXPECT_TRUE(*tx.enqueue(small_item("i1", kNow)));
    return {};
  }));
  std::optional<domain::OutboxItem> old_claim;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    old_claim = TRY(tx.claim_due(kNow, 4, 10)).at(0);
    EXPECT_EQ(TRY(tx.claim_due(kNow, 5, 10)).at(0).fencing_token, 5);
    EXPECT_TRUE(TRY(tx.claim_due(kNow, 4, 10)).empty()) << "D-8: no token lower than one seen";
    return {};
  }));
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    EXPECT_TRUE(*tx.enqueue(small_item("i2", kNow)));
    while (TRY(tx.next_number(ports::kLease)) < 6) {}
    return {};
  }));
  // Whoever came later has the outbox, also what nobody has claimed yet.
  EXPECT_CODE(written(rig, [&](auto& tx) -> Status {
    TRY(tx.claim_due(kNow, 5, 10));
    return {};
  }), conflict);
  EXPECT_EQ(old_claim->fencing_token, 4);
  old_claim->state = Delivery::delivered;
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.update_outbox_item(*old_claim); }), conflict);
  old_claim->fencing_token = 5;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.update_outbox_item(*old_claim); }));
  old_claim->id.text = "unknown";
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.update_outbox_item(*old_claim); }), not_found);
}

TEST(Outbox, DeferByAge) {
  domain::Retry retry;
  auto item = small_item("i", kNow);
  auto soon = domain::defer(item, kNow + std::chrono::seconds{1}, retry, "unavailable");
  EXPECT_EQ(soon.state, Delivery::deferred);
  EXPECT_EQ(soon.attempts, 1);
  EXPECT_EQ(soon.attempt_at, kNow + std::chrono::seconds{31});
  auto later = domain::defer(item, kNow + std::chrono::hours{1}, retry, "unavailable");
  EXPECT_EQ(later.attempt_at, kNow + std::chrono::hours{2});
  auto late = domain::defer(item, kNow + std::chrono::hours{119}, retry, "unavailable");
  EXPECT_EQ(late.attempt_at, kNow + std::chrono::hours{121});
  EXPECT_EQ(late.state, Delivery::deferred);
  EXPECT_EQ(domain::defer(item, kNow + std::chrono::hours{120}, retry, "unavailable").state,
            Delivery::dead);
}

TEST(Registers, FirstTimeRememberForgetNumbersAndCheckpoints) {
  StoreRig rig;
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    EXPECT_TRUE(*tx.first_time("post", "k", kNow));
    EXPECT_FALSE(*tx.first_time("post", "k", kNow));
    EXPECT_TRUE(*tx.first_time("spool", "k", kNow));
    CHECKED(tx.forget_before("post", kNow));
    EXPECT_FALSE(*tx.first_time("post", "k", kNow)) << "nothing is forgotten early";
    CHECKED(tx.forget_before("post", kNow + std::chrono::hours{2}));
    EXPECT_TRUE(*tx.first_time("post", "k", kNow));
    CHECKED(tx.remember("sent", "a@example.org", "value one", kNow));
    CHECKED(tx.remember("sent", "a@example.org", "value two", kNow));
    EXPECT_EQ(*tx.recall("sent", "a@example.org"), "value two");
    EXPECT_EQ(*tx.recall("sent", "b@example.org"), std::nullopt);
    EXPECT_EQ(*tx.next_number("generation"), 1);
    EXPECT_EQ(*tx.next_number("generation"), 2);
    EXPECT_EQ(*tx.next_number(ports::kLease), 1);
    EXPECT_EQ(tx.add_checkpoint(kNow)->number, 1);
    return {};
  }));
  EXPECT_EQ(rig.read().last_checkpoint()->value().number, 1);
}

TEST(Sealing, NoPlantedWordStandsInTheFiles) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  c.reference = "R-PUBLIC";
  auto advisory = full_advisory(filler);
  auto person = filler.make<domain::Person>();
  person.erased = false;
  auto subscription = filler.make<domain::Subscription>();
  auto staff = filler.make<domain::Staff>();
  subscription.version = staff.version = 0;
  auto archived = filler.make<domain::ArchivedAdvisory>();
  archived.id = "ARCHIVED-1";
  auto item = filler.make<domain::OutboxItem>();
  item.id.text = "i1";
  item.depends_on = "";
  item.state = Delivery::waiting;
  auto events = std::vector<domain::CaseEvent>{};
  for (int i = 0; i < 200; ++i) events.push_back(filler.make<domain::CaseEvent>());
  auto advisory_events = std::vector<domain::AdvisoryEvent>{};
  for (int i = 0; i < 40; ++i) advisory_events.push_back(filler.make<domain::AdvisoryEvent>());
  EXPECT_OK(written(rig, [&](auto& tx) -> Status {
    CHECKED(tx.insert_case(c, events, "reporter", kNow));
    CHECKED(tx.insert_advisory(advisory, advisory_events, "s", kNow));
    CHECKED(tx.save_person(person));
    CHECKED(tx.save_subscription(subscription, "digest"));
    CHECKED(tx.save_staff(staff));
    CHECKED(tx.insert_archived(archived, kNow));
    CHECKED(tx.store_attachment(c.id, "a1", "canary-attachment"));
    CHECKED(tx.remember("sent", "canary-key", "canary-value", kNow));
    CHECKED(tx.log_read(c.id, {"s"}, "canary-level", kNow));
    EXPECT_TRUE(*tx.first_time("post", "canary-post", kNow));
    EXPECT_TRUE(*tx.enqueue(item));
    return {};
  }));
  // The log as it is, then what a clean end leaves.
  EXPECT_EQ(rig.everything().find(kCanary), std::string::npos);
  rig.close();
  auto files = rig.everything();
  EXPECT_EQ(files.find(kCanary), std::string::npos);
  EXPECT_NE(files.find("R-PUBLIC"), std::string::npos) << "the scan looks at the right files";
}

TEST(Sealing, AnotherKeyFileOpensNothing) {
  TemporaryDirectory directory;
  FixedKeyring right("right");
  FixedKeyring wrong("wrong");
  SeededEntropy entropy;
  Filler filler;
  auto c = full_case(filler);
  {
    auto store = *SqliteStore::open({.path = directory.path("db")}, right, entropy);
    EXPECT_OK(
        store->write([&](auto& tx) { return tx.insert_case(c, {domain::Assigned{}}, "s", kNow); }));
  }
  auto store = *SqliteStore::open({.path = directory.path("db")}, wrong, entropy);
  auto read = *store->read();
  EXPECT_CODE(read->load_case(c.id), corrupt);
  EXPECT_OK(read->verify_journal());
}

TEST(Sealing, ABodyMovedOrSetBackDoesNotOpen) {
  StoreRig rig;
  Filler filler;
  auto one = full_case(filler);
  EXPECT_OK(
      written(rig, [&](auto& tx) { return tx.insert_case(one, {domain::Assigned{}}, "s", kNow); }));
  rig.tamper("CREATE TABLE kept AS SELECT body FROM cases");
  one.version = 1;
  EXPECT_OK(written(rig, [&](auto& tx) { return tx.save_case(one, {}, "s", kNow); }));
  rig.tamper("UPDATE cases SET body = (SELECT body FROM kept)");
  rig.reopen();  // a running store still knows what it wrote itself
  EXPECT_CODE(rig.read().load_case(one.id), corrupt);
}

TEST(Stored, TextThatCouldNotBeReadBackIsRefused) {
  StoreRig rig;
  Filler filler;
  auto c = full_case(filler);
  c.title = "\xff";
  EXPECT_CODE(written(rig, [&](auto& tx) { return tx.insert_case(c, {}, "s", kNow); }),
              invalid_input);
}

}  // namespace
}  // namespace tocsin::store
