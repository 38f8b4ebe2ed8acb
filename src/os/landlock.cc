// See landlock.h.
#include "os/landlock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "os/process.h"

namespace tocsin::os {
namespace {

// The numbers are the same on every architecture.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr std::uint32_t kAskVersion = 1;
constexpr int kRulePathBeneath = 1;

struct RulesetAttr {  // struct landlock_ruleset_attr
  std::uint64_t handled_fs = 0;
  std::uint64_t handled_net = 0;  // from ABI 4
  std::uint64_t scoped = 0;       // from ABI 6
};
struct [[gnu::packed]] PathBeneathAttr {  // struct landlock_path_beneath_attr
  std::uint64_t allowed = 0;
  std::int32_t parent_fd = -1;
};

constexpr std::uint64_t kExecute = 1ULL << 0, kWriteFile = 1ULL << 1, kReadFile = 1ULL << 2,
                        kReadDir = 1ULL << 3, kRemoveDir = 1ULL << 4, kRemoveFile = 1ULL << 5,
                        kMakeChar = 1ULL << 6, kMakeDir = 1ULL << 7, kMakeReg = 1ULL << 8,
                        kMakeSock = 1ULL << 9, kMakeFifo = 1ULL << 10, kMakeBlock = 1ULL << 11,
                        kMakeSym = 1ULL << 12, kRefer = 1ULL << 13, kTruncate = 1ULL << 14,
                        kIoctlDev = 1ULL << 15;
constexpr std::uint64_t kFileRights = kExecute | kWriteFile | kReadFile | kTruncate | kIoctlDev;
constexpr std::uint64_t kNetBindTcp = 1ULL << 0, kNetConnectTcp = 1ULL << 1;
constexpr std::uint64_t kScopeAbstractUnix = 1ULL << 0, kScopeSignal = 1ULL << 1;

std::uint64_t handled_rights(int abi) {
  std::uint64_t rights = kExecute | kWriteFile | kReadFile | kReadDir | kRemoveDir | kRemoveFile |
                         kMakeChar | kMakeDir | kMakeReg | kMakeSock | kMakeFifo | kMakeBlock |
                         kMakeSym;
  if (abi >= 2) rights |= kRefer;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDev;
  return rights;
}

std::uint64_t granted_rights(PathAccess access) {
  switch (access) {
    case PathAccess::read:
      return kReadFile | kReadDir;
    case PathAccess::execute:
      return kReadFile | kReadDir | kExecute;
    case PathAccess::read_write:
      return kReadFile | kReadDir | kWriteFile | kRemoveDir | kRemoveFile | kMakeDir | kMakeReg |
             kMakeSock | kRefer | kTruncate;
  }
  return 0;
}

std::size_t attr_bytes(int abi) {
  if (abi >= 6) return sizeof(RulesetAttr);
  return abi >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

Error refused(std::string what, int error_number) {
  return {ErrorCode::unavailable, "this process cannot be confined: " + std::move(what),
          std::strerror(error_number)};
}

Status allow(int ruleset, PathRight const& right, std::uint64_t handled) {
  Fd path(::open(right.path.c_str(), O_PATH | O_CLOEXEC));
  if (!path) {
    if (errno == ENOENT) return {};
    return std::unexpected(refused("it may not open " + right.path, errno));
  }
  struct stat info{};
  if (::fstat(path.get(), &info) != 0)
    return std::unexpected(refused("it may not look at " + right.path, errno));
  PathBeneathAttr rule{.allowed = granted_rights(right.access) & handled, .parent_fd = path.get()};
  if (!S_ISDIR(info.st_mode)) rule.allowed &= kFileRights;
  if (::syscall(kAddRule, ruleset, kRulePathBeneath, &rule, 0) != 0)
    return std::unexpected(refused("Landlock refused the rule for " + right.path, errno));
  return {};
}

}  // namespace

int landlock_abi() {
  auto abi = ::syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

Status enforce_landlock(Confinement const& confinement, int abi) {
  RulesetAttr attr{.handled_fs = handled_rights(abi)};
  if (confinement.profile != Profile::desk) {
    // The addresses are bound by now; nothing may be bound or connected to any more.
    if (abi >= landlock_abi_network) attr.handled_net = kNetBindTcp | kNetConnectTcp;
    if (abi >= 6) attr.scoped = kScopeAbstractUnix | kScopeSignal;
  }
  Fd ruleset(static_cast<int>(::syscall(kCreateRuleset, &attr, attr_bytes(abi), 0)));
  if (!ruleset) return std::unexpected(refused("Landlock refused the rule set", errno));
  for (auto const& right : confinement.paths) CHECKED(allow(ruleset.get(), right, attr.handled_fs));
  if (::syscall(kRestrictSelf, ruleset.get(), 0) != 0)
    return std::unexpected(refused("Landlock did not take effect", errno));
  return {};
}

}  // namespace tocsin::os
