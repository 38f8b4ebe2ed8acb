// The reporter's thread and the subscriber's pages, through the same function the public server forwards to.
#include "desk/test_desk.h"

#include "handling/subscribing.h"

namespace tocsin::desk::test {
namespace {

using domain::Role;

struct Way {
  TestDesk desk;
  domain::Actor lena = desk.add("lena", Role::lead);
  std::string phrase = std::string("\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef", 16);
  std::string typed = to_hex(phrase);
  domain::CaseId id = desk.report("A leak", phrase);
  Browser browser{desk, Audience::forwarded};

  http::Response open() { return browser.post("/r", {{"phrase", typed}}); }
  domain::Case const& c() { return desk.stored(id); }
};

TEST(Reporter, ThePhraseOpensTheThread) {
  Way way;
  EXPECT_EQ(way.browser.get("/r").status, 200);
  auto const in = way.open();
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(location_of(in), "/r/thread");
  ASSERT_TRUE(way.browser.cookies.contains("__Secure-tocsin_r"));
  auto const page = way.browser.get("/r/thread");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("A leak"), std::string::npos);
  EXPECT_EQ(page.security, http::SecuritySet::private_page);
}

TEST(Reporter, AWrongPhraseSaysWhatToDoAndKeepsWhatWasTyped) {
  Way way;
  auto const unknown = way.browser.post("/r", {{"phrase", std::string(32, 'a')}});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_NE(unknown.body.find(std::string(32, 'a')), std::string::npos);
  auto const mistyped = way.browser.post("/r", {{"phrase", "xyz"}});
  EXPECT_EQ(mistyped.status, 400);
  EXPECT_NE(mistyped.body.find("group 3"), std::string::npos);
  EXPECT_TRUE(way.browser.cookies.empty());
}

TEST(Reporter, NothingInternalIsInTheThread) {
  Way way;
  auto act = [&](domain::CaseCommand const& command) {
    ASSERT_TRUE(handling::act(way.desk.in.world, way.desk.settings, way.lena, way.id, command));
  };
  act(domain::Acknowledge{{}, "We have it."});
  act(domain::PostMessage{{}, domain::Visibility::team, "CANARY inner note", {}});
  act(domain::Retitle{"CANARY title"});
  way.open();
  for (auto const* path : {"/r/thread", "/r/thread.json"}) {
    auto const page = way.browser.get(path).body;
    EXPECT_EQ(page.find("CANARY"), page.npos) << path;
    EXPECT_EQ(page.find("lena"), page.npos) << path;
    EXPECT_EQ(page.find(way.lena.staff.text), page.npos) << path;
    EXPECT_NE(page.find("We have it."), page.npos) << path;
  }
}

TEST(Reporter, AnswersAndCreditAndDate) {
  Way way;
  way.open();
  way.browser.get("/r/thread");
  EXPECT_EQ(way.browser.post("/r/message", {{"text", "One more thing."}}).status, 303);
  ASSERT_EQ(way.c().thread.size(), 1u);
  EXPECT_EQ(way.c().thread[0].by, domain::AuthorKind::reporter);
  EXPECT_EQ(way.c().thread[0].at, floor_hour(way.desk.in.clock.now)) << "no exact time is kept";
  EXPECT_EQ(way.browser.post("/r/credit", {{"credit", "Someone Else"}}).status, 303);
  EXPECT_EQ(way.desk.in.store.tables.persons.at(way.c().reporter.text).credit, "Someone Else");
  EXPECT_EQ(way.browser.post("/r/date", {{"do", "propose"}, {"until", "2026-04-01T12:00"}}).status, 303);
  ASSERT_TRUE(way.c().embargo.proposal);
  EXPECT_EQ(way.c().embargo.proposal->by, domain::Side::reporter);
  EXPECT_EQ(way.browser.post("/r/date", {{"do", "accept"}}).status, 409) << "one does not accept one's own proposal";
  EXPECT_EQ(way.browser.post("/r/date", {{"do", "terminate"}}).status, 400);
}

TEST(Reporter, ADoubleClickSendsOneMessage) {
  Way way;
  way.open();
  auto const page = way.browser.get("/r/thread").body;
  auto const mark = std::string("name=\"nonce\" value=\"");
  auto const found = page.find(mark, page.find("action=\"/r/message\""));
  ASSERT_NE(found, page.npos);
  auto const nonce = page.substr(found + mark.size(), 32);
  auto const outbox = way.desk.in.store.tables.outbox.size();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(location_of(way.browser.post("/r/message", {{"nonce", nonce}, {"text", "Once."}})), "/r/thread?done=message");
  EXPECT_EQ(way.c().thread.size(), 1u);
  EXPECT_EQ(way.desk.in.store.tables.outbox.size(), outbox + 1);
  EXPECT_EQ(way.browser.post("/r/message", {{"nonce", nonce}, {"text", "Other words."}}).status, 303);
  EXPECT_EQ(way.c().thread.size(), 2u);
  // The same words a day later, from a page of that day, are a message.
  EXPECT_EQ(way.browser.post("/r/message", {{"nonce", std::string(32, '1')}, {"text", "Once."}}).status, 303);
  EXPECT_EQ(way.c().thread.size(), 3u);
}

TEST(Reporter, AClosedReportStillTakesAMessage) {
  Way way;
  ASSERT_TRUE(handling::act(way.desk.in.world, way.desk.settings, way.lena, way.id, domain::AnswerNotSecurity{{}, "The forum."}));
  ASSERT_TRUE(handling::act(way.desk.in.world, way.desk.settings, way.lena, way.id,
                            domain::ChangeReportState{domain::ReportAct::close, "no answer", {}, {}}));
  way.open();
  auto const page = way.browser.get("/r/thread").body;
  EXPECT_NE(page.find("This report is closed."), page.npos);
  ASSERT_NE(page.find("action=\"/r/message\""), page.npos);
  EXPECT_EQ(way.browser.post("/r/message", {{"text", "But look."}}).status, 303);
  auto const& outbox = way.desk.in.store.tables.outbox;
  EXPECT_TRUE(std::ranges::any_of(outbox, [](auto const& row) {
    auto const* told = std::get_if<domain::TellDesk>(&row.second.effect);
    return told && told->occasion == "new_message";
  }));
}

TEST(Reporter, AnEmbargoWeEndedIsNotCalledKnownOutside) {
  Way way;
  auto by = [&](domain::Actor const& actor, domain::CaseCommand const& command) {
    ASSERT_TRUE(handling::act(way.desk.in.world, way.desk.settings, actor, way.id, command));
  };
  by(way.lena, domain::ProposeDisclosure{way.desk.in.clock.now + std::chrono::hours{240}, {}});
  by(domain::reporter_actor(way.id), domain::AnswerDisclosure{domain::EmbargoAct::accept});
  by(way.lena, domain::EndEmbargo{"shipped early"});
  way.open();
  auto const page = way.browser.get("/r/thread").body;
  EXPECT_EQ(page.find("known outside"), page.npos);
  EXPECT_NE(page.find("We have ended the embargo."), page.npos);
}

TEST(Reporter, APublishedDefaultCanBeAccepted) {
  Way way;
  way.desk.settings.site.rules_by_name["default"].embargo.default_days = 45;
  way.phrase[0] = '\x02';
  way.typed = to_hex(way.phrase);
  way.id = way.desk.report("Another", way.phrase);
  way.open();
  EXPECT_NE(way.browser.get("/r/thread").body.find("Our published default: 45 days"), std::string::npos);
  EXPECT_EQ(way.browser.post("/r/date", {{"do", "accept"}}).status, 303);
  EXPECT_EQ(way.c().embargo.state, domain::EmbargoState::active);
}

TEST(Reporter, APassOpensItsOwnCaseAndEnds) {
  Way way;
  way.open();
  auto& pass = way.browser.cookies["__Secure-tocsin_r"];
  auto const good = pass;
  auto const other = way.desk.report("Another");
  pass = other.text + good.substr(32);
  EXPECT_EQ(way.browser.get("/r/thread").status, 303) << "a pass for another case does not check";
  pass = good;
  EXPECT_EQ(way.browser.get("/r/thread").status, 200);
  way.desk.in.clock.now = way.desk.in.clock.now + std::chrono::hours{4};
  EXPECT_EQ(way.browser.get("/r/thread").status, 303);
}

TEST(Reporter, APostFromElsewhereIsRefused) {
  Way way;
  way.open();
  way.browser.get("/r/thread");
  auto asked = way.browser.posting("/r/message", {{"text", "forged"}});
  asked.fields.clear();
  asked.fields.add("Content-Type", "application/x-www-form-urlencoded");
  asked.fields.add("Cookie", "__Secure-tocsin_r=" + way.browser.cookies["__Secure-tocsin_r"]);
  asked.fields.add("Origin", "https://evil.example");
  EXPECT_EQ(way.browser.send(asked).status, 403);
  way.browser.token = "AAAA";
  EXPECT_EQ(way.browser.post("/r/message", {{"text", "forged"}}).status, 403);
  EXPECT_TRUE(way.c().thread.empty());
}

// Fifty mebibytes a connection were kept of anybody who named the address.
TEST(Reporter, FilesAreLetInWithAPassOnly) {
  Way way;
  way.open();
  auto& pass = way.browser.cookies["__Secure-tocsin_r"];
  auto const limit = [&](char const* path) {
    return body_bytes_max(way.desk.context, Audience::forwarded, way.browser.request(http::Method::post, path));
  };
  EXPECT_EQ(limit("/r/message"), thread_upload_bytes_max);
  EXPECT_LE(limit("/r/date"), http_form_bytes_max);
  auto const good = pass;
  for (auto const& bad : {std::string("a.b.c"), good.substr(1), std::string()}) {
    pass = bad;
    EXPECT_LE(limit("/r/message"), http_form_bytes_max) << bad;
  }
  pass = good;
  way.desk.in.clock.now = way.desk.in.clock.now + std::chrono::hours{4};
  EXPECT_LE(limit("/r/message"), http_form_bytes_max) << "a pass that has ended";
  Browser stranger{way.desk};
  auto const act = "/console/cases/" + way.c().id.text + "/note";
  EXPECT_LE(body_bytes_max(way.desk.context, Audience::console, stranger.request(http::Method::post, act)), http_form_bytes_max);
}

TEST(Reporter, LeavingForgets) {
  Way way;
  way.open();
  way.browser.get("/r/thread");
  EXPECT_EQ(way.browser.post("/r/leave").status, 303);
  EXPECT_EQ(way.browser.cookies["__Secure-tocsin_r"], "");
}

struct Reader {
  TestDesk desk;
  Browser browser{desk, Audience::forwarded};
  domain::SubscriptionId id;
  Reader() {
    ports::Submission asked{.id = std::string(32, '1'), .kind = "subscribe",
                            .fields = {{"email", "reader@example.org"}, {"product", "archiver"}, {"severity_min", "high"}},
                            .files = {}, .received_hour = floor_hour(desk.in.clock.now), .idempotency_key = {}, .access_phrase = {}};
    EXPECT_TRUE(handling::subscribe(desk.in.world, desk.settings, asked));
    id = desk.in.store.tables.subscriptions.begin()->second.id;
  }
  domain::Subscription const& now() { return desk.in.store.tables.subscriptions.at(id.text); }
  std::string manage() { return "/s/" + handling::subscription_token(desk.in.keyring, id, handling::TokenUse::manage); }
  std::string out() { return "/u/" + handling::subscription_token(desk.in.keyring, id, handling::TokenUse::unsubscribe); }
  void confirm() {
    auto const path = "/s/" + handling::confirm_token(desk.in.keyring, now()) + "/confirm";
    EXPECT_EQ(browser.post(path).status, 200);
  }
};

TEST(Subscriber, OnlyTheButtonConfirms) {
  Reader reader;
  auto const path = "/s/" + handling::confirm_token(reader.desk.in.keyring, reader.now()) + "/confirm";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.browser.get(path).status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::pending);
  EXPECT_EQ(reader.browser.post(path).status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::confirmed);
  EXPECT_EQ(reader.browser.post(path).status, 404) << "the link works once";
  EXPECT_EQ(reader.browser.get("/s/nonsense/confirm").status, 404);
}

