// Writes the desk's pages as files, so that a person can look at them: TOCSIN_PREVIEW=DIRECTORY desk_test
// --gtest_filter='Preview.*'. Without the variable it only checks that each of them renders.
#include <cstdlib>
#include <fstream>

#include "desk/console.h"
#include "desk/test_desk.h"
#include "handling/subscribing.h"
#include "site/page_frame.h"

namespace tocsin::desk::test {
namespace {

using namespace domain;

void save(std::string const& name, std::string bytes) {
  auto const* directory = std::getenv("TOCSIN_PREVIEW");
  if (!directory) return;
  // Files have no root: the stylesheets lie beside the pages.
  bytes = replace_all(std::move(bytes), "\"/assets/", "\"assets/");
  std::ofstream(std::string(directory) + "/" + name) << bytes;
}

struct Preview : testing::Test {
  TestDesk desk;
  Actor lena = desk.add("lena", Role::lead), milo = desk.add("milo", Role::member), gus = desk.add("gus", Role::guest),
        ada = desk.add("ada", Role::administrator);
  Browser browser{desk}, second{desk};

  void act(Actor const& actor, CaseId const& id, CaseCommand const& command) {
    auto done = handling::act(desk.in.world, desk.settings, actor, id, command);
    ASSERT_TRUE(done) << done.error().message;
  }
  void page(std::string const& name, std::string const& target) {
    auto const response = browser.get(target);
    EXPECT_EQ(response.status, 200) << target;
    save(name + ".html", response.body);
  }
  // A session ends when nobody uses it, so whoever comes back later signs in again.
  void later(Duration by) {
    desk.in.clock.now = desk.in.clock.now + by;
    browser.sign_in("lena");
  }
};

TEST_F(Preview, Pages) {
  save(site::stylesheet_path().substr(1), site::stylesheet());
  save(console_stylesheet_path().substr(1), console_stylesheet());
  auto const link = handling::new_sign_in_link(desk.in.world, command_line_actor(), "lena").value();
  page("enter", "/console/enter/" + link);
  save("signed-out.html", browser.get("/console/inbox").body);
  browser.sign_in("lena");
  page("inbox-empty", "/console/inbox");

  auto const phrase = std::string(16, '\x07');
  auto const old = desk.report("The login page leaks account names to anyone who measures the time of its answers");
  later(std::chrono::hours{40});
  auto const main = desk.report("A crafted archive overwrites files outside the target folder", phrase);
  auto const fresh = desk.report("Weak default in the example configuration");
  page("case-new", "/console/cases/" + fresh.text);
  later(std::chrono::hours{9});
  act(lena, main, Acknowledge{{}, "Thank you for your report about Acme Archiver. A person of the security team has read it and is looking into it."});
  act(milo, main, PostMessage{{}, Visibility::team, "Reproduced on 3.4.5 and 3.5.1. 3.2 predates the link code.", {}});
  page("case-acknowledged", "/console/cases/" + main.text);
  act(lena, main, ChangeReportState{ReportAct::validate, {}, {}, "We can reproduce it and are looking at all supported branches."});
  act(lena, main, ChangeReportState{ReportAct::accept, {}, {}, {}});
  act(reporter_actor(main), main, PostMessage{{}, Visibility::reporter, "Do you need a second sample?\n\nI have one for 3.3 too.", {}});
  page("case-classify", "/console/cases/" + main.text);
  act(lena, main, Classify{{Severity::high, "Files outside the folder can be replaced.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N",
                            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", {"CWE-59"}}, MitigationShape::straightforward, ExploitRisk::unknown});
  page("case-path", "/console/cases/" + main.text);
  act(lena, main, DecidePath{DisclosurePath::embargo_with_advance_notice, "users should be able to apply the fix first"});
  act(lena, main, ProposeDisclosure{at("2026-04-01T14:00:00Z"), "The fix ships with 3.5.3."});
  act(lena, main, RecordStep{ClockEvent::fix_identified, {}, {}});
  act(lena, main, AddGuest{gus.staff});
  page("case-steps", "/console/cases/" + main.text);

  Browser reporter{desk, Audience::forwarded};
  save("phrase.html", reporter.get("/r").body);
  save("phrase-wrong.html", reporter.post("/r", {{"phrase", "abc"}}).body);
  reporter.post("/r", {{"phrase", to_hex(phrase)}});
  auto const thread = reporter.get("/r/thread");
  EXPECT_EQ(thread.status, 200);
  save("thread.html", thread.body);

  act(lena, main, RecordStep{ClockEvent::mitigation_available, {}, {}});
  page("case-write", "/console/cases/" + main.text);
  page("inbox", "/console/inbox");
  auto const editor = location_of(browser.post("/console/cases/" + main.text + "/advisory"));
  page("advisory-new", editor);
  AdvisoryId const id{editor.substr(editor.rfind('/') + 1)};
  auto content = desk.in.store.tables.advisories.at(id.text).draft->content;
  auto& one = content.vulnerabilities[0];
  one.description = "An archive with a stored link, followed by a file below it, writes outside the folder it is unpacked to.";
  one.conditions = "and unpack archives that others give you";
  one.impact = "Whoever makes the archive can replace files of the person who unpacks it.";
  one.impacts[0].branches[0].fixed_in = "3.5.3";
  one.impacts[0].branches[0].status = BranchStatus::fixed;
  one.impacts[0].branches[1].fixed_in = "3.4.6";
  one.impacts[0].branches[1].status = BranchStatus::fixed;
  auto const version = desk.in.store.tables.advisories.at(id.text).version;
  ASSERT_TRUE(handling::edit_draft(desk.in.world, lena, id, {content, {}, version}));
  page("advisory-ready", editor);
  page("advisory-preview", editor + "/preview");
  auto const mail = browser.get(editor + "/documents/mail");
  EXPECT_EQ(mail.status, 200);
  auto const asked = handling::request_publication(desk.in.world, desk.settings, lena, id, std::nullopt);
  ASSERT_TRUE(asked) << asked.error().message;
  page("advisory-waits", editor);
  second.sign_in("milo");
  save("advisory-approve.html", second.get(editor).body);
  page("advisories", "/console/advisories");

  auto& outbox = desk.in.store.tables.outbox;
  auto index = 0;
  for (auto& [key, item] : outbox) {
    if (++index == 2) {
      item.state = Delivery::dead;
      item.attempts = 14;
      item.last_error = "timed_out";
    }
    if (index == 3) {
      item.state = Delivery::deferred;
      item.attempts = 3;
    }
  }
  page("outbox", "/console/outbox");
  page("subscribers", "/console/subscribers");
  page("staff", "/console/staff");
  page("settings", "/console/settings");
  auto fields = std::vector<std::pair<std::string, std::string>>{{"version", "1"}, {"text", "A long answer that nobody wants to type twice."}, {"reason", ""}};
  save("conflict.html", browser.post("/console/cases/" + old.text + "/invalid", fields).body);
  save("missing.html", browser.get("/console/cases/none").body);

  ports::Submission wish{.id = std::string(32, '1'), .kind = "subscribe", .fields = {{"email", "reader@example.org"}},
                         .files = {}, .received_hour = floor_hour(desk.in.clock.now), .idempotency_key = {}, .access_phrase = {}};
  ASSERT_TRUE(handling::subscribe(desk.in.world, desk.settings, wish));
  auto const& subscription = desk.in.store.tables.subscriptions.begin()->second;
  auto const confirm = "/s/" + handling::confirm_token(desk.in.keyring, subscription) + "/confirm";
  auto const manage = "/s/" + handling::subscription_token(desk.in.keyring, subscription.id, handling::TokenUse::manage);
  auto const out = "/u/" + handling::subscription_token(desk.in.keyring, subscription.id, handling::TokenUse::unsubscribe);
  save("confirm.html", reporter.get(confirm).body);
  save("confirmed.html", reporter.post(confirm).body);
  save("preferences.html", reporter.get(manage).body);
  save("unsubscribe.html", reporter.get(out).body);
  save("unsubscribed.html", reporter.post(out).body);
}

}  // namespace
}  // namespace tocsin::desk::test
