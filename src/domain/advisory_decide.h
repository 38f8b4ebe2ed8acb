// decide for advisories: from draft to request, approval and hold. Publication itself is the gate's (publication_gate.h).
//
// Invariants: approvals are bound to the hash of the revision's own documents with their publication minute; any edit
//             voids them; the author's request is the first approval and a second, different person must give the next.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "domain/actor.h"
#include "domain/advisory_event.h"
#include "domain/effect.h"

namespace tocsin::domain {

struct StartDraft { AdvisoryId id; std::optional<CaseId> case_id; AdvisoryContent content; };
// A correction or withdrawal of what is published; starts from the last revision's content.
struct StartRevision { DraftKind kind; std::string reason; };
struct EditDraft { AdvisoryContent content; std::string reason; std::int64_t expected_version; };
struct RequestPublication { Instant publish_minute; std::string documents_hash; };
struct ApproveDraft { std::string documents_hash; };
struct HoldPublication {};
struct DiscardDraft {};

using AdvisoryCommand = std::variant<StartDraft, StartRevision, EditDraft, RequestPublication, ApproveDraft,
                                     HoldPublication, DiscardDraft>;

struct AdvisoryDecision {
  std::vector<AdvisoryEvent> events;
  std::vector<Effect> effects;
};

Result<AdvisoryDecision> decide(Advisory const& advisory, AdvisoryCommand const& command, Actor const& actor,
                                Instant now);
Advisory fold(Advisory start, std::vector<AdvisoryEvent> const& events);

// Whether the draft has the approvals it needs for exactly these documents.
bool is_approved(Draft const& draft, int approvals_needed);

}  // namespace tocsin::domain
