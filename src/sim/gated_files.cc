// See gated_files.h.
#include "sim/gated_files.h"

namespace tocsin::sim {
namespace {

class GatedWriter final : public os::FileWriter {
 public:
  enum class Syncs { yes, forgotten };
  GatedWriter(std::unique_ptr<os::FileWriter> inner, Turnstile& gate, Syncs syncs)
      : inner_(std::move(inner)), gate_(gate), syncs_(syncs) {}
  Status write(std::string_view bytes) override {
    CHECKED(gate_.pass("file.write"));
    return inner_->write(bytes);
  }
  Status set_times(Instant at) override { return inner_->set_times(at); }
  Status sync() override {
    CHECKED(gate_.pass("file.sync"));
    if (syncs_ == Syncs::forgotten) return {};
    return inner_->sync();
  }
  Status close() override { return inner_->close(); }

 private:
  std::unique_ptr<os::FileWriter> inner_;
  Turnstile& gate_;
  Syncs syncs_;
};

}  // namespace

Status GatedFiles::usable() const {
  if (!gate_.is_open()) return fail(ErrorCode::unavailable, "the simulated process has ended");
  return {};
}

bool GatedFiles::forgets_sync(std::string const& path) const {
  return bug_ == Bug::acknowledged_before_sync && path.find("/spool") != std::string::npos;
}

Result<std::string> GatedFiles::read(std::string const& path, std::size_t bytes_max) {
  CHECKED(usable());
  return inner_.read(path, bytes_max);
}
Result<std::unique_ptr<os::FileBytes>> GatedFiles::map(std::string const& path) {
  CHECKED(usable());
  return inner_.map(path);
}
Result<std::unique_ptr<os::FileReader>> GatedFiles::open(std::string const& path) {
  CHECKED(usable());
  return inner_.open(path);
}
Result<os::FileStamp> GatedFiles::stamp(std::string const& path) {
  CHECKED(usable());
  return inner_.stamp(path);
}
bool GatedFiles::exists(std::string const& path) { return gate_.is_open() && inner_.exists(path); }
Result<std::vector<std::string>> GatedFiles::list(std::string const& directory) {
  CHECKED(usable());
  return inner_.list(directory);
}
Result<std::uint64_t> GatedFiles::free_bytes(std::string const& directory) {
  CHECKED(usable());
  return inner_.free_bytes(directory);
}

Status GatedFiles::write_new(std::string const& path, std::string_view bytes) {
  CHECKED(gate_.pass("files.write_new"));
  return inner_.write_new(path, bytes);
}
Result<std::unique_ptr<os::FileWriter>> GatedFiles::create(std::string const& path) {
  CHECKED(gate_.pass("files.create"));
  auto writer = TRY(inner_.create(path));
  auto const syncs = forgets_sync(path) ? GatedWriter::Syncs::forgotten : GatedWriter::Syncs::yes;
  return std::make_unique<GatedWriter>(std::move(writer), gate_, syncs);
}
Status GatedFiles::make_directory(std::string const& path) {
  CHECKED(usable());
  return inner_.make_directory(path);
}

Status GatedFiles::rename(std::string const& from, std::string const& to) {
  CHECKED(gate_.pass("files.rename"));
  CHECKED(inner_.rename(from, to));
  if (bug_ != Bug::pointer_before_blobs || !to.ends_with("/current")) return {};
  CHECKED(gate_.pass("files.rename of the pointer"));
  for (auto const& [source, target] : std::exchange(links_put_off_, {})) CHECKED(inner_.link(source, target));
  return {};
}

Status GatedFiles::link(std::string const& from, std::string const& to) {
  CHECKED(gate_.pass("files.link"));
  if (bug_ == Bug::pointer_before_blobs && to.find("/shelf/blobs/") != std::string::npos) {
    links_put_off_.emplace_back(from, to);
    return inner_.make_directory(to.substr(0, to.rfind('/')));
  }
  return inner_.link(from, to);
}

Status GatedFiles::remove(std::string const& path) {
  CHECKED(usable());
  return inner_.remove(path);
}
Status GatedFiles::sync_file(std::string const& path) {
  CHECKED(gate_.pass("files.sync_file"));
  if (forgets_sync(path)) return {};
  return inner_.sync_file(path);
}
Status GatedFiles::sync_directory(std::string const& path) {
  CHECKED(gate_.pass("files.sync_directory"));
  if (forgets_sync(path)) return {};
  return inner_.sync_directory(path);
}
Status GatedFiles::sync_all(std::string const& path) {
  CHECKED(gate_.pass("files.sync_all"));
  return inner_.sync_all(path);
}

}  // namespace tocsin::sim
