// See memory_vfs.h.
#include "sim/memory_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace tocsin::sim {
namespace {

constexpr std::size_t kShmLocks = SQLITE_SHM_NLOCK;

struct Change {
  enum class Kind { write, truncate } kind = Kind::write;
  std::size_t at = 0;       // of a write; of a truncation: the new size
  std::string bytes = {};
};

void write_into(Change const& change, std::string& to) {
  if (change.kind == Change::Kind::truncate) {
    to.resize(change.at);
    return;
  }
  if (to.size() < change.at + change.bytes.size()) to.resize(change.at + change.bytes.size());
  std::memcpy(to.data() + change.at, change.bytes.data(), change.bytes.size());
}

struct Handle {
  sqlite3_file base;
  MemoryDisk* disk;
  std::shared_ptr<MemoryDisk::File>* file;
  int lock;
  unsigned shared_locks;     // of the shared memory, by bit
  unsigned exclusive_locks;
  int system_error;
  bool is_log;
};

}  // namespace

struct MemoryDisk::File {
  std::string bytes;              // as the running system sees it
  std::string durable;            // as the medium holds it
  std::vector<Change> changes;    // what lies between them
  bool named_durably = false;

  int shared = 0;
  Handle const* reserved = nullptr;
  Handle const* pending = nullptr;
  std::vector<std::unique_ptr<std::string>> regions;
  std::array<int, kShmLocks> region_shared{};
  std::array<Handle const*, kShmLocks> region_exclusive{};

  void sync() {
    for (auto const& change : changes) write_into(change, durable);
    changes.clear();
    named_durably = true;
  }
  void forget_locks() {
    shared = 0;
    reserved = pending = nullptr;
    regions.clear();
    region_shared = {};
    region_exclusive = {};
  }
};

MemoryDisk::MemoryDisk() = default;
MemoryDisk::~MemoryDisk() = default;

bool MemoryDisk::count_change() {
  if (ended_) return false;
  if (faults.end_after_writes && (*faults.end_after_writes)-- <= 0) {
    ended_ = true;
    return false;
  }
  return true;
}

void MemoryDisk::crash(Random& random) {
  // Some power losses lose everything that was not synced, some almost nothing.
  int const survives = static_cast<int>(random.below(3)) * 45;
  for (auto at = files_.begin(); at != files_.end();) {
    auto& file = *at->second;
    if (!file.named_durably && !random.chance(50)) {
      at = files_.erase(at);
      continue;
    }
    for (auto& change : file.changes) {
      if (!random.chance(survives)) continue;
      if (change.kind == Change::Kind::write && random.chance(25)) change.bytes.resize(random.below(change.bytes.size() + 1));
      write_into(change, file.durable);
    }
    file.changes.clear();
    file.named_durably = true;
    file.bytes = file.durable;
    ++at;
  }
  restart();
}

void MemoryDisk::restart() {
  for (auto& [name, file] : files_) file->forget_locks();
  ended_ = false;
  faults.end_after_writes.reset();
}

void MemoryDisk::copy_from(MemoryDisk const& other) {
  files_.clear();
  for (auto const& [name, file] : other.files_) {
    auto copy = std::make_shared<File>();
    copy->bytes = copy->durable = file->bytes;
    copy->named_durably = true;
    files_[name] = std::move(copy);
  }
}

std::map<std::string, std::string> MemoryDisk::everything() const {
  std::map<std::string, std::string> out;
  for (auto const& [name, file] : files_) out[name] = file->bytes;
  return out;
}

std::shared_ptr<MemoryDisk::File> MemoryDisk::open(std::string const& name) {
  auto& file = files_[name];
  if (!file) file = std::make_shared<File>();
  return file;
}

bool MemoryDisk::exists(std::string const& name) const { return files_.contains(name); }
void MemoryDisk::remove(std::string const& name) { files_.erase(name); }

