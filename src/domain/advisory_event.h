// Everything that can have happened to an advisory.
#pragma once

#include <boost/describe.hpp>
#include <variant>

#include "domain/advisory.h"

namespace tocsin::domain {

struct DraftStarted {
  static constexpr char const* kTypeName = "draft_started";
  AdvisoryId id;
  std::optional<CaseId> case_id;
  Draft draft;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DraftStarted, (), (id, case_id, draft, by, at))

// Every edit voids the approvals.
struct DraftEdited {
  static constexpr char const* kTypeName = "draft_edited";
  AdvisoryContent content;
  std::string reason;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DraftEdited, (), (content, reason, by, at))

// The author asks for publication at a minute; it is their own approval of these documents.
struct PublicationRequested {
  static constexpr char const* kTypeName = "publication_requested";
  Instant publish_minute;
  std::string documents_hash;
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(PublicationRequested, (), (publish_minute, documents_hash, by, at))

struct DraftApproved {
  static constexpr char const* kTypeName = "draft_approved";
  Approval approval;
};
BOOST_DESCRIBE_STRUCT(DraftApproved, (), (approval))

struct PublicationHeld {
  static constexpr char const* kTypeName = "publication_held";
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(PublicationHeld, (), (by, at))

struct DraftDiscarded {
  static constexpr char const* kTypeName = "draft_discarded";
  StaffId by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DraftDiscarded, (), (by, at))

struct RevisionPublished {
  static constexpr char const* kTypeName = "revision_published";
  AdvisoryRevision revision;
  PublicationRecord record;
};
BOOST_DESCRIBE_STRUCT(RevisionPublished, (), (revision, record))

using AdvisoryEvent = std::variant<DraftStarted, DraftEdited, PublicationRequested, DraftApproved, PublicationHeld,
                                   DraftDiscarded, RevisionPublished>;

Advisory apply(Advisory before, AdvisoryEvent const& event);
std::string timeline_text(AdvisoryEvent const& event);
Instant instant_of(AdvisoryEvent const& event);

}  // namespace tocsin::domain
