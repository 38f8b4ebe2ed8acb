// ShelfReader: the published site for reading. The front and `tocsin export` use this and nothing
//              of
// the press.
//
// Invariants: (1) Every answer between two calls of refresh() comes from one generation.
//             (2) Opening reads two small files; nodes and blobs are read when first asked for,
//                 checked against their hash once, and kept within the limits of
//                 ShelfReaderOptions.
// Failure:    a directory without `current` is not_found; altered bytes are corrupt.
// Threads:    one reader a thread. What BlobRef and EntryRef hold is immutable and may be passed to
//             others.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "os/file_system.h"
#include "shelf/manifest.h"

namespace tocsin::shelf {

struct ShelfReaderOptions {
  std::size_t nodes_max = 4'096;                   // decoded nodes kept, twice this at the most
  std::size_t blob_bytes_max = 128 * 1024 * 1024;  // mapped bytes kept, twice this at the most
};

// Bytes that stay valid while somebody holds them, also past refresh(), eviction and removal of the
// file.
using BlobRef = std::shared_ptr<os::FileBytes const>;
// An entry that keeps its node alive.
using EntryRef = std::shared_ptr<Entry const>;

enum class Walk { go_on, stop };

class ShelfReader {
 public:
  static Result<ShelfReader> open(os::FileSystem& files, std::string directory,
                                  ShelfReaderOptions options = {});
  // Any generation that is still stored, not the current one; refresh() never leaves it.
  static Result<ShelfReader> open_generation(os::FileSystem& files, std::string directory,
                                             std::uint64_t number, ShelfReaderOptions options = {});

  std::uint64_t generation() const { return root_.number; }
  SiteFacts const& facts() const { return root_.facts; }
  Root const& root() const { return root_; }
  std::uint32_t address_count() const { return root_.tree.count; }

  enum class Refreshed { same, changed };
  // One stat of `current` when nothing changed: cheap enough for every request. An error leaves the
  // generation that was served in place.
  Result<Refreshed> refresh();

  // The entry for a request; null when there is none. Order: (host, query), (any host, query), and
  // the same two without the query, because an unknown query is ignored.
  Result<EntryRef> find(std::string_view host, std::string_view path, std::string_view query);
  // Exactly this address.
  Result<EntryRef> find_exactly(Address const& address);
  // The answer for unknown addresses; null when the site has none.
  EntryRef not_found() const { return not_found_; }
  // The bytes of one encoding. An empty body is an empty blob.
  Result<BlobRef> blob(StoredBytes const& stored);

  // Every entry, in order of key (a hash: sort what people see).
  Status walk(std::function<Walk(Entry const&)> const& visit);

  struct Counters {
    std::uint64_t node_reads = 0;
    std::uint64_t blob_reads = 0;
  };
  Counters const& counters() const { return counters_; }

 private:
  ShelfReader(os::FileSystem& files, std::string directory, ShelfReaderOptions options)
      : files_(&files), directory_(std::move(directory)), options_(options) {}
  Status load(std::uint64_t number, std::optional<Hash> const& expected);
  Result<std::shared_ptr<Node const>> node(TreeRef const& ref);
  Result<Walk> walk_below(TreeRef const& ref, std::function<Walk(Entry const&)> const& visit);

  struct HashOfHash {
    std::size_t operator()(Hash const& hash) const;
  };
  // Two halves: a hit in `old` moves to `young`; a full `young` becomes `old`. Recently used things
  // stay.
  template <class T>
  struct Cache {
    std::unordered_map<Hash, T, HashOfHash> young, old;
    std::size_t young_cost = 0;
    T* find(Hash const& hash, std::size_t cost, std::size_t cost_max);
    void put(Hash const& hash, T value, std::size_t cost, std::size_t cost_max);
  };

  os::FileSystem* files_;
  std::string directory_;
  ShelfReaderOptions options_;
  enum class Follows { current, fixed } follows_ = Follows::current;
  os::FileStamp stamp_;
  Root root_;
  EntryRef not_found_;
  Cache<std::shared_ptr<Node const>> nodes_;
  Cache<BlobRef> blobs_;
  Counters counters_;
};

}  // namespace tocsin::shelf
