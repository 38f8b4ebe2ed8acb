// Landlock by raw system calls: which files and addresses a process may still reach.
//
// Spec:       landlock(7); the ABI numbers and structures of linux/landlock.h up to ABI 6. Debian
//             12's header stops at ABI 2, so the newer names stand here.
// Invariants: a right that the running kernel does not know is not asked for (graceful
//             degradation).
// Threads:    the calling thread and what it starts later; call it first.
#pragma once

#include "base/result.h"
#include "os/confine.h"

namespace tocsin::os {

inline constexpr int landlock_abi_min = 2;      // ABI 1 forbids every rename between directories
inline constexpr int landlock_abi_network = 4;  // restricts TCP bind and connect

Status enforce_landlock(Confinement const& confinement, int abi);

}  // namespace tocsin::os
