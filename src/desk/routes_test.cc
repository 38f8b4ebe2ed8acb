// The route table: every row by every role on their own and on somebody else's case; forged posts; twins of "nothing here".
#include "desk/test_desk.h"

namespace tocsin::desk::test {
namespace {

using domain::Role;

struct Scene {
  TestDesk desk;
  domain::CaseId mine;      // the guest was added to it
  domain::CaseId other;
  domain::AdvisoryId advisory;
  std::map<Role, std::string> names{{Role::lead, "lena"}, {Role::member, "milo"}, {Role::guest, "gus"}, {Role::administrator, "ada"}};
  std::map<Role, domain::Actor> actors;

  Scene() {
    for (auto const& [role, name] : names) actors[role] = desk.add(name, role);
    mine = desk.report("Mine");
    other = desk.report("Other");
    auto done = handling::act(desk.in.world, desk.settings, actors[Role::lead], mine, domain::AddGuest{actors[Role::guest].staff});
    EXPECT_TRUE(done);
    for (auto const& id : {mine, other}) {
      auto& c = desk.in.store.tables.cases.at(id.text);
      c.reports.front().attachments.push_back({"0123456789abcdef0123456789abcdef", "sample.tar", "application/x-tar", 5});
      desk.in.store.tables.files[id.text + "/0123456789abcdef0123456789abcdef"] = "bytes";
    }
    advisory = handling::start_advisory(desk.in.world, desk.settings, actors[Role::lead], mine)->id;
  }

