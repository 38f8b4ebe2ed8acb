// Confinement: what a role can no longer do, however its code is abused, and the proof of it.
//
// Spec:       prctl(2) PR_SET_NO_NEW_PRIVS; Landlock (ABI 1..6, by raw system calls, because Debian
//             12's headers know ABI 2); seccomp by libseccomp.
// Invariants: irreversible; applied before the first thread of a role, after its addresses are
//             bound.
// Failure:    a kernel without Landlock is reported (Confined::missing) and serving goes on under
//             seccomp alone; a kernel without seccomp, or a rule that does not load, is an Error.
// Threads:    call with one thread running.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace tocsin::os {

enum class Profile {
  front,  // no socket() but AF_UNIX, no new TCP connection or binding, no execve, no ptrace
  desk,   // may execute itself again (the parser) and connect out; no ptrace, no administration
  parser,  // computes, and uses the descriptors it was given: no network, files or processes
};

enum class PathAccess {
  read,        // read files, list directories
  read_write,  // and create, change, rename, link and remove
  execute,     // read and execute
};

struct PathRight {
  std::string path;  // this and everything below it; one that does not exist is left out
  PathAccess access = PathAccess::read;
};

struct Confinement {
  Profile profile = Profile::parser;
  std::vector<PathRight> paths;        // for parser: always empty
  std::uint64_t memory_bytes_max = 0;  // RLIMIT_AS; 0 = no limit
  std::uint64_t cpu_seconds_max = 0;   // RLIMIT_CPU; 0 = no limit
};

inline constexpr std::uint64_t parser_memory_bytes_max = 256ULL * 1024 * 1024;
inline constexpr std::uint64_t parser_cpu_seconds_max = 10;

struct Confined {
  int landlock_abi = 0;  // 0: the kernel has none
  std::vector<std::string>
      missing;  // protections this kernel cannot give, as sentences for the log
};

// No core dump, and no other process of the same user may read our memory.
Status forbid_core_dumps();
int landlock_abi();  // 0 when the kernel has none
Result<Confined> confine(Confinement const& confinement);

// One forbidden act, tried in this process.
struct Refusal {
  std::string act;  // "open a socket to the network"
  enum class Seen { refused, allowed, not_possible_here } seen = Seen::allowed;
  std::string detail;  // errno as text
};
// A file or directory that this role must not be able to open: which ones they are is known to who starts it.
struct OutOfReach {
  std::string act;   // "read the token of the admin socket"
  std::string path;  // if nothing is there, the directory above is tried: the file may come later
};
// Tries each act that this profile forbids, and to open what is out of reach; harmless if one
// succeeds. `not_possible_here` when the kernel lacks the protection (Landlock).
std::vector<Refusal> try_forbidden_acts(Profile profile,
                                        std::vector<OutOfReach> const& out_of_reach = {});
// "front: 9 of 9 forbidden acts refused"; ok only when none was allowed.
Result<std::string> self_test(Profile profile, std::vector<OutOfReach> const& out_of_reach = {});

}  // namespace tocsin::os
