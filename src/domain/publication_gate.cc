// See publication_gate.h. Each refusal is one sentence a person at the desk can act on.
#include "domain/publication_gate.h"

#include "domain/advisory_decide.h"
#include "domain/case.h"
#include "domain/credit.h"
#include "domain/words.h"

namespace tocsin::domain {

namespace {

std::unexpected<Error> refuse(GateRefusal why, std::string sentence) {
  return fail(ErrorCode::conflict, std::move(sentence), std::string(word_of(why)));
}

}  // namespace

Result<PublishedRevision> PublicationGate::pass(Advisory const& advisory, Case const* in_case, Person const* reporter,
                                                GateConditions const& conditions) {
  if (!advisory.draft) return refuse(GateRefusal::no_draft, "there is no draft to publish");
  auto const& draft = *advisory.draft;
  if (!draft.publish_minute) return refuse(GateRefusal::not_requested, "publication has not been requested");
  if (draft.on_hold) return refuse(GateRefusal::on_hold, "the publication is on hold");
  // Never early: the minute must have come by the trusted clock.
  if (conditions.now < *draft.publish_minute)
    return refuse(GateRefusal::not_due, "the publication minute has not come yet");
  if (conditions.now - *draft.publish_minute > conditions.approval_lifetime)
    return refuse(GateRefusal::approvals_void, "the approvals are void: the publication minute passed more than " +
                                                   tocsin::to_people(conditions.approval_lifetime) +
                                                   " ago; request it anew");
  // Two people, bound to these bytes.
  if (conditions.documents_hash != draft.documents_hash)
    return refuse(GateRefusal::documents_changed,
                  "the documents are not the ones that were approved; request publication anew");
  if (!is_approved(draft, conditions.approvals_needed))
    return refuse(GateRefusal::not_approved, "a second person has not approved this publication yet");
  // An agreed date binds: earlier than it only when the matter is public anyway.
  if (in_case && in_force(in_case->embargo.state) && in_case->embargo.until &&
      conditions.now < *in_case->embargo.until)
    return refuse(GateRefusal::embargo_runs,
                  "the embargo agreed with the reporter runs until " + to_people(*in_case->embargo.until));
  if (reporter && !unwanted_credits(draft.content, *reporter).empty())
    return refuse(GateRefusal::credit_withdrawn,
                  "the reporter took back the name that stands in the acknowledgments; change it and request publication anew");
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
