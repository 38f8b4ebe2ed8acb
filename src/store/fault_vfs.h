// A SQLite VFS for tests: real files, with one fault at a chosen call.
//
// Invariants: with no fault set it is the default VFS. Faults are process-wide; a test resets them.
#pragma once

#include <atomic>
#include <string>

namespace tocsin::store::test {

struct VfsFault {
  int code = 0;          // SQLite result code of the failing calls; 0: none
  int system_error = 0;  // what the VFS reports as errno
  long after_calls = 0;  // calls that still succeed
  enum class Lasts { once, on } lasts = Lasts::on;
};

struct VfsFaults {
  VfsFault write;
  VfsFault sync;
  VfsFault read;
  long writes = 0;
  long syncs = 0;
};

// The faults in force, to be set by the test.
VfsFaults& vfs_faults();
// Registers it once; the name to open with.
std::string fault_vfs();

}  // namespace tocsin::store::test
