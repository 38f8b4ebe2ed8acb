// The identifiers of the domain. Each kind is a type of its own.
//
// Invariants: CaseId, ReportId, PersonId, StaffId, SubscriptionId are 128 random bits as 32 hex digits; an
//             AdvisoryId is public text, PREFIX-YEAR-xxxxx with random Crockford characters, allotted with the
//             draft: a running number would count the embargoed (design section 8).
#pragma once

#include "base/id.h"

namespace tocsin::domain {

using CaseId = Id<struct CaseTag>;
using ReportId = Id<struct ReportTag>;
using PersonId = Id<struct PersonTag>;
using StaffId = Id<struct StaffTag>;
using SubscriptionId = Id<struct SubscriptionTag>;
using AdvisoryId = Id<struct AdvisoryTag>;
using NoticeId = Id<struct NoticeTag>;
using OutboxId = Id<struct OutboxTag>;

}  // namespace tocsin::domain
