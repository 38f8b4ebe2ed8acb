// Drafting: an advisory begins from its case, is edited, requested and approved.
//
// Invariants: whoever may not read the case may not see its draft. The hash that approvals are bound to is computed
//             here from the documents themselves, with the publication minute (formats::documents_hash).
#pragma once

#include "domain/advisory_decide.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

// The content a draft starts with: everything the case and the product's release lines know already.
domain::AdvisoryContent draft_content(domain::Case const& c, domain::Person const& reporter, Settings const& settings);

Result<domain::Advisory> start_advisory(ports::World& world, Settings const& settings, domain::Actor const& actor,
                                        domain::CaseId const& id);
// Opening a draft in a case is a read of that case, and is logged like one.
Result<domain::Advisory> read_advisory(ports::World& world, domain::Actor const& actor, domain::AdvisoryId const& id);
Result<std::vector<domain::Advisory>> list_advisories(ports::World& world, domain::Actor const& actor);

// Where the draft names the reporter otherwise than they want; nothing is requested or approved while there is one.
Result<std::vector<std::string>> credit_gaps(ports::World& world, domain::Advisory const& advisory);

Result<domain::Advisory> edit_draft(ports::World& world, domain::Actor const& actor, domain::AdvisoryId const& id,
                                    domain::EditDraft const& edit);
Result<domain::Advisory> start_revision(ports::World& world, domain::Actor const& actor, domain::AdvisoryId const& id,
                                        domain::StartRevision const& revision);
Result<domain::Advisory> discard_draft(ports::World& world, domain::Actor const& actor, domain::AdvisoryId const& id);

// `at`: absent means now. The minute is part of the documents.
Result<domain::Advisory> request_publication(ports::World& world, Settings const& settings, domain::Actor const& actor,
                                             domain::AdvisoryId const& id, std::optional<Instant> at);
// `seen_hash`: of the documents the approver looked at.
Result<domain::Advisory> approve(ports::World& world, Settings const& settings, domain::Actor const& actor,
                                 domain::AdvisoryId const& id, std::string const& seen_hash);
Result<domain::Advisory> hold(ports::World& world, domain::Actor const& actor, domain::AdvisoryId const& id);

}  // namespace tocsin::handling
