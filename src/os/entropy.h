// Secret random bytes from the kernel.
//
// Spec:    getrandom(2), which blocks only before the kernel's pool is first filled.
// Failure: none that a caller could act on; a kernel without getrandom ends the process.
// Threads: any.
#pragma once

#include <functional>
#include <string>

namespace tocsin::os {

// Where a part takes its random bytes from: random_bytes below, or a seeded stream in the
// simulation.
using RandomBytes = std::function<std::string(std::size_t)>;

std::string random_bytes(std::size_t count);
std::string random_hex(RandomBytes const& random,
                       std::size_t bytes);  // 2 * bytes lower-case digits

}  // namespace tocsin::os
