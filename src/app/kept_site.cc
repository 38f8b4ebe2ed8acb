// See kept_site.h. A line of magic, the digest of the rest, then PATH, SIZE and that many bytes for each file.
#include "app/kept_site.h"

#include <charconv>

#include "base/digest.h"
#include "base/limits.h"

namespace tocsin::app {
namespace {

constexpr std::string_view kMagic = "tocsin site 1\n";

Error not_whole() { return {ErrorCode::corrupt, "the kept copy of the site is not whole"}; }

// The bytes up to the next line end, which is dropped.
Result<std::string_view> take_line(std::string_view& rest) {
  auto const end = rest.find('\n');
  if (end == rest.npos) return std::unexpected(not_whole());
  auto const line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string write_kept_site(FolderFiles const& files) {
  std::string body;
  for (auto const& [path, bytes] : files) body += path + "\n" + std::to_string(bytes.size()) + "\n" + bytes;
  return std::string(kMagic) + to_hex(blake2b(body)) + "\n" + body;
}

Result<FolderFiles> read_kept_site(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return std::unexpected(not_whole());
  bytes.remove_prefix(kMagic.size());
  auto const digest = TRY(take_line(bytes));
  if (to_hex(blake2b(bytes)) != digest) return std::unexpected(not_whole());
  FolderFiles out;
  while (!bytes.empty()) {
    auto const path = TRY(take_line(bytes));
    auto const number = TRY(take_line(bytes));
    std::size_t size = 0;
    auto const end = number.data() + number.size();
    if (auto const read = std::from_chars(number.data(), end, size); read.ec != std::errc{} || read.ptr != end)
      return std::unexpected(not_whole());
    if (size > bytes.size() || out.size() >= site_files_max) return std::unexpected(not_whole());
    out.emplace(std::string(path), std::string(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  return out;
}

}  // namespace tocsin::app
