// See fault_vfs.h.
#include "store/fault_vfs.h"

#include <sqlite3.h>

#include <new>

namespace tocsin::store::test {
namespace {

VfsFaults g_faults;
int g_last_system_error = 0;

struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

sqlite3_vfs* real_vfs() { return sqlite3_vfs_find("unix"); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

// 0, or the code this call fails with.
int fault_of(VfsFault& fault) {
  if (fault.code == 0) return 0;
  if (fault.after_calls > 0) {
    --fault.after_calls;
    return 0;
  }
  g_last_system_error = fault.system_error;
  int code = fault.code;
  if (fault.lasts == VfsFault::Lasts::once) fault.code = 0;
  return code;
}

sqlite3_io_methods const kMethods = {
    .iVersion = 2,
    .xClose =
        [](sqlite3_file* f) {
          int code = real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
          sqlite3_free(real(f));
          return code;
        },
    .xRead =
        [](sqlite3_file* f, void* to, int count, sqlite3_int64 at) {
          if (int code = fault_of(g_faults.read)) return code;
          return real(f)->pMethods->xRead(real(f), to, count, at);
        },
    .xWrite =
        [](sqlite3_file* f, void const* from, int count, sqlite3_int64 at) {
          ++g_faults.writes;
          if (int code = fault_of(g_faults.write)) return code;
          return real(f)->pMethods->xWrite(real(f), from, count, at);
        },
    .xTruncate = [](sqlite3_file* f,
                    sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); },
    .xSync =
        [](sqlite3_file* f, int flags) {
          ++g_faults.syncs;
          if (int code = fault_of(g_faults.sync)) return code;
          return real(f)->pMethods->xSync(real(f), flags);
        },
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    .xLock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); },
    .xCheckReservedLock =
        [](sqlite3_file* f, int* out) {
          return real(f)->pMethods->xCheckReservedLock(real(f), out);
        },
    .xFileControl =
        [](sqlite3_file* f, int op, void* arg) {
          if (op == SQLITE_FCNTL_LAST_ERRNO && g_last_system_error != 0) {
            *static_cast<int*>(arg) = g_last_system_error;
            return SQLITE_OK;
          }
          return real(f)->pMethods->xFileControl(real(f), op, arg);
        },
    .xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
          return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
        },
    .xShmLock = [](sqlite3_file* f, int offset, int n,
                   int flags) { return real(f)->pMethods->xShmLock(real(f), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f,
                    int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
};

int open_file(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* mine = reinterpret_cast<File*>(file);
  mine->base.pMethods = nullptr;
  mine->real = static_cast<sqlite3_file*>(sqlite3_malloc(real_vfs()->szOsFile));
  if (!mine->real) return SQLITE_NOMEM;
  int code = real_vfs()->xOpen(real_vfs(), name, mine->real, flags, out_flags);
  if (code != SQLITE_OK) {
    sqlite3_free(mine->real);
    return code;
  }
  mine->base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace

VfsFaults& vfs_faults() { return g_faults; }

std::string fault_vfs() {
  static sqlite3_vfs vfs = [] {
    auto made = *real_vfs();
    made.zName = "faulty";
    made.szOsFile = sizeof(File);
    made.pNext = nullptr;
    made.xOpen = open_file;
    made.xGetLastError = [](sqlite3_vfs*, int, char*) { return g_last_system_error; };
    return made;
  }();
  static int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? "faulty" : "";
}

}  // namespace tocsin::store::test
