// The operator's files, read from disk into handling::Settings: site/, rules and calendars.
//
// Invariants: rules and calendars ship inside the binary; files of the same name under site/rules and site/calendars
//             replace or add to them. Settings exist only when nothing has a finding: a bad edit keeps the old ones.
//             The last folder without a finding is kept in the data directory (kept_site.h) and stands in for a broken
//             one at the next start.
// Failure:    findings with file, line, column and a suggestion, as one text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/kept_site.h"
#include "handling/settings.h"

namespace tocsin::app {

struct OperatorFiles {
  handling::Settings settings;
  std::map<std::string, std::string> rules_texts;   // by version: what a case may have to be judged by years later
  FolderFiles folder;        // as it was read: what is kept
  std::string digest;        // of every byte that was read: the site is rendered anew when it changes
};

Result<OperatorFiles> read_operator_files(Config const& config);
// The folder, or the kept one with `settings.site_refused` saying why; an error when neither can be used.
Result<OperatorFiles> read_or_kept_files(Config const& config);
// Keeps what came into force. A file that says the same already is not written again.
Status keep_folder(Config const& config, OperatorFiles const& in_force);

// Reads and checks a folder alone: `tocsin check site/`.
std::vector<Finding> check_site_folder(std::string const& folder);

// A cheap stamp of the folder: changes whenever a file in it does.
Result<std::string> stamp_of(std::string const& folder);

}  // namespace tocsin::app
