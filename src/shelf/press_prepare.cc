// See press.h: prepare().
#include <algorithm>
#include <cassert>
#include <map>

#include "os/files.h"
#include "shelf/compress.h"
#include "shelf/plan.h"
#include "shelf/press.h"
#include "shelf/trie.h"

namespace tocsin::shelf {
namespace {

// A publication is on every address within a second, lists of ten thousand entries included. Brotli 11 would save a sixth
// of the bytes of a document and take thirty times as long.
constexpr int kGzipQuality = 6;
constexpr int kBrotliQuality = 5;

// One preparation under way: the tree it starts from, what it has made so far, and where that goes.
class Preparing final : public NodeSource {
 public:
  Preparing(os::FileSystem& files, PressPlaces const& places, Preparation const& wish,
            std::uint64_t number)
      : files_(files),
        places_(places),
        wish_(wish),
        pending_(files, places.press, number, wish.seal) {
    plan_.number = number;
    plan_.base = wish.base;
    relies_.base = wish.base;
  }

  Status load_base();
  // The compressed bodies of preparations that were not published are used again.
  Status learn_from(std::vector<std::uint64_t> const& prepared);
  Result<PreparedGeneration> run();

  Result<Node const*> load(TreeRef const& ref) override;
  Result<Hash> save(Node const& node) override;

 private:
  Status write_nodes(TreeRef const& ref);
  Result<std::map<Hash, std::optional<Entry>>> apply_changes();
  Result<Variant> finish(Page const& page, Entry const* before);
  Result<Encodings> encode_body(Page const& page, StoredBytes const& identity);
  Result<StoredBytes> put_blob(std::string_view bytes);
  Status put_known(Encodings const& encodings, Pending const& from);
  Status count_hosts(std::map<Hash, std::optional<Entry>> const& edits);
  Status verify(std::map<Hash, std::optional<Entry>> const& edits);
  Result<std::string> stored_blob(Hash const& hash);

