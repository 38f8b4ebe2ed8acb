// See publication_gate.h. Each refusal is one sentence a person at the desk can act on.
#include "domain/publication_gate.h"

#include "domain/advisory_decide.h"
#include "domain/case.h"

namespace tocsin::domain {

Result<PublishedRevision> PublicationGate::pass(Advisory const& advisory, Case const* in_case,
                                                GateConditions const& conditions) {
  if (!advisory.draft) return fail(ErrorCode::conflict, "there is no draft to publish");
  auto const& draft = *advisory.draft;
  if (!draft.publish_minute) return fail(ErrorCode::conflict, "publication has not been requested");
  if (draft.on_hold) return fail(ErrorCode::conflict, "the publication is on hold");
  // Never early: the minute must have come by the trusted clock.
  if (conditions.now < *draft.publish_minute) return fail(ErrorCode::conflict, "the publication minute has not come yet");
  if (conditions.now - *draft.publish_minute > conditions.approval_lifetime)
    return fail(ErrorCode::conflict, "the approvals are void: the publication minute passed more than " + tocsin::to_people(conditions.approval_lifetime) + " ago; request it anew");
  // Two people, bound to these bytes.
  if (conditions.documents_hash != draft.documents_hash)
    return fail(ErrorCode::conflict, "the documents are not the ones that were approved; request publication anew");
  if (!is_approved(draft, conditions.approvals_needed))
    return fail(ErrorCode::conflict, "a second person has not approved this publication yet");
  // An agreed date binds: earlier than it only when the matter is public anyway.
  if (in_case && in_force(in_case->embargo.state) && in_case->embargo.until &&
      conditions.now < *in_case->embargo.until)
    return fail(ErrorCode::conflict, "the embargo agreed with the reporter runs until " + to_people(*in_case->embargo.until));
  PublicationRecord record{.revision = static_cast<int>(advisory.revisions.size()) + 1,
                           .documents_hash = draft.documents_hash,
                           .approved_by = {},
                           .decided_at = conditions.now,
                           .generation = 0};
  for (auto const& approval : draft.approvals) record.approved_by.push_back(approval.staff);
  return PublishedRevision(revision_of(advisory, draft, *draft.publish_minute), std::move(record));
}

Result<PublishedRevision> PublicationGate::again(Advisory const& advisory, int revision_number) {
  for (std::size_t i = 0; i < advisory.revisions.size() && i < advisory.publications.size(); ++i)
    if (advisory.revisions[i].number() == revision_number && advisory.publications[i].revision == revision_number)
      return PublishedRevision(advisory.revisions[i], advisory.publications[i]);
  return fail(ErrorCode::not_found, "this revision was never published");
}

}  // namespace tocsin::domain
