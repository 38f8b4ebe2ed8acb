// The publication gate: the only way from a draft to public bytes.
//
// Invariants: I1: a PublishedRevision exists only for a revision that two people approved, whose disclosure
//             instant has come by the trusted clock, and whose documents hash to what was approved.
//             Rendering to the shelf takes a PublishedRevision, so rendering a draft there does not compile.
//             I6: a held clock, an approval older than 24 h past the publication minute, or a hold refuses.
// Threads:    pure.
#pragma once

#include "base/result.h"
#include "domain/advisory.h"

namespace tocsin::domain {

struct Case;
struct Person;

class PublishedRevision {
 public:
  AdvisoryRevision const& revision() const { return revision_; }
  PublicationRecord const& record() const { return record_; }

 private:
  PublishedRevision(AdvisoryRevision revision, PublicationRecord record)
      : revision_(std::move(revision)), record_(std::move(record)) {}
  friend struct PublicationGate;
  AdvisoryRevision revision_;
  PublicationRecord record_;
};

struct GateConditions {
  Instant now;                  // trusted_now(), never the plain wall clock
  int approvals_needed = 2;
  Duration approval_lifetime = std::chrono::hours{24};   // after the publication minute; then the approvals are void
  std::string documents_hash;   // of the documents rendered just now with the draft's publication minute
};

// Why the gate refuses. The word stands in the refusal's `cause`, for the log and the alarm: the sentence may hold a date.
enum class GateRefusal {
  no_draft, not_requested, on_hold, not_due, approvals_void, documents_changed, not_approved, embargo_runs, credit_withdrawn
};
BOOST_DESCRIBE_ENUM(GateRefusal, no_draft, not_requested, on_hold, not_due, approvals_void, documents_changed, not_approved,
                    embargo_runs, credit_withdrawn)

struct PublicationGate {
  // The gate proper. `in_case` is the case under which the draft stands, nullptr for an advisory without one.
  // `reporter` is that case's: a name they took back is not published.
  static Result<PublishedRevision> pass(Advisory const& advisory, Case const* in_case, Person const* reporter,
                                        GateConditions const& conditions);
  // A revision that has passed before, from the aggregate that holds its record.
  static Result<PublishedRevision> again(Advisory const& advisory, int revision_number);
};

}  // namespace tocsin::domain