TEST(Subscriber, OneClickOutAndBack) {
  Reader reader;
  reader.confirm();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.browser.get(reader.out()).status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::confirmed);
  // RFC 8058: from a mail provider, with nothing but the body.
  http::Request provider;
  provider.method = http::Method::post;
  provider.path = reader.out();
  provider.fields.add("Content-Type", "application/x-www-form-urlencoded");
  provider.body = "List-Unsubscribe=One-Click";
  EXPECT_EQ(handle(reader.desk.context, Audience::forwarded, provider).status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::ended);
  EXPECT_EQ(reader.browser.post(reader.out()).status, 200) << "twice is once";
  EXPECT_EQ(reader.browser.post(reader.out() + "/undo").status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::confirmed);
  // A token for one purpose is none for the other.
  auto const manage_token = reader.manage().substr(3);
  EXPECT_EQ(reader.browser.post("/u/" + manage_token).status, 404);
}

// The answer to an opt-out says that the link in the last mail leads back; it led to a button to opt out once more.
TEST(Subscriber, TheLinksOfAnEndedSubscriptionLeadBack) {
  Reader reader;
  reader.confirm();
  EXPECT_EQ(reader.browser.post(reader.out()).status, 200);
  auto const button = "action=\"" + reader.out() + "/undo\"";
  for (auto const& link : {reader.out(), reader.manage()}) {
    auto const page = reader.browser.get(link);
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find(button), page.body.npos) << link;
    EXPECT_EQ(reader.now().state, domain::SubscriptionState::ended) << "a GET changes nothing";
  }
  EXPECT_NE(reader.browser.post(reader.manage(), {{"product", "cloud"}, {"severity", "low"}}).body.find(button), std::string::npos);
  EXPECT_EQ(reader.browser.post(reader.out() + "/undo").status, 200);
  EXPECT_EQ(reader.now().state, domain::SubscriptionState::confirmed);
  EXPECT_EQ(reader.browser.get(reader.manage()).body.find(button), std::string::npos);
  // After thirty days there is the form only.
  EXPECT_EQ(reader.browser.post(reader.out()).status, 200);
  reader.desk.in.clock.now = reader.desk.in.clock.now + std::chrono::hours{24 * 31};
  auto const late = reader.browser.get(reader.out());
  EXPECT_EQ(late.body.find(button), late.body.npos);
  EXPECT_NE(late.body.find("href=\"/subscribe\""), late.body.npos);
}

TEST(Subscriber, SavingNothingAsksInsteadOfEnding) {
  Reader reader;
  reader.confirm();
  auto const asked = reader.browser.post(reader.manage(), {{"severity", "low"}});
  EXPECT_EQ(asked.status, 200);
  EXPECT_NE(asked.body.find("Nothing was changed"), std::string::npos);
  EXPECT_EQ(reader.now().severity_min, domain::Severity::high);
  EXPECT_EQ(reader.browser.post(reader.manage(), {{"product", "cloud"}, {"severity", "low"}}).status, 200);
  EXPECT_EQ(reader.now().products, std::set<std::string>{"cloud"});
  EXPECT_EQ(reader.browser.post(reader.manage(), {{"product", "cloud"}, {"product", "archiver"}, {"severity", "low"}}).status, 200);
  EXPECT_TRUE(reader.now().products.empty()) << "all of them means all that come";
}

}  // namespace
}  // namespace tocsin::desk::test
