// `tocsin import csaf FOLDER --as-published`: reads a folder of published documents, each in a parser child, and hands
// them to the desk as an archive.
//
// Invariants: a dry run always comes first and says what would happen; with one error nothing is imported. Whether an id is
//             ours or was imported before, the desk decides (cli/commands.cc).
#pragma once

#include "app/config.h"

namespace tocsin::app {

struct ImportOptions {
  bool as_published = false;
  bool dry_run = false;
};

Result<std::string> import_csaf_folder(Config const& config, std::string const& folder, ImportOptions const& options);

}  // namespace tocsin::app
