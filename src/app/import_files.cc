// See import_files.h.
#include "app/import_files.h"

#include <cstdio>

#include "app/admin_client.h"
#include "base/limits.h"
#include "domain/codec.h"
#include "formats/csaf_import.h"
#include "os/files.h"
#include "parser/parser.h"

namespace tocsin::app {

Result<std::string> import_csaf_folder(Config const& config, std::string const& folder, ImportOptions const& options) {
  if (!options.as_published && !options.dry_run)
    return fail(ErrorCode::invalid_input, "say --as-published: the documents keep their ids and dates and nobody is notified; or --dry-run");
  os::RealFiles files(os::FatalIo::report);
  if (!os::is_directory(folder)) return fail(ErrorCode::not_found, "there is no folder " + folder);
  std::vector<formats::ImportCandidate> candidates;
  std::vector<std::string> problems;
  for (auto const& path : TRY(os::list_tree(files, folder))) {
    if (!path.ends_with(".json")) continue;
    auto bytes = files.read(folder + "/" + path, document_bytes_max);
    auto value = bytes ? parser::parse_apart("csaf", *bytes) : Result<json::value>(std::unexpected(bytes.error()));
    domain::ArchivedAdvisory advisory;
    auto status = value ? codec::decode(*value, advisory) : Status(std::unexpected(value.error()));
    if (status) candidates.push_back({path, std::move(advisory)});
    else problems.push_back(path + ": " + status.error().message);
  }
  for (auto const& conflict : formats::import_conflicts(candidates, {})) problems.push_back(conflict.source + ": " + conflict.text);
  std::printf("dry run: %zu documents read, %zu problems\n", candidates.size(), problems.size());
  for (auto const& problem : problems) std::fprintf(stderr, "  %s\n", problem.c_str());
  if (!problems.empty()) return fail(ErrorCode::invalid_input, "nothing was imported; mend or remove the documents named above");
  if (candidates.empty()) return fail(ErrorCode::not_found, "there are no .json documents below " + folder);
  // What is here already is known to the desk alone. A dry run does not make a desk where there is none yet.
  if (options.dry_run && !files.exists(config.database())) return std::string("nothing was changed\n");
  return run_on_desk(config, {"import csaf", {{"dry-run", options.dry_run ? "yes" : ""}}, codec::to_text(candidates)});
}

}  // namespace tocsin::app
