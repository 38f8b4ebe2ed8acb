// The last good site folder as one file, DATA/site.good: what a desk runs with while site/ itself is refused.
//
// Purpose:    a restart beside a broken edit must not end the desk: the old content stays in force, the console comes up
//             and says what to mend.
// Invariants: written whenever a folder without a finding was taken into force; the bytes carry their own digest, so half
//             a file is no site. It holds what the published site shows anyway, and nothing of a case.
// Failure:    corrupt: not such a file, or not whole. It is then as if there were none.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::app {

using FolderFiles = std::map<std::string, std::string>;   // path below the folder -> bytes

std::string write_kept_site(FolderFiles const& files);
Result<FolderFiles> read_kept_site(std::string_view bytes);

}  // namespace tocsin::app
