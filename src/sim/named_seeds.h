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
    {46, "a register emptied by a clock a year ahead: equal reports opened two cases"},
    {224, "what an outbox item became waited for the year its parent was made in"},
    {461, "an older desk sent a notice past an opt-out it had not read"},
    {1540, "an escalation without its wait, after the clock was right again"},
    {1620, "a report remembered by a clock at 1970, and forgotten at once"},
    {1990, "no alarm while a clock right again was taken for one that had jumped"},
};

}  // namespace tocsin::sim
