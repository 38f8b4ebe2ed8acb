// See press.h: open, flip, discard, and what is prepared.
#include <algorithm>

#include "os/files.h"
#include "shelf/plan.h"
#include "shelf/press.h"
#include "shelf/reader.h"

namespace tocsin::shelf {
namespace {

// Where a piece lies while it is being published: the press's own file, or its opened copy.
std::string source_path(Pending const& pending, Piece piece, Hash const& hash) {
  if (!pending.sealed()) return pending.path(piece, hash);
  return pending.directory() + "/clear/" + std::string(word_of(piece)) + "/" + hash.hex();
}

std::string shelf_path(std::string const& shelf, Plan const& plan, Piece piece, Hash const& hash) {
  switch (piece) {
    case Piece::blob:
      return blob_path(shelf, hash);
    case Piece::node:
      return node_path(shelf, hash);
    case Piece::root:
      return generation_path(shelf, plan.number);
  }
  return {};
}

std::vector<Hash> hashes_of(Plan const& plan, Piece piece) {
  switch (piece) {
    case Piece::blob:
      return plan.blobs;
    case Piece::node:
      return plan.nodes;
    case Piece::root:
      return {plan.root};
  }
  return {};
}

// Opens every sealed file into clear/. A torn copy from an earlier attempt is made again.
Status unseal(os::FileSystem& files, Pending const& pending, Plan const& plan) {
  auto clear = pending.directory() + "/clear";
  CHECKED(os::remove_tree(files, clear));
  for (auto piece : kPieces) {
    CHECKED(files.make_directory(clear + "/" + std::string(word_of(piece))));
    for (auto const& hash : hashes_of(plan, piece)) {
      auto bytes = TRY(pending.get(piece, hash, SIZE_MAX));
      CHECKED(files.write_new(source_path(pending, piece, hash), bytes));
    }
  }
  return files.sync_all(clear);
}

// A root record is named by its number, so an attempt that was given up may have left another one
// there. The pointer does not name it yet, so nobody reads it.
Status remove_other_root(os::FileSystem& files, Plan const& plan, std::string const& path) {
  auto there = files.read(path, root_bytes_max);
  if (!there && there.error().code == ErrorCode::not_found) return {};
  if (there && hash_of(*there) == plan.root) return {};
  return files.remove(path);
}

// Gives one finished file its public name. There already is success: it is the same file.
Status publish(os::FileSystem& files, std::string const& from, std::string const& to) {
  if (files.exists(to)) return {};
  auto linked = files.link(from, to);
  if (!linked && linked.error().code == ErrorCode::not_found) {
    CHECKED(files.make_directory(os::parent_of(to)));
    linked = files.link(from, to);
  }
  if (!linked && linked.error().code == ErrorCode::conflict) return {};
  return linked;
}

}  // namespace

Result<Press> Press::open(os::FileSystem& files, PressPlaces places) {
  for (auto const& directory : {places.press, places.shelf, places.shelf + "/blobs",
                                places.shelf + "/nodes", places.shelf + "/generations"})
    CHECKED(files.make_directory(directory));
  CHECKED(files.sync_all(places.shelf));
  Press press(files, std::move(places));
  auto published = TRY(press.current());
  for (auto const& name : TRY(files.list(press.places_.press))) {
    auto number = parse_generation_name(name);
    if (!number) continue;
    bool complete = files.exists(press.places_.press + "/" + name + "/plan");
    if (!complete || (published && *number <= *published)) CHECKED(press.discard(*number));
  }
  return press;
}

Result<std::optional<std::uint64_t>> Press::current() const {
  auto text = files_->read(pointer_path(places_.shelf), pointer_bytes_max);
  if (!text && text.error().code == ErrorCode::not_found) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  return TRY(decode_pointer(*text)).number;
}

Result<std::vector<Address>> Press::addresses() const {
  std::vector<Address> out;
  if (!TRY(current())) return out;
  auto reader = TRY(ShelfReader::open(*files_, places_.shelf));
  CHECKED(reader.walk([&](Entry const& entry) {
    out.push_back(entry.address);
    return Walk::go_on;
  }));
  return out;
}

Result<std::vector<std::uint64_t>> Press::prepared() const {
  auto published = TRY(current());
  std::vector<std::uint64_t> out;
  for (auto const& name : TRY(files_->list(places_.press))) {
    auto number = parse_generation_name(name);
    if (!number || (published && *number <= *published)) continue;
    if (files_->exists(places_.press + "/" + name + "/plan")) out.push_back(*number);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Status Press::discard(std::uint64_t number) {
  auto directory = places_.press + "/" + std::to_string(number);
  // The plan first: without it the rest is nothing.
  auto removed = files_->remove(directory + "/plan");
  if (!removed && removed.error().code != ErrorCode::not_found) return removed;
  return os::remove_tree(*files_, directory);
}

Status Press::flip(std::uint64_t number, DataKey const& key) {
  auto published = TRY(current());
  if (published && *published == number) {
    // The pointer may be visible and not yet durable when a crash came between rename and sync.
    CHECKED(files_->sync_directory(places_.shelf));
    return discard(number);
  }
  if (published && *published > number)
    return fail(ErrorCode::conflict, "generation " + std::to_string(number) +
                                         " is older than the published one, " +
                                         std::to_string(*published));
  Pending pending(*files_, places_.press, number, key);
  if (!pending.complete())
    return fail(ErrorCode::not_found,
                "generation " + std::to_string(number) + " has not been prepared");
  auto plan = TRY(pending.read_plan());
  if (plan.base && plan.base != published)
    return fail(ErrorCode::conflict, "generation " + std::to_string(number) +
                                         " was prepared from another state of the site; "
                                         "prepare it again");
  if (pending.sealed()) CHECKED(unseal(*files_, pending, plan));

  // Blobs, then the nodes that name them, then the root record that names the nodes: each durable
  // first.
  CHECKED(remove_other_root(*files_, plan, generation_path(places_.shelf, number)));
  for (auto piece : kPieces) {
    for (auto const& hash : hashes_of(plan, piece))
      CHECKED(publish(*files_, source_path(pending, piece, hash),
                      shelf_path(places_.shelf, plan, piece, hash)));
    CHECKED(files_->sync_all(places_.shelf));
  }
  // The pointer: from this rename on, every address is the new one.
  CHECKED(os::replace_durably(*files_, pointer_path(places_.shelf),
                              encode(Pointer{.number = number, .root = plan.root})));
  return discard(number);
}

}  // namespace tocsin::shelf
