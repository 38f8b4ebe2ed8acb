// The published site as the desk sees it: prepare a generation in the press, then flip it.
//
// Spec:       design.md section 1 (the shelf is the whole public site), section 2 table (publication).
// Invariants: I4: flip is idempotent and resumable; order is blobs, manifest, pointer.
//             prepare() leaves nothing within the front's reach.
// Threads:    from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/page.h"
#include "base/result.h"

namespace tocsin::ports {

struct PageAddress {
  std::string host;
  std::string path;
  std::string query;
  friend auto operator<=>(PageAddress const&, PageAddress const&) = default;
};

// What changes: pages put in place. Nothing can be taken away: an address that was published goes on answering (I9).
struct ShelfChange {
  std::vector<Page> put;
};

class Shelf {
 public:
  virtual ~Shelf() = default;
  // `base` is the generation the change is made to, which must be the current one; 0 = nothing.
  virtual Status prepare(std::int64_t base, std::int64_t generation, ShelfChange const& change) = 0;
  // One that is current or older is done already.
  virtual Status flip(std::int64_t generation) = 0;
  virtual Result<std::int64_t> current() = 0;           // 0 before the first flip
  // Every address of the current generation, in no order; reads the whole manifest. Empty before the first flip.
  virtual Result<std::vector<PageAddress>> addresses() = 0;
  virtual Result<bool> is_prepared(std::int64_t generation) = 0;
  // Removes what only long past generations use; reads the whole site, so the timetable calls it, not a publication.
  virtual Status tidy() = 0;
};

}  // namespace tocsin::ports
