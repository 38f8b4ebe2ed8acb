// Seeds that found something, each with what it found; they run with every simulation. A seed tells another story once
// the workload or the faults change: then its name goes, and what it found stays a unit test (`WrongClock.*`, `Outbox.*`).
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
