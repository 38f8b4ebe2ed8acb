// See confine.h: the forbidden acts, each tried in the confined process itself.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "os/confine.h"
#include "os/files.h"
#include "os/landlock.h"

namespace tocsin::os {
namespace {

constexpr int kNobody = 0x3ffffff0;  // above every process id Linux gives out

// Each act answers 0 if it was possible, else the errno. The arguments are such that a kernel that
// allows the call answers with another error than a refusal, and nothing happens.
int answer(long result) { return result < 0 ? errno : 0; }

int open_network_socket() {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int open_datagram_socket() {
  int fd = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int open_unix_socket() {
  int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int execute() {
  char* none[] = {nullptr};
  return answer(::execve("/nonexistent/tocsin-self-test", none, none));
}
int trace() { return answer(::syscall(SYS_ptrace, 16 /* PTRACE_ATTACH */, kNobody, 0, 0)); }
int read_other_memory() {
  char byte = 0;
  iovec ours{&byte, 1}, theirs{&byte, 1};
  return answer(::process_vm_readv(kNobody, &ours, 1, &theirs, 1, 0));
}
int mount() {
  return answer(::syscall(SYS_mount, "none", "/nonexistent/tocsin-self-test", "tmpfs", 0, nullptr));
}
int leave_namespaces() { return answer(::syscall(SYS_unshare, 0)); }
int use_io_uring() { return answer(::syscall(SYS_io_uring_setup, 0, nullptr)); }
int make_process() {
  int child = ::fork();
  if (child < 0) return errno;
  if (child == 0) ::_exit(0);
  int status = 0;
  ::waitpid(child, &status, 0);
  return 0;
}
int read_system_file() {
  int fd = ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int change_system_file() {
  int fd = ::open("/etc/passwd", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int make_file() {
  constexpr char const* kPath = "/.tocsin-self-test";
  int fd = ::open(kPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  ::close(fd);
  ::unlink(kPath);
  return 0;
}
// Looking into it is enough: whoever may open a directory may open what lies in it.
int open_to_read(std::string const& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}
int gain_privileges() { return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0; }
int dump_core() { return ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? EPERM : 0; }

enum Needs { seccomp, landlock };
constexpr unsigned kFront = 1, kDesk = 2, kParser = 4, kAll = 7;

struct Act {
  char const* words;
  unsigned profiles;  // that forbid it
  Needs needs;
  int (*attempt)();
};

constexpr Act kActs[] = {
    {"open a socket to the network", kFront | kParser, seccomp, open_network_socket},
    {"open a datagram socket", kFront | kParser, seccomp, open_datagram_socket},
    {"open a socket to another process", kParser, seccomp, open_unix_socket},
    {"execute a program", kFront | kParser, seccomp, execute},
    {"make a process", kParser, seccomp, make_process},
    {"trace another process", kAll, seccomp, trace},
    {"read another process's memory", kAll, seccomp, read_other_memory},
    {"mount a file system", kAll, seccomp, mount},
    {"leave its namespaces", kAll, seccomp, leave_namespaces},
    {"use io_uring", kAll, seccomp, use_io_uring},
    {"read a system file", kFront, landlock, read_system_file},
    {"read any file", kParser, seccomp, read_system_file},
    {"change a system file", kFront | kDesk, landlock, change_system_file},
    {"make a file in the root directory", kFront | kDesk, landlock, make_file},
    {"make a file", kParser, seccomp, make_file},
    {"gain privileges by executing", kAll, seccomp, gain_privileges},
    {"leave a core dump", kAll, seccomp, dump_core},
};

unsigned bit_of(Profile profile) {
  switch (profile) {
    case Profile::front:
      return kFront;
    case Profile::desk:
      return kDesk;
    case Profile::parser:
      return kParser;
  }
  return 0;
}

char const* word_of(Profile profile) {
  switch (profile) {
    case Profile::front:
      return "front";
    case Profile::desk:
      return "desk";
    case Profile::parser:
      return "parser";
  }
  return "";
}

}  // namespace

std::vector<Refusal> try_forbidden_acts(Profile profile,
                                        std::vector<OutOfReach> const& out_of_reach) {
  std::vector<Refusal> out;
  // Asked from inside: a refusal by seccomp reads as "no Landlock", which only the parser meets.
  bool has_landlock = landlock_abi() >= landlock_abi_min;
  auto tell = [&](std::string words, Needs needs, int result) {
    Refusal refusal{.act = std::move(words)};
    if (result == EPERM || result == EACCES)
      refusal.seen = Refusal::Seen::refused;
    else if (needs == landlock && !has_landlock)
      refusal.seen = Refusal::Seen::not_possible_here;
    refusal.detail = result == 0 ? "it was possible" : std::strerror(result);
    out.push_back(std::move(refusal));
  };
  for (auto const& act : kActs)
    if ((act.profiles & bit_of(profile)) != 0) tell(act.words, act.needs, act.attempt());
  for (auto const& one : out_of_reach) {
    int result = open_to_read(one.path);
    if (result == ENOENT) result = open_to_read(parent_of(one.path));
    tell(one.act, landlock, result);
  }
  return out;
}

Result<std::string> self_test(Profile profile, std::vector<OutOfReach> const& out_of_reach) {
  std::size_t refused = 0;
  std::string open, skipped;
  auto acts = try_forbidden_acts(profile, out_of_reach);
  for (auto const& act : acts) {
    if (act.seen == Refusal::Seen::refused) ++refused;
    auto& list = act.seen == Refusal::Seen::allowed ? open : skipped;
    if (act.seen != Refusal::Seen::refused) list += (list.empty() ? "" : "; ") + act.act;
  }
  if (!open.empty())
    return fail(ErrorCode::unavailable,
                std::string(word_of(profile)) + " is not confined, it can still: " + open);
  auto line = std::string(word_of(profile)) + ": " + std::to_string(refused) + " of " +
              std::to_string(acts.size()) + " forbidden acts refused";
  if (!skipped.empty()) line += "; this kernel cannot refuse: " + skipped;
  return line;
}

}  // namespace tocsin::os
