// See reader.h.
#include "shelf/reader.h"

#include <cstring>

namespace tocsin::shelf {
namespace {

struct NoBytes final : os::FileBytes {
  std::string_view view() const override { return {}; }
};

std::unexpected<Error> damaged(std::string cause) {
  return fail(ErrorCode::corrupt, "the published site is damaged on disk", std::move(cause));
}

Result<Pointer> read_pointer(os::FileSystem& files, std::string const& directory) {
  return decode_pointer(TRY(files.read(pointer_path(directory), pointer_bytes_max)));
}

}  // namespace

std::size_t ShelfReader::HashOfHash::operator()(Hash const& hash) const {
  std::size_t out = 0;
  std::memcpy(&out, hash.bytes.data(), sizeof out);  // it is a uniform hash already
  return out;
}

template <class T>
T* ShelfReader::Cache<T>::find(Hash const& hash, std::size_t cost, std::size_t cost_max) {
  if (auto found = young.find(hash); found != young.end()) return &found->second;
  auto found = old.find(hash);
  if (found == old.end()) return nullptr;
  auto value = std::move(found->second);
  old.erase(found);
  put(hash, std::move(value), cost, cost_max);
  return &young.find(hash)->second;
}

template <class T>
void ShelfReader::Cache<T>::put(Hash const& hash, T value, std::size_t cost, std::size_t cost_max) {
  if (young_cost + cost > cost_max && !young.empty()) {
    old = std::move(young);
    young.clear();
    young_cost = 0;
  }
  young_cost += cost;
  young[hash] = std::move(value);
}

Result<ShelfReader> ShelfReader::open(os::FileSystem& files, std::string directory,
                                      ShelfReaderOptions options) {
  ShelfReader reader(files, std::move(directory), options);
  // The stamp first: a flip in between is then seen by the next refresh().
  reader.stamp_ = TRY(files.stamp(pointer_path(reader.directory_)));
  auto pointer = TRY(read_pointer(files, reader.directory_));
  CHECKED(reader.load(pointer.number, pointer.root));
  return reader;
}

Result<ShelfReader> ShelfReader::open_generation(os::FileSystem& files, std::string directory,
                                                 std::uint64_t number, ShelfReaderOptions options) {
  ShelfReader reader(files, std::move(directory), options);
  reader.follows_ = Follows::fixed;
  CHECKED(reader.load(number, std::nullopt));
  return reader;
}

Status ShelfReader::load(std::uint64_t number, std::optional<Hash> const& expected) {
  auto bytes = TRY(files_->read(generation_path(directory_, number), root_bytes_max));
  if (expected && hash_of(bytes) != *expected)
    return damaged("generation " + std::to_string(number) + " is not the one that was published");
  auto root = TRY(decode_root(bytes));
  if (root.number != number) return damaged("a root record stands under a wrong number");
  not_found_ = root.not_found ? std::make_shared<Entry const>(*root.not_found) : nullptr;
  root_ = std::move(root);
  return {};
}

Result<ShelfReader::Refreshed> ShelfReader::refresh() {
  if (follows_ == Follows::fixed) return Refreshed::same;
  auto stamp = TRY(files_->stamp(pointer_path(directory_)));
  if (stamp == stamp_) return Refreshed::same;
  auto pointer = TRY(read_pointer(*files_, directory_));
  bool changed = pointer.number != root_.number;
  // Nodes and blobs are named by their content, so what is cached stays true.
  if (changed) CHECKED(load(pointer.number, pointer.root));
  stamp_ = stamp;
  return changed ? Refreshed::changed : Refreshed::same;
}

Result<std::shared_ptr<Node const>> ShelfReader::node(TreeRef const& ref) {
  if (auto* cached = nodes_.find(ref.hash, 1, options_.nodes_max)) return *cached;
  auto bytes = files_->read(node_path(directory_, ref.hash), node_bytes_max);
  if (!bytes) {
    // A node that the tree names must be there.
    if (bytes.error().code == ErrorCode::not_found)
      return damaged("node " + ref.hash.hex() + " is missing");
    return std::unexpected(bytes.error());
  }
  ++counters_.node_reads;
  if (hash_of(*bytes) != ref.hash) return damaged("node " + ref.hash.hex() + " was altered");
  auto decoded = std::make_shared<Node const>(TRY(decode_node(*bytes)));
  nodes_.put(ref.hash, decoded, 1, options_.nodes_max);
  return decoded;
}

Result<EntryRef> ShelfReader::find_exactly(Address const& address) {
  auto key = key_of(address);
  auto ref = root_.tree;
  for (std::size_t depth = 0; ref.count != 0; ++depth) {
    auto at = TRY(node(ref));
    if (at->kind == Node::Kind::leaf) {
      for (auto const& entry : at->entries)
        if (entry.address == address) return EntryRef(at, &entry);
      break;
    }
    if (depth + 1 >= 2 * hash_bytes) return damaged("the manifest is deeper than a hash");
    ref = at->children[digit_at(key, depth)];
  }
  return EntryRef{};
}

Result<EntryRef> ShelfReader::find(std::string_view host, std::string_view path,
                                   std::string_view query) {
  Address address{
      .host = std::string(host), .path = std::string(path), .query = std::string(query)};
  bool has_host = !host.empty() && root_.hosts.contains(address.host);
  while (true) {
    if (has_host) {
      if (auto entry = TRY(find_exactly(address))) return entry;
    }
    auto host_again = std::move(address.host);
    address.host.clear();
    if (auto entry = TRY(find_exactly(address))) return entry;
    if (address.query.empty()) return EntryRef{};
    address.host = std::move(host_again);
    address.query.clear();
  }
}

Result<BlobRef> ShelfReader::blob(StoredBytes const& stored) {
  static BlobRef const kEmpty = std::make_shared<NoBytes const>();
  if (stored.size == 0) return kEmpty;
  if (auto* cached = blobs_.find(stored.hash, stored.size, options_.blob_bytes_max)) return *cached;
  auto mapped = files_->map(blob_path(directory_, stored.hash));
  if (!mapped) {
    if (mapped.error().code == ErrorCode::not_found)
      return damaged("blob " + stored.hash.hex() + " is missing");
    return std::unexpected(mapped.error());
  }
  ++counters_.blob_reads;
  if (hash_of((*mapped)->view()) != stored.hash)
    return damaged("blob " + stored.hash.hex() + " was altered");
  BlobRef blob = std::move(*mapped);
  blobs_.put(stored.hash, blob, stored.size, options_.blob_bytes_max);
  return blob;
}

Result<Walk> ShelfReader::walk_below(TreeRef const& ref,
                                     std::function<Walk(Entry const&)> const& visit) {
  if (ref.count == 0) return Walk::go_on;
  auto at = TRY(node(ref));
  for (auto const& entry : at->entries)
    if (visit(entry) == Walk::stop) return Walk::stop;
  for (auto const& child : at->children)
    if (TRY(walk_below(child, visit)) == Walk::stop) return Walk::stop;
  return Walk::go_on;
}

Status ShelfReader::walk(std::function<Walk(Entry const&)> const& visit) {
  CHECKED(walk_below(root_.tree, visit));
  return {};
}

}  // namespace tocsin::shelf
