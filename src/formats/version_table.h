// The version table in words and in ranges: the one projection of BranchImpact that every format
// uses.
//
// Spec:       VERS (package-url version range specification) for the machine form; CSAF 2.0
//             3.1.2.3.
// Invariants: formats never look at affected_from, last_affected and fixed_in themselves, so no two
//             can disagree. A hosted service without version numbers counts in days: its fixed
//             version is the day of the fix.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/advisory.h"

namespace tocsin::formats {

// Of versions: `from` inclusive, then `before` exclusive or `last` inclusive. Empty means
// unbounded; `branch_end` (exclusive) is where the next branch would begin, told only when a dotted
// branch has no other end.
struct VersionRange {
  std::string from;
  std::string before;
  std::string last;
  std::string branch_end;
  bool unbounded() const {
    return from.empty() && before.empty() && last.empty() && branch_end.empty();
  }
  friend bool operator==(VersionRange const&, VersionRange const&) = default;
};

// The versions the row speaks of. `from` is filled with the branch when the branch is a dotted
// number and no other end contradicts it ("24.8" of "24.8.14.27"): otherwise the range would reach
// into older branches.
VersionRange range_of(domain::ProductImpact const& product, domain::BranchImpact const& branch);

// The first fixed version, or the day of the fix of a hosted service; empty when there is none.
std::string fixed_version(domain::ProductImpact const& product, domain::BranchImpact const& branch);

// How its versions are ordered, as VERS and CVE records name it: "semver", "intdot", a package
// type, or "generic".
std::string_view version_scheme(domain::ProductImpact const& product);
std::string vers_of(domain::ProductImpact const& product,
                    VersionRange const& range);  // "vers:generic/>=24.8|<24.8.14.27"
// "24.8 before 24.8.14.27", "24.8 up to and including 24.8.3", "3.2 and older", "24.8 from 24.8.2
// before 24.8.14.27".
std::string range_text(domain::ProductImpact const& product, domain::BranchImpact const& branch);

std::string_view status_text(domain::BranchStatus status);  // "fixed", "end of life: not assessed"
std::string_view reason_text(
    domain::NotAffectedReason reason);          // a clause for people; empty for none
bool is_affected(domain::BranchStatus status);  // a range of it is vulnerable

// "Acme Archiver 24.3 before 24.3.18.6, 24.8 before 24.8.14.27": every affected range of the
// product; empty if none.
std::string affected_text(domain::ProductImpact const& product);
// "24.3.18.6, 24.8.14.27": first fixed versions in table order.
std::string fixed_text(domain::ProductImpact const& product);
// The answer box: "You are affected if you run ... and unpack archives that others give you."
std::string answer_text(domain::Vulnerability const& vulnerability);
// The conditions as a sentence of their own: "You are affected only if you unpack archives that
// others give you."
std::string conditions_text(domain::Vulnerability const& vulnerability);
// "Upgrade to 24.3.18.6 or 24.8.14.27." or what else there is to do; never empty.
std::string action_text(domain::Vulnerability const& vulnerability);

// Fixed versions of the whole advisory, first seen first, without repeats: for mail subjects and
// lists.
std::vector<std::string> fixed_versions(domain::AdvisoryContent const& content);
std::vector<std::string> cves_of(domain::AdvisoryContent const& content);
std::vector<std::string> product_names_of(domain::AdvisoryContent const& content);
// Plain credit lines: "Ann Example (Example Labs): found it".
std::vector<std::string> credits_of(domain::AdvisoryContent const& content);

std::string_view to_word(domain::Severity severity);               // "high"
std::string_view tlp_label(domain::Tlp tlp);  // "TLP:CLEAR", as TLP 2.0 writes it
std::string label(domain::Severity severity);                      // "High"
std::string_view to_word(domain::KnownExploitation exploitation);  // "yes"

}  // namespace tocsin::formats
