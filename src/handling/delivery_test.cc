// Delivery: dead letters that die again, corrections that reach whoever got the original, and what a mail tells to do.
#include "handling/delivery.h"

#include "formats/version_table.h"
#include "handling/notices.h"
#include "handling/subscribing.h"
#include "handling/test_house.h"
#include "words/mails.h"
#include "words/test_words.h"

namespace tocsin::handling::test {
namespace {

using namespace domain;

TEST(DeadLetters, TheSecondDeathIsHeardOfToo) {
  House house;
  house.report();
  house.in.mail.refusal = Error{ErrorCode::invalid_input, "no such mailbox"};
  house.deliver();
  auto dead = [&] {
    std::vector<OutboxItem> out;
    for (auto const& [id, item] : house.in.store.tables.outbox)
      if (item.state == Delivery::dead && std::holds_alternative<TellReporter>(item.effect)) out.push_back(item);
    return out;
  };
  ASSERT_EQ(dead().size(), 1U);
  auto about = [&](OutboxId const& id) {
    return std::ranges::count_if(house.told("dead_letter"), [&](auto const& one) { return one.subject_id.starts_with(id.text + "/"); });
  };
  auto const id = dead()[0].id;
  EXPECT_EQ(about(id), 1);
  ASSERT_TRUE(resend(house.in.world, house.lena, id));
  house.deliver();
  ASSERT_EQ(dead().size(), 1U);
  EXPECT_EQ(about(id), 2);
}

struct Lists {
  House house;
  std::string confirmed(std::string const& email, std::set<std::string> products, Severity min) {
    Person person{.id = random_id(), .email = email};
    Subscription subscription{.id = {to_hex(house.in.entropy.bytes(16))}, .person = person.id, .state = SubscriptionState::confirmed,
                              .products = std::move(products), .severity_min = min, .confirmed_at = house.in.clock.now};
    EXPECT_TRUE(house.in.store.write([&](ports::WriteTx& tx) -> Status {
      CHECKED(tx.save_person(person));
      return tx.save_subscription(subscription, email);
    }));
    return email;
  }
  PersonId random_id() { return {to_hex(house.in.entropy.bytes(16))}; }
};

TEST(FanOut, WhoGotTheOriginalGetsWhatCorrectsIt) {
  Lists lists;
  auto& house = lists.house;
  lists.confirmed("high@example.org", {}, Severity::high);
  lists.confirmed("archiver@example.org", {"archiver"}, Severity::none);
  lists.confirmed("critical@example.org", {}, Severity::critical);
  auto const id = house.draft(house.report());
  house.publish_now(id);
  house.deliver();
  EXPECT_EQ(house.mails_to("high@example.org").size(), 1U);
  EXPECT_EQ(house.mails_to("archiver@example.org").size(), 1U);
  // It turns out to be low, and of the other product.
  ASSERT_TRUE(start_revision(house.in.world, house.lena, id, {DraftKind::correction, "It is the cloud alone, and low."}));
  auto content = house.advisory(id).draft->content;
  content.severity = Severity::low;
  auto& impact = content.vulnerabilities[0].impacts[0];
  impact.product = "cloud";
  impact.product_name = "Acme Cloud";
  ASSERT_TRUE(edit_draft(house.in.world, house.lena, id, {content, {}, house.advisory(id).version}));
  house.publish_now(id);
  house.deliver();
  EXPECT_EQ(house.mails_to("high@example.org").size(), 2U) << "they were told it is high";
  EXPECT_EQ(house.mails_to("archiver@example.org").size(), 2U) << "they were told it is theirs";
  EXPECT_TRUE(house.mails_to("critical@example.org").empty());
  auto const reach = reach_of(house.advisory(id), 1);
  EXPECT_EQ(reach.products, std::set<std::string>{"archiver"});
  EXPECT_EQ(reach.severity, Severity::high);
}

AdvisoryRevision revision_with(std::vector<Vulnerability> vulnerabilities) {
  AdvisoryRevision out{.id = {"ACME-2026-00000"}, .history = {{1, at("2026-03-01T10:00:00Z"), "First."}}};
  out.content.title = "Title";
  out.content.severity = Severity::high;
  out.content.vulnerabilities = std::move(vulnerabilities);
  return out;
}
Vulnerability of(std::string product, BranchImpact branch) {
  return {.cve = "CVE-1900-0001", .description = "Words.", .impacts = {{.product = product, .product_name = "Acme " + product, .branches = {std::move(branch)}}}};
}

TEST(Notices, NoLiteralTextEscapesTheCatalogue) {
  auto settings = test_settings();
  settings.site.language = words::kPseudo;
  std::vector<ports::MailMessage> mails{confirm_notice(settings, "https://x.example/s", {"1", "a@example.org"}, "1", Instant{})};
  for (auto const& row : words::part_of<words::MailKey>().rows) {
    if (row.word.starts_with("staff_"))
      mails.push_back(staff_notice(settings, row.word.substr(6), "R-1", "https://x.example", {"1", "a@example.org"}, "1", 1, Instant{}));
    if (row.word.starts_with("reporter_"))
      mails.push_back(reporter_notice(settings, row.word.substr(9), Case{}, {}, {"1", "a@example.org"}, "1", Instant{}));
  }
  auto revision = revision_with({of("archiver", {.branch = "3", .fixed_in = "3.5.3", .status = BranchStatus::fixed})});
  for (int number = 1; number <= 3; ++number) {
    if (number > 1) revision.history.push_back(revision.history.back());
    if (number == 3) revision.standing = Standing::withdrawn;
    mails.push_back(advisory_notice(settings, revision, {"https://x.example/s", "https://x.example/u"}, {"1", "a@example.org"}));
  }
  EXPECT_GT(mails.size(), 20U);
  for (auto const& mail : mails)
    for (auto const& text : {mail.subject, mail.body}) {
      EXPECT_NE(text.find("⟦"), text.npos) << text;
      int depth = 0;
      EXPECT_EQ(trim(words::test::outside_brackets(text, depth)), "") << text;
    }
}

TEST(Notices, SayWhatThePageSays) {
  auto const settings = test_settings();
  auto mail = [&](AdvisoryRevision const& revision) {
    return advisory_notice(settings, revision, {"https://x.example/s", "https://x.example/u"}, {"1", "a@example.org"});
  };
  auto const open = revision_with({of("Archiver", {.branch = "3", .status = BranchStatus::affected})});
  EXPECT_EQ(mail(open).body.find("configuration"), std::string::npos) << mail(open).body;
  EXPECT_NE(mail(open).body.find("A fix is not available yet."), std::string::npos);

  auto both = of("Archiver", {.branch = "3", .fixed_in = "3.5.3", .status = BranchStatus::fixed});
  both.impacts.push_back({.product = "cloud", .product_name = "Acme Gateway", .branches = {{.branch = "8", .fixed_in = "8.1", .status = BranchStatus::fixed}}});
  auto const several = revision_with({both});
  EXPECT_NE(mail(several).body.find(formats::action_text(both)), std::string::npos) << mail(several).body;
  EXPECT_NE(mail(several).body.find("Acme Gateway 8.1"), std::string::npos);
  EXPECT_EQ(mail(several).subject.find("fixed in"), std::string::npos) << "a version without its product says nothing";

  auto const one = revision_with({of("Archiver", {.branch = "3", .fixed_in = "3.5.3", .status = BranchStatus::fixed})});
  EXPECT_NE(mail(one).subject.find("(fixed in 3.5.3)"), std::string::npos);

  auto other = of("Gateway", {.branch = "8", .status = BranchStatus::affected});
  other.cve = "CVE-1900-0002";
  auto const two = revision_with({of("Archiver", {.branch = "3", .fixed_in = "3.5.3", .status = BranchStatus::fixed}), other});
  EXPECT_NE(mail(two).body.find("CVE-1900-0002: A fix is not available yet."), std::string::npos) << mail(two).body;
}

}  // namespace
}  // namespace tocsin::handling::test