namespace {

MemoryDisk* g_disk = nullptr;
std::uint64_t g_seed = 0;
int g_last_system_error = 0;

Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
MemoryDisk::File& file_of(sqlite3_file* file) { return **handle(file).file; }

int failed(Handle& h, int code, int system_error) {
  h.system_error = g_last_system_error = system_error;
  return code;
}

int shm_unlock(Handle& h, int first, int count) {
  auto& file = **h.file;
  for (int i = first; i < first + count; ++i) {
    auto const bit = 1U << i;
    auto const slot = static_cast<std::size_t>(i);
    if (h.shared_locks & bit) --file.region_shared[slot];
    if (h.exclusive_locks & bit) file.region_exclusive[slot] = nullptr;
    h.shared_locks &= ~bit;
    h.exclusive_locks &= ~bit;
  }
  return SQLITE_OK;
}

void unlock(Handle& h, int to) {
  auto& file = **h.file;
  if (to < SQLITE_LOCK_RESERVED && file.reserved == &h) file.reserved = nullptr;
  if (to < SQLITE_LOCK_PENDING && file.pending == &h) file.pending = nullptr;
  if (to < SQLITE_LOCK_SHARED && h.lock >= SQLITE_LOCK_SHARED) --file.shared;
  if (to < h.lock) h.lock = to;
}

int close_file(sqlite3_file* f) {
  auto& h = handle(f);
  // After a restart the file has forgotten the locks of the process that ended; only the living give theirs back.
  if (!h.disk->ended()) {
    shm_unlock(h, 0, SQLITE_SHM_NLOCK);
    unlock(h, SQLITE_LOCK_NONE);
  }
  delete h.file;
  return SQLITE_OK;
}

int read_file(sqlite3_file* f, void* to, int count, sqlite3_int64 at) {
  auto& h = handle(f);
  if (h.disk->ended()) return failed(h, SQLITE_IOERR_READ, EIO);
  auto const& bytes = file_of(f).bytes;
  auto const size = static_cast<std::size_t>(count);
  auto const from = std::min(static_cast<std::size_t>(at), bytes.size());
  auto const there = std::min(size, bytes.size() - from);
  std::memcpy(to, bytes.data() + from, there);
  if (there == size) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + there, 0, size - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* f, void const* from, int count, sqlite3_int64 at) {
  auto& h = handle(f);
  if (!h.disk->count_change()) return failed(h, SQLITE_IOERR_WRITE, EIO);
  auto& file = file_of(f);
  auto const end = static_cast<std::size_t>(at) + static_cast<std::size_t>(count);
  if (h.disk->faults.full == DiskFaults::Full::yes && end > file.bytes.size()) return failed(h, SQLITE_FULL, ENOSPC);
  file.changes.push_back({.at = static_cast<std::size_t>(at),
                          .bytes = std::string(static_cast<char const*>(from), static_cast<std::size_t>(count))});
  write_into(file.changes.back(), file.bytes);
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  auto& h = handle(f);
  if (!h.disk->count_change()) return failed(h, SQLITE_IOERR_TRUNCATE, EIO);
  auto& file = file_of(f);
  file.changes.push_back({.kind = Change::Kind::truncate, .at = static_cast<std::size_t>(size)});
  write_into(file.changes.back(), file.bytes);
  return SQLITE_OK;
}

int sync_file(sqlite3_file* f, int) {
  auto& h = handle(f);
  if (!h.disk->count_change()) return failed(h, SQLITE_IOERR_FSYNC, EIO);
  if (h.is_log && h.disk->faults.log_sync == DiskFaults::Sync::ignored) return SQLITE_OK;
  file_of(f).sync();
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* f, sqlite3_int64* size) {
  auto& h = handle(f);
  if (h.disk->ended()) return failed(h, SQLITE_IOERR_FSTAT, EIO);
  *size = static_cast<sqlite3_int64>(file_of(f).bytes.size());
  return SQLITE_OK;
}

int lock_file(sqlite3_file* f, int want) {
  auto& h = handle(f);
  if (h.disk->ended()) return failed(h, SQLITE_IOERR_LOCK, EIO);
  auto& file = file_of(f);
  if (want <= h.lock) return SQLITE_OK;
  if (want == SQLITE_LOCK_SHARED) {
    if (file.pending && file.pending != &h) return SQLITE_BUSY;
    ++file.shared;
    h.lock = SQLITE_LOCK_SHARED;
    return SQLITE_OK;
  }
  if (file.reserved && file.reserved != &h) return SQLITE_BUSY;
  if (want == SQLITE_LOCK_RESERVED) {
    file.reserved = &h;
    h.lock = SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
  }
  if (file.pending && file.pending != &h) return SQLITE_BUSY;
  file.pending = &h;
  h.lock = SQLITE_LOCK_PENDING;
  if (file.shared > 1) return SQLITE_BUSY;
  h.lock = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* f, int to) {
  unlock(handle(f), to);
  return SQLITE_OK;
}

int is_reserved(sqlite3_file* f, int* out) {
  *out = file_of(f).reserved != nullptr;
  return SQLITE_OK;
}

int control_file(sqlite3_file* f, int op, void* arg) {
  if (op != SQLITE_FCNTL_LAST_ERRNO) return SQLITE_NOTFOUND;
  *static_cast<int*>(arg) = handle(f).system_error;
  return SQLITE_OK;
}

int map_shm(sqlite3_file* f, int region, int size, int extend, void volatile** to) {
  auto& h = handle(f);
  if (h.disk->ended()) return failed(h, SQLITE_IOERR_SHMMAP, EIO);
  auto& regions = file_of(f).regions;
  auto const wanted = static_cast<std::size_t>(region);
  if (wanted >= regions.size() && !extend) {
    *to = nullptr;
    return SQLITE_OK;
  }
  while (regions.size() <= wanted)
    regions.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
  *to = regions[wanted]->data();
  return SQLITE_OK;
}

int lock_shm(sqlite3_file* f, int first, int count, int flags) {
  auto& h = handle(f);
  if (flags & SQLITE_SHM_UNLOCK) return shm_unlock(h, first, count);
  if (h.disk->ended()) return failed(h, SQLITE_IOERR_SHMLOCK, EIO);
  auto& file = file_of(f);
  bool const exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int i = first; i < first + count; ++i) {
    auto const slot = static_cast<std::size_t>(i);
    auto const mine = (h.shared_locks >> i) & 1U;
    if (file.region_exclusive[slot] && file.region_exclusive[slot] != &h) return SQLITE_BUSY;
    if (exclusive && file.region_shared[slot] > static_cast<int>(mine)) return SQLITE_BUSY;
  }
  for (int i = first; i < first + count; ++i) {
    auto const slot = static_cast<std::size_t>(i);
    auto const bit = 1U << i;
    if (exclusive) {
      file.region_exclusive[slot] = &h;
      h.exclusive_locks |= bit;
    } else if (!(h.shared_locks & bit)) {
      ++file.region_shared[slot];
      h.shared_locks |= bit;
    }
  }
  return SQLITE_OK;
}

