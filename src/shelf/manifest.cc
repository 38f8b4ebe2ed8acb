// See manifest.h.
#include "shelf/manifest.h"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cstdio>
#include <limits>

#include "base/digest.h"
#include "base/text.h"
#include "shelf/wire.h"

namespace tocsin::shelf {
namespace {

constexpr std::string_view kNodeMark = "TSN1";
constexpr std::string_view kRootMark = "TSR1";
constexpr std::string_view kPointerMark = "tocsin-shelf 1 ";
constexpr std::size_t kNumberDigits = 12;
constexpr std::size_t kEtagHashBytes = 15;
constexpr std::size_t kHostsMax = 1'000;
constexpr unsigned kKindMax = static_cast<unsigned>(PageKind::redirect);

std::unexpected<Error> broken(char const* what) {
  return fail(ErrorCode::corrupt, "the published site is damaged on disk", what);
}

void write(WireWriter& out, Variant const& v) {
  out.text(v.language);
  out.u16(static_cast<std::uint64_t>(v.status));
  out.u8(static_cast<unsigned>(v.kind));
  out.text(v.content_type);
  out.u16(v.headers.size());
  for (auto const& header : v.headers) {
    out.text(header.name);
    out.text(header.value);
  }
  out.u64(static_cast<std::uint64_t>(v.last_modified.epoch_ms));
  for (auto const& stored : v.encodings) {
    out.u8(stored ? 1 : 0);
    if (!stored) continue;
    out.hash(stored->hash);
    out.u64(stored->size);
  }
}

Variant read_variant(WireReader& in) {
  Variant v;
  v.language = in.text();
  v.status = static_cast<int>(in.u16());
  auto kind = in.u8();
  if (kind > kKindMax) in.fail();
  v.kind = static_cast<PageKind>(kind);
  v.content_type = in.text();
  auto headers = in.u16();
  for (unsigned i = 0; i < headers && in.ok(); ++i) {
    auto name = in.text();
    v.headers.push_back({std::move(name), in.text()});
  }
  v.last_modified.epoch_ms = static_cast<std::int64_t>(in.u64());
  for (auto& stored : v.encodings) {
    auto present = in.u8();
    if (present > 1) in.fail();
    if (present == 0) continue;
    stored.emplace();
    stored->hash = in.hash();
    stored->size = in.u64();
  }
  if (!v.encodings[0]) in.fail();
  return v;
}

void write(WireWriter& out, Entry const& entry) {
  assert(!entry.variants.empty());
  out.text(entry.address.host);
  out.text(entry.address.path);
  out.text(entry.address.query);
  out.u16(entry.variants.size());
  for (auto const& variant : entry.variants) write(out, variant);
}

Entry read_entry(WireReader& in) {
  Entry entry;
  entry.address.host = in.text();
  entry.address.path = in.text();
  entry.address.query = in.text();
  auto count = in.u16();
  if (count == 0) in.fail();
  for (unsigned i = 0; i < count && in.ok(); ++i) entry.variants.push_back(read_variant(in));
  return entry;
}

std::string sharded(std::string_view directory, char const* kind, Hash const& hash) {
  auto hex = hash.hex();
  return std::string(directory) + "/" + kind + "/" + hex.substr(0, 2) + "/" + hex;
}

std::string number_text(std::uint64_t number) {
  auto text = std::to_string(number);
  return text.size() < kNumberDigits ? std::string(kNumberDigits - text.size(), '0') + text : text;
}

}  // namespace

std::string Hash::hex() const {
  return to_hex({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
}

Hash hash_of(std::string_view bytes) {
  Hash out;
  blake2b(bytes).copy(reinterpret_cast<char*>(out.bytes.data()), hash_bytes);
  return out;
}

std::optional<Hash> parse_hash(std::string_view hex) {
  auto raw = from_hex(hex);
  if (!raw || raw->size() != hash_bytes) return std::nullopt;
  Hash out;
  raw->copy(reinterpret_cast<char*>(out.bytes.data()), hash_bytes);
  return out;
}

Hash key_of(std::string_view host, std::string_view path, std::string_view query) {
  std::string joined;
  joined.reserve(host.size() + path.size() + query.size() + 2);
  joined += host;
  joined += '\0';
  joined += path;
  joined += '\0';
  joined += query;
  return hash_of(joined);
}

Address address_of(Page const& page) { return {page.host, page.path, page.query}; }

std::string_view word_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      return "";
    case Encoding::gzip:
      return "gzip";
    case Encoding::br:
      return "br";
  }
  return "";
}

std::string etag_of(Variant const& variant, Encoding encoding) {
  auto const& hash = variant.identity().hash;
  auto out =
      "\"" + to_base64url({reinterpret_cast<char const*>(hash.bytes.data()), kEtagHashBytes});
  if (encoding != Encoding::identity) out += "-" + std::string(word_of(encoding));
  return out + "\"";
}

Variant const& Entry::in_language(std::string_view language, std::string_view fallback) const {
  assert(!variants.empty());
  for (auto wanted : {language, fallback})
    for (auto const& variant : variants)
      if (variant.language == wanted) return variant;
  return variants.front();
}

unsigned digit_at(Hash const& key, std::size_t depth) {
  assert(depth < 2 * hash_bytes);
  unsigned byte = key.bytes[depth / 2];
  return depth % 2 == 0 ? byte >> 4 : byte & 0xf;
}

std::string encode(Node const& node) {
  WireWriter out;
  out.raw(kNodeMark);
  out.u8(static_cast<unsigned>(node.kind));
  if (node.kind == Node::Kind::inner) {
    for (auto const& child : node.children) out.tree(child);
    return out.take();
  }
  assert(node.entries.size() <= leaf_entries_max);
  out.u16(node.entries.size());
  for (auto const& entry : node.entries) write(out, entry);
  return out.take();
}

Result<Node> decode_node(std::string_view bytes) {
  WireReader in(bytes);
  in.expect(kNodeMark);
  auto kind = in.u8();
  Node node;
  if (kind == 1) {
    node.kind = Node::Kind::inner;
    for (auto& child : node.children) child = in.tree();
  } else if (kind == 0) {
    auto count = in.u16();
    if (count > leaf_entries_max) in.fail();
    for (unsigned i = 0; i < count && in.ok(); ++i) node.entries.push_back(read_entry(in));
  } else {
    in.fail();
  }
  if (!in.at_end()) return broken("a manifest node does not decode");
  return node;
}

std::string encode(Root const& root) {
  WireWriter out;
  out.raw(kRootMark);
  out.u64(root.number);
  out.u64(static_cast<std::uint64_t>(root.created.epoch_ms));
  out.text(root.facts.base_url);
  out.text(root.facts.default_language);
  out.tree(root.tree);
  out.u32(root.hosts.size());
  for (auto const& [host, addresses] : root.hosts) {
    out.text(host);
    out.u32(addresses);
  }
  out.u8(root.not_found ? 1 : 0);
  if (root.not_found) write(out, *root.not_found);
  out.hash(hash_of(out.so_far()));
  return out.take();
}

Result<Root> decode_root(std::string_view bytes) {
  if (bytes.size() < hash_bytes) return broken("a root record is too short");
  auto body = bytes.substr(0, bytes.size() - hash_bytes);
  if (WireReader(bytes.substr(body.size())).hash() != hash_of(body))
    return broken("a root record does not match its hash");
  WireReader in(body);
  in.expect(kRootMark);
  Root root;
  root.number = in.u64();
  root.created.epoch_ms = static_cast<std::int64_t>(in.u64());
  root.facts.base_url = in.text();
  root.facts.default_language = in.text();
  root.tree = in.tree();
  auto hosts = in.u32();
  if (hosts > kHostsMax) in.fail();
  for (std::uint32_t i = 0; i < hosts && in.ok(); ++i) {
    auto host = in.text();
    root.hosts[std::move(host)] = in.u32();
  }
  auto has_not_found = in.u8();
  if (has_not_found > 1) in.fail();
  if (has_not_found == 1) root.not_found = read_entry(in);
  if (!in.at_end()) return broken("a root record does not decode");
  return root;
}

std::string encode(Pointer const& pointer) {
  return std::string(kPointerMark) + std::to_string(pointer.number) + " " + pointer.root.hex() +
         "\n";
}

Result<Pointer> decode_pointer(std::string_view text) {
  auto wrong = [] { return broken("the pointer to the current generation does not decode"); };
  if (!text.starts_with(kPointerMark) || !text.ends_with('\n')) return wrong();
  auto words = split(text.substr(kPointerMark.size(), text.size() - kPointerMark.size() - 1), ' ');
  if (words.size() != 2) return wrong();
  auto number = parse_generation_name(words[0]);
  auto root = parse_hash(words[1]);
  if (!number || !root) return wrong();
  return Pointer{*number, *root};
}

std::string blob_path(std::string_view directory, Hash const& hash) {
  return sharded(directory, "blobs", hash);
}
std::string node_path(std::string_view directory, Hash const& hash) {
  return sharded(directory, "nodes", hash);
}
std::string generation_path(std::string_view directory, std::uint64_t number) {
  return std::string(directory) + "/generations/" + number_text(number);
}
std::string pointer_path(std::string_view directory) { return std::string(directory) + "/current"; }

std::optional<std::uint64_t> parse_generation_name(std::string_view name) {
  if (name.empty() || name.size() > 18) return std::nullopt;
  std::uint64_t number = 0;
  for (char c : name) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace tocsin::shelf
