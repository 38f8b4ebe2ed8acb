// Subscribing and the budget of confirmation mails.
#include "handling/subscribing.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "handling/confirmation_mail.h"
#include "handling/delivery.h"
#include "handling/receipt.h"
#include "handling/test_settings.h"
#include "handling/test_world.h"

namespace tocsin::handling::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Form {
  TestWorld in;
  Settings settings = test_settings();
  Form() { in.clock.now = at("2026-03-02T09:12:00Z"); }

  ports::Submission submission(std::string kind, std::vector<std::pair<std::string, std::string>> fields) {
    return {.id = to_hex(in.entropy.bytes(16)), .kind = std::move(kind), .fields = std::move(fields), .files = {},
            .received_hour = floor_hour(in.clock.now), .idempotency_key = {}, .access_phrase = {}};
  }
  void subscribe(std::string const& email, std::vector<std::string> const& products = {}) {
    std::vector<std::pair<std::string, std::string>> fields{{"email", email}};
    for (auto const& product : products) fields.emplace_back("product", product);
    EXPECT_TRUE(handling::subscribe(in.world, settings, submission("subscribe", fields)));
  }
  void report(std::string const& email) {
    static int count = 0;
    EXPECT_TRUE(receive_report(in.world, settings,
                               submission("report", {{"product", "archiver"}, {"impact", "An attacker writes files " + std::to_string(++count)},
                                                     {"reproduction", "Unpack it."}, {"email", email}})));
  }
  template <class Wanted>
  int count(Wanted wanted) {
    int out = 0;
    for (auto const& [id, item] : in.store.tables.outbox) out += wanted(item.effect) ? 1 : 0;
    return out;
  }
  int receipts() {
    return count([](domain::Effect const& effect) {
      auto const* told = std::get_if<domain::TellReporter>(&effect);
      return told && told->notice == "receipt";
    });
  }
  int confirmations() {
    return count([](domain::Effect const& effect) {
      auto const* told = std::get_if<domain::TellSubscriber>(&effect);
      return told && told->notice == "confirm";
    });
  }
  domain::Subscription const& only() { return in.store.tables.subscriptions.begin()->second; }
};

TEST(ConfirmationMail, OneAnAddressAnHourAndThreeADay) {
  Form form;
  for (int i = 0; i < 20; ++i) form.report("victim@example.org");
  EXPECT_EQ(form.receipts(), 1);
  EXPECT_EQ(form.in.store.tables.cases.size(), 20U) << "a mail less is no report less";
  form.report("other@example.org");
  EXPECT_EQ(form.receipts(), 2) << "another address has its own share";
  for (int hour = 1; hour < 10; ++hour) {
    form.in.clock.now = form.in.clock.now + hours{1};
    form.report("victim@example.org");
  }
  EXPECT_EQ(form.receipts(), 1 + 3);
  form.in.clock.now = form.in.clock.now + hours{24};
  form.report("VICTIM@Example.org");
  form.report("victim@EXAMPLE.ORG");
  EXPECT_EQ(form.receipts(), 1 + 3 + 1) << "the domain is written in many ways and is one";
}

TEST(ConfirmationMail, TheHouseHasABudget) {
  Form form;
  auto allowed = [&](int from, int to) {
    int yes = 0;
    EXPECT_TRUE(form.in.store.write([&](ports::WriteTx& tx) -> Status {
      for (int i = from; i < to; ++i)
        yes += TRY(may_confirm(tx, Confirms::report, "address " + std::to_string(i), form.in.clock.now)) ? 1 : 0;
      return {};
    }));
    return yes;
  };
  EXPECT_EQ(allowed(0, confirmation_mails_hour_max + 50), confirmation_mails_hour_max);
  form.subscribe("reader@example.org");
  EXPECT_EQ(form.confirmations(), 1) << "a flood of reports does not silence the other form";
  form.in.clock.now = form.in.clock.now + hours{1};
  EXPECT_EQ(allowed(5'000, 5'010), 10);
}

TEST(Subscribing, ConfirmationsHaveTheSameLimits) {
  Form form;
  for (int i = 0; i < 30; ++i) {
    form.subscribe("victim@example.org");
    form.in.clock.now = form.in.clock.now + minutes{20};
  }
  EXPECT_EQ(form.confirmations(), 3);
}

TEST(Subscribing, AskingAgainKeepsTheLinkThatWasMailed) {
  Form form;
  form.subscribe("reader@example.org", {"archiver"});
  auto const mailed = confirm_token(form.in.keyring, form.only());
  form.in.clock.now = form.in.clock.now + minutes{10};
  form.subscribe("reader@example.org", {"cloud"});
  EXPECT_EQ(form.confirmations(), 1);
  EXPECT_EQ(confirm_token(form.in.keyring, form.only()), mailed);
  form.in.clock.now = form.in.clock.now + hours{2};
  form.subscribe("reader@example.org", {"cloud"});
  EXPECT_EQ(form.confirmations(), 2);
  EXPECT_EQ(confirm_token(form.in.keyring, form.only()), mailed) << "both mails carry the one link";
  EXPECT_TRUE(confirm_subscription(form.in.world, mailed));
  EXPECT_EQ(form.only().state, domain::SubscriptionState::confirmed);
  EXPECT_EQ(form.only().products, std::set<std::string>{"cloud"});
}

TEST(Subscribing, AnAskingThatExpiredBeginsAnew) {
  Form form;
  form.subscribe("reader@example.org");
  auto const old = confirm_token(form.in.keyring, form.only());
  form.in.clock.now = form.in.clock.now + domain::kConfirmLifetime + hours{1};
  EXPECT_FALSE(confirm_subscription(form.in.world, old));
  form.subscribe("reader@example.org");
  auto const fresh = confirm_token(form.in.keyring, form.only());
  EXPECT_NE(fresh, old);
  EXPECT_FALSE(confirm_subscription(form.in.world, old));
  EXPECT_TRUE(confirm_subscription(form.in.world, fresh));
}

TEST(Subscribing, AProductThatIsNotOursIsNotEveryProduct) {
  Form form;
  form.subscribe("reader@example.org", {"removed"});
  EXPECT_TRUE(form.in.store.tables.subscriptions.empty());
  EXPECT_EQ(form.confirmations(), 0);
  EXPECT_EQ(form.in.log.events, std::vector<std::string>{"subscription_refused"});
  form.subscribe("reader@example.org", {"removed", "archiver"});
  EXPECT_EQ(form.only().products, std::set<std::string>{"archiver"});
  form.subscribe("everything@example.org");
  EXPECT_EQ(form.in.store.tables.subscriptions.size(), 2U);
}

}  // namespace
}  // namespace tocsin::handling::test