int unmap_shm(sqlite3_file* f, int remove) {
  auto& h = handle(f);
  if (h.disk->ended()) return SQLITE_OK;
  shm_unlock(h, 0, SQLITE_SHM_NLOCK);
  if (remove) file_of(f).regions.clear();
  return SQLITE_OK;
}

sqlite3_io_methods const kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control_file,
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = map_shm,
    .xShmLock = lock_shm,
    .xShmBarrier = [](sqlite3_file*) {},
    .xShmUnmap = unmap_shm,
};

int open_file(sqlite3_vfs*, char const* name, sqlite3_file* f, int flags, int* out_flags) {
  auto& h = handle(f);
  h = Handle{};
  std::string const path = name ? name : "";
  if (!g_disk || g_disk->ended()) return SQLITE_CANTOPEN;
  if (!(flags & SQLITE_OPEN_CREATE) && !g_disk->exists(path)) return SQLITE_CANTOPEN;
  h.disk = g_disk;
  h.file = new std::shared_ptr<MemoryDisk::File>(path.empty() ? std::make_shared<MemoryDisk::File>() : g_disk->open(path));
  h.lock = SQLITE_LOCK_NONE;
  h.is_log = path.ends_with("-wal");
  h.base.pMethods = &kMethods;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, char const* name, int) {
  if (!g_disk->exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  if (!g_disk->count_change()) return SQLITE_IOERR_DELETE;
  g_disk->remove(name);
  return SQLITE_OK;
}

int random_bytes(sqlite3_vfs*, int count, char* to) {
  auto const bytes = Random(g_seed).bytes(static_cast<std::size_t>(count));
  std::memcpy(to, bytes.data(), bytes.size());
  return count;
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 512;
  vfs.zName = "sim";
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = [](sqlite3_vfs*, char const* name, int, int* out) {
    *out = g_disk && !g_disk->ended() && g_disk->exists(name);
    return SQLITE_OK;
  };
  vfs.xFullPathname = [](sqlite3_vfs*, char const* name, int size, char* to) {
    sqlite3_snprintf(size, to, "%s", name);
    return SQLITE_OK;
  };
  vfs.xRandomness = random_bytes;
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs.xCurrentTime = [](sqlite3_vfs*, double* now) {
    *now = 2461000.5;
    return SQLITE_OK;
  };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
    *now = 212630443200000;
    return SQLITE_OK;
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return g_last_system_error; };
  return vfs;
}

}  // namespace

std::string memory_vfs() {
  static sqlite3_vfs vfs = make_vfs();
  static int const registered = sqlite3_vfs_register(&vfs, 1);
  return registered == SQLITE_OK ? "sim" : "";
}

void use_disk(MemoryDisk& disk, std::uint64_t seed) {
  g_disk = &disk;
  g_seed = seed;
  g_last_system_error = 0;
  sqlite3_randomness(0, nullptr);   // drawn anew from random_bytes
}

}  // namespace tocsin::sim
