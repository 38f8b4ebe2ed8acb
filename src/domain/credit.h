// The reporter's credit: how they want to be named, and whether a draft does it so.
//
// Spec:       facts of intake: credit as the reporter chooses, until it is published and, in corrections, after it.
// Invariants: names stay in the Person, whose key can be destroyed, and in the advisory that was approved with them.
// Threads:    pure.
#pragma once

#include <string>
#include <vector>

#include "domain/advisory.h"
#include "domain/person.h"

namespace tocsin::domain {

// The person with the new wish; what they were called before is remembered as not wanted.
Person with_credit(Person person, std::string credit);

// Names in the content that the reporter has taken back. Never published.
std::vector<std::string> unwanted_credits(AdvisoryContent const& content, Person const& reporter);

// Why the credit of this content is not what the reporter asked for, in the author's words; empty when it is.
std::vector<std::string> credit_gaps(AdvisoryContent const& content, Person const& reporter);

}  // namespace tocsin::domain
