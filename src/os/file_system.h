// FileSystem: the few file operations that the shelf, the press and the spool are built from.
//
// One interface with two implementations: RealFiles (files.h) and SimFiles (sim_files.h, where
// un-synced writes vanish at a crash). Paths are whole paths; nothing here keeps a current
// directory.
//
// Invariants: what a write or rename did is durable only after the matching sync: sync_file for
//             bytes, sync_directory for names, sync_all for both in the whole file system.
// Failure:    a missing file is not_found; a name that is taken is conflict; full, over quota,
//             read-only or not permitted to write is unavailable (it recovers by itself); not
//             permitted to read is forbidden; longer than the limit is limit_exceeded. An EIO or a
//             failed sync ends the role (files.h, FatalIo): after it nothing may be acknowledged
//             (D-4).
// Threads:    RealFiles may be used from any thread; SimFiles from one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::os {

// The bytes of one file, mapped or held; valid as long as the object lives, also when the file is
// removed.
class FileBytes {
 public:
  virtual ~FileBytes() = default;
  virtual std::string_view view() const = 0;
};

// A new file that grows at its end. Dropping it without close() leaves the file; the owner removes
// it.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  virtual Status write(std::string_view bytes) = 0;
  virtual Status set_times(Instant at) = 0;  // access and modification time
  virtual Status sync() = 0;                 // bytes and length are durable afterwards
  virtual Status close() = 0;
};

// A file read from its start. read() gives at most `bytes_max` bytes, and an empty string at the
// end.
class FileReader {
 public:
  virtual ~FileReader() = default;
  virtual Result<std::string> read(std::size_t bytes_max) = 0;
};

// Changes whenever a name is given to another file; cheap to ask for.
struct FileStamp {
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(FileStamp const&, FileStamp const&) = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<std::string> read(std::string const& path, std::size_t bytes_max) = 0;
  virtual Result<std::unique_ptr<FileBytes>> map(std::string const& path) = 0;
  virtual Result<std::unique_ptr<FileReader>> open(std::string const& path) = 0;
  virtual Result<FileStamp> stamp(std::string const& path) = 0;
  virtual bool exists(std::string const& path) = 0;
  // The names in a directory, sorted, without "." and "..".
  virtual Result<std::vector<std::string>> list(std::string const& directory) = 0;
  virtual Result<std::uint64_t> free_bytes(std::string const& directory) = 0;

  // A new file with these bytes, not synced; conflict if the name is taken. After a failure no file
  // is left.
  virtual Status write_new(std::string const& path, std::string_view bytes) = 0;
  virtual Result<std::unique_ptr<FileWriter>> create(std::string const& path) = 0;
  // Directories and their missing parents; no error if it is there.
  virtual Status make_directory(std::string const& path) = 0;
  virtual Status rename(std::string const& from, std::string const& to) = 0;  // replaces `to`
  virtual Status link(std::string const& from,
                      std::string const& to) = 0;      // conflict if `to` is there
  virtual Status remove(std::string const& path) = 0;  // a file or an empty directory
  virtual Status sync_file(std::string const& path) = 0;
  virtual Status sync_directory(std::string const& path) = 0;
  virtual Status sync_all(std::string const& path) = 0;  // the file system that holds `path`
};

}  // namespace tocsin::os
