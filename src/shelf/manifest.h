// The shelf on disk: what a generation of the public site is, byte for byte.
//
//   shelf/
//     blobs/aa/<hash>         finished bytes of one body in one encoding; <hash> = hex BLAKE2b-256
//                             of the file, aa = its first two digits. An empty body has no file.
//     nodes/aa/<hash>         one node of the manifest, named by its hash as well
//     generations/<number>    a root record (below), number as 12 decimal digits
//     current                 "tocsin-shelf 1 <number> <hex hash of the root record>\n"
//
// The manifest is a hash trie. The key of an address is BLAKE2b-256(host \0 path \0 query); the
// digit at depth d is its d-th half-byte, high half first. A subtree of at most leaf_entries_max
// addresses is one leaf, a larger one is an inner node of 16 children, so the tree and its root
// hash are functions of the set of addresses and not of the order in which they came. (16 and not
// 256 children: with 256, one hundred thousand addresses would make 65,000 leaves of one or two
// entries each; with 16 they make 4,096 leaves of 24.)
//
// All integers are little-endian; text is u32 length and bytes; a hash is 32 bytes.
//   node    = "TSN1" kind:u8, then for kind 0 (leaf)  count:u16, entry...      (in order of key)
//                                  for kind 1 (inner) 16 x {count:u32, hash}   (count 0: no child)
//   entry   = host path query : text, variants:u16, variant...               (by language)
//   variant = language:text status:u16 kind:u8 content_type:text headers:u16 {name value : text}...
//             last_modified:i64 (epoch ms) 3 x {present:u8 [hash size:u64]}    (identity, gzip, br)
//   root    = "TSR1" number:u64 created:i64 base_url:text default_language:text
//             tree {count:u32 hash} hosts:u32 {host:text addresses:u32}... not_found:u8 [entry]
//             and the hash of everything before it
//
// Invariants: (1) A file under blobs/ or nodes/ is complete: it got its name by a link to a synced
//                 file.
//             (2) `current` names a generation all of whose files are durable.
//             (3) Nothing under shelf/ depends on anything that is not public (I2): number and
//                 created are never served.
// Failure:    bytes that do not decode, or whose hash is not their name, are corrupt.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/page.h"
#include "base/result.h"
#include "base/time.h"

namespace tocsin::shelf {

inline constexpr std::size_t hash_bytes = 32;
inline constexpr std::size_t leaf_entries_max = 64;
inline constexpr std::size_t inner_children = 16;
inline constexpr std::size_t node_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t root_bytes_max = 1024 * 1024;
inline constexpr std::size_t pointer_bytes_max = 256;
// The page put at this path is the answer to every unknown address.
inline constexpr std::string_view kNotFoundPath = "/404";

struct Hash {
  std::array<unsigned char, hash_bytes> bytes{};
  std::string hex() const;
  friend auto operator<=>(Hash const&, Hash const&) = default;
};
Hash hash_of(std::string_view bytes);
std::optional<Hash> parse_hash(std::string_view hex);

struct Address {
  std::string host;   // empty: every host name
  std::string path;   // starts with '/'
  std::string query;  // usually empty
  friend auto operator<=>(Address const&, Address const&) = default;
};
Hash key_of(std::string_view host, std::string_view path, std::string_view query);
inline Hash key_of(Address const& a) { return key_of(a.host, a.path, a.query); }
Address address_of(Page const& page);

enum class Encoding { identity, gzip, br };
inline constexpr Encoding kEncodings[] = {Encoding::identity, Encoding::gzip, Encoding::br};
std::string_view word_of(Encoding encoding);  // as in Content-Encoding; identity is ""

struct StoredBytes {
  Hash hash;
  std::uint64_t size = 0;
  friend bool operator==(StoredBytes const&, StoredBytes const&) = default;
};

// One finished answer in one language.
struct Variant {
  std::string language;  // empty for data
  int status = 200;
  PageKind kind = PageKind::html;
  std::string content_type;
  std::vector<Header> headers;
  Instant last_modified;
  std::array<std::optional<StoredBytes>, 3> encodings;  // by Encoding; identity is always there
  StoredBytes const& identity() const { return *encodings[0]; }
  std::optional<StoredBytes> const& in(Encoding e) const {
    return encodings[static_cast<std::size_t>(e)];
  }
  friend bool operator==(Variant const&, Variant const&) = default;
};
// A strong validator with its quotes: other bytes have another one, and so has each encoding
// (RFC 9110 8.8.3).
std::string etag_of(Variant const& variant, Encoding encoding);

struct Entry {
  Address address;
  std::vector<Variant> variants;  // at least one, sorted by language
  // The variant in this language, else in `fallback`, else the first.
  Variant const& in_language(std::string_view language, std::string_view fallback) const;
  friend bool operator==(Entry const&, Entry const&) = default;
};

struct TreeRef {
  std::uint32_t count = 0;  // addresses below; 0: nothing, and the hash is zero
  Hash hash;
  friend bool operator==(TreeRef const&, TreeRef const&) = default;
};

struct Node {
  enum class Kind : unsigned char { leaf = 0, inner = 1 } kind = Kind::leaf;
  std::vector<Entry> entries;                      // leaf
  std::array<TreeRef, inner_children> children{};  // inner
};

// What the front must know of the site as a whole.
struct SiteFacts {
  std::string base_url;  // "https://security.example.org"; nothing else makes absolute links
  std::string default_language;  // "en"
  bool https() const { return base_url.starts_with("https://"); }
  friend bool operator==(SiteFacts const&, SiteFacts const&) = default;
};

struct Root {
  std::uint64_t number = 0;
  Instant created;
  SiteFacts facts;
  TreeRef tree;
  std::map<std::string, std::uint32_t> hosts;  // host names with addresses of their own
  std::optional<Entry> not_found;
  friend bool operator==(Root const&, Root const&) = default;
};

struct Pointer {
  std::uint64_t number = 0;
  Hash root;
};

unsigned digit_at(Hash const& key, std::size_t depth);  // 0..15
std::string encode(Node const& node);
Result<Node> decode_node(std::string_view bytes);
std::string encode(Root const& root);
Result<Root> decode_root(std::string_view bytes);
std::string encode(Pointer const& pointer);
Result<Pointer> decode_pointer(std::string_view text);

std::string blob_path(std::string_view directory, Hash const& hash);
std::string node_path(std::string_view directory, Hash const& hash);
std::string generation_path(std::string_view directory, std::uint64_t number);
std::string pointer_path(std::string_view directory);
std::optional<std::uint64_t> parse_generation_name(std::string_view name);

}  // namespace tocsin::shelf
