// What a prepared generation consists of, and how its files are sealed until the flip.
//
// Invariants: sealing is deterministic (the nonce is a keyed hash of place and content), so that it
//             needs no randomness; names of sealed files are keyed hashes, so they do not confirm a
//             guess of the content.
// Failure:    a plan that does not open with this key is forbidden; altered bytes are corrupt.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/sealed.h"
#include "os/file_system.h"
#include "shelf/manifest.h"

namespace tocsin::shelf {

inline constexpr std::size_t plan_bytes_max = 256 * 1024 * 1024;

enum class Piece { blob, node, root };
inline constexpr Piece kPieces[] = {Piece::blob, Piece::node, Piece::root};
std::string_view word_of(Piece piece);

using Encodings = std::array<std::optional<StoredBytes>, 3>;

struct Plan {
  std::uint64_t number = 0;
  std::optional<std::uint64_t> base;
  TreeRef tree;
  Hash root;                // of the root record
  std::vector<Hash> blobs;  // new files
  std::vector<Hash> nodes;
  std::map<Hash, Encodings> compressed;  // by identity hash: for the next preparation
};

// Shelf files that a prepared generation uses and that its base does not keep alive. Never secret.
struct Relies {
  std::optional<std::uint64_t> base;
  std::set<Hash> blobs;
  std::set<Hash> nodes;
};
std::string encode(Relies const& relies);
Result<Relies> decode_relies(std::string_view text);

std::string encode(Plan const& plan);
Result<Plan> decode_plan(std::string_view bytes);

// The directory of one prepared generation; with a key it holds ciphertext.
class Pending {
 public:
  Pending(os::FileSystem& files, std::string const& press, std::uint64_t number,
          DataKey const& key);

  std::string const& directory() const { return directory_; }
  bool sealed() const { return !key_.empty(); }
  std::string path(Piece piece, Hash const& hash) const;
  Status make_directories();
  // Not synced. Content that is there already is success.
  Status put(Piece piece, Hash const& hash, std::string_view bytes);
  // Takes over a file from another preparation sealed under the same key.
  Status take_over(Piece piece, Hash const& hash, Pending const& from);
  Result<std::string> get(Piece piece, Hash const& hash, std::size_t bytes_max) const;
  Status write_relies(Relies const& relies);
  Result<Relies> read_relies() const;
  Status write_plan(Plan const& plan);  // durable: the generation is complete from here on
  Result<Plan> read_plan() const;
  bool complete() const { return files_->exists(directory_ + "/plan"); }

 private:
  std::string seal(std::string_view name, std::string_view kind, std::string_view bytes) const;
  Result<std::string> open(std::string_view name, std::string_view kind, std::string bytes) const;

  os::FileSystem* files_;
  std::string directory_;
  DataKey key_;
};

}  // namespace tocsin::shelf
