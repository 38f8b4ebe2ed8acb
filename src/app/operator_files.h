// The operator's files, read from disk into handling::Settings: site/, rules and calendars.
//
// Invariants: rules and calendars ship inside the binary; files of the same name under site/rules and site/calendars
//             replace or add to them. Settings exist only when nothing has a finding: a bad edit keeps the old ones.
// Failure:    findings with file, line, column and a suggestion, as one text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config.h"
#include "handling/settings.h"

namespace tocsin::app {

struct OperatorFiles {
  handling::Settings settings;
  std::map<std::string, std::string> rules_texts;   // by version: what a case may have to be judged by years later
  std::string digest;        // of every byte that was read: the site is rendered anew when it changes
};

Result<OperatorFiles> read_operator_files(Config const& config);

// Reads and checks a folder alone: `tocsin check site/`.
std::vector<Finding> check_site_folder(std::string const& folder);

// A cheap stamp of the folder: changes whenever a file in it does.
Result<std::string> stamp_of(std::string const& folder);

}  // namespace tocsin::app
