// Real files: the operating system behind FileSystem, durable replacement, and the lock on a data
// directory.
//
// Invariants: replace_durably() shows either the old or the new bytes, after any crash.
// Failure:    as file_system.h. An EIO or a failed sync follows FatalIo: the kernel may have
//             dropped the dirty pages, so a second sync that "succeeds" proves nothing
//             (facts/faults-and-fuzz.md 1).
// Threads:    RealFiles has no state and may be shared.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os/file_system.h"

namespace tocsin::os {

inline constexpr int exit_code_io_error = 74;  // EX_IOERR

// What a failed sync or an EIO does: end this role at once (serving), or come back as
// ErrorCode::corrupt (a command line that owns nothing it has promised to anybody).
enum class FatalIo { end_role, report };

// One line on stderr, then _exit(exit_code_io_error): no destructor runs, nothing is acknowledged
// any more.
[[noreturn]] void die_on_io_error(std::string_view what, int error_number);

// errno as an Error, by the table in file_system.h.
enum class Attempt { read, write };
Error error_of(int error_number, Attempt attempt, std::string_view path);

class RealFiles final : public FileSystem {
 public:
  explicit RealFiles(FatalIo policy = FatalIo::end_role) : policy_(policy) {}
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
  FatalIo policy_;
};

// Helpers over any FileSystem.
// Temporary file beside `path`, fsync, rename over it, fsync of the directory.
Status replace_durably(FileSystem& files, std::string const& path, std::string_view bytes);
// The same for a new file: conflict if the name is taken.
Status create_durably(FileSystem& files, std::string const& path, std::string_view bytes);
// A directory and its missing parents, each durable in the one above.
Status make_directory_durably(FileSystem& files, std::string const& path);
Status remove_tree(FileSystem& files, std::string const& directory);  // no error if it is not there
std::string parent_of(std::string_view path);                         // "a/b" -> "a", "b" -> "."
// Every file below `directory` as a path relative to it, sorted.
Result<std::vector<std::string>> list_tree(FileSystem& files, std::string const& directory);

// Real files only.
// Adds bytes to the end of a file (made with mode 0600) and syncs it.
Status append_durably(std::string const& path, std::string_view bytes);
// A new file that only its owner may read (0600): keys. conflict if the name is taken.
Status create_private(std::string const& path, std::string_view bytes);
Status set_mode(std::string const& path, unsigned mode);
// An absolute path without "." and symbolic links; not_found if there is nothing.
Result<std::string> real_path(std::string const& path);
bool is_directory(std::string const& path);
// A fresh directory that only its owner may enter, under $TMPDIR or /tmp: tests and dry runs.
Result<std::string> make_temporary_directory(std::string_view prefix);

// The one lock on a data directory (design section 7): held as long as the object lives, by flock,
// so it dies with the process. conflict, with the holder's process id in the message, when another
// holds it.
class LockFile {
 public:
  static Result<LockFile> take(std::string const& path);
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();

 private:
  explicit LockFile(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace tocsin::os
