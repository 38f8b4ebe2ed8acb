// A static copy of the published site, for any web server or CDN: `tocsin export`.
//
// Every answer of status 200 becomes a file under its path: "/" and "/x/" become index.html there,
// other languages than the default get ".LANG" before the suffix, redirects become a small HTML
// page with a refresh and `_redirects` (a line "path target status"), the not-found page becomes
// 404.html. Addresses of a host of their own go below `_hosts/HOST/`. Precompressed copies stand
// beside as .gz and .br.
//
// Failure: refuses a directory that is not empty (conflict).
#pragma once

#include <cstdint>
#include <string>

#include "os/file_system.h"
#include "shelf/reader.h"

namespace tocsin::shelf {

struct Exported {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};
Result<Exported> export_tree(ShelfReader& reader, os::FileSystem& files,
                             std::string const& directory);

}  // namespace tocsin::shelf
