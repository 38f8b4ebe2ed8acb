// The team at an advisory: write, ask for publication, approve, hold, correct, withdraw. See acts.h.
#include "handling/drafting.h"
#include "handling/trusted_time.h"
#include "sim/acts.h"

namespace tocsin::sim {
namespace {

using namespace domain;

// The people who edit: every edit writes a word of its own, so that what is public can be told from what is not.
AdvisoryContent written(AdvisoryContent content, std::string const& word, Random& random) {
  content.title = content.title.substr(0, content.title.find(" | ")) + " | " + word;
  content.severity = Severity::high;
  if (content.severity_reason.empty()) content.severity_reason = "An attacker needs an archive that is opened.";
  for (auto& vulnerability : content.vulnerabilities) {
    vulnerability.description = "Unpacking follows links. " + word;
    vulnerability.impact = "Files outside the directory are written.";
    for (auto& impact : vulnerability.impacts)
      for (auto& branch : impact.branches) {
        branch.status = BranchStatus::fixed;
        branch.fixed_in = branch.branch + "." + std::to_string(random.between(10, 40));
        branch.affected_from.clear();
        branch.last_affected.clear();
      }
  }
  return content;
}

Progress begin(Trial& trial, std::size_t number, Actor const& actor) {
  auto const id = *trial.model.cases[number].id;
  std::string made;
  auto const outcome = trial.command("begin the advisory (case " + std::to_string(number) + ")", [&]() -> Status {
    auto advisory = TRY(handling::start_advisory(trial.world->ports(), trial.world->settings(), actor, id));
    made = advisory.id.text;
    return {};
  });
  if (outcome == Outcome::done) trial.model.in_journal.emplace_back("advisory/" + made, "draft_started");
  return Progress::made;
}

// The advisory of the case, as the server knows it: an answer may have been lost.
std::optional<Advisory> advisory_of(Trial& trial, std::size_t number) {
  auto tx = trial.world->plain_store().read();
  if (!tx) return std::nullopt;
  auto c = (*tx)->load_case(*trial.model.cases[number].id);
  if (!c || !c->advisory) return std::nullopt;
  auto advisory = (*tx)->load_advisory(*c->advisory);
  if (!advisory) return std::nullopt;
  auto& known = trial.model.advisories[advisory->id.text];
  known.id = advisory->id;
  known.in_case = number;
  trial.model.cases[number].advisory = advisory->id;
  return std::move(*advisory);
}

void edit(Trial& trial, Random& random, Advisory const& advisory, Actor const& actor) {
  auto const word = trial.new_word();
  EditDraft const command{.content = written(advisory.draft->content, word, random),
                          .reason = advisory.revisions.empty() ? "" : "Changed: " + word,
                          .expected_version = advisory.version};
  auto const outcome = trial.command("edit " + advisory.id.text, [&]() -> Status {
    TRY(handling::edit_draft(trial.world->ports(), actor, advisory.id, command));
    return {};
  });
  if (outcome == Outcome::done) trial.model.in_journal.emplace_back("advisory/" + advisory.id.text, word);
}

void request(Trial& trial, Random& random, Advisory const& advisory, Actor const& actor, ModelCase const& in_case) {
  std::optional<Instant> at;
  auto const now = trial.world->clock.wall();
  if (in_case.agreed_until && *in_case.agreed_until > now && random.chance(80)) at = in_case.agreed_until;
  else if (random.chance(50)) at = floor_minute(now + std::chrono::minutes{random.between(2, 60 * 20)});
  auto& known = trial.model.advisories[advisory.id.text];
  // What the server will make of "now": its own minute, or the one after the last revision's.
  auto minute = floor_minute(at.value_or(now));
  if (!at && !advisory.revisions.empty())
    minute = std::max(minute, advisory.revisions.back().current_release() + std::chrono::minutes{1});
  bool const doubted = !at && !handling::trusted_now(trial.world->ports());
  known.requests.push_back({actor.staff, doubted ? std::nullopt : std::optional(minute)});
  known.held = false;
  (void)trial.command("ask for publication of " + advisory.id.text + " at " + to_rfc3339_seconds(minute), [&]() -> Status {
    TRY(handling::request_publication(trial.world->ports(), trial.world->settings(), actor, advisory.id, at));
    return {};
  });
}

void approve(Trial& trial, Random& random, Advisory const& advisory) {
  auto const& draft = *advisory.draft;
  // Usually somebody who has not agreed yet.
  auto actor = some_staff(trial, random);
  for (int i = 0; i < 3 && random.chance(90); ++i) {
    auto const candidate = staff_actor(trial.staff[static_cast<std::size_t>(i)]);
    bool agreed = false;
    for (auto const& approval : draft.approvals) agreed |= approval.staff == candidate.staff;
    if (!agreed) actor = candidate;
  }
  trial.model.advisories[advisory.id.text].approvals.push_back({actor.staff, draft.documents_hash});
  bool const mine = [&] {
    for (auto const& approval : draft.approvals)
      if (approval.staff == actor.staff) return true;
    return false;
  }();
  // A second agreement of one person is refused and counts for nothing.
  if (mine) trial.model.advisories[advisory.id.text].approvals.pop_back();
  (void)trial.command("approve " + advisory.id.text, [&]() -> Status {
    TRY(handling::approve(trial.world->ports(), trial.world->settings(), actor, advisory.id, draft.documents_hash));
    return {};
  });
}

void hold(Trial& trial, Advisory const& advisory, Actor const& actor) {
  auto const outcome = trial.command("hold " + advisory.id.text, [&]() -> Status {
    TRY(handling::hold(trial.world->ports(), actor, advisory.id));
    return {};
  });
  if (outcome == Outcome::done) trial.model.advisories[advisory.id.text].held = true;
}

void revise(Trial& trial, Random& random, Advisory const& advisory, Actor const& actor) {
  auto const word = trial.new_word();
  bool const withdraws = random.chance(25);
  StartRevision const command{withdraws ? DraftKind::withdrawal : DraftKind::correction, "Because " + word};
  auto const outcome = trial.command((withdraws ? "withdraw " : "correct ") + advisory.id.text, [&]() -> Status {
    TRY(handling::start_revision(trial.world->ports(), actor, advisory.id, command));
    return {};
  });
  if (outcome == Outcome::done) trial.model.in_journal.emplace_back("advisory/" + advisory.id.text, word);
}

void discard(Trial& trial, Advisory const& advisory, Actor const& actor) {
  (void)trial.command("discard the draft of " + advisory.id.text, [&]() -> Status {
    TRY(handling::discard_draft(trial.world->ports(), actor, advisory.id));
    return {};
  });
}

}  // namespace

Progress work_on_draft(Trial& trial, Random& random, std::size_t number, Actor const& actor) {
  auto const advisory = advisory_of(trial, number);
  if (!advisory) return begin(trial, number, actor);
  auto const in_case = trial.model.cases[number];
  if (!advisory->draft) {
    if (advisory->revisions.size() >= 3 || random.chance(70)) return Progress::none;
    revise(trial, random, *advisory, actor);
    return Progress::made;
  }
  auto const& draft = *advisory->draft;
  bool const fresh = draft.content.title.find(" | ") == std::string::npos ||
                     (!advisory->revisions.empty() && draft.content == advisory->revisions.back().content);
  if (fresh || random.chance(5)) {
    edit(trial, random, *advisory, actor);
    return Progress::made;
  }
  if (!advisory->revisions.empty() && random.chance(3)) {
    discard(trial, *advisory, actor);
    return Progress::made;
  }
  bool const late = draft.publish_minute && trial.world->clock.wall() - *draft.publish_minute > std::chrono::hours{23};
  if (!draft.publish_minute || draft.on_hold || late) {
    request(trial, random, *advisory, actor, in_case);
    return Progress::made;
  }
  if (random.chance(6)) {
    hold(trial, *advisory, actor);
    return Progress::made;
  }
  if (draft.approvals.size() >= 2) return Progress::none;
  approve(trial, random, *advisory);
  return Progress::made;
}

}  // namespace tocsin::sim
