// What the public server took in and the desk has not yet made its own: the desk's side of the spool.
//
// Invariants: I3: a submission is removed only after the desk's commit that made it its own. Reading one twice is
//             harmless: its id is the idempotency key.
// Failure:    corrupt: the record cannot be opened; the caller sets it aside, so one bad record never stops the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::ports {

struct SubmittedFile {
  std::string name;
  std::string content_type;
  std::int64_t size_bytes = 0;
  std::string digest;              // BLAKE2b of the content, raw
};

struct Submission {
  std::string id;                  // 128 random bits, hex
  std::string kind;                // "report", "subscribe", "unsubscribe"
  std::vector<std::pair<std::string, std::string>> fields;   // in the order of the form
  std::vector<SubmittedFile> files;
  Instant received_hour;
  std::string idempotency_key;     // the client's, or empty
  std::string access_phrase;       // the 16 bytes behind the reporter's phrase, or empty
  std::string const& field(std::string_view name) const {
    static std::string const kEmpty;
    for (auto const& [key, value] : fields)
      if (key == name) return value;
    return kEmpty;
  }
};

class Submissions {
 public:
  virtual ~Submissions() = default;
  virtual Result<std::vector<std::string>> waiting() = 0;                 // ids, oldest first as far as is known
  virtual Result<Submission> open(std::string const& id) = 0;
  // Gives each of its files whole and in order, one in memory at a time; an error of `take` ends it.
  using TakeFile = std::function<Status(std::size_t index, std::string const& bytes)>;
  virtual Status read_files(Submission const& submission, TakeFile const& take) = 0;
  virtual Status remove(std::string const& id) = 0;
  virtual Status set_aside(std::string const& id) = 0;
};

}  // namespace tocsin::ports
