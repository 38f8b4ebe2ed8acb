// See demo_story.h. First the small verbs, then the cases as tables, then the story in order of time.
#include "app/demo_story.h"

#include <algorithm>
#include <functional>

#include "handling/casework.h"
#include "handling/drafting.h"
#include "handling/publication.h"
#include "handling/receipt.h"
#include "handling/sign_in.h"
#include "handling/subscribing.h"
#include "handling/trusted_time.h"
#include "jobs/schedule.h"

namespace tocsin::app {
namespace {

using namespace domain;
using std::chrono::hours;
using std::chrono::minutes;

// What a finished case came to; each row is one published advisory.
struct Finished {
  char const* product;
  char const* title;
  Severity severity;
  char const* reason;
  char const* cvss31;
  char const* cwe;
  char const* cve;
  char const* conditions;
  char const* description;
  char const* impact;
  std::vector<std::pair<char const*, char const*>> fixed;   // branch, first fixed version
  char const* mitigation;                                   // configuration, or empty
  char const* credit;
  int days_ago;
};

std::vector<Finished> finished_cases() {
  return {
      {"archiver", "Reading a crafted archive overwrites files outside the target folder", Severity::high,
       "No account is needed and one opened archive is enough.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:H", "CWE-59",
       "CVE-1900-10001", "and unpack archives that others give you",
       "A link stored in an archive is followed while later entries are written, so an entry may leave the folder that the user chose.",
       "An attacker writes files with the rights of whoever unpacks the archive.", {{"3.5", "3.5.2"}, {"3.4", "3.4.7"}},
       "Set `unpack.follow_links = off`.", "A grateful user", 120},
      {"archiver", "A long comment in an archive header stops the indexer", Severity::low,
       "The indexer starts again by itself.", "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:L", "CWE-770", "CVE-1900-10002",
       "and index archives that others give you", "The comment of an archive is read without a limit.",
       "Indexing stops until the next start.", {{"3.5", "3.5.2"}}, "", "", 112},
      {"gateway", "Header names are compared with case when a rule blocks them", Severity::medium,
       "Only rules that block by header name are concerned.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N", "CWE-178",
       "CVE-1900-10003", "and block requests by the name of a header",
       "A rule that blocks `X-Internal` lets `x-internal` pass.", "A request reaches a service that the rule protects.",
       {{"26.2", "26.2.3"}, {"25.8", "25.8.9"}, {"24.8", "24.8.12"}}, "Write the rule twice, in both spellings.", "", 104},
      {"gateway", "Session cookies of the admin page are sent over plain connections", Severity::medium,
       "The admin page must be reachable over http.", "CVSS:3.1/AV:A/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N", "CWE-614",
       "CVE-1900-10004", "and open the admin page over http", "The cookie of the admin page lacks the attribute Secure.",
       "Somebody on the same network takes over the session of an administrator.", {{"26.2", "26.2.4"}, {"25.8", "25.8.10"}}, "",
       "R. Example", 91},
      {"gateway", "The debug page shows configuration to everybody", Severity::high,
       "The page needs no account and shows passwords of backends.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
       "CWE-200", "CVE-1900-10005", "and have `debug.page` switched on",
       "The debug page is served on every address the gateway listens on. Switching it off is the whole remedy; no release is needed.",
       "Anybody who reaches the gateway reads its configuration, passwords included.", {},
       "Set `debug.page = off` and change the passwords of all backends.", "", 83},
      {"archiver", "Password check of encrypted archives leaks its progress in time", Severity::medium,
       "An attacker needs many thousand measured tries.", "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", "CWE-208",
       "CVE-1900-10006", "and check passwords on behalf of others", "The comparison of the check value stops at the first wrong byte.",
       "With enough measurements the check value can be guessed.", {{"3.5", "3.5.3"}, {"3.4", "3.4.8"}}, "", "Lab of an example university", 70},
      {"archiver", "Unpacking on Windows names devices", Severity::low, "Nothing is damaged; the program waits.",
       "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:L", "CWE-67", "", "and unpack archives on Windows",
       "Entries named like devices are opened.", "Unpacking does not end.", {{"3.5", "3.5.3"}}, "", "", 66},
      {"gateway", "A crafted certificate ends the worker process", Severity::critical,
       "One connection from anywhere is enough, again and again.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", "CWE-125",
       "CVE-1900-10008", "and ask clients for certificates",
       "A certificate with an empty extension is read past its end.", "The worker ends, and on some systems memory is altered before.",
       {{"26.2", "26.2.5"}, {"25.8", "25.8.10"}, {"24.8", "24.8.13"}}, "Do not ask for client certificates until the upgrade.", "Q. Sample", 55},
      {"gateway", "Rate limits count all users of one address together twice", Severity::low,
       "Limits are reached earlier than configured; none is lifted.", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", "CWE-682",
       "", "and limit requests by address", "The counter is increased twice for requests that are forwarded.",
       "Users are refused too early.", {{"26.2", "26.2.5"}}, "", "", 47},
      {"archiver", "The preview follows links to other hosts", Severity::medium, "Only the preview of documents is concerned.",
       "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:N/A:N", "CWE-918", "CVE-1900-10010", "and show previews of documents",
       "The preview loads pictures from addresses that the document names.", "The author of a document learns who looks at it, and from where.",
       {{"3.5", "3.5.4"}, {"3.4", "3.4.9"}}, "Set `preview.remote = off`.", "A grateful user", 33},
      {"gateway", "Log files can be named by a request", Severity::high, "The log page must be reachable by others.",
       "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:L", "CWE-22", "CVE-1900-10011", "and let others open the log page",
       "The name of a log file is taken from the request without a check.", "A user with an account writes files outside the log folder.",
       {{"26.2", "26.2.6"}, {"25.8", "25.8.11"}, {"24.8", "24.8.14"}}, "", "W. Placeholder", 20},
      {"archiver", "Temporary files can be read by other users of the machine", Severity::low, "Local users only.",
       "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N", "CWE-377", "CVE-1900-10012", "and share the machine with others",
       "Temporary files are made with the default rights of the user.", "Another user reads parts of an archive while it is unpacked.",
       {{"3.5", "3.5.4"}}, "Set `TMPDIR` to a folder of your own.", "", 12},
  };
}

struct Open {
  char const* product;
  char const* version;
  char const* impact;
  char const* reproduction;
  char const* email;      // empty: anonymous
  char const* credit;
};

// The desk, with its clock and its people.
class Storyteller {
 public:
  Storyteller(ports::World& world, handling::Settings const& settings, StoryClock& clock, Instant now)
      : world_(world), settings_(settings), clock_(clock), now_(now) {}

