// Processes: this executable again in another role, its end, pipes and descriptors.
//
// Invariants: a child holds exactly the descriptors it was given; everything here is close-on-exec.
//             Processes are ended by id only.
// Failure:    returns Error; a child that cannot execute exits with 127.
// Threads:    spawn only while one thread runs, or from the one supervisor lane.
#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tocsin::os {

// An owned descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

struct FdPair {
  Fd read_end;   // of a pipe; for a socket pair: ours
  Fd write_end;  // of a pipe; for a socket pair: the child's
};
Result<FdPair> make_pipe();
Result<FdPair> make_socket_pair();  // AF_UNIX stream
Status set_nonblocking(int fd);
// All of it, over short writes and interrupts.
Status write_all(int fd, std::string_view bytes);
// Until end of file or `bytes_max`, then limit_exceeded.
Result<std::string> read_to_end(int fd, std::size_t bytes_max);

// Writes all of `bytes` to `to` and closes it, while reading `from` to its end: two pipes of one child, neither of which
// may fill up while the other is waited for. limit_exceeded over `bytes_max`.
Result<std::string> exchange(Fd to, std::string_view bytes, Fd from, std::size_t bytes_max);

struct PassedFd {
  int ours = -1;
  int theirs = -1;  // its number in the child
};

struct Spawn {
  std::vector<std::string> arguments;    // without the program's name
  std::vector<PassedFd> descriptors;     // 0, 1 and 2 are inherited unless named here
  std::vector<std::string> environment;  // "NAME=value"; replaces ours entirely
  // takes_child_along: the child is killed the moment its parent dies.
  enum class Parent { may_die_first, takes_child_along } parent = Parent::takes_child_along;
};

struct Exit {
  int code = 0;    // exit code, when `signal` is 0
  int signal = 0;  // the signal that ended it
  bool clean() const { return code == 0 && signal == 0; }
};

Result<int> spawn_self(Spawn const& spawn);  // /proc/self/exe; the process id
Result<int> spawn_program(std::string const& path, Spawn const& spawn);
Result<Exit> wait_for(int process_id);
Result<std::optional<Exit>> poll_exit(int process_id);  // without waiting
// Any child that has ended: (process id, how), without waiting.
std::optional<std::pair<int, Exit>> poll_any_exit();
Status send_signal(int process_id, int signal);
int own_process_id();
unsigned own_user_id();

}  // namespace tocsin::os
