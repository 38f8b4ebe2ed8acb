// See golden_test.h.
#include "formats/golden_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tocsin {
namespace {
bool is_set(char const* name) {
  auto const* value = std::getenv(name);
  return value && *value;
}
}  // namespace

std::string golden_path(std::string const& name) {
  return std::string(TOCSIN_SOURCE_DIR) + "/tests/golden/" + name;
}

std::string read_file(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << "cannot read " << path;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void expect_golden(std::string const& name, std::string_view bytes) {
  auto path = golden_path(name);
  if (is_set("GOLDEN_UPDATE")) {
    ASSERT_FALSE(is_set("CI")) << "golden files are not rewritten by CI";
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path))
      << path << " is missing; GOLDEN_UPDATE=1 writes it, then read it";
  EXPECT_EQ(read_file(path), bytes) << "differs from " << path << "; if it should, GOLDEN_UPDATE=1";
}

std::string suites_path() {
  auto const* given = std::getenv("TOCSIN_SUITES");
  auto path =
      given && *given ? std::string(given) : std::string(TOCSIN_SOURCE_DIR) + "/../shared/data";
  return std::filesystem::is_directory(path) ? path : std::string();
}

std::vector<std::string> files_below(std::string const& folder, std::string_view suffix) {
  std::vector<std::string> out;
  if (std::filesystem::is_directory(folder))
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.path().string().ends_with(suffix))
        out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

}  // namespace tocsin