  Status tell();

 private:
  Instant ago(Duration d) const { return now_ - d; }
  // Moves the clock in steps of a day at most, with the jobs of the desk run at each.
  Status until(Instant at);
  Status people();
  Status subscribers();
  Result<Case> report(Open const& what);
  Result<Case> act(Actor const& who, CaseId const& id, CaseCommand const& command) {
    return handling::act(world_, settings_, who, id, command);
  }
  Status finish(Finished const& what);
  Status publish(Case const& c, std::function<void(AdvisoryContent&)> const& write, std::optional<Instant> at,
                 bool approve);
  Status open_cases();
  Status correct_and_withdraw();

  ports::World& world_;
  handling::Settings const& settings_;
  StoryClock& clock_;
  Instant now_;
  Actor lead_, member_;
  jobs::JobState state_;
  std::vector<AdvisoryId> published_;
  int submissions_ = 0;
};

Status Storyteller::until(Instant at) {
  while (clock_.wall() < at) {
    clock_.move_to(std::min(at, clock_.wall() + hours{24}));
    CHECKED(handling::clock_beat(world_));
  }
  return {};
}

Status Storyteller::people() {
  for (auto const& [name, email, role] :
       {std::tuple{"lead", "lead@acme.example", Role::lead}, std::tuple{"member", "member@acme.example", Role::member},
        std::tuple{"developer", "developer@acme.example", Role::guest},
        std::tuple{"admin", "admin@acme.example", Role::administrator}})
    CHECKED(handling::add_staff(world_, command_line_actor(), {name, email, role}));
  lead_ = staff_actor(TRY(handling::staff_named(world_, "lead")));
  member_ = staff_actor(TRY(handling::staff_named(world_, "member")));
  return {};
}

Status Storyteller::subscribers() {
  for (auto const& [email, product] : {std::pair{"operator@customer.example", "gateway"},
                                      std::pair{"security@distribution.example", "archiver"},
                                      std::pair{"reader@example.org", ""}}) {
    ports::Submission asked{.id = "story-" + std::to_string(++submissions_), .kind = "subscribe", .fields = {{"email", email}}};
    if (*product) asked.fields.emplace_back("product", product);
    CHECKED(handling::subscribe(world_, settings_, asked));
  }
  auto tx = TRY(world_.store.read());
  for (auto const& item : TRY(tx->outbox({Delivery::waiting}, 100))) {
    auto const* told = std::get_if<TellSubscriber>(&item.effect);
    if (!told || told->notice != "confirm") continue;
    auto const subscription = TRY(handling::read_subscription(world_, told->subscription));
    CHECKED(handling::confirm_subscription(world_, handling::confirm_token(world_.keyring, subscription)));
  }
  return {};
}

Result<Case> Storyteller::report(Open const& what) {
  ports::Submission submission{.id = "story-" + std::to_string(++submissions_),
                               .kind = "report",
                               .fields = {{"product", what.product}, {"version", what.version}, {"impact", what.impact},
                                          {"reproduction", what.reproduction}, {"email", what.email}, {"credit", what.credit}},
                               .files = {},
                               .received_hour = floor_hour(clock_.wall()),
                               .idempotency_key = {},
                               .access_phrase = world_.entropy.bytes(16)};
  auto const receipt = TRY(handling::receive_report(world_, settings_, submission));
  return handling::read_case(world_, lead_, receipt.case_id, Level::summary);
}

Status Storyteller::publish(Case const& c, std::function<void(AdvisoryContent&)> const& write, std::optional<Instant> at,
                            bool approve) {
  auto advisory = TRY(handling::start_advisory(world_, settings_, lead_, c.id));
  auto content = advisory.draft->content;
  write(content);
  advisory = TRY(handling::edit_draft(world_, lead_, advisory.id, {content, "", advisory.version}));
  advisory = TRY(handling::request_publication(world_, settings_, lead_, advisory.id, at));
  if (!approve) return {};
  TRY(handling::approve(world_, settings_, member_, advisory.id, advisory.draft->documents_hash));
  if (at && *at > clock_.wall()) return {};
  CHECKED(handling::publish(world_, settings_, state_.index, advisory.id));
  CHECKED(handling::resume_flip(world_));
  published_.push_back(advisory.id);
  return {};
}

void fill(AdvisoryContent& content, Finished const& what, CivilDate released) {
  auto& vulnerability = content.vulnerabilities.front();
  vulnerability.conditions = what.conditions;
  vulnerability.description = what.description;
  vulnerability.impact = what.impact;
  vulnerability.known_exploitation = KnownExploitation::no;
  for (auto& impact : vulnerability.impacts)
    for (auto& branch : impact.branches) {
      auto fix = std::ranges::find_if(what.fixed, [&](auto const& row) { return branch.branch == row.first; });
      if (fix != what.fixed.end()) {
        branch.status = BranchStatus::fixed;
        branch.affected_from = branch.branch + ".0";
        branch.fixed_in = fix->second;
        branch.released = released;
      } else if (branch.status == BranchStatus::under_investigation && what.fixed.empty()) {
        branch.status = BranchStatus::affected;
        branch.affected_from = branch.branch + ".0";
      } else if (branch.status == BranchStatus::under_investigation) {
        branch.status = BranchStatus::not_affected;
        branch.reason = NotAffectedReason::vulnerable_code_not_present;
      }
    }
  if (*what.mitigation)
    vulnerability.remediations.push_back({.category = what.fixed.empty() ? RemediationCategory::mitigation : RemediationCategory::workaround,
                                          .details = what.mitigation, .url = {}, .products = {}});
}

Status Storyteller::finish(Finished const& what) {
  auto const public_at = ago(hours{24 * what.days_ago});
  CHECKED(until(public_at - hours{24 * 9}));
  auto c = TRY(report({what.product, what.fixed.empty() ? "26.2" : what.fixed.front().first, what.title, what.description,
                       "reporter@example.org", what.credit}));
  CHECKED(until(clock_.wall() + hours{20}));
  TRY(act(lead_, c.id, Acknowledge{"", "Thank you. We have it and are looking at it; you will hear from us within the promised time."}));
  TRY(act(lead_, c.id, ChangeReportState{ReportAct::validate, "", "", ""}));
  TRY(act(lead_, c.id, ChangeReportState{ReportAct::accept, "", "", "We can reproduce it and are working on a fix."}));
  TRY(act(lead_, c.id, Retitle{what.title}));
  TRY(act(lead_, c.id, Classify{{what.severity, what.reason, what.cvss31, "", {what.cwe}}, MitigationShape::straightforward, ExploitRisk::lower}));
  if (*what.cve) TRY(act(lead_, c.id, AssignCve{what.cve}));
  TRY(act(lead_, c.id, DecidePath{DisclosurePath::straightforward, "The fix is small and the risk of exploitation is lower."}));
  CHECKED(until(public_at - hours{24}));
  TRY(act(member_, c.id, RecordStep{ClockEvent::mitigation_available, "", "A remedy is ready; we plan to publish tomorrow."}));
  CHECKED(until(public_at));
  return publish(c, [&](AdvisoryContent& content) { fill(content, what, utc_date(public_at)); }, std::nullopt, true);
}

Status Storyteller::correct_and_withdraw() {
  auto const one = published_[2], other = published_[8];
  for (auto const& [id, kind, reason] :
       {std::tuple{one, DraftKind::correction, "The branch 24.8 was named with a wrong first fixed version."},
        std::tuple{other, DraftKind::withdrawal, "The limit behaves as documented; this is no vulnerability."}}) {
    auto advisory = TRY(handling::start_revision(world_, lead_, id, {kind, reason}));
    advisory = TRY(handling::request_publication(world_, settings_, lead_, id, std::nullopt));
    TRY(handling::approve(world_, settings_, member_, id, advisory.draft->documents_hash));
    CHECKED(until(advisory.draft->publish_minute.value()));
    CHECKED(handling::publish(world_, settings_, state_.index, id));
    CHECKED(handling::resume_flip(world_));
  }
  return {};
}

// One case in every state, so that each page of the console has something to show.
Status Storyteller::open_cases() {
  // An embargo under way: agreed with the reporter, advance notice sent, the advisory written and waiting for its day.
  CHECKED(until(ago(hours{24 * 25})));
  auto embargo = TRY(report({"gateway", "26.2.6", "Requests with two lengths reach the wrong backend",
                             "Send a request with two different lengths; the second is used by the backend.",
                             "researcher@example.org", "Q. Sample"}));
  CHECKED(until(clock_.wall() + hours{6}));
  TRY(act(lead_, embargo.id, Acknowledge{"", "Thank you. This is in our hands; please keep it to yourself while we look."}));
  TRY(act(lead_, embargo.id, ChangeReportState{ReportAct::validate, "", "", ""}));
  TRY(act(lead_, embargo.id, ChangeReportState{ReportAct::accept, "", "", "Confirmed on all supported branches."}));
  TRY(act(lead_, embargo.id, Retitle{"Requests with two lengths reach the wrong backend"}));
  TRY(act(lead_, embargo.id, AssignCve{"CVE-1900-10020"}));
  TRY(act(lead_, embargo.id, Classify{{Severity::critical, "No account is needed; other users' requests can be read.",
                                       "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:N", "", {"CWE-444"}},
                                      MitigationShape::complex, ExploitRisk::higher}));
  TRY(act(lead_, embargo.id, DecidePath{DisclosurePath::embargo_with_advance_notice, "Complex fix, high risk of exploitation."}));
  TRY(act(lead_, embargo.id, ProposeDisclosure{now_ + hours{24 * 6}, "All branches need the fix and a week of tests."}));
  TRY(act(reporter_actor(embargo.id), embargo.id, AnswerDisclosure{EmbargoAct::accept}));
  CHECKED(until(ago(hours{24 * 3})));
  TRY(act(member_, embargo.id, RecordStep{ClockEvent::mitigation_available, "", "The fix is ready on all branches."}));
  TRY(act(member_, embargo.id, RecordStep{ClockEvent::embargo_notice_sent, "", ""}));
  TRY(act(lead_, embargo.id, AddGuest{TRY(handling::staff_named(world_, "developer")).id}));
  auto const day = floor_minute(now_ + hours{24 * 6} + minutes{1});
  CHECKED(publish(embargo, [](AdvisoryContent& content) {
    auto& vulnerability = content.vulnerabilities.front();
    vulnerability.conditions = "and forward requests to more than one backend";
    vulnerability.description = "A request that states its length twice is cut at the first length and forwarded with the second.";
    vulnerability.impact = "An attacker reads answers that belong to other users.";
    for (auto& impact : vulnerability.impacts)
      for (auto& branch : impact.branches)
        if (branch.status == BranchStatus::under_investigation) {
          branch.status = BranchStatus::fixed;
          branch.affected_from = branch.branch + ".0";
          branch.fixed_in = branch.branch == "26.2" ? "26.2.7" : branch.branch == "25.8" ? "25.8.12" : "24.8.15";
        }
  }, day, false));

  // A promise that was missed, and one that waits for the reporter with its clock paused.
  CHECKED(until(ago(hours{24 * 12})));
  auto missed = TRY(report({"gateway", "25.8.11", "The status page shows the names of backends", "Open /status without an account.", "", ""}));
  CHECKED(until(ago(hours{24 * 9})));
  auto paused = TRY(report({"archiver", "3.4.9", "Unpacking sometimes writes a file twice", "I saw it once, with a large archive.",
                            "user@example.org", ""}));
  CHECKED(until(clock_.wall() + hours{5}));
  TRY(act(member_, paused.id, Acknowledge{"", "Thank you. Could you tell us how large the archive was?"}));
  auto const& rules = settings_.rules_of(paused.rules_version);
  for (auto const& clock : rules.clocks)
    if (std::ranges::find(clock.pause_reasons, PauseReason::waiting_for_reporter) != clock.pause_reasons.end()) {
      TRY(act(member_, paused.id, PauseClock{clock.name, PauseReason::waiting_for_reporter, "asked for the size of the archive", std::nullopt}));
      break;
    }
  // Not security, answered kindly; the reporter may still answer.
  auto question = TRY(report({"archiver", "3.5.4", "How do I unpack faster?", "It takes long.", "user@example.org", ""}));
  TRY(act(member_, question.id, AnswerNotSecurity{"", "Thank you for writing. This is a question of use rather than of security; the forum is the right place: https://acme.example/forum"}));
  // Confirmed and being worked on; deferred; and one that waits for the second person.
  CHECKED(until(ago(hours{24 * 6})));
  auto work = TRY(report({"archiver", "3.5.4", "The list of recent files survives its deletion", "Delete the list and start again.",
                          "tester@example.org", "R. Example"}));
  CHECKED(until(clock_.wall() + hours{8}));
  TRY(act(lead_, work.id, Acknowledge{"", "Thank you, we are on it."}));
  TRY(act(lead_, work.id, ChangeReportState{ReportAct::validate, "", "", ""}));
  TRY(act(lead_, work.id, ChangeReportState{ReportAct::accept, "", "", "We can reproduce it."}));
  TRY(act(member_, work.id, PostMessage{"", Visibility::team, "Reproduced on 3.5.4; 3.4 never had the list. The fix is one line.", {}}));
  TRY(act(lead_, work.id, Classify{{Severity::low, "Local, and only names of files.", "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N", "", {"CWE-212"}},
                                   MitigationShape::straightforward, ExploitRisk::lower}));
  TRY(act(lead_, work.id, RecordStep{ClockEvent::fix_identified, "", "We know what to change."}));
  auto later = TRY(report({"gateway", "24.3.18", "The old branch answers with a wrong date", "Ask for /date.", "", ""}));
  TRY(act(lead_, later.id, Acknowledge{"", "Thank you; the branch is at its end of life, and we will look once."}));
  TRY(act(lead_, later.id, ChangeReportState{ReportAct::validate, "", "", ""}));
  TRY(act(lead_, later.id, ChangeReportState{ReportAct::defer, "end of life; collected for the next review", "", ""}));
  // About to be missed, and fresh ones.
  CHECKED(until(ago(hours{23})));
  TRY(report({"gateway", "26.2.6", "A crafted host name opens the admin page", "Send the host name twice, the second time in capitals.",
              "finder@example.org", "W. Placeholder"}));
  CHECKED(until(ago(hours{2})));
  TRY(report({"archiver", "3.5.4", "Restoring a backup follows a link out of its folder", "Back up a folder with a link, replace it, restore.", "", ""}));
  return until(now_);
}

Status Storyteller::tell() {
  CHECKED(handling::clock_beat(world_));
  CHECKED(people());
  CHECKED(handling::rebuild_site(world_, settings_, state_.index, "story"));
  CHECKED(handling::resume_flip(world_));
  CHECKED(subscribers());
  for (auto const& what : finished_cases()) CHECKED(finish(what));
  CHECKED(correct_and_withdraw());
  return open_cases();
}

}  // namespace

Status tell_story(ports::World& world, handling::Settings const& settings, StoryClock& clock, Instant now) {
  return Storyteller(world, settings, clock, now).tell();
}

}  // namespace tocsin::app
