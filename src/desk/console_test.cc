// The console as a person uses it: from a report to a published advisory, with what goes wrong on the way.
#include "desk/test_desk.h"

#include "desk/advisory_form.h"
#include "formats/format.h"

namespace tocsin::desk::test {
namespace {

using domain::Role;
using Fields = std::vector<std::pair<std::string, std::string>>;

// The fields a browser would send back of the form whose action is `path`: names and values as the page holds them.
Fields fields_on(std::string const& page, std::string const& path) {
  Fields out;
  auto begin = page.find("action=\"" + path + "\"");
  EXPECT_NE(begin, page.npos) << path;
  auto const body = page.substr(begin, page.find("</form>", begin) - begin);
  auto plain = [](std::string text) {
    for (auto const& [from, to] : {std::pair{"&#39;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
      text = replace_all(std::move(text), from, to);
    return text;
  };
  auto attribute = [&](std::string const& tag, std::string const& name) -> std::string {
    auto const found = tag.find(" " + name + "=\"");
    if (found == tag.npos) return {};
    auto const start = found + name.size() + 3;
    return plain(tag.substr(start, tag.find('"', start) - start));
  };
  for (std::size_t at = 0; (at = body.find('<', at)) != body.npos; ++at) {
    auto const tag = body.substr(at, body.find('>', at) - at + 1);
    auto const name = attribute(tag, "name");
    if (name.empty() || name == "token") continue;
    if (tag.starts_with("<input")) {
      auto const type = attribute(tag, "type");
      if (type != "checkbox" && type != "file") out.emplace_back(name, attribute(tag, "value"));
    } else if (tag.starts_with("<textarea")) {
      auto text = body.substr(at + tag.size(), body.find("</textarea>", at) - at - tag.size());
      if (text.starts_with('\n')) text.erase(0, 1);
      out.emplace_back(name, plain(text));
    } else if (tag.starts_with("<select")) {
      auto const options = body.substr(at, body.find("</select>", at) - at);
      auto chosen = options.find(" selected");
      auto const option = chosen == options.npos ? options.find("<option") : options.rfind("<option", chosen);
      out.emplace_back(name, option == options.npos ? "" : attribute(options.substr(option, options.find('>', option) - option + 1), "value"));
    }
  }
  return out;
}

void set(Fields& fields, std::string const& name, std::string const& value) {
  for (auto& field : fields)
    if (field.first == name) {
      field.second = value;
      return;
    }
  fields.emplace_back(name, value);
}

struct Office {
  TestDesk desk;
  domain::Actor lena = desk.add("lena", Role::lead);
  domain::Actor milo = desk.add("milo", Role::member);
  domain::CaseId id = desk.report();
  Browser first{desk}, second{desk};
  Office() {
    first.sign_in("lena");
    second.sign_in("milo");
  }
  std::string path(std::string const& rest = {}) const { return "/console/cases/" + id.text + (rest.empty() ? "" : "/" + rest); }
  domain::Case const& c() { return desk.stored(id); }
  http::Response act(std::string const& word, Fields fields) {
    set(fields, "version", std::to_string(c().version));
    return first.post(path(word), std::move(fields));
  }
  // The form on the page, sent as it stands but for `changes`.
  http::Response press(std::string const& word, Fields const& changes = {}) {
    auto fields = fields_on(first.get(path()).body, path(word));
    for (auto const& [name, value] : changes) set(fields, name, value);
    return first.post(path(word), std::move(fields));
  }
};

TEST(Console, FromReportToApprovedAdvisoryByThePagesAlone) {
  Office office;
  EXPECT_NE(office.first.get("/console/inbox").body.find("An archive can write outside its folder."), std::string::npos);
  EXPECT_EQ(location_of(office.press("acknowledge")), office.path() + "?done=acknowledge");
  ASSERT_FALSE(domain::for_reporter(office.c()).empty());
  EXPECT_NE(domain::for_reporter(office.c()).front().text.find("Acme Archiver"), std::string::npos);
  EXPECT_EQ(office.press("confirm").status, 303);
  EXPECT_EQ(office.c().report_state, domain::ReportState::accepted);
  EXPECT_EQ(office.press("classify", {{"severity", "high"}, {"severity_reason", "Writes anywhere."}, {"cvss31", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N"},
                                      {"cwes", "59, CWE-22"}, {"shape", "straightforward"}}).status, 303);
  EXPECT_EQ(office.c().classification.cwes, (std::vector<std::string>{"CWE-59", "CWE-22"}));
  EXPECT_NE(office.first.get(office.path()).body.find("6.5 (medium)"), std::string::npos);
  EXPECT_EQ(office.press("path", {{"path", "straightforward"}}).status, 303);
  EXPECT_EQ(office.press("step", {{"step", "fix_identified"}}).status, 303);
  EXPECT_EQ(office.press("step", {{"step", "mitigation_available"}}).status, 303);
  EXPECT_EQ(office.press("cve", {{"cve", "CVE-2026-12345"}}).status, 303);

  // From here on the count of interactions matters: a control activated or a field filled is one. At most 12.
  auto interactions = 0;
  office.first.get(office.path());
  auto const begun = office.first.post(office.path("advisory"));
  ++interactions;
  auto const editor = location_of(begun);
  ASSERT_TRUE(editor.starts_with("/console/advisories/ACME-2026-")) << editor;
  auto page = office.first.get(editor);
  ASSERT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Missing before it can be published"), std::string::npos);
  auto fields = fields_on(page.body, editor + "/draft");
  auto fill = [&](std::string const& name, std::string const& value) {
    set(fields, name, value);
    ++interactions;
  };
  fill("v0.description", "An archive with a stored link writes outside its folder.");
  fill("v0.p0.b0.fixed_in", "3.5.3");
  fill("v0.p0.b1.fixed_in", "3.4.6");
  set(fields, "do", "publish");
  ++interactions;
  EXPECT_EQ(location_of(office.first.post(editor + "/draft", fields)), editor + "?done=requested");
  domain::AdvisoryId const advisory{editor.substr(editor.rfind('/') + 1)};
  auto& stored = office.desk.in.store.tables.advisories.at(advisory.text);
  ASSERT_TRUE(stored.draft && stored.draft->publish_minute);
  auto const& branches = stored.draft->content.vulnerabilities.front().impacts.front().branches;
  EXPECT_EQ(branches[0].status, domain::BranchStatus::fixed) << "a fixed version says so by itself";
  EXPECT_EQ(branches[2].status, domain::BranchStatus::end_of_life_not_assessed);
  EXPECT_EQ(branches.size(), 3u) << "the spare row is no row";

  // The author has agreed already and is offered no button; the second person is.
  EXPECT_EQ(office.first.get(editor).body.find("Approve these documents"), std::string::npos);
  auto const seen = office.second.get(editor);
  ASSERT_NE(seen.body.find("Approve these documents"), std::string::npos);
  ++interactions;   // opening it
  auto const approval = fields_on(seen.body, editor + "/approve");
  EXPECT_EQ(location_of(office.second.post(editor + "/approve", approval)), editor + "?done=approved");
  ++interactions;
  EXPECT_TRUE(domain::is_approved(*stored.draft, 2));
  EXPECT_LE(interactions, 12);
  EXPECT_EQ(office.desk.woken.back(), "publication");
}

TEST(Console, AConflictLosesNothingTyped) {
  Office office;
  office.press("acknowledge");
  auto fields = fields_on(office.first.get(office.path()).body, office.path("confirm"));
  set(fields, "text", "My long words & <angles> to the reporter.");
  ASSERT_EQ(office.second.post(office.path("note"), {{"text", "meanwhile"}}).status, 303);
  auto const refused = office.first.post(office.path("confirm"), fields);
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("My long words &amp; &lt;angles&gt; to the reporter."), std::string::npos);
  // The form on that page carries the new version: one press sends it again.
  auto const again = fields_on(refused.body, office.path("confirm"));
  EXPECT_EQ(office.first.post(office.path("confirm"), again).status, 303);
  EXPECT_EQ(office.c().report_state, domain::ReportState::accepted);
}

TEST(Console, ASessionThatEndedKeepsWhatWasTyped) {
  Office office;
  office.desk.in.clock.now = office.desk.in.clock.now + std::chrono::hours{1};
  auto const refused = office.first.post(office.path("reply"), {{"text", "Two hours of careful words."}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("Two hours of careful words."), std::string::npos);
}

TEST(Console, AnEditorConflictShowsTheTypedTextAgain) {
  Office office;
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  auto const editor = location_of(office.first.post(office.path("advisory")));
  auto mine = fields_on(office.first.get(editor).body, editor + "/draft");
  auto theirs = fields_on(office.second.get(editor).body, editor + "/draft");
  set(theirs, "title", "Their title");
  set(theirs, "do", "save");
  ASSERT_EQ(office.second.post(editor + "/draft", theirs).status, 303);
  set(mine, "v0.description", "My description");
  set(mine, "do", "save");
  auto const refused = office.first.post(editor + "/draft", mine);
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("My description"), std::string::npos);
  auto again = fields_on(refused.body, editor + "/draft");
  set(again, "do", "save");
  EXPECT_EQ(office.first.post(editor + "/draft", again).status, 303);
}

TEST(Console, AStaleOrForgedHashIsNoApproval) {
  Office office;
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  office.press("classify", {{"severity", "low"}});
  auto const editor = location_of(office.first.post(office.path("advisory")));
  auto fields = fields_on(office.first.get(editor).body, editor + "/draft");
  set(fields, "v0.description", "Words.");
  set(fields, "v0.p0.b0.fixed_in", "3.5.3");
  set(fields, "do", "publish");
  ASSERT_EQ(location_of(office.first.post(editor + "/draft", fields)), editor + "?done=requested");
  office.second.get(editor);
  EXPECT_EQ(office.second.post(editor + "/approve", {{"hash", std::string(64, '0')}}).status, 409);
  auto const good = fields_on(office.second.get(editor).body, editor + "/approve");
  EXPECT_EQ(office.first.post(editor + "/approve", good).status, 403) << "the author cannot be the second person";
  EXPECT_EQ(office.second.post(editor + "/hold").status, 303);
  EXPECT_EQ(office.first.get(editor).body.find("Approve these documents"), std::string::npos);
}

TEST(Console, WhatIsMissingIsShownAndNothingIsRequested) {
  Office office;
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  auto const editor = location_of(office.first.post(office.path("advisory")));
  auto fields = fields_on(office.first.get(editor).body, editor + "/draft");
  set(fields, "do", "publish");
  EXPECT_EQ(location_of(office.first.post(editor + "/draft", fields)), editor + "?done=saved-with-gaps");
  EXPECT_NE(office.first.get(editor).body.find("the description is empty"), std::string::npos);
}

TEST(Console, NotSecurityIsOnePress) {
  Office office;
  auto const page = office.first.get(office.path()).body;
  EXPECT_NE(page.find("You need help tuning the archiver"), std::string::npos);
  EXPECT_EQ(office.press("not-security").status, 303);
  EXPECT_EQ(office.c().report_state, domain::ReportState::invalid);
  ASSERT_EQ(domain::for_reporter(office.c()).size(), 1u);
  EXPECT_NE(domain::for_reporter(office.c()).front().text.find("https://forum.acme.example/"), std::string::npos);
  EXPECT_EQ(office.press("confirm").status, 303) << "and can be taken back";
  EXPECT_EQ(office.c().report_state, domain::ReportState::accepted);
}

TEST(Console, AClosedCaseCanBeReopened) {
  Office office;
  EXPECT_EQ(office.press("not-security").status, 303);
  EXPECT_EQ(office.first.get(office.path()).body.find("Reopen the case"), std::string::npos);
  EXPECT_EQ(office.press("close", {{"reason", "no answer"}}).status, 303);
  ASSERT_TRUE(domain::is_closed(office.c()));
  EXPECT_EQ(office.press("reopen").status, 400) << "without a reason";
  auto const done = office.press("reopen", {{"reason", "the reporter has a proof"}});
  EXPECT_EQ(location_of(done), office.path() + "?done=reopen");
  EXPECT_EQ(office.c().report_state, domain::ReportState::received);
  auto const page = office.first.get(office.path() + "?done=reopen").body;
  EXPECT_NE(page.find("Open again, as it was received."), page.npos);
  EXPECT_NE(page.find("Reopened by lena: the reporter has a proof"), page.npos);
}

TEST(Console, ADoubleClickActsOnceAndOtherWordsAreNotLost) {
  Office office;
  for (auto const* word : {"reply", "note"}) {
    auto fields = fields_on(office.first.get(office.path()).body, office.path(word));
    set(fields, "text", "Only once.");
    auto const before = office.c().thread.size();
    auto const outbox = office.desk.in.store.tables.outbox.size();
    auto const one = office.first.post(office.path(word), fields), two = office.first.post(office.path(word), fields);
    EXPECT_EQ(one.status, 303);
    EXPECT_EQ(two.status, 303);
    EXPECT_EQ(location_of(one), location_of(two));
    EXPECT_EQ(office.c().thread.size(), before + 1) << word;
    EXPECT_EQ(office.desk.in.store.tables.outbox.size(), outbox + (std::string_view(word) == "reply" ? 1 : 0));
    set(fields, "text", "Other words from the same page.");
    EXPECT_EQ(office.first.post(office.path(word), fields).status, 303);
    EXPECT_EQ(office.c().thread.size(), before + 2) << word;
  }
  // A step that depends on the version answers the second press like the first, not "somebody was faster".
  office.press("acknowledge");
  auto const confirm = fields_on(office.first.get(office.path()).body, office.path("confirm"));
  EXPECT_EQ(office.first.post(office.path("confirm"), confirm).status, 303);
  EXPECT_EQ(office.first.post(office.path("confirm"), confirm).status, 303);
  EXPECT_EQ(office.c().report_state, domain::ReportState::accepted);
}

TEST(Console, ADraftIsReadByItsDoorAndSaysWhatTheReporterWants) {
  Office office;
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  auto const editor = location_of(office.first.post(office.path("advisory")));
  auto& reads = office.desk.in.store.tables.reads[office.id.text];
  for (auto const* below : {"", "/preview", "/documents/csaf", "/documents/mail"}) {
    reads.clear();
    EXPECT_EQ(office.second.get(editor + below).status, 200);
    ASSERT_EQ(reads.size(), 1u) << below;
    EXPECT_EQ(reads[0].reader, office.milo.staff);
  }
  ASSERT_TRUE(handling::change_credit(office.desk.in.world, office.desk.settings, domain::reporter_actor(office.id), office.id, "Renamed"));
  EXPECT_NE(office.first.get(editor).body.find("wants to be named as &#39;Renamed&#39;"), std::string::npos);
  auto fields = fields_on(office.first.get(editor).body, editor + "/draft");
  for (auto const& [name, value] : Fields{{"severity", "low"}, {"v0.description", "Words."}, {"v0.p0.b0.fixed_in", "3.5.3"}, {"do", "publish"}})
    set(fields, name, value);
  EXPECT_EQ(location_of(office.first.post(editor + "/draft", fields)), editor + "?done=saved-with-gaps");
}

TEST(Console, TeamNotesAndMessagesAreMarkedApart) {
  Office office;
  office.press("acknowledge");
  office.act("note", {{"text", "An inner thought."}});
  auto const page = office.first.get(office.path()).body;
  auto const note = page.find("An inner thought.");
  ASSERT_NE(note, page.npos);
  EXPECT_GT(page.rfind("message internal", note), page.rfind("<article", note));
  EXPECT_NE(page.find("Team only"), page.npos);
  EXPECT_NE(page.find("visible to the reporter"), page.npos);
  EXPECT_EQ(domain::for_reporter(office.c()).size(), 1u);
}

TEST(Console, NoIdOfStaffIsShown) {
  Office office;
  office.press("acknowledge");
  office.act("note", {{"text", "x"}});
  auto const page = office.first.get(office.path()).body;
  EXPECT_NE(page.find("Acknowledged by lena"), page.npos);
  // Ids may stand in values of choices, never in text.
  for (std::size_t found = 0; (found = page.find(office.lena.staff.text, found)) != page.npos; ++found)
    EXPECT_EQ(page.substr(found - 7, 7), "value=\"");
}

TEST(Console, AGuestSeesNoReporterAndWritesNotesOnly) {
  Office office;
  auto const gus = office.desk.add("gus", Role::guest);
  ASSERT_TRUE(handling::act(office.desk.in.world, office.desk.settings, office.lena, office.id, domain::AddGuest{gus.staff}));
  Browser guest{office.desk};
  guest.sign_in("gus");
  auto const page = guest.get(office.path());
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("reporter@example.org"), std::string::npos);
  EXPECT_EQ(page.body.find("R. Porter"), std::string::npos);
  EXPECT_EQ(guest.post(office.path("note"), {{"text", "I can fix it."}}).status, 303);
  for (auto const* act : {"reply", "acknowledge", "classify", "fact", "assign"})
    EXPECT_EQ(guest.post(office.path(act), {{"text", "x"}, {"version", "1"}}).status, 403) << act;
}

TEST(Console, AttachmentsAreNeverRendered) {
  Office office;
  auto asked = office.first.request(http::Method::post, office.path("note"));
  asked.fields.add("Content-Type", "multipart/form-data; boundary=x");
  asked.fields.add("Sec-Fetch-Site", "same-origin");
  asked.body = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + office.first.token +
               "\r\n--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nsee the file"
               "\r\n--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n<script>1</script>\r\n--x--\r\n";
  ASSERT_EQ(office.first.send(asked).status, 303);
  ASSERT_EQ(office.c().thread.back().attachments.size(), 1u);
  auto const file = office.first.get(office.path("files/" + office.c().thread.back().attachments.front().id));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "<script>1</script>");
  EXPECT_EQ(file.security, http::SecuritySet::attachment);
  auto disposition = std::string();
  for (auto const& header : file.headers) {
    if (header.name.text() == "Content-Disposition") disposition = header.value.text();
    if (header.name.text() == "Content-Type") {
      EXPECT_EQ(header.value.text(), "application/octet-stream");
    }
  }
  EXPECT_TRUE(disposition.starts_with("attachment;")) << disposition;
  EXPECT_EQ(disposition.find("a.html"), std::string::npos);
}

TEST(Console, HostileTextStaysText) {
  Office office;
  office.act("note", {{"text", "<img src=x onerror=alert(1)> \"quoted\""}});
  auto const page = office.first.get(office.path()).body;
  EXPECT_EQ(page.find("<img"), page.npos);
  EXPECT_NE(page.find("&lt;img src=x"), page.npos);
  EXPECT_EQ(office.first.get(office.path() + "?done=%3Cb%3E").body.find("<b>"), std::string::npos);
}

TEST(Console, DatesPausesAndFactsReachTheCase) {
  Office office;
  office.press("acknowledge");
  EXPECT_EQ(office.press("pause", {{"clock", "analyse"}, {"reason", "waiting_for_reporter"}, {"note", "asked for a sample"}}).status, 303);
  EXPECT_NE(office.first.get(office.path()).body.find("Resume: Analysed"), std::string::npos);
  EXPECT_EQ(office.press("resume").status, 303);
  EXPECT_EQ(office.press("date", {{"until", "2026-04-01T14:00"}}).status, 303);
  ASSERT_TRUE(office.c().embargo.proposal);
  EXPECT_EQ(office.c().embargo.proposal->until, at("2026-04-01T14:00:00Z"));
  EXPECT_EQ(office.press("date", {{"until", "yesterday"}}).status, 400);
  EXPECT_EQ(office.press("delay", {{"reason", "bug_not_understood"}, {"explanation", "It needs a second look."}}).status, 303);
  EXPECT_EQ(office.press("fact", {{"bit", "public_aware"}, {"evidence", "a public post"}}).status, 303);
  EXPECT_EQ(office.c().embargo.state, domain::EmbargoState::none) << "what is public cannot be kept silent about";
}

TEST(Console, TheFormGivesBackWhatItWasGiven) {
  Office office;
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  auto const editor = location_of(office.first.post(office.path("advisory")));
  domain::AdvisoryId const id{editor.substr(editor.rfind('/') + 1)};
  auto fields = fields_on(office.first.get(editor).body, editor + "/draft");
  for (auto const& [name, value] : Fields{{"title", "A title with \"quotes\" & <angles>"}, {"severity", "critical"}, {"v0.description", "One.\n\nTwo."},
                                          {"v0.cwes", "59"}, {"v0.p0.b0.affected_from", "3.5.0"}, {"v0.p0.b0.fixed_in", "3.5.3"},
                                          {"v0.p0.b0.released", "2026-03-01"}, {"v0.p0.b1.status", "not_affected"},
                                          {"v0.p0.b1.reason", "vulnerable_code_not_present"}, {"v0.p0.b3.branch", "4.0"},
                                          {"v0.r0.category", "workaround"}, {"v0.r0.details", "Unpack as nobody."},
                                          {"ref0.summary", "The fix"}, {"ref0.url", "https://acme.example/fix"},
                                          {"note0.category", "faq"}, {"note0.text", "No."}, {"v0.add_product", "cloud"}, {"do", "save"}})
    set(fields, name, value);
  ASSERT_EQ(office.first.post(editor + "/draft", fields).status, 303);
  auto const saved = office.desk.in.store.tables.advisories.at(id.text).draft->content;
  EXPECT_EQ(saved.vulnerabilities[0].impacts.size(), 2u);
  EXPECT_EQ(saved.vulnerabilities[0].impacts[0].branches.size(), 4u);
  EXPECT_EQ(saved.vulnerabilities[0].cwes, std::vector<std::string>{"CWE-59"});
  // Saving the page as it now stands changes nothing.
  auto again = fields_on(office.first.get(editor).body, editor + "/draft");
  set(again, "do", "save");
  ASSERT_EQ(office.first.post(editor + "/draft", again).status, 303);
  EXPECT_EQ(office.desk.in.store.tables.advisories.at(id.text).draft->content, saved);
}

TEST(Console, AnAdvisoryWithFortyBranchesFitsTheForm) {
  Office office;
  for (int i = 0; i < 60; ++i) office.desk.settings.site.products[0].lines.push_back({.line = "2." + std::to_string(i)});
  for (auto const* act : {"acknowledge", "confirm"}) office.press(act);
  auto const editor = location_of(office.first.post(office.path("advisory")));
  auto fields = fields_on(office.first.get(editor).body, editor + "/draft");
  EXPECT_GT(fields.size(), 400u);
  set(fields, "do", "save");
  EXPECT_EQ(office.first.post(editor + "/draft", fields).status, 303);
}

TEST(Console, EveryPageOpensInThePseudoLocale) {
  Office office;
  office.desk.settings.site.language = std::string(words::kPseudo);
  for (auto const* path : {"/console/inbox", "/console/advisories", "/console/outbox", "/console/subscribers", "/console/staff", "/console/settings"}) {
    auto const page = office.first.get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_NE(page.body.find("⟦"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace tocsin::desk::test
