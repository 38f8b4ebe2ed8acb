// What one publication changes, and which parts of a list read differently after it.
//
// Invariants: a list stands in order of first publication, oldest first, and its parts are counted from the oldest. So
//             mostly nothing moves but the end; only what is published in the same minute, or is no longer of the
//             list, moves what follows it.
// Threads:    pure.
#pragma once

#include <string_view>
#include <vector>

#include "site/public_records.h"

namespace tocsin::site {

struct Change {
  RecordsView const& before;
  AdvisorySummary const* old = nullptr;  // the summary of the revision before, if there was one
  AdvisorySummary const& now;
  bool touches_product(std::string_view slug) const;
};

using Members = std::vector<AdvisorySummary const*>;  // oldest first

// Those of the records for which `belongs` is true.
template <class F>
Members members_where(RecordsView const& records, F const& belongs) {
  Members out;
  for (std::size_t index = 0; index < records.size(); ++index)
    if (belongs(records[index])) out.push_back(&records[index]);
  return out;
}

// The places of one list that read differently: where another advisory stands than before, and where the changed one
// stands.
class Touched {
 public:
  Touched(Change const& change, Members const& before, Members const& after);
  // In the places from `from` up to `until`, counted from 0.
  bool within(std::size_t from, std::size_t until) const;
  // The list has the advisory, or had it.
  bool at_all() const { return at_all_; }

 private:
  std::size_t first_moved_;
  std::size_t place_;  // of the changed advisory; the size of the list when it is not there
  bool at_all_;
};

}  // namespace tocsin::site
