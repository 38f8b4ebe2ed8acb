// SpoolReader: the desk's side. Lists, opens and removes records; sets aside what does not open.
//
// Invariants: read() authenticates the whole record before it gives out a word of it (but to a peek). A record is
//             removed only by remove(), after the desk's commit; reading it again gives the same
//             record id, which the desk folds.
// Failure:    a truncated or altered record is corrupt and is moved to corrupt/ under its own name,
//             so it is met once and never stops the others; not_found when another drain was
//             faster.
// Threads:    one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "os/file_system.h"
#include "spool/record.h"

namespace tocsin::spool {

// Takes the bytes of attachment `index` piece by piece, in order; an error stops the reading.
using AttachmentSink = std::function<Status(std::size_t index, std::string_view bytes)>;

class SpoolReader {
 public:
  static Result<SpoolReader> open(os::FileSystem& files, std::string directory, SecretKey secret);
  // Names of complete records. Their order says nothing: names are random.
  Result<std::vector<std::string>> waiting();
  Result<std::vector<std::string>> set_aside();  // names under corrupt/
  // Offers what was set aside once more, after the right key came back; how many.
  Result<std::size_t> retry_set_aside();
  // `peek` sees the attachments on the way; what it saw counts only if the whole record turns out to be good.
  Result<Submission> read(std::string const& name, AttachmentSink const& peek = {});
  Status read_attachments(std::string const& name, AttachmentSink const& sink);
  Status remove(std::string const& name);
  // For what opens and still cannot be handled.
  Status set_aside(std::string const& name);

 private:
  SpoolReader(os::FileSystem& files, std::string directory, SecretKey secret)
      : files_(&files), directory_(std::move(directory)), secret_(std::move(secret)) {}
  Result<Submission> scan(std::string const& name, AttachmentSink const& sink);
  os::FileSystem* files_;
  std::string directory_;
  SecretKey secret_;
};

}  // namespace tocsin::spool
