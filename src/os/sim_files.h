// SimFiles: a file system in memory that forgets what was not synced, and fails when told to.
//
// The model: a directory is a map from names to files. Bytes become durable by sync_file (or
// FileWriter::sync), names by sync_directory, both by sync_all. crash() goes back to what is
// durable; of what was not synced each change survives or vanishes by a seeded coin, so a test with
// many seeds sees many subsets.
//
// Invariants: deterministic: the same calls, faults and seed give the same state.
//             A crash never tears a synced file, and a rename is atomic: old or new, never neither.
// Failure:    as file_system.h. After end_after(n) has fired, every call fails until crash().
// Threads:    one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "os/file_system.h"

namespace tocsin::os {

// Counts calls that change something (a write, a rename, a sync, ...), from 0.
struct SimFaults {
  std::optional<std::uint64_t> end_after;     // this many changes succeed, then the process "ends"
  std::optional<std::uint64_t> io_error_at;   // this change meets EIO: the role ends
  std::uint64_t capacity_bytes = UINT64_MAX;  // full beyond this: unavailable
  enum class Writable { yes, read_only } writable = Writable::yes;
};

class SimFiles final : public FileSystem {
 public:
  explicit SimFiles(std::uint64_t seed = 1);
  ~SimFiles() override;

  // A copy of one where everything is durable shares its bytes: files only grow, and only new ones. Give the copy coins
  // of its own.
  void reseed(std::uint64_t seed) { random_state_ = seed * 2 + 1; }

  SimFaults faults;
  // Changes since the beginning, or since the last crash() or restart().
  std::uint64_t changes() const { return changes_; }
  // The process ended by end_after or io_error_at; a crash() brings the file system back for the
  // next one.
  bool ended() const { return ended_; }
  // Power loss: what was not synced survives or vanishes by the seeded coin. Clears ended(),
  // end_after and io_error_at.
  void crash();
  // kill -9: the kernel lives on, so nothing vanishes. Clears ended(), end_after, io_error_at.
  void restart();
  // Flips one bit of a stored file, synced or not.
  Status damage(std::string const& path, std::uint64_t byte, unsigned bit);
  Instant time_of(std::string const& path) const;  // as set by FileWriter::set_times
  std::uint64_t used_bytes() const;
  // Every byte stored, for canary scans: path -> bytes.
  std::map<std::string, std::string> everything() const;

  Result<std::string> read(std::string const& path, std::size_t bytes_max) override;
  Result<std::unique_ptr<FileBytes>> map(std::string const& path) override;
  Result<std::unique_ptr<FileReader>> open(std::string const& path) override;
  Result<FileStamp> stamp(std::string const& path) override;
  bool exists(std::string const& path) override;
  Result<std::vector<std::string>> list(std::string const& directory) override;
  Result<std::uint64_t> free_bytes(std::string const& directory) override;
  Status write_new(std::string const& path, std::string_view bytes) override;
  Result<std::unique_ptr<FileWriter>> create(std::string const& path) override;
  Status make_directory(std::string const& path) override;
  Status rename(std::string const& from, std::string const& to) override;
  Status link(std::string const& from, std::string const& to) override;
  Status remove(std::string const& path) override;
  Status sync_file(std::string const& path) override;
  Status sync_directory(std::string const& path) override;
  Status sync_all(std::string const& path) override;

 private:
  struct Node;
  struct Writer;
  struct Reader;
  struct Held;
  using Names = std::map<std::string, std::shared_ptr<Node>>;

  enum class Kind { write, sync };
  Status change(Kind kind);  // counts a change and applies the faults
  Status usable() const;     // an error once the process has ended
  Status append(Node& node, std::string_view bytes);
  std::shared_ptr<Node> find(std::string const& path) const;
  Status check_parent(std::string const& path) const;
  void make_durable_in(std::string const& directory);
  void revive();
  std::uint64_t random();

  Names names_;    // as the running system sees them: whole path -> file or directory
  Names durable_;  // as the medium holds them
  std::uint64_t clock_ = 0;
  std::uint64_t changes_ = 0;
  std::uint64_t random_state_;
  std::uint64_t next_inode_ = 1;
  bool ended_ = false;
};

}  // namespace tocsin::os
