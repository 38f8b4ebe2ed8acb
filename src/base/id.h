// Id<Tag>: an identifier that cannot be taken for another kind of identifier.
//
// Invariants: case, report and person ids are 128 random bits as lower-case hex; nothing can be
//             learned from their order (I1). Row numbers never leave the store.
#pragma once

#include <compare>
#include <string>

namespace tocsin {

template <class Tag>
struct Id {
  std::string text;
  bool empty() const { return text.empty(); }
  friend auto operator<=>(Id const&, Id const&) = default;
};

}  // namespace tocsin