  std::string target(Route const& route, domain::CaseId const& id) const {
    auto out = std::string(route.pattern);
    if (out.starts_with("/console/cases/")) out = replace_all(out, "{id}", id.text);
    if (out.starts_with("/console/advisories/")) out = replace_all(out, "{id}", advisory.text);
    out = replace_all(out, "{id}", "none");
    out = replace_all(out, "{file}", "0123456789abcdef0123456789abcdef");
    out = replace_all(out, "{act}", "note");
    out = replace_all(out, "{name}", "none.css");
    return replace_all(out, "{word}", "csaf");
  }
};

// What the domain model says; the pages must say the same.
int expected_refusal(Scene& scene, Route const& route, Role role, domain::CaseId const& id) {
  auto const& actor = scene.actors[role];
  if (route.access.object == domain::Object::public_form) return 0;
  if (auto allowed = domain::authorize(actor, route.access); !allowed) return describe(allowed.error().code).http_status;
  if (route.access.object == domain::Object::case_)
    if (auto allowed = domain::authorize(actor, scene.desk.stored(id), route.access); !allowed)
      return describe(allowed.error().code).http_status;
  return 0;
}

TEST(Routes, EveryRoleGetsWhatTheDomainGrantsAndNothingElse) {
  int seen = 0;
  for (auto const& route : kRoutes) {
    if (route.proof != Proof::session || route.pattern == "/console/leave") continue;
    // Rows of the outbox need an item; what they refuse is tested, what they do is console_test's.
    for (auto role : {Role::lead, Role::member, Role::guest, Role::administrator})
      for (auto own : {true, false}) {
        Scene scene;
        auto const id = own ? scene.mine : scene.other;
        auto const expected = expected_refusal(scene, route, role, id);
        Browser browser{scene.desk};
        browser.sign_in(scene.names[role]);
        auto const target = scene.target(route, id);
        auto const response = route.method == http::Method::get ? browser.get(target) : browser.post(target, {{"text", "a word"}, {"do", "save"}});
        SCOPED_TRACE(std::string(route.pattern) + " by " + scene.names[role] + (own ? " on their case" : " on another case"));
        ++seen;
        if (expected != 0) {
          EXPECT_EQ(response.status, expected);
        } else if (route.pattern.starts_with("/console/outbox/")) {
          EXPECT_EQ(response.status, 404);   // there is no such item
        } else {
          EXPECT_TRUE(response.status == 200 || response.status == 303 || response.status == 400 || response.status == 409) << response.status;
        }
      }
  }
  EXPECT_GT(seen, 150);
}

TEST(Routes, SignedOutPeopleGetNoPageOfTheConsole) {
  Scene scene;
  for (auto const& route : kRoutes) {
    if (route.proof != Proof::session) continue;
    Browser browser{scene.desk};
    auto const target = scene.target(route, scene.mine);
    auto const response = route.method == http::Method::get ? browser.get(target) : browser.post(target);
    EXPECT_EQ(response.status, 403) << route.pattern;
    EXPECT_EQ(response.body.find("Mine"), std::string::npos) << route.pattern;
  }
}

TEST(Routes, ReportersRowsNeedTheirPhrase) {
  Scene scene;
  for (auto const& route : kRoutes) {
    if (route.proof != Proof::phrase) continue;
    Browser browser{scene.desk, Audience::forwarded};
    auto const target = scene.target(route, scene.mine);
    if (route.method == http::Method::get) {
      EXPECT_EQ(location_of(browser.get(target)), "/r") << route.pattern;
    } else {
      EXPECT_EQ(browser.post(target, {{"text", "x"}}).status, 403) << route.pattern;
    }
  }
}

TEST(Routes, ConsoleAndForwardedAddressesDoNotMix) {
  Scene scene;
  for (auto const& route : kRoutes) {
    Browser wrong{scene.desk, route.audience == Audience::console ? Audience::forwarded : Audience::console};
    auto const target = replace_all(scene.target(route, scene.mine), "{token}", "x");
    auto const response = route.method == http::Method::get ? wrong.get(target) : wrong.post(target);
    EXPECT_EQ(response.status, 404) << route.pattern;
  }
}

TEST(Routes, GetChangesNothingButTheLogOfReads) {
  for (auto const& route : kRoutes) {
    if (route.method != http::Method::get || route.audience != Audience::console) continue;
    Scene scene;
    Browser browser{scene.desk};
    browser.sign_in("lena");
    auto const& tables = scene.desk.in.store.tables;
    auto const cases = tables.cases;
    auto const advisories = tables.advisories;
    auto const journal = tables.journal.at("case/" + scene.mine.text).size();
    auto const outbox = tables.outbox.size();
    browser.get(replace_all(scene.target(route, scene.mine), "{token}", "x"));
    EXPECT_EQ(tables.cases, cases) << route.pattern;
    EXPECT_EQ(tables.advisories, advisories) << route.pattern;
    EXPECT_EQ(tables.journal.at("case/" + scene.mine.text).size(), journal);
    EXPECT_EQ(tables.outbox.size(), outbox);
  }
}

// T34. Each forgery alone is refused, and nothing changes.
TEST(Routes, ForgedPostsAreRefused) {
  Scene scene;
  Browser browser{scene.desk};
  browser.sign_in("lena");
  auto const target = "/console/cases/" + scene.mine.text + "/note";
  auto const before = scene.desk.stored(scene.mine);
  auto forged = [&](std::string const& origin, std::string const& site, std::string const& token) {
    auto asked = browser.request(http::Method::post, target);
    asked.fields.add("Content-Type", "application/x-www-form-urlencoded");
    if (!origin.empty()) asked.fields.add("Origin", origin);
    if (!site.empty()) asked.fields.add("Sec-Fetch-Site", site);
    asked.body = "text=hello&token=" + token;
    return browser.send(asked).status;
  };
  auto const good = browser.token;
  EXPECT_EQ(forged("https://evil.example", "", good), 403);
  EXPECT_EQ(forged("https://desk.acme.example.evil.example", "", good), 403);
  EXPECT_EQ(forged("https://desk.acme.example:444", "", good), 403);
  EXPECT_EQ(forged("http://desk.acme.example", "", good), 403);
  EXPECT_EQ(forged("null", "cross-site", good), 403);
  EXPECT_EQ(forged("null", "same-site", good), 403);
  EXPECT_EQ(forged("null", "none", good), 403);
  EXPECT_EQ(forged("https://desk.acme.example", "cross-site", good), 403);
  EXPECT_EQ(forged("null", "", good), 403);       // no positive word at all
  EXPECT_EQ(forged("", "", good), 403);
  EXPECT_EQ(forged("null", "same-origin", ""), 403);
  EXPECT_EQ(forged("null", "same-origin", "AAAA"), 403);
  auto other = good;
  other[0] = other[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(forged("null", "same-origin", other), 403);
  EXPECT_EQ(scene.desk.stored(scene.mine), before);
  EXPECT_EQ(forged("null", "same-origin", good), 303);
  EXPECT_EQ(forged("https://desk.acme.example", "", good), 303);
}

TEST(Routes, ATokenIsWorthNothingInAnotherSession) {
  Scene scene;
  Browser one{scene.desk}, two{scene.desk};
  one.sign_in("lena");
  two.sign_in("milo");
  ASSERT_NE(one.token, two.token);
  two.token = one.token;
  EXPECT_EQ(two.post("/console/cases/" + scene.mine.text + "/note", {{"text", "hi"}}).status, 403);
}

// T2: an address that names nothing and one that this person may not see are the same bytes.
TEST(Routes, NothingHereHasTwinsByteForByte) {
  Scene scene;
  Browser guest{scene.desk}, admin{scene.desk};
  guest.sign_in("gus");
  admin.sign_in("ada");
  auto const unknown = std::string(32, '0');
  for (auto* browser : {&guest, &admin}) {
    auto const nothing = browser->get("/console/cases/" + unknown);
    auto const hidden = browser->get("/console/cases/" + scene.other.text);
    auto const nowhere = browser->get("/console/no/such/page");
    EXPECT_EQ(nothing.status, 404);
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(nothing.body, hidden.body);
    EXPECT_EQ(nothing.body, nowhere.body);
    EXPECT_EQ(browser->get("/console/advisories/" + scene.advisory.text).body, browser->get("/console/advisories/ACME-2026-00000").body);
    EXPECT_EQ(browser->post("/console/cases/" + scene.other.text + "/note", {{"text", "x"}}).body,
              browser->post("/console/cases/" + unknown + "/note", {{"text", "x"}}).body);
  }
}

TEST(Routes, CookiesAreBoundToTheirScheme) {
  Scene scene;
  Browser browser{scene.desk};
  browser.sign_in("lena");
  EXPECT_TRUE(browser.cookies.contains("__Host-tocsin"));
  scene.desk.settings.console_url = "http://127.0.0.1:8081";
  Browser loopback{scene.desk};
  auto const link = handling::new_sign_in_link(scene.desk.in.world, domain::command_line_actor(), "lena").value();
  auto const response = loopback.post("/console/enter/" + link);
  ASSERT_TRUE(loopback.cookies.contains("tocsin_session"));
  for (auto const& header : response.headers)
    if (header.name.text() == "Set-Cookie") {
      EXPECT_NE(header.value.text().find("HttpOnly"), std::string_view::npos);
      EXPECT_NE(header.value.text().find("SameSite=Strict"), std::string_view::npos);
      EXPECT_EQ(header.value.text().find("Secure"), std::string_view::npos);
    }
}

TEST(Routes, SessionsEndIdleAndAtMostAfterTwelveHours) {
  Scene scene;
  Browser browser{scene.desk};
  browser.sign_in("lena");
  scene.desk.in.clock.now = scene.desk.in.clock.now + std::chrono::minutes{14};
  EXPECT_EQ(browser.get("/console/inbox").status, 200);
  scene.desk.in.clock.now = scene.desk.in.clock.now + std::chrono::minutes{16};
  EXPECT_EQ(browser.get("/console/inbox").status, 403);
  browser.sign_in("lena");
  for (int i = 0; i < 12 * 6; ++i) {
    scene.desk.in.clock.now = scene.desk.in.clock.now + std::chrono::minutes{10};
    browser.get("/console/inbox");
  }
  scene.desk.in.clock.now = scene.desk.in.clock.now + std::chrono::minutes{10};
  EXPECT_EQ(browser.get("/console/inbox").status, 403);
}

TEST(Routes, ASignInLinkIsUsedUpByTheButtonAlone) {
  Scene scene;
  auto const link = handling::new_sign_in_link(scene.desk.in.world, domain::command_line_actor(), "lena").value();
  Browser scanner{scene.desk}, person{scene.desk};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(scanner.get("/console/enter/" + link).status, 200);
  EXPECT_EQ(person.post("/console/enter/" + link).status, 303);
  EXPECT_EQ(scanner.post("/console/enter/" + link).status, 404);
  EXPECT_EQ(person.post("/console/leave").status, 403) << "without a form token";
  person.get("/console/inbox");
  EXPECT_EQ(person.post("/console/leave").status, 200);
  EXPECT_EQ(person.get("/console/inbox").status, 403);
}

}  // namespace
}  // namespace tocsin::desk::test
