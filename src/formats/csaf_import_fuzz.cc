// Fuzz target: the reader of foreign CSAF documents. Property: it ends; what it takes it takes byte
// for byte, and the address it would be served at stays inside the CSAF folder.
#include <cstdint>
#include <cstdlib>

#include "formats/csaf_import.h"
#include "formats/csaf_provider.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace tocsin::formats;
  std::string_view bytes(reinterpret_cast<char const*>(data), size);
  auto archived = import_csaf(bytes);
  if (!archived) {
    if (archived.error().message.empty()) std::abort();
    return 0;
  }
  if (archived->original != bytes) std::abort();
  auto const& path = archived->csaf_path;
  auto name = path.substr(path.rfind('/') + 1);
  if (!path.starts_with(kCsafWhite) || path.find("..") != std::string::npos ||
      !name.ends_with(".json"))
    std::abort();
  if (std::string(path).substr(kCsafWhite.size()).find('/') != 4) std::abort();
  if (archived_documents(*archived).size() != 3 || csaf_entry(*archived).path != path) std::abort();
  return 0;
}
