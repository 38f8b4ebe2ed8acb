// A disk in memory for SQLite: what was not synced vanishes or tears at a power loss.
//
// The model: a file is the bytes the running system sees, the bytes the medium holds, and the changes between them in
// their order. A sync moves the changes to the medium. crash() lets each change survive, vanish or tear by the seeded
// coin. A name is durable with the first sync of its file, as SQLite's own VFS syncs the directory then.
//
// Spec:       sqlite.org/vfs.html; powersafe overwrite as the unix VFS claims it.
// Invariants: the disk lives across "process restarts"; locks and shared memory do not. Once ended() every call fails
//             until crash() or restart(). Deterministic.
// Threads:    one. The VFS "sim" is the process's default; it opens files on the disk named by use_disk().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sim/random.h"

namespace tocsin::sim {

struct DiskFaults {
  std::optional<int> end_after_writes;  // this many writes and syncs succeed, then the process is gone
  enum class Full { no, yes } full = Full::no;       // nothing may grow
  enum class Sync { honest, ignored } log_sync = Sync::honest;   // planted: as if synchronous were NORMAL
};

class MemoryDisk {
 public:
  struct File;
  MemoryDisk();
  ~MemoryDisk();
  MemoryDisk(MemoryDisk const&) = delete;
  MemoryDisk& operator=(MemoryDisk const&) = delete;

  DiskFaults faults;
  bool ended() const { return ended_; }
  void end() { ended_ = true; }
  // Power loss. The store must be gone by then.
  void crash(Random& random);
  // The process ended and the kernel lived on: nothing vanishes.
  void restart();
  // Starts as a copy of another disk that was closed in peace.
  void copy_from(MemoryDisk const& other);
  // What a thief of the disk would read.
  std::map<std::string, std::string> everything() const;

  // For the VFS.
  std::shared_ptr<File> open(std::string const& name);
  bool exists(std::string const& name) const;
  void remove(std::string const& name);
  // False: this call must fail, because the process has ended.
  bool count_change();

 private:
  std::map<std::string, std::shared_ptr<File>> files_;
  bool ended_ = false;
};

// Registers the VFS once a process, as the default, so that SQLite's own random numbers are seeded too; its name.
std::string memory_vfs();
// The disk on which files are opened from here on, and the seed of SQLite's own random numbers.
void use_disk(MemoryDisk& disk, std::uint64_t seed);

}  // namespace tocsin::sim
