// See confine.h.
#include "os/confine.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "os/landlock.h"
#include "os/process.h"

namespace tocsin::os {
namespace {

Error denied(std::string what, int error_number) {
  return {ErrorCode::unavailable, "this process cannot be confined: " + std::move(what),
          std::strerror(error_number)};
}

// What no role ever needs: looking into other processes, administering the kernel, and io_uring,
// whose operations pass by the seccomp filter.
constexpr int kNever[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kcmp),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(personality),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(syslog),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
};

// What the front does not need on top of that.
constexpr int kNeverFront[] = {SCMP_SYS(execve), SCMP_SYS(execveat)};

// All that the parser may do: compute, and use the descriptors it was given.
constexpr int kParserMay[] = {
    SCMP_SYS(read),          SCMP_SYS(write),
    SCMP_SYS(readv),         SCMP_SYS(writev),
    SCMP_SYS(recvmsg),       SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom),      SCMP_SYS(sendto),
    SCMP_SYS(close),         SCMP_SYS(fstat),
    SCMP_SYS(lseek),         SCMP_SYS(poll),
    SCMP_SYS(ppoll),         SCMP_SYS(brk),
    SCMP_SYS(mmap),          SCMP_SYS(munmap),
    SCMP_SYS(mprotect),      SCMP_SYS(mremap),
    SCMP_SYS(madvise),       SCMP_SYS(futex),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),  SCMP_SYS(getrandom),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(tgkill),        SCMP_SYS(getrlimit),
    SCMP_SYS(sched_yield),   SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),
    SCMP_SYS(prctl),         SCMP_SYS(sched_getaffinity),
};

using Filter = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

// A system call this kernel's architecture does not have cannot be called either, so -EDOM is no
// failure.
Status add(Filter const& filter, std::uint32_t action, int call) {
  int result = seccomp_rule_add(filter.get(), action, call, 0);
  if (result != 0 && result != -EDOM)
    return std::unexpected(denied("a seccomp rule was not accepted", -result));
  return {};
}

Status load_seccomp(Profile profile) {
  auto const refuse = SCMP_ACT_ERRNO(EPERM);
  Filter filter(seccomp_init(profile == Profile::parser ? refuse : SCMP_ACT_ALLOW),
                seccomp_release);
  if (!filter) return std::unexpected(denied("seccomp is not available", ENOSYS));
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  if (profile == Profile::parser) {
    for (int call : kParserMay) CHECKED(add(filter, SCMP_ACT_ALLOW, call));
  } else {
    for (int call : kNever) CHECKED(add(filter, refuse, call));
  }
  if (profile == Profile::front) {
    for (int call : kNeverFront) CHECKED(add(filter, refuse, call));
    // No new socket to anywhere but this machine's own desk.
    int result = seccomp_rule_add(filter.get(), refuse, SCMP_SYS(socket), 1,
                                  SCMP_A0(SCMP_CMP_NE, static_cast<scmp_datum_t>(AF_UNIX)));
    if (result != 0)
      return std::unexpected(denied("the rule against sockets was not accepted", -result));
  }
  int result = seccomp_load(filter.get());
  if (result != 0) return std::unexpected(denied("the seccomp filter did not load", -result));
  return {};
}

Status limit(int resource, std::uint64_t value, std::string const& what) {
  rlimit const both{.rlim_cur = value, .rlim_max = value};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0)
    return std::unexpected(denied(what, errno));
  return {};
}

Status limit_resources(Confinement const& confinement, [[maybe_unused]] Confined& confined) {
  if (confinement.cpu_seconds_max != 0)
    CHECKED(limit(RLIMIT_CPU, confinement.cpu_seconds_max, "the limit on CPU time was refused"));
  if (confinement.memory_bytes_max != 0) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    // The sanitizers reserve terabytes of address space for their shadow.
    confined.missing.push_back("the memory limit is off in a sanitizer build");
#else
    CHECKED(limit(RLIMIT_AS, confinement.memory_bytes_max, "the limit on memory was refused"));
#endif
  }
  return {};
}

}  // namespace

Status forbid_core_dumps() {
  CHECKED(limit(RLIMIT_CORE, 0, "core dumps could not be switched off"));
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return std::unexpected(denied("core dumps could not be switched off", errno));
  return {};
}

Result<Confined> confine(Confinement const& confinement) {
  assert(confinement.profile != Profile::parser || confinement.paths.empty());
  Confined confined;
  CHECKED(forbid_core_dumps());
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return std::unexpected(denied("no-new-privileges was refused", errno));
  confined.landlock_abi = landlock_abi();
  if (confined.landlock_abi >= landlock_abi_min) {
    CHECKED(enforce_landlock(confinement, confined.landlock_abi));
  } else {
    confined.missing.push_back(
        "this kernel has no Landlock that can be used (ABI " +
        std::to_string(confined.landlock_abi) +
        "): files are protected by their permissions alone; Linux 5.19 or newer with "
        "landlock among its security modules has it");
  }
  if (confinement.profile == Profile::front && confined.landlock_abi < landlock_abi_network)
    confined.missing.push_back(
        "this kernel's Landlock does not restrict TCP connections; new sockets are still refused");
  CHECKED(limit_resources(confinement, confined));
  CHECKED(load_seccomp(confinement.profile));
  return confined;
}

}  // namespace tocsin::os
