// The press: prepares the next generation of the shelf out of the front's reach, and flips to it.
//
//   press/<number>/blob/<hash>  node/<hash>  root/<hash>  the files that are new in this generation
//   press/<number>/relies                                 shelf files it uses, kept for it
//   press/<number>/plan                                   written last: it makes it complete
//   press/<number>/clear/...                              a sealed generation, opened by the flip
// A sealed generation holds ciphertext under names that are keyed hashes, and its plan is sealed as
// well.
//
// Invariants: (1) prepare() makes nothing public and is durable when it returns: one syncfs, then
//                 the plan.
//             (2) flip() is idempotent and may be repeated after a crash at any point: blobs, then
//                 nodes, then the root record, then the pointer, each durable before the next.
//                 Readers see the old or the new generation, never a mixture, and never an address
//                 whose bytes are missing (I4).
//             (3) What did not change is neither compressed nor written again: same address and
//                 same body take over the stored encodings, and only the nodes on the way to a
//                 change are new.
//             (4) Same set of pages, same tree, whatever the history.
// Failure:    a page that breaks the rules of page.h is invalid_input with its address; a full disk
//             is unavailable and leaves the shelf as it was; flip() of a generation whose base is
//             no longer current is conflict: prepare it again (its compressed bodies are taken
//             over).
// Threads:    one press a data directory, one thread.
// BUGS:       a body that another address already has is compressed again, unless both come in one
//             preparation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/page.h"
#include "base/sealed.h"
#include "os/file_system.h"
#include "shelf/manifest.h"

namespace tocsin::shelf {

inline constexpr std::size_t compress_bytes_min = 256;  // smaller bodies stay as they are
inline constexpr std::size_t generations_kept = 3;

// `plain` compresses nothing, for a simulation that publishes many times a second.
enum class Effort { compressed, plain };

struct Preparation {
  std::optional<std::uint64_t> base;  // empty: a site that consists of `put` alone
  std::optional<std::uint64_t>
      number;  // empty: the next one. A preparation of that number is replaced
  SiteFacts facts;
  Instant created;
  std::vector<Address> remove;  // applied first; an address that is not there is no error
  std::vector<Page> put;        // replaces the variant of the same address and language
  Effort effort = Effort::compressed;
  DataKey seal = {};  // not empty: prepared bytes are ciphertext until the flip
};

struct PreparedGeneration {
  std::uint64_t number = 0;
  Hash root;  // of the tree: equal sites have equal hashes
  std::uint32_t addresses = 0;
  std::uint64_t nodes_written = 0;
  std::uint64_t blobs_written = 0;
  std::uint64_t bodies_compressed = 0;
};

struct PressPlaces {
  std::string press;  // the desk's, out of the front's reach
  std::string shelf;  // the same file system
};

class Press {
 public:
  // Makes both directories and clears away preparations that a crash left unfinished.
  static Result<Press> open(os::FileSystem& files, PressPlaces places);

  Result<PreparedGeneration> prepare(Preparation const& preparation);
  // `key` opens a sealed generation. Done already is success.
  Status flip(std::uint64_t number, DataKey const& key = {});
  // A prepared generation that will not be published.
  Status discard(std::uint64_t number);

  Result<std::optional<std::uint64_t>> current() const;  // empty: nothing was ever published
  Result<std::vector<std::uint64_t>> prepared() const;   // complete and not flipped, ascending

  // Of the current generation; reads its whole manifest.
  Result<std::vector<Address>> addresses() const;

  struct Collected {
    std::uint64_t generations = 0;
    std::uint64_t nodes = 0;
    std::uint64_t blobs = 0;
  };
  // Removes what only generations older than the last `generations_kept` use. It reads the whole
  // manifest and lists every blob: a job for the timetable, not for each publication.
  Result<Collected> collect_garbage();

 private:
  Press(os::FileSystem& files, PressPlaces places) : files_(&files), places_(std::move(places)) {}
  os::FileSystem* files_;
  PressPlaces places_;
};

// No CR, LF or NUL anywhere that becomes a header, a path that starts with '/' and has no dot
// segments, a redirect with Location and without a body.
Status check_page(Page const& page);
enum class Compressible { no, yes };
Compressible compressible(std::string_view content_type);

}  // namespace tocsin::shelf
