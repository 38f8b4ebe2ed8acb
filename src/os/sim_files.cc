// See sim_files.h.
#include "os/sim_files.h"

#include <algorithm>
#include <set>

#include "os/files.h"

namespace tocsin::os {

struct SimFiles::Node {
  enum class Kind { file, directory } kind = Kind::file;
  std::string bytes;
  std::size_t durable_bytes = 0;  // files only grow at their end, so what is durable is a prefix
  std::uint64_t inode = 0;
  std::int64_t changed = 0;
  Instant time;
  bool is_directory() const { return kind == Kind::directory; }
};

struct SimFiles::Held final : FileBytes {
  explicit Held(std::string bytes) : bytes(std::move(bytes)) {}
  std::string_view view() const override { return bytes; }
  std::string bytes;
};

struct SimFiles::Writer final : FileWriter {
  Writer(SimFiles& files, std::shared_ptr<Node> node) : files(files), node(std::move(node)) {}
  Status write(std::string_view bytes) override {
    CHECKED(files.change(Kind::write));
    return files.append(*node, bytes);
  }
  Status set_times(Instant at) override {
    CHECKED(files.change(Kind::write));
    node->time = at;
    return {};
  }
  Status sync() override {
    CHECKED(files.change(Kind::sync));
    node->durable_bytes = node->bytes.size();
    return {};
  }
  Status close() override { return files.usable(); }
  SimFiles& files;
  std::shared_ptr<Node> node;
};

struct SimFiles::Reader final : FileReader {
  Reader(SimFiles& files, std::shared_ptr<Node> node) : files(files), node(std::move(node)) {}
  Result<std::string> read(std::size_t bytes_max) override {
    CHECKED(files.usable());
    auto out = node->bytes.substr(std::min(at, node->bytes.size()), bytes_max);
    at += out.size();
    return out;
  }
  SimFiles& files;
  std::shared_ptr<Node> node;
  std::size_t at = 0;
};

namespace {
// "/" and "." need not be made.
bool always_there(std::string_view path) { return path.empty() || path == "." || path == "/"; }
}  // namespace

SimFiles::SimFiles(std::uint64_t seed) : random_state_(seed * 2 + 1) {}
SimFiles::~SimFiles() = default;

std::uint64_t SimFiles::random() {  // splitmix64
  std::uint64_t z = (random_state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

Status SimFiles::usable() const {
  if (ended_) return fail(ErrorCode::unavailable, "the simulated process has ended");
  return {};
}

Status SimFiles::change(Kind kind) {
  CHECKED(usable());
  if (faults.end_after && changes_ >= *faults.end_after) {
    ended_ = true;
    return usable();
  }
  if (faults.io_error_at && changes_ == *faults.io_error_at) {
    // As with FatalIo::end_role: after the first such error this process does nothing any more.
    ended_ = true;
    return fail(ErrorCode::corrupt, "the disk failed", "simulated EIO");
  }
  if (kind == Kind::write && faults.writable == SimFaults::Writable::read_only)
    return fail(ErrorCode::unavailable, "the disk cannot be written to", "simulated EROFS");
  ++changes_;
  return {};
}

std::uint64_t SimFiles::used_bytes() const {
  std::set<Node const*> seen;
  std::uint64_t sum = 0;
  for (auto const& [path, node] : names_)
    if (seen.insert(node.get()).second) sum += node->bytes.size();
  return sum;
}

Status SimFiles::append(Node& node, std::string_view bytes) {
  if (faults.capacity_bytes != UINT64_MAX && used_bytes() + bytes.size() > faults.capacity_bytes)
    return fail(ErrorCode::unavailable, "the disk is full", "simulated ENOSPC");
  node.bytes += bytes;
  node.changed = static_cast<std::int64_t>(++clock_);
  return {};
}

std::shared_ptr<SimFiles::Node> SimFiles::find(std::string const& path) const {
  auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

Status SimFiles::check_parent(std::string const& path) const {
  auto parent = parent_of(path);
  if (always_there(parent)) return {};
  auto node = find(parent);
  if (!node || !node->is_directory())
    return fail(ErrorCode::not_found, "there is no file " + parent);
  return {};
}

namespace {
std::unexpected<Error> missing(std::string const& path) {
  return fail(ErrorCode::not_found, "there is no file " + path);
}
std::unexpected<Error> taken(std::string const& path) {
  return fail(ErrorCode::conflict, path + " is already there");
}
}  // namespace

Result<std::string> SimFiles::read(std::string const& path, std::size_t bytes_max) {
  CHECKED(usable());
  auto node = find(path);
  if (!node) return missing(path);
  if (node->is_directory()) return fail(ErrorCode::invalid_input, path + " is a directory");
  if (node->bytes.size() > bytes_max)
    return fail(ErrorCode::limit_exceeded,
                path + " is longer than " + std::to_string(bytes_max) + " bytes");
  return node->bytes;
}

Result<std::unique_ptr<FileBytes>> SimFiles::map(std::string const& path) {
  return std::make_unique<Held>(TRY(read(path, SIZE_MAX)));
}

Result<std::unique_ptr<FileReader>> SimFiles::open(std::string const& path) {
  CHECKED(usable());
  auto node = find(path);
  if (!node) return missing(path);
  return std::make_unique<Reader>(*this, node);
}

Result<FileStamp> SimFiles::stamp(std::string const& path) {
  CHECKED(usable());
  auto node = find(path);
  if (!node) return missing(path);
  return FileStamp{.inode = node->inode, .bytes = node->bytes.size(), .modified_ns = node->changed};
}

bool SimFiles::exists(std::string const& path) {
  return !ended_ && (always_there(path) || find(path) != nullptr);
}

Result<std::vector<std::string>> SimFiles::list(std::string const& directory) {
  CHECKED(usable());
  auto node = find(directory);
  if (!always_there(directory) && !node) return missing(directory);
  if (node && !node->is_directory())
    return fail(ErrorCode::invalid_input, directory + " is not a directory");
  std::vector<std::string> names;
  auto prefix = directory + "/";
  for (auto at = names_.lower_bound(prefix); at != names_.end() && at->first.starts_with(prefix);
       ++at) {
    auto name = std::string_view(at->first).substr(prefix.size());
    if (name.find('/') == std::string_view::npos) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::uint64_t> SimFiles::free_bytes(std::string const&) {
  CHECKED(usable());
  if (faults.capacity_bytes == UINT64_MAX) return faults.capacity_bytes;
  auto used = used_bytes();
  return used >= faults.capacity_bytes ? 0 : faults.capacity_bytes - used;
}

Status SimFiles::write_new(std::string const& path, std::string_view bytes) {
  auto writer = TRY(create(path));
  auto written = writer->write(bytes);
  // When the process ended in between, the half-made file stays, as it does after kill -9.
  if (!written && !ended_) names_.erase(path);
  return written;
}

Result<std::unique_ptr<FileWriter>> SimFiles::create(std::string const& path) {
  CHECKED(change(Kind::write));
  CHECKED(check_parent(path));
  if (find(path)) return taken(path);
  auto node = std::make_shared<Node>();
  node->inode = next_inode_++;
  node->changed = static_cast<std::int64_t>(++clock_);
  names_[path] = node;
  return std::make_unique<Writer>(*this, node);
}

Status SimFiles::make_directory(std::string const& path) {
  CHECKED(usable());
  if (always_there(path)) return {};
  if (auto node = find(path)) {
    if (!node->is_directory()) return taken(path);
    return {};
  }
  CHECKED(make_directory(parent_of(path)));
  CHECKED(change(Kind::write));
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::directory;
  node->inode = next_inode_++;
  names_[path] = node;
  return {};
}

Status SimFiles::rename(std::string const& from, std::string const& to) {
  CHECKED(change(Kind::write));
  auto node = find(from);
  if (!node) return missing(from);
  CHECKED(check_parent(to));
  if (node->is_directory())
    return fail(ErrorCode::invalid_input, "directories are not renamed here");
  names_[to] = node;
  if (from != to) names_.erase(from);
  return {};
}

Status SimFiles::link(std::string const& from, std::string const& to) {
  CHECKED(change(Kind::write));
  auto node = find(from);
  if (!node) return missing(from);
  CHECKED(check_parent(to));
  if (find(to)) return taken(to);
  names_[to] = node;
  return {};
}

Status SimFiles::remove(std::string const& path) {
  CHECKED(change(Kind::write));
  auto node = find(path);
  if (!node) return missing(path);
  if (node->is_directory() && !TRY(list(path)).empty()) return taken(path);
  names_.erase(path);
  return {};
}

Status SimFiles::sync_file(std::string const& path) {
  CHECKED(change(Kind::sync));
  auto node = find(path);
  if (!node) return missing(path);
  node->durable_bytes = node->bytes.size();
  return {};
}

void SimFiles::make_durable_in(std::string const& directory) {
  auto const prefix = directory == "/" ? "/" : always_there(directory) ? "" : directory + "/";
  // Calls `with` for each entry right in the directory; `with` says where to go on.
  auto const each_entry = [&](Names& names, auto&& with) {
    auto at = names.lower_bound(prefix);
    while (at != names.end() && at->first.starts_with(prefix))
      at = at->first.find('/', prefix.size()) == std::string::npos ? with(at) : std::next(at);
  };
  // A journalling file system commits a rename as a whole: where a name went is durable with its
  // going.
  each_entry(durable_, [&](Names::iterator at) {
    if (names_.contains(at->first)) return std::next(at);
    for (auto const& [path, node] : names_)
      if (node == at->second) durable_[path] = node;
    return durable_.erase(at);
  });
  each_entry(names_, [&](Names::iterator at) {
    durable_[at->first] = at->second;
    return std::next(at);
  });
}

Status SimFiles::sync_directory(std::string const& path) {
  CHECKED(change(Kind::sync));
  if (!always_there(path) && !find(path)) return missing(path);
  make_durable_in(path);
  return {};
}

Status SimFiles::sync_all(std::string const& path) {
  CHECKED(change(Kind::sync));
  if (!always_there(path) && !find(path)) return missing(path);
  durable_ = names_;
  for (auto const& [name, node] : names_) node->durable_bytes = node->bytes.size();
  return {};
}

void SimFiles::revive() {
  ended_ = false;
  changes_ = 0;
  faults.end_after.reset();
  faults.io_error_at.reset();
}

void SimFiles::restart() { revive(); }

void SimFiles::crash() {
  // 1. Each name that differs between the running view and the medium is one of the two.
  Names after;
  std::set<std::string> paths;
  for (auto const& [path, node] : durable_) paths.insert(path);
  for (auto const& [path, node] : names_) paths.insert(path);
  for (auto const& path : paths) {
    auto old_name = durable_.find(path);
    auto new_name = names_.find(path);
    auto old_node = old_name == durable_.end() ? nullptr : old_name->second;
    auto new_node = new_name == names_.end() ? nullptr : new_name->second;
    auto kept = old_node == new_node || random() % 2 == 0 ? new_node : old_node;
    if (kept) after[path] = kept;
  }
  // 2. A rename is atomic: a file that had a durable name and has one now does not lose both.
  std::set<Node const*> alive;
  std::set<Node const*> named;
  for (auto const& [path, node] : names_) alive.insert(node.get());
  for (auto const& [path, node] : after) named.insert(node.get());
  for (auto const& [path, node] : durable_) {
    if (!alive.contains(node.get()) || !named.insert(node.get()).second) continue;
    after[path] = node;
  }
  // 3. A name in a directory that vanished is gone with it (parents sort before their children).
  for (auto at = after.begin(); at != after.end();) {
    auto parent = parent_of(at->first);
    auto const found = after.find(parent);
    bool held = always_there(parent) || (found != after.end() && found->second->is_directory());
    at = held ? std::next(at) : after.erase(at);
  }
  // 4. Of bytes that were not synced a random part survives: nothing, all, or a torn piece.
  std::set<Node*> cut;
  for (auto const& [path, node] : after) {
    if (!cut.insert(node.get()).second) continue;
    auto unsynced = node->bytes.size() - node->durable_bytes;
    auto choice = random() % 3;
    auto survives = choice == 0 ? 0 : choice == 1 ? unsynced : random() % (unsynced + 1);
    node->bytes.resize(node->durable_bytes + survives);
    node->durable_bytes = node->bytes.size();
  }
  names_ = after;
  durable_ = std::move(after);
  revive();
}

Status SimFiles::damage(std::string const& path, std::uint64_t byte, unsigned bit) {
  auto node = find(path);
  if (!node) return missing(path);
  if (byte >= node->bytes.size()) return fail(ErrorCode::invalid_input, "beyond the end");
  node->bytes[byte] =
      static_cast<char>(static_cast<unsigned char>(node->bytes[byte]) ^ (1U << bit));
  return {};
}

Instant SimFiles::time_of(std::string const& path) const {
  auto node = find(path);
  return node ? node->time : Instant{};
}

std::map<std::string, std::string> SimFiles::everything() const {
  std::map<std::string, std::string> out;
  for (auto const& [path, node] : names_)
    if (!node->is_directory()) out[path] = node->bytes;
  return out;
}

}  // namespace tocsin::os
