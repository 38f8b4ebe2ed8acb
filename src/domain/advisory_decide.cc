// See advisory_decide.h.
#include "domain/advisory_decide.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/text.h"

namespace tocsin::domain {
namespace {

Status need_staff_member(Actor const& actor) {
  if (actor.sort == ActorSort::staff && actor.role != Role::guest && actor.role != Role::administrator) return {};
  return fail(ErrorCode::forbidden, "only a member of the security team can do this");
}

Status need_draft(Advisory const& advisory) {
  if (advisory.draft) return {};
  return fail(ErrorCode::conflict, "this advisory has no draft; start a correction first");
}

Result<AdvisoryDecision> arm(Advisory const& advisory, StartDraft const& command, Actor const& actor, Instant now) {
  if (!advisory.id.empty()) return fail(ErrorCode::conflict, "this advisory exists already");
  Draft draft{.kind = DraftKind::first, .content = command.content, .reason = "Initial publication"};
  return AdvisoryDecision{{DraftStarted{command.id, command.case_id, std::move(draft), actor.staff, now}}, {}};
}

Result<AdvisoryDecision> arm(Advisory const& advisory, StartRevision const& command, Actor const& actor, Instant now) {
  if (advisory.revisions.empty()) return fail(ErrorCode::conflict, "nothing is published yet; edit the draft");
  if (advisory.draft) return fail(ErrorCode::conflict, "a draft is open already; edit or discard it");
  if (command.kind == DraftKind::first) return fail(ErrorCode::invalid_input, "the first revision is published already");
  if (trim(command.reason).empty()) return fail(ErrorCode::invalid_input, "a new revision needs a reason");
  Draft draft{.kind = command.kind, .content = advisory.revisions.back().content,
              .reason = std::string(trim(clean_text(command.reason)))};
  return AdvisoryDecision{{DraftStarted{advisory.id, advisory.case_id, std::move(draft), actor.staff, now}}, {}};
}

Result<AdvisoryDecision> arm(Advisory const& advisory, EditDraft const& command, Actor const& actor, Instant now) {
  CHECKED(need_draft(advisory));
  if (command.expected_version != advisory.version)
    return fail(ErrorCode::conflict, "somebody else changed this draft meanwhile; your text was not saved: reload and compare");
  if (!is_utf8(command.content.title)) return fail(ErrorCode::invalid_input, "the title is not UTF-8 text");
  auto reason = std::string(trim(clean_text(command.reason)));
  return AdvisoryDecision{
      {DraftEdited{command.content, reason.empty() ? advisory.draft->reason : reason, actor.staff, now}}, {}};
}

Result<AdvisoryDecision> arm(Advisory const& advisory, RequestPublication const& command, Actor const& actor,
                             Instant now) {
  CHECKED(need_draft(advisory));
  auto gaps = publication_gaps(advisory.draft->content);
  if (!gaps.empty()) return fail(ErrorCode::invalid_input, "not ready to publish: " + join(gaps, "; "));
  if (command.publish_minute != floor_minute(command.publish_minute))
    return fail(ErrorCode::invalid_input, "publication happens at a whole minute");
  if (command.publish_minute < floor_minute(now))
    return fail(ErrorCode::invalid_input, "the publication minute lies in the past");
  if (!advisory.revisions.empty() && command.publish_minute <= advisory.revisions.back().current_release())
    return fail(ErrorCode::conflict, "the last revision carries this minute already; wait for the next one");
  AdvisoryDecision out;
  out.events.push_back(PublicationRequested{command.publish_minute, command.documents_hash, actor.staff, now});
  out.effects.push_back(TellDesk{"approval_wanted", advisory.case_id ? advisory.case_id->text : "",
                                 advisory.id.text + "." + command.documents_hash.substr(0, 12), 0});
  return out;
}

Result<AdvisoryDecision> arm(Advisory const& advisory, ApproveDraft const& command, Actor const& actor, Instant now) {
  CHECKED(need_draft(advisory));
  auto const& draft = *advisory.draft;
  if (!draft.publish_minute) return fail(ErrorCode::conflict, "publication has not been requested yet");
  if (command.documents_hash != draft.documents_hash)
    return fail(ErrorCode::conflict, "the documents changed since you looked at them; look again");
  for (auto const& approval : draft.approvals)
    if (approval.staff == actor.staff)
      return fail(ErrorCode::forbidden, "you have agreed to this already; a second person must approve it");
  return AdvisoryDecision{{DraftApproved{{actor.staff, command.documents_hash, now}}}, {}};
}

Result<AdvisoryDecision> arm(Advisory const& advisory, HoldPublication const&, Actor const& actor, Instant now) {
  CHECKED(need_draft(advisory));
  if (!advisory.draft->publish_minute) return fail(ErrorCode::conflict, "nothing is waiting to be published");
  return AdvisoryDecision{{PublicationHeld{actor.staff, now}}, {}};
}

Result<AdvisoryDecision> arm(Advisory const& advisory, DiscardDraft const&, Actor const& actor, Instant now) {
  CHECKED(need_draft(advisory));
  if (advisory.revisions.empty()) return fail(ErrorCode::conflict, "the first draft stays with its case; edit it");
  return AdvisoryDecision{{DraftDiscarded{actor.staff, now}}, {}};
}

// What is published stays named, also while a correction takes a product out of the next revision.
void name_products(Advisory& a) {
  Reach reach;
  for (auto const& revision : a.revisions) reach.add(revision.content);
  if (a.draft) reach.add(a.draft->content);
  a.products = std::move(reach.products);
}

void on(Advisory& a, DraftStarted const& e) {
  a.id = e.id;
  a.case_id = e.case_id;
  a.draft = e.draft;
  name_products(a);
}

void on(Advisory& a, DraftEdited const& e) {
  a.draft->content = e.content;
  a.draft->reason = e.reason;
  a.draft->publish_minute.reset();
  a.draft->documents_hash.clear();
  a.draft->approvals.clear();
  a.draft->on_hold = false;
  name_products(a);
}

void on(Advisory& a, PublicationRequested const& e) {
  a.draft->publish_minute = e.publish_minute;
  a.draft->documents_hash = e.documents_hash;
  a.draft->approvals = {{e.by, e.documents_hash, e.at}};
  a.draft->on_hold = false;
}

void on(Advisory& a, DraftApproved const& e) { a.draft->approvals.push_back(e.approval); }
void on(Advisory& a, PublicationHeld const&) { a.draft->on_hold = true; }
void on(Advisory& a, DraftDiscarded const&) {
  a.draft.reset();
  name_products(a);
}

void on(Advisory& a, RevisionPublished const& e) {
  a.revisions.push_back(e.revision);
  a.publications.push_back(e.record);
  a.draft.reset();
}

}  // namespace

Result<AdvisoryDecision> decide(Advisory const& advisory, AdvisoryCommand const& command, Actor const& actor,
                                Instant now) {
  CHECKED(need_staff_member(actor));
  return std::visit([&](auto const& asked) { return arm(advisory, asked, actor, now); }, command);
}

Advisory apply(Advisory before, AdvisoryEvent const& event) {
  std::visit([&](auto const& e) { on(before, e); }, event);
  return before;
}

Advisory fold(Advisory start, std::vector<AdvisoryEvent> const& events) {
  return std::accumulate(events.begin(), events.end(), std::move(start),
                         [](Advisory a, AdvisoryEvent const& event) { return apply(std::move(a), event); });
}

bool is_approved(Draft const& draft, int approvals_needed) {
  std::set<std::string> people;
  for (auto const& approval : draft.approvals)
    if (approval.documents_hash == draft.documents_hash) people.insert(approval.staff.text);
  return static_cast<int>(people.size()) >= approvals_needed;
}

std::string timeline_text(AdvisoryEvent const& event) {
  return std::visit(
      [](auto const& e) -> std::string {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, DraftStarted>) return "Draft started by " + e.by.text;
        else if constexpr (std::is_same_v<E, DraftEdited>) return "Draft edited by " + e.by.text;
        else if constexpr (std::is_same_v<E, PublicationRequested>)
          return "Publication at " + to_people(e.publish_minute) + " requested by " + e.by.text;
        else if constexpr (std::is_same_v<E, DraftApproved>) return "Approved by " + e.approval.staff.text;
        else if constexpr (std::is_same_v<E, PublicationHeld>) return "Held by " + e.by.text;
        else if constexpr (std::is_same_v<E, DraftDiscarded>) return "Draft discarded by " + e.by.text;
        else return "Revision " + std::to_string(e.record.revision) + " published";
      },
      event);
}

Instant instant_of(AdvisoryEvent const& event) {
  return std::visit(
      [](auto const& e) -> Instant {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, DraftApproved>) return e.approval.at;
        else if constexpr (std::is_same_v<E, RevisionPublished>) return e.record.decided_at;
        else return e.at;
      },
      event);
}

}  // namespace tocsin::domain
