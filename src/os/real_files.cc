// See files.h: RealFiles, system call by system call.
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "os/files.h"
#include "os/process.h"

namespace tocsin::os {
namespace {

// Below this size a copy is cheaper than a mapping, and the kernel allows only some 65,000
// mappings.
constexpr std::size_t kMapBytesMin = 64 * 1024;
constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;

std::unexpected<Error> failed(FatalIo policy, int error_number, Attempt attempt,
                              std::string_view path) {
  if (error_number == EIO && policy == FatalIo::end_role) die_on_io_error(path, error_number);
  return std::unexpected(error_of(error_number, attempt, path));
}

Status sync_fd(FatalIo policy, int fd, std::string_view path) {
  if (::fsync(fd) == 0) return {};
  int error_number = errno;
  if (error_number == EROFS) return std::unexpected(error_of(EROFS, Attempt::write, path));
  if (policy == FatalIo::end_role) die_on_io_error(path, error_number);
  return fail(ErrorCode::corrupt, "the disk failed while saving",
              error_of(error_number, Attempt::write, path).cause);
}

struct MappedBytes final : FileBytes {
  MappedBytes(void* start, std::size_t length) : start(start), length(length) {}
  ~MappedBytes() override { ::munmap(start, length); }
  std::string_view view() const override { return {static_cast<char const*>(start), length}; }
  void* start;
  std::size_t length;
};

struct HeldBytes final : FileBytes {
  explicit HeldBytes(std::string bytes) : bytes(std::move(bytes)) {}
  std::string_view view() const override { return bytes; }
  std::string bytes;
};

Result<std::string> read_some(FatalIo policy, int fd, std::string const& path, std::size_t count) {
  std::string out(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    auto got = ::read(fd, out.data() + have, count - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(policy, errno, Attempt::read, path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  out.resize(have);
  return out;
}

Status write_fully(FatalIo policy, int fd, std::string const& path, std::string_view bytes) {
  while (!bytes.empty()) {
    auto put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return failed(policy, errno, Attempt::write, path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

struct RealWriter final : FileWriter {
  RealWriter(FatalIo policy, Fd fd, std::string path)
      : policy(policy), fd(std::move(fd)), path(std::move(path)) {}
  Status write(std::string_view bytes) override {
    return write_fully(policy, fd.get(), path, bytes);
  }
  Status set_times(Instant at) override {
    timespec time{.tv_sec = at.epoch_ms / 1000, .tv_nsec = at.epoch_ms % 1000 * 1'000'000};
    timespec const both[2] = {time, time};
    if (::futimens(fd.get(), both) != 0) return failed(policy, errno, Attempt::write, path);
    return {};
  }
  Status sync() override { return sync_fd(policy, fd.get(), path); }
  Status close() override {
    int number = fd.release();
    // Linux closes the descriptor whatever close() answers; an error here is one of an earlier
    // write.
    if (number >= 0 && ::close(number) != 0 && errno != EINTR)
      return failed(policy, errno, Attempt::write, path);
    return {};
  }
  FatalIo policy;
  Fd fd;
  std::string path;
};

struct RealReader final : FileReader {
  RealReader(FatalIo policy, Fd fd, std::string path)
      : policy(policy), fd(std::move(fd)), path(std::move(path)) {}
  Result<std::string> read(std::size_t bytes_max) override {
    return read_some(policy, fd.get(), path, bytes_max);
  }
  FatalIo policy;
  Fd fd;
  std::string path;
};

}  // namespace

Result<std::string> RealFiles::read(std::string const& path, std::size_t bytes_max) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return failed(policy_, errno, Attempt::read, path);
  if (S_ISDIR(info.st_mode)) return failed(policy_, EISDIR, Attempt::read, path);
  std::string out;
  // One byte more than the length: a pipe or a growing file has more than fstat said.
  auto step = std::min(static_cast<std::size_t>(info.st_size), bytes_max) + 1;
  while (true) {
    auto more = TRY(read_some(policy_, fd.get(), path, step));
    if (more.empty()) return out;
    if (out.empty())
      out = std::move(more);
    else
      out += more;
    if (out.size() > bytes_max)
      return fail(ErrorCode::limit_exceeded,
                  path + " is longer than " + std::to_string(bytes_max) + " bytes");
    step = std::max<std::size_t>(step, 4096);
  }
}

Result<std::unique_ptr<FileBytes>> RealFiles::map(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return failed(policy_, errno, Attempt::read, path);
  auto length = static_cast<std::size_t>(info.st_size);
  if (length < kMapBytesMin)
    return std::make_unique<HeldBytes>(TRY(read_some(policy_, fd.get(), path, length)));
  void* start = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (start == MAP_FAILED) return failed(policy_, errno, Attempt::read, path);
  return std::make_unique<MappedBytes>(start, length);
}

Result<std::unique_ptr<FileReader>> RealFiles::open(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  return std::make_unique<RealReader>(policy_, std::move(fd), path);
}

Result<FileStamp> RealFiles::stamp(std::string const& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return failed(policy_, errno, Attempt::read, path);
  return FileStamp{.inode = info.st_ino,
                   .bytes = static_cast<std::uint64_t>(info.st_size),
                   .modified_ns = info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec};
}

bool RealFiles::exists(std::string const& path) { return ::access(path.c_str(), F_OK) == 0; }

Result<std::vector<std::string>> RealFiles::list(std::string const& directory) {
  DIR* stream = ::opendir(directory.c_str());
  if (stream == nullptr) return failed(policy_, errno, Attempt::read, directory);
  std::vector<std::string> names;
  errno = 0;
  while (auto const* item = ::readdir(stream)) {
    std::string_view name = item->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  int error_number = errno;
  ::closedir(stream);
  if (error_number != 0) return failed(policy_, error_number, Attempt::read, directory);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::uint64_t> RealFiles::free_bytes(std::string const& directory) {
  struct statvfs info{};
  if (::statvfs(directory.c_str(), &info) != 0)
    return failed(policy_, errno, Attempt::read, directory);
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

Status RealFiles::write_new(std::string const& path, std::string_view bytes) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (!fd) return failed(policy_, errno, Attempt::write, path);
  auto written = write_fully(policy_, fd.get(), path, bytes);
  if (!written) ::unlink(path.c_str());
  return written;
}

Result<std::unique_ptr<FileWriter>> RealFiles::create(std::string const& path) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (!fd) return failed(policy_, errno, Attempt::write, path);
  return std::make_unique<RealWriter>(policy_, std::move(fd), path);
}

Status RealFiles::make_directory(std::string const& path) {
  if (::mkdir(path.c_str(), kDirectoryMode) == 0) return {};
  if (errno == ENOENT) {
    auto parent = parent_of(path);
    if (parent == path || parent == ".") return failed(policy_, ENOENT, Attempt::write, path);
    CHECKED(make_directory(parent));
    if (::mkdir(path.c_str(), kDirectoryMode) == 0) return {};
  }
  if (errno == EEXIST || errno == EROFS) {
    if (is_directory(path)) return {};
  }
  return failed(policy_, errno, Attempt::write, path);
}

Status RealFiles::rename(std::string const& from, std::string const& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed(policy_, errno, Attempt::write, from);
  return {};
}

Status RealFiles::link(std::string const& from, std::string const& to) {
  if (::link(from.c_str(), to.c_str()) != 0)
    return failed(policy_, errno, Attempt::write, errno == EEXIST ? to : from);
  return {};
}

Status RealFiles::remove(std::string const& path) {
  if (::unlink(path.c_str()) == 0) return {};
  if (errno == EISDIR && ::rmdir(path.c_str()) == 0) return {};
  return failed(policy_, errno, Attempt::write, path);
}

Status RealFiles::sync_file(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  return sync_fd(policy_, fd.get(), path);
}

Status RealFiles::sync_directory(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  return sync_fd(policy_, fd.get(), path);
}

Status RealFiles::sync_all(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(policy_, errno, Attempt::read, path);
  if (::syncfs(fd.get()) == 0) return {};
  int error_number = errno;
  if (error_number == EROFS) return failed(policy_, EROFS, Attempt::write, path);
  if (policy_ == FatalIo::end_role) die_on_io_error(path, error_number);
  return fail(ErrorCode::corrupt, "the disk failed while saving",
              error_of(error_number, Attempt::write, path).cause);
}

}  // namespace tocsin::os
