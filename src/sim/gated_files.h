// SimFiles behind the turnstile: the process can end between any two calls on a file.
//
// Invariants: destructors of the server's code may call remove(): it never throws, and does nothing once the process
//             has ended.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "os/sim_files.h"
#include "sim/bug.h"
#include "sim/turnstile.h"

namespace tocsin::sim {

class GatedFiles final : public os::FileSystem {
 public:
  GatedFiles(os::SimFiles& inner, Turnstile& gate, Bug bug) : inner_(inner), gate_(gate), bug_(bug) {}

  Result<std::string> read(std::string const& path, std::size_t bytes_max) override;
  Result<std::unique_ptr<os::FileBytes>> map(std::string const& path) override;
  Result<std::unique_ptr<os::FileReader>> open(std::string const& path) override;
  Result<os::FileStamp> stamp(std::string const& path) override;
  bool exists(std::string const& path) override;
  Result<std::vector<std::string>> list(std::string const& directory) override;
  Result<std::uint64_t> free_bytes(std::string const& directory) override;
  Status write_new(std::string const& path, std::string_view bytes) override;
  Result<std::unique_ptr<os::FileWriter>> create(std::string const& path) override;
  Status make_directory(std::string const& path) override;
  Status rename(std::string const& from, std::string const& to) override;
  Status link(std::string const& from, std::string const& to) override;
  Status remove(std::string const& path) override;
  Status sync_file(std::string const& path) override;
  Status sync_directory(std::string const& path) override;
  Status sync_all(std::string const& path) override;

 private:
  Status usable() const;
  bool forgets_sync(std::string const& path) const;

  os::SimFiles& inner_;
  Turnstile& gate_;
  Bug bug_;
  std::vector<std::pair<std::string, std::string>> links_put_off_;   // planted: blobs after the pointer
};

}  // namespace tocsin::sim
