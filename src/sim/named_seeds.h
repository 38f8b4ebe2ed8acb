// Seeds that once found something, each with what it found; they run with every simulation, for ever.
#pragma once

#include <cstdint>
#include <string_view>

namespace tocsin::sim {

struct NamedSeed {
  std::uint64_t seed;
  std::string_view name;
};

inline constexpr NamedSeed kNamedSeeds[] = {
    {1, "the first seed"},
    {16, "sent again while the clock was a year ahead, and waited for that year"},
    {25, "an outbox mended by a clock that stood at 1970"},
    {64, "an outbox mended an hour after the clock was right again"},
};

}  // namespace tocsin::sim
