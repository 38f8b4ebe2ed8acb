// See files.h: what is built from a FileSystem, and the few things only real files can do.
#include "os/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "os/process.h"

namespace tocsin::os {

void die_on_io_error(std::string_view what, int error_number) {
  std::string line = "tocsin: the disk failed (" + std::string(what) + ": " +
                     std::strerror(error_number) +
                     "). This process ends now, so that it promises nothing it cannot keep.\n";
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(exit_code_io_error);
}

Error error_of(int error_number, Attempt attempt, std::string_view path) {
  auto name = std::string(path);
  auto cause = name + ": " + std::strerror(error_number);
  switch (error_number) {
    case ENOENT:
      return {ErrorCode::not_found, "there is no file " + name, cause};
    case EEXIST:
    case ENOTEMPTY:
      return {ErrorCode::conflict, name + " is already there", cause};
    case ENOSPC:
    case EDQUOT:
      return {ErrorCode::unavailable, "the disk is full", cause};
    case EROFS:
      return {ErrorCode::unavailable, "the disk cannot be written to", cause};
    case EACCES:
    case EPERM:
      if (attempt == Attempt::write)
        return {ErrorCode::unavailable, "the disk cannot be written to", cause};
      return {ErrorCode::forbidden, "this process may not read " + name, cause};
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
    case EBUSY:
      return {ErrorCode::unavailable, "the system is out of resources", cause};
    case EFBIG:
      return {ErrorCode::limit_exceeded, "the file would be too long", cause};
    case ENAMETOOLONG:
    case ENOTDIR:
    case EISDIR:
    case EINVAL:
    case EXDEV:
    case ELOOP:
      return {ErrorCode::invalid_input, name + " is not a path that fits here", cause};
    default:
      return {ErrorCode::corrupt, "the disk failed", cause};
  }
}

std::string parent_of(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

namespace {

// A written and synced file beside `path`; what an earlier crash left there is replaced.
Result<std::string> write_beside(FileSystem& files, std::string const& path,
                                 std::string_view bytes) {
  auto beside = path + ".new";
  auto removed = files.remove(beside);
  if (!removed && removed.error().code != ErrorCode::not_found)
    return std::unexpected(removed.error());
  CHECKED(files.write_new(beside, bytes));
  auto synced = files.sync_file(beside);
  if (!synced) {
    (void)files.remove(beside);  // the first error is the one to tell
    return std::unexpected(synced.error());
  }
  return beside;
}

}  // namespace

Status replace_durably(FileSystem& files, std::string const& path, std::string_view bytes) {
  auto beside = TRY(write_beside(files, path, bytes));
  CHECKED(files.rename(beside, path));
  return files.sync_directory(parent_of(path));
}

Status create_durably(FileSystem& files, std::string const& path, std::string_view bytes) {
  auto beside = TRY(write_beside(files, path, bytes));
  auto linked = files.link(beside, path);
  CHECKED(files.remove(beside));
  CHECKED(linked);
  return files.sync_directory(parent_of(path));
}

Status make_directory_durably(FileSystem& files, std::string const& path) {
  if (files.exists(path)) return files.make_directory(path);  // an error if it is a file
  auto parent = parent_of(path);
  CHECKED(make_directory_durably(files, parent));
  CHECKED(files.make_directory(path));
  return files.sync_directory(parent);
}

Status remove_tree(FileSystem& files, std::string const& directory) {
  auto names = files.list(directory);
  if (!names)
    return names.error().code == ErrorCode::not_found ? Status{} : std::unexpected(names.error());
  for (auto const& name : *names) {
    auto path = directory + "/" + name;
    // A directory cannot be removed while it holds something, so this asks which of the two it is.
    if (files.list(path)) {
      CHECKED(remove_tree(files, path));
    } else {
      CHECKED(files.remove(path));
    }
  }
  return files.remove(directory);
}

namespace {
Status list_below(FileSystem& files, std::string const& top, std::string const& below,
                  std::vector<std::string>& out) {
  auto names = TRY(files.list(below.empty() ? top : top + "/" + below));
  for (auto const& name : names) {
    auto path = below.empty() ? name : below + "/" + name;
    if (files.list(top + "/" + path)) {
      CHECKED(list_below(files, top, path, out));
    } else {
      out.push_back(path);
    }
  }
  return {};
}
}  // namespace

Result<std::vector<std::string>> list_tree(FileSystem& files, std::string const& directory) {
  std::vector<std::string> out;
  CHECKED(list_below(files, directory, "", out));
  return out;
}

Status append_durably(std::string const& path, std::string_view bytes) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(error_of(errno, Attempt::write, path));
  CHECKED(write_all(fd.get(), bytes));
  if (::fsync(fd.get()) != 0) die_on_io_error(path, errno);
  return {};
}

Status create_private(std::string const& path, std::string_view bytes) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(error_of(errno, Attempt::write, path));
  auto written = write_all(fd.get(), bytes);
  if (!written) {
    ::unlink(path.c_str());
    return written;
  }
  if (::fsync(fd.get()) != 0) die_on_io_error(path, errno);
  Fd directory(::open(parent_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return std::unexpected(error_of(errno, Attempt::read, parent_of(path)));
  if (::fsync(directory.get()) != 0) die_on_io_error(parent_of(path), errno);
  return {};
}

Status set_mode(std::string const& path, unsigned mode) {
  if (::chmod(path.c_str(), static_cast<mode_t>(mode)) != 0)
    return std::unexpected(error_of(errno, Attempt::write, path));
  return {};
}

Result<std::string> real_path(std::string const& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr)
    return std::unexpected(error_of(errno, Attempt::read, path));
  return std::string(resolved);
}

bool is_directory(std::string const& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<std::string> make_temporary_directory(std::string_view prefix) {
  auto const* base = std::getenv("TMPDIR");
  auto path = std::string(base && *base ? base : "/tmp") + "/" + std::string(prefix) + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return std::unexpected(error_of(errno, Attempt::write, path));
  return path;
}

Result<LockFile> LockFile::take(std::string const& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(error_of(errno, Attempt::write, path));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return std::unexpected(error_of(errno, Attempt::write, path));
    char holder[32] = {};
    [[maybe_unused]] auto got = ::pread(fd.get(), holder, sizeof holder - 1, 0);
    std::string process(holder, std::strcspn(holder, "\n"));
    return fail(ErrorCode::conflict, "another tocsin holds " + path +
                                         (process.empty() ? "" : " (process " + process + ")"));
  }
  // The number is for people only; the lock itself dies with the process.
  auto line = std::to_string(own_process_id()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0) return std::unexpected(error_of(errno, Attempt::write, path));
  CHECKED(write_all(fd.get(), line));
  return LockFile(fd.release());
}

LockFile::LockFile(LockFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
LockFile& LockFile::operator=(LockFile&& other) noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = std::exchange(other.fd_, -1);
  return *this;
}
LockFile::~LockFile() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace tocsin::os