  os::FileSystem& files_;
  PressPlaces const& places_;
  Preparation const& wish_;
  Pending pending_;
  Root base_;                   // an empty tree when there is no base
  TreeRef reuse_;               // whose variants may be taken over: the base, else the current site
  std::map<Hash, Node> nodes_;  // loaded or made
  std::set<Hash> new_nodes_;
  std::set<Hash> new_blobs_;
  std::map<Hash, std::string> made_;  // encoded nodes that were not loaded; not all are of use
  struct Known {
    Encodings encodings;
    std::optional<Pending> from;  // a preparation that has the files; empty: this one
  };
  std::map<Hash, Known> known_;   // by identity hash
  std::map<Hash, Entry> before_;  // entries as they are in the base, of the addresses that change
  Root root_;
  Plan plan_;
  Relies relies_;
  std::uint64_t compressed_ = 0;
};

Result<Root> read_root(os::FileSystem& files, std::string const& shelf, std::uint64_t number) {
  return decode_root(TRY(files.read(generation_path(shelf, number), root_bytes_max)));
}

Status Preparing::load_base() {
  if (wish_.base) {
    base_ = TRY(read_root(files_, places_.shelf, *wish_.base));
    reuse_ = base_.tree;
  } else if (auto text = files_.read(pointer_path(places_.shelf), pointer_bytes_max)) {
    auto pointer = TRY(decode_pointer(*text));
    reuse_ = TRY(read_root(files_, places_.shelf, pointer.number)).tree;
  }
  return {};
}

Status Preparing::learn_from(std::vector<std::uint64_t> const& prepared) {
  for (auto number : prepared) {
    Pending other(files_, places_.press, number, wish_.seal);
    auto plan = other.read_plan();
    // Sealed under another key: it has nothing for us.
    if (!plan) continue;
    for (auto const& [identity, encodings] : plan->compressed)
      known_.try_emplace(identity, Known{encodings, other});
  }
  return {};
}

Result<Node const*> Preparing::load(TreeRef const& ref) {
  if (auto found = nodes_.find(ref.hash); found != nodes_.end()) return &found->second;
  auto bytes = TRY(files_.read(node_path(places_.shelf, ref.hash), node_bytes_max));
  if (hash_of(bytes) != ref.hash)
    return fail(ErrorCode::corrupt, "the published site is damaged on disk",
                "node " + ref.hash.hex() + " was altered");
  return &nodes_.emplace(ref.hash, TRY(decode_node(bytes))).first->second;
}

Result<Hash> Preparing::save(Node const& node) {
  auto bytes = encode(node);
  if (bytes.size() > node_bytes_max)
    return fail(ErrorCode::limit_exceeded, "too much stands at one address of the site");
  auto hash = hash_of(bytes);
  bool fresh = nodes_.emplace(hash, node).second;
  // Without a base nothing keeps a node alive that was only met while looking for bodies to take
  // over.
  if (fresh || !wish_.base) made_.emplace(hash, std::move(bytes));
  return hash;
}

// Writes the nodes that the new tree has and the shelf has not.
Status Preparing::write_nodes(TreeRef const& ref) {
  auto made = made_.find(ref.hash);
  if (ref.count == 0 || made == made_.end() || new_nodes_.contains(ref.hash)) return {};
  if (files_.exists(node_path(places_.shelf, ref.hash))) {
    relies_.nodes.insert(ref.hash);
  } else {
    CHECKED(pending_.put(Piece::node, ref.hash, made->second));
    new_nodes_.insert(ref.hash);
  }
  for (auto const& child : nodes_.at(ref.hash).children) CHECKED(write_nodes(child));
  return {};
}

Result<StoredBytes> Preparing::put_blob(std::string_view bytes) {
  StoredBytes stored{.hash = hash_of(bytes), .size = bytes.size()};
  if (bytes.empty()) return stored;
  if (files_.exists(blob_path(places_.shelf, stored.hash))) {
    relies_.blobs.insert(stored.hash);
  } else if (new_blobs_.insert(stored.hash).second) {
    CHECKED(pending_.put(Piece::blob, stored.hash, bytes));
  }
  return stored;
}

// Brings the files of a body over that another preparation has already compressed.
Status Preparing::put_known(Encodings const& encodings, Pending const& from) {
  for (auto const& stored : encodings) {
    if (!stored || stored->size == 0) continue;
    if (files_.exists(blob_path(places_.shelf, stored->hash))) {
      relies_.blobs.insert(stored->hash);
    } else if (!new_blobs_.contains(stored->hash)) {
      CHECKED(pending_.take_over(Piece::blob, stored->hash, from));
      new_blobs_.insert(stored->hash);
    }
  }
  return {};
}

Result<Encodings> Preparing::encode_body(Page const& page, StoredBytes const& identity) {
  if (auto found = known_.find(identity.hash); found != known_.end()) {
    auto& known = found->second;
    if (!known.from) return known.encodings;
    if (put_known(known.encodings, *known.from)) {
      known.from.reset();
      plan_.compressed[identity.hash] = known.encodings;
      return known.encodings;
    }
    known_.erase(found);  // its files are gone: compress again
  }
  Encodings out;
  out[0] = TRY(put_blob(page.body));
  if (wish_.effort != Effort::plain && page.body.size() > compress_bytes_min &&
      compressible(page.content_type) == Compressible::yes) {
    auto zipped = gzip(page.body, kGzipQuality);
    auto brotlied = brotli(page.body, kBrotliQuality);
    ++compressed_;
    // An encoding that saves nothing is not offered.
    if (zipped.size() < page.body.size()) out[1] = TRY(put_blob(zipped));
    if (brotlied.size() < page.body.size()) out[2] = TRY(put_blob(brotlied));
    plan_.compressed[identity.hash] = out;
  }
  known_.insert_or_assign(identity.hash, Known{out, std::nullopt});
  return out;
}

Result<Variant> Preparing::finish(Page const& page, Entry const* before) {
  Variant out{.language = page.language,
              .status = page.status,
              .kind = page.kind,
              .content_type = page.content_type,
              .headers = page.headers,
              .last_modified = page.last_modified,
              .encodings = {}};
  StoredBytes identity{.hash = hash_of(page.body), .size = page.body.size()};
  if (before != nullptr) {
    for (auto const& old : before->variants) {
      if (old.identity() != identity || old.content_type != page.content_type) continue;
      out.encodings = old.encodings;
      if (wish_.base) return out;  // the base keeps its blobs alive
      for (auto const& stored : old.encodings)
        if (stored && stored->size != 0) relies_.blobs.insert(stored->hash);
      return out;
    }
  }
  out.encodings = TRY(encode_body(page, identity));
  return out;
}

Result<std::map<Hash, std::optional<Entry>>> Preparing::apply_changes() {
  std::map<Hash, std::optional<Entry>> edits;
  for (auto const& address : wish_.remove) {
    auto old = TRY(find_in_tree(*this, base_.tree, address));
    if (!old) continue;
    before_.emplace(key_of(address), *old);
    edits[key_of(address)] = std::nullopt;
  }
  std::set<std::pair<Hash, std::string>> seen;
  for (auto const& page : wish_.put) {
    CHECKED(check_page(page));
    auto address = address_of(page);
    auto key = key_of(address);
    if (!seen.emplace(key, page.language).second)
      return fail(ErrorCode::invalid_input,
                  "two pages claim the address " + page.host + page.path + " in the same language");
    auto old = TRY(find_in_tree(*this, reuse_, address));
    auto variant = TRY(finish(page, old ? &*old : nullptr));
    auto at = edits.find(key);
    if (at == edits.end()) {
      if (wish_.base && old) before_.emplace(key, *old);
      at = edits.emplace(key, wish_.base ? old : std::nullopt).first;
    }
    if (!at->second) at->second = Entry{.address = address, .variants = {}};
    auto& variants = at->second->variants;
    std::erase_if(variants, [&](Variant const& v) { return v.language == page.language; });
    auto place = std::find_if(variants.begin(), variants.end(),
                              [&](Variant const& v) { return v.language > page.language; });
    variants.insert(place, std::move(variant));
  }
  return edits;
}

Status Preparing::count_hosts(std::map<Hash, std::optional<Entry>> const& edits) {
  root_.hosts = base_.hosts;
  for (auto const& [key, entry] : edits) {
    auto old = before_.find(key);
    if (old != before_.end() && !old->second.address.host.empty()) {
      auto host = root_.hosts.find(old->second.address.host);
      if (host != root_.hosts.end() && --host->second == 0) root_.hosts.erase(host);
    }
    if (entry && !entry->address.host.empty()) ++root_.hosts[entry->address.host];
  }
  return {};
}

Result<std::string> Preparing::stored_blob(Hash const& hash) {
  if (new_blobs_.contains(hash)) return pending_.get(Piece::blob, hash, SIZE_MAX);
  return files_.read(blob_path(places_.shelf, hash), SIZE_MAX);
}

// Reads back what was written: every new file against its hash, and the way from the root to each
// page.
Status Preparing::verify(std::map<Hash, std::optional<Entry>> const& edits) {
  auto wrong = [](std::string what) {
    return fail(ErrorCode::corrupt, "what was prepared does not read back", std::move(what));
  };
  for (auto const& hash : plan_.blobs) CHECKED(pending_.get(Piece::blob, hash, SIZE_MAX));
  for (auto const& hash : relies_.blobs)
    if (hash_of(TRY(stored_blob(hash))) != hash) return wrong("blob " + hash.hex());
  nodes_.clear();
  made_.clear();
  for (auto const& hash : plan_.nodes) {
    auto bytes = TRY(pending_.get(Piece::node, hash, node_bytes_max));
    nodes_.emplace(hash, TRY(decode_node(bytes)));
  }
  for (auto const& [key, entry] : edits) {
    auto address = entry ? entry->address : before_.at(key).address;
    auto found = TRY(find_in_tree(*this, root_.tree, address));
    if (found != entry) return wrong("address " + address.host + address.path);
  }
  auto root = TRY(decode_root(TRY(pending_.get(Piece::root, plan_.root, root_bytes_max))));
  if (root != root_) return wrong("the root record");
  return {};
}

Result<PreparedGeneration> Preparing::run() {
  CHECKED(pending_.make_directories());
  auto edits = TRY(apply_changes());
  std::vector<Edit> sorted;
  for (auto const& [key, entry] : edits) sorted.push_back({key, entry});

  // The tree and the root record.
  root_.number = plan_.number;
  root_.created = wish_.created;
  root_.facts = wish_.facts;
  root_.tree = TRY(edit_tree(*this, base_.tree, sorted));
  CHECKED(write_nodes(root_.tree));
  CHECKED(count_hosts(edits));
  root_.not_found = TRY(find_in_tree(*this, root_.tree, {.path = std::string(kNotFoundPath)}));
  auto record = encode(root_);
  if (record.size() > root_bytes_max)
    return fail(ErrorCode::limit_exceeded, "the site has too many host names");
  plan_.tree = root_.tree;
  plan_.root = hash_of(record);
  plan_.blobs.assign(new_blobs_.begin(), new_blobs_.end());
  plan_.nodes.assign(new_nodes_.begin(), new_nodes_.end());
  CHECKED(pending_.put(Piece::root, plan_.root, record));
  CHECKED(pending_.write_relies(relies_));

  // One sync for everything, a look at what is there, and then the plan, which says that it is
  // complete.
  CHECKED(files_.sync_all(pending_.directory()));
  CHECKED(verify(edits));
  CHECKED(pending_.write_plan(plan_));
  return PreparedGeneration{.number = plan_.number,
                            .root = root_.tree.hash,
                            .addresses = root_.tree.count,
                            .nodes_written = plan_.nodes.size(),
                            .blobs_written = plan_.blobs.size(),
                            .bodies_compressed = compressed_};
}

}  // namespace

Result<PreparedGeneration> Press::prepare(Preparation const& preparation) {
  auto published = TRY(current());
  auto waiting = TRY(prepared());
  auto number = published.value_or(0) + 1;
  if (!waiting.empty()) number = std::max(number, waiting.back() + 1);
  if (preparation.number) number = *preparation.number;
  if (published && number <= *published)
    return fail(ErrorCode::conflict,
                "generation " + std::to_string(number) + " has already been published");

  Preparing preparing(*files_, places_, preparation, number);
  CHECKED(preparing.load_base());
  std::erase(waiting, number);
  CHECKED(preparing.learn_from(waiting));
  // A half-made or older preparation of this number gives way.
  CHECKED(discard(number));
  auto done = preparing.run();
  // What failed leaves nothing; a crash instead leaves a directory without a plan, which open()
  // clears away.
  if (!done) (void)discard(number);
  return done;
}

}  // namespace tocsin::shelf
