// Files that ship inside the binary: the rules and calendars of the source tree (cmake: tocsin_ship).
#pragma once

#include <string_view>
#include <vector>

namespace tocsin::app {

struct ShippedFile {
  std::string_view path;     // "rules/default.toml"
  std::string_view bytes;
};
std::vector<ShippedFile> shipped_files();

}  // namespace tocsin::app
