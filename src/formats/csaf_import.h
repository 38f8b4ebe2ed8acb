// Reads a published CSAF 2.0 document into an ArchivedAdvisory: for taking over a published
// archive.
//
// Spec:       CSAF 2.0 section 3 (what is required), section 5.1 (file name). RFC 6901 for the
//             pointers.
// Invariants: `original` holds the very bytes; everything else in the value is for showing them.
//             What is refused is named with a JSON pointer: "/document/tracking/id: ...".
// Failure:    invalid_input, limit_exceeded. Never throws.
// Threads:    pure.
#pragma once

#include <boost/describe.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/archived_advisory.h"

namespace tocsin::formats {

Result<domain::ArchivedAdvisory> import_csaf(std::string_view bytes);

// One file of a directory to be imported, as far as the dry run got with it.
struct ImportCandidate {
  std::string source;  // as people know it: the path of the file
  domain::ArchivedAdvisory advisory;
};
BOOST_DESCRIBE_STRUCT(ImportCandidate, (), (source, advisory))
struct ImportConflict {
  std::string source;
  std::string text;  // "tracking id X is also that of FILE"
  friend bool operator==(ImportConflict const&, ImportConflict const&) = default;
};
// Equal ids, ids whose file names meet, and ids in `taken` (ours and those imported before).
std::vector<ImportConflict> import_conflicts(std::vector<ImportCandidate> const& candidates,
                                             std::set<std::string> const& taken);

}  // namespace tocsin::formats
