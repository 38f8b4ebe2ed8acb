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
};

}  // namespace tocsin::sim
