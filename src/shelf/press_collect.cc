// See press.h: collect_garbage().
#include <algorithm>
#include <set>

#include "shelf/plan.h"
#include "shelf/press.h"

namespace tocsin::shelf {
namespace {

struct Marks {
  std::set<Hash> nodes;
  std::set<Hash> blobs;
};

void mark(Entry const& entry, Marks& marks) {
  for (auto const& variant : entry.variants)
    for (auto const& stored : variant.encodings)
      if (stored) marks.blobs.insert(stored->hash);
}

Status mark(os::FileSystem& files, std::string const& shelf, TreeRef const& ref, Marks& marks) {
  // A node met before has had its whole subtree marked.
  if (ref.count == 0 || !marks.nodes.insert(ref.hash).second) return {};
  auto node = TRY(decode_node(TRY(files.read(node_path(shelf, ref.hash), node_bytes_max))));
  for (auto const& entry : node.entries) mark(entry, marks);
  for (auto const& child : node.children) CHECKED(mark(files, shelf, child, marks));
  return {};
}

Result<std::uint64_t> sweep(os::FileSystem& files, std::string const& directory,
                            std::set<Hash> const& kept) {
  std::uint64_t removed = 0;
  for (auto const& shard : TRY(files.list(directory))) {
    for (auto const& name : TRY(files.list(directory + "/" + shard))) {
      auto hash = parse_hash(name);
      if (hash && kept.contains(*hash)) continue;
      CHECKED(files.remove(directory + "/" + shard + "/" + name));
      ++removed;
    }
  }
  return removed;
}

}  // namespace

Result<Press::Collected> Press::collect_garbage() {
  Collected out;
  auto published = TRY(current());
  if (!published) return out;

  // Kept: the last few generations, whatever is newer than the pointer, and the bases of what is
  //       prepared.
  Marks marks;
  std::set<std::uint64_t> kept;
  for (auto number : TRY(prepared())) {
    auto relies = TRY(Pending(*files_, places_.press, number, {}).read_relies());
    if (relies.base) kept.insert(*relies.base);
    marks.blobs.insert(relies.blobs.begin(), relies.blobs.end());
    for (auto const& hash : relies.nodes) {
      if (!files_->exists(node_path(places_.shelf, hash))) continue;
      CHECKED(mark(*files_, places_.shelf, TreeRef{.count = 1, .hash = hash}, marks));
    }
  }
  std::vector<std::uint64_t> stored;
  for (auto const& name : TRY(files_->list(places_.shelf + "/generations")))
    if (auto number = parse_generation_name(name)) stored.push_back(*number);
  std::sort(stored.begin(), stored.end());
  std::size_t older = 0;
  for (auto at = stored.rbegin(); at != stored.rend(); ++at)
    if (*at > *published || older++ < generations_kept) kept.insert(*at);

  for (auto number : stored) {
    if (!kept.contains(number)) continue;
    auto bytes = TRY(files_->read(generation_path(places_.shelf, number), root_bytes_max));
    auto root = TRY(decode_root(bytes));
    if (root.not_found) mark(*root.not_found, marks);
    auto marked = mark(*files_, places_.shelf, root.tree, marks);
    // A generation above the pointer may be half there; what is missing needs no keeping.
    if (!marked && number <= *published) return std::unexpected(marked.error());
  }

  // Root records first, so that no generation is left whose parts are missing.
  for (auto number : stored) {
    if (kept.contains(number)) continue;
    CHECKED(files_->remove(generation_path(places_.shelf, number)));
    ++out.generations;
  }
  CHECKED(files_->sync_directory(places_.shelf + "/generations"));
  out.nodes = TRY(sweep(*files_, places_.shelf + "/nodes", marks.nodes));
  out.blobs = TRY(sweep(*files_, places_.shelf + "/blobs", marks.blobs));
  return out;
}

}  // namespace tocsin::shelf
