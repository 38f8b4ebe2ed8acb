// Disclosure: which date, and which path, the rules propose for a case, with the reasons a person
// can read.
//
// Spec:       the disclosure policies of `rules/`; ISO/IEC 29147:2018 clause 7 for the idea.
// Invariants: (1) A proposal decides nothing: people agree on a date, and two people publish.
//             (2) No proposal lies behind the ceiling; at the ceiling nothing publishes by itself
//                 and nothing is extended.
//             (3) Every proposal has at least one reason.
// Threads:    pure.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/rules.h"

namespace tocsin::domain {

enum class MitigationShape { unknown, straightforward, complex };
BOOST_DESCRIBE_ENUM(MitigationShape, unknown, straightforward, complex)

enum class ExploitRisk { unknown, lower, higher };
BOOST_DESCRIBE_ENUM(ExploitRisk, unknown, lower, higher)

struct DisclosureFacts {
  Instant reported;
  std::optional<Instant> publicly_known;
  std::optional<Instant> mitigation_available;
  MitigationShape mitigation = MitigationShape::unknown;
  std::vector<DelayReason> delays;  // recorded reasons; those the rules do not know have no effect
  // A later date agreed with the reporter with a written reason.
  std::optional<Instant> extended_to;
};

// immediate: publicly known. as_soon_as_possible: a mitigation is there. by_date: not before
// something happens, and at the latest `at`. at_ceiling: the ceiling is reached; people must act
// now.
enum class DisclosureTiming { immediate, as_soon_as_possible, by_date, at_ceiling };
BOOST_DESCRIBE_ENUM(DisclosureTiming, immediate, as_soon_as_possible, by_date, at_ceiling)

struct DisclosureProposal {
  DisclosureTiming timing = DisclosureTiming::by_date;
  Instant at;  // the proposed instant; `now` for the first two
  Instant ceiling;
  std::vector<std::string> reasons;
};

DisclosureProposal propose_disclosure(DisclosureFacts const& facts, Rules const& rules,
                                      Instant now);
Instant disclosure_ceiling(Rules const& rules, Instant reported);

// The two ways to tell users. One record feeds both.
enum class DisclosurePath { straightforward, embargo_with_advance_notice };
BOOST_DESCRIBE_ENUM(DisclosurePath, straightforward, embargo_with_advance_notice)

struct PathFacts {
  MitigationShape fix = MitigationShape::unknown;
  ExploitRisk risk = ExploitRisk::unknown;
  bool publicly_known = false;
  std::string severity;  // the vendor's severity word; empty while unknown
};

struct PathProposal {
  DisclosurePath path = DisclosurePath::straightforward;
  std::vector<std::string> reasons;
};

PathProposal propose_path(PathFacts const& facts, Rules const& rules);

}  // namespace tocsin::domain
