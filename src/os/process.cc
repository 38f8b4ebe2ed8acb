// See process.h.
#include "os/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "os/files.h"

namespace tocsin::os {
namespace {

constexpr int kExecFailed = 127;
constexpr int kParkedFdMin = 256;  // passed descriptors wait here until their numbers are free

Exit exit_of(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

std::vector<char*> pointers_to(std::vector<std::string> const& texts) {
  std::vector<char*> out;
  for (auto const& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

// In the child, between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(char const* path, char** arguments, char** environment,
                         std::vector<PassedFd> const& passed, std::vector<int>& parked,
                         Spawn::Parent parent, int parent_id) {
  if (parent == Spawn::Parent::takes_child_along) {
    // Not to be asked: whoever takes the parent's place must never find two desks on one database, and a polite end
    // may wait for a reader or a mail server for many seconds. What is killed loses nothing (I12).
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent_id) ::_exit(kExecFailed);  // it died before we asked
  }
  for (std::size_t i = 0; i < passed.size(); ++i) {
    parked[i] = ::fcntl(passed[i].ours, F_DUPFD_CLOEXEC, kParkedFdMin);
    if (parked[i] < 0) ::_exit(kExecFailed);
  }
  for (std::size_t i = 0; i < passed.size(); ++i)
    if (::dup2(parked[i], passed[i].theirs) < 0) ::_exit(kExecFailed);
  // `passed` is sorted by `theirs`: close every gap between, so that nothing else is inherited.
  unsigned next = 3;
  for (auto const& fd : passed) {
    auto theirs = static_cast<unsigned>(fd.theirs);
    if (theirs > next && ::syscall(SYS_close_range, next, theirs - 1, 0) != 0) ::_exit(kExecFailed);
    next = std::max(next, theirs + 1);
  }
  // A kernel or a container's filter that refuses close_range would hand ours to the child unseen: then no child at all.
  if (::syscall(SYS_close_range, next, ~0U, 0) != 0) ::_exit(kExecFailed);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(path, arguments, environment);
  ::_exit(kExecFailed);
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<FdPair> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return std::unexpected(error_of(errno, Attempt::write, "a pipe"));
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<FdPair> make_socket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return std::unexpected(error_of(errno, Attempt::write, "a socket pair"));
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Status set_nonblocking(int fd) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
    return std::unexpected(error_of(errno, Attempt::write, "a descriptor"));
  return {};
}

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    auto put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return std::unexpected(error_of(errno, Attempt::write, "a descriptor"));
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::string> exchange(Fd to, std::string_view bytes, Fd from, std::size_t bytes_max) {
  CHECKED(set_nonblocking(to.get()));
  CHECKED(set_nonblocking(from.get()));
  std::string out;
  if (bytes.empty()) to.reset();
  while (true) {
    pollfd waiting[] = {{.fd = from.get(), .events = POLLIN, .revents = 0},
                        {.fd = to.get(), .events = POLLOUT, .revents = 0}};   // a closed one is -1 and passed over
    if (::poll(waiting, 2, -1) < 0 && errno != EINTR) return fail(ErrorCode::unavailable, "waiting for a child failed");
    if (waiting[1].revents != 0) {
      auto const n = ::write(to.get(), bytes.data(), bytes.size());
      if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
      // A child that reads no more is no error here: its answer, or its end, tells why.
      if ((n < 0 && errno != EAGAIN && errno != EINTR) || bytes.empty()) to.reset();
    }
    if (waiting[0].revents == 0) continue;
    char buffer[64 * 1024];
    auto const n = ::read(from.get(), buffer, sizeof buffer);
    if (n == 0) return out;
    if (n < 0 && errno != EAGAIN && errno != EINTR) return fail(ErrorCode::unavailable, "reading from a child failed");
    if (n > 0) out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > bytes_max) return fail(ErrorCode::limit_exceeded, "a child answered more than is read");
  }
}

Result<std::string> read_to_end(int fd, std::size_t bytes_max) {
  std::string out;
  char piece[16 * 1024];
  while (true) {
    auto got = ::read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(error_of(errno, Attempt::read, "a descriptor"));
    if (got == 0) return out;
    if (out.size() + static_cast<std::size_t>(got) > bytes_max)
      return fail(ErrorCode::limit_exceeded,
                  "more than " + std::to_string(bytes_max) + " bytes were sent");
    out.append(piece, static_cast<std::size_t>(got));
  }
}

Result<int> spawn_self(Spawn const& spawn) { return spawn_program("/proc/self/exe", spawn); }

Result<int> spawn_program(std::string const& path, Spawn const& spawn) {
  std::vector<std::string> texts{path == "/proc/self/exe" ? "tocsin" : path};
  texts.insert(texts.end(), spawn.arguments.begin(), spawn.arguments.end());
  auto arguments = pointers_to(texts);
  auto environment = pointers_to(spawn.environment);
  auto passed = spawn.descriptors;
  std::sort(passed.begin(), passed.end(),
            [](PassedFd a, PassedFd b) { return a.theirs < b.theirs; });
  for (auto fd : passed) assert(fd.theirs >= 0 && fd.theirs < kParkedFdMin);
  std::vector<int> parked(passed.size(), -1);
  int parent_id = ::getpid();
  int child = ::fork();
  if (child < 0) return std::unexpected(error_of(errno, Attempt::write, "a new process"));
  if (child == 0)
    become(path.c_str(), arguments.data(), environment.data(), passed, parked, spawn.parent,
           parent_id);
  return child;
}

Result<Exit> wait_for(int process_id) {
  int status = 0;
  while (::waitpid(process_id, &status, 0) < 0) {
    if (errno == EINTR) continue;
    return fail(ErrorCode::not_found, "there is no such child process", std::strerror(errno));
  }
  return exit_of(status);
}

Result<std::optional<Exit>> poll_exit(int process_id) {
  int status = 0;
  int got = ::waitpid(process_id, &status, WNOHANG);
  if (got == 0) return std::nullopt;
  if (got < 0)
    return fail(ErrorCode::not_found, "there is no such child process", std::strerror(errno));
  return exit_of(status);
}

std::optional<std::pair<int, Exit>> poll_any_exit() {
  int status = 0;
  int got = ::waitpid(-1, &status, WNOHANG);
  if (got <= 0) return std::nullopt;
  return std::pair{got, exit_of(status)};
}

Status send_signal(int process_id, int signal) {
  assert(process_id > 1);  // never a group, never everybody
  if (::kill(process_id, signal) == 0) return {};
  if (errno == ESRCH) return fail(ErrorCode::not_found, "that process has ended");
  return fail(ErrorCode::forbidden, "that process belongs to somebody else", std::strerror(errno));
}

int own_process_id() { return ::getpid(); }
unsigned own_user_id() { return ::getuid(); }

}  // namespace tocsin::os
