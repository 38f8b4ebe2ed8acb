// See change.h.
#include "site/change.h"

#include <algorithm>

namespace tocsin::site {

bool Change::touches_product(std::string_view slug) const {
  auto const named = [&](AdvisorySummary const& one) {
    return std::ranges::find(one.products, slug) != one.products.end();
  };
  return named(now) || (old && named(*old));
}

Touched::Touched(Change const& change, Members const& before, Members const& after) {
  auto const is_it = [&](AdvisorySummary const* one) { return one->id == change.now.id; };
  auto const parted = std::ranges::mismatch(before, after, {}, &AdvisorySummary::id, &AdvisorySummary::id);
  first_moved_ = static_cast<std::size_t>(parted.in2 - after.begin());
  place_ = static_cast<std::size_t>(std::ranges::find_if(after, is_it) - after.begin());
  at_all_ = place_ < after.size() || std::ranges::any_of(before, is_it);
}

bool Touched::within(std::size_t from, std::size_t until) const {
  return first_moved_ < until || (from <= place_ && place_ < until);
}

}  // namespace tocsin::site
