// Opened and saved cases, so that a list of many does not decrypt and parse each of them again.
//
// Invariants: a case is known under its id and version, and only versions that were committed are kept: a version never
//             changes once it is. Whoever asks has looked at the row in the same transaction, so what it gets is what
//             the row holds.
// Memory:     at most `bytes_max` of stored size, twice that at most: when the young half is full it becomes the old
//             one, and what was not asked for since goes.
// Threads:    from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "domain/case.h"

namespace tocsin::store {

class CaseCache {
 public:
  explicit CaseCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::shared_ptr<domain::Case const> find(domain::CaseId const& id, std::int64_t version);
  void put(domain::Case c, std::size_t stored_bytes);
  void forget(domain::CaseId const& id);

 private:
  struct Kept {
    std::shared_ptr<domain::Case const> c;
    std::size_t bytes = 0;
  };
  void keep_young(std::string const& id, Kept kept);

  std::size_t const bytes_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> young_, old_;   // guarded by mutex_
  std::size_t young_bytes_ = 0;                          // guarded by mutex_
};

}  // namespace tocsin::store
