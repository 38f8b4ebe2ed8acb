// See plan.h.
#include "shelf/plan.h"

#include "base/digest.h"
#include "base/text.h"
#include "os/files.h"
#include "shelf/wire.h"

namespace tocsin::shelf {
namespace {

constexpr std::string_view kPlanMark = "TSP1";
constexpr std::string_view kSealTable = "press";
constexpr std::uint32_t kListMax = 10'000'000;

std::unexpected<Error> broken_plan(char const* what) {
  return fail(ErrorCode::corrupt, "a prepared publication is damaged on disk", what);
}

void write(WireWriter& out, std::vector<Hash> const& hashes) {
  out.u32(hashes.size());
  for (auto const& hash : hashes) out.hash(hash);
}

std::vector<Hash> read_hashes(WireReader& in) {
  std::vector<Hash> out;
  auto count = in.u32();
  if (count > kListMax) in.fail();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) out.push_back(in.hash());
  return out;
}

}  // namespace

std::string_view word_of(Piece piece) {
  switch (piece) {
    case Piece::blob:
      return "blob";
    case Piece::node:
      return "node";
    case Piece::root:
      return "root";
  }
  return "";
}

std::string encode(Relies const& relies) {
  std::string out = "base " + (relies.base ? std::to_string(*relies.base) : "none") + "\n";
  for (auto const& hash : relies.blobs) out += "blob " + hash.hex() + "\n";
  for (auto const& hash : relies.nodes) out += "node " + hash.hex() + "\n";
  return out;
}

Result<Relies> decode_relies(std::string_view text) {
  Relies out;
  for (auto line : lines_of(text)) {
    if (line.empty()) continue;
    auto words = split(line, ' ');
    if (words.size() != 2) return broken_plan("its list of shelf files does not decode");
    auto hash = parse_hash(words[1]);
    if (words[0] == "blob" && hash)
      out.blobs.insert(*hash);
    else if (words[0] == "node" && hash)
      out.nodes.insert(*hash);
    else if (words[0] == "base" && words[1] == "none")
      out.base.reset();
    else if (words[0] == "base" && (out.base = parse_generation_name(words[1])))
      continue;
    else
      return broken_plan("its list of shelf files does not decode");
  }
  return out;
}

std::string encode(Plan const& plan) {
  WireWriter out;
  out.raw(kPlanMark);
  out.u64(plan.number);
  out.u8(plan.base ? 1 : 0);
  out.u64(plan.base.value_or(0));
  out.tree(plan.tree);
  out.hash(plan.root);
  write(out, plan.blobs);
  write(out, plan.nodes);
  out.u32(plan.compressed.size());
  for (auto const& [identity, encodings] : plan.compressed) {
    out.hash(identity);
    for (auto const& stored : encodings) {
      out.u8(stored ? 1 : 0);
      out.hash(stored ? stored->hash : Hash{});
      out.u64(stored ? stored->size : 0);
    }
  }
  out.hash(hash_of(out.so_far()));
  return out.take();
}

Result<Plan> decode_plan(std::string_view bytes) {
  if (bytes.size() < hash_bytes) return broken_plan("its plan is too short");
  auto body = bytes.substr(0, bytes.size() - hash_bytes);
  if (WireReader(bytes.substr(body.size())).hash() != hash_of(body))
    return broken_plan("its plan does not match its hash");
  WireReader in(body);
  in.expect(kPlanMark);
  Plan plan;
  plan.number = in.u64();
  bool has_base = in.u8() == 1;
  auto base = in.u64();
  if (has_base) plan.base = base;
  plan.tree = in.tree();
  plan.root = in.hash();
  plan.blobs = read_hashes(in);
  plan.nodes = read_hashes(in);
  auto count = in.u32();
  if (count > kListMax) in.fail();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    auto& encodings = plan.compressed[in.hash()];
    for (auto& stored : encodings) {
      bool present = in.u8() == 1;
      StoredBytes value;
      value.hash = in.hash();
      value.size = in.u64();
      if (present) stored = value;
    }
  }
  if (!in.at_end()) return broken_plan("its plan does not decode");
  return plan;
}

Pending::Pending(os::FileSystem& files, std::string const& press, std::uint64_t number,
                 DataKey const& key)
    : files_(&files), directory_(press + "/" + std::to_string(number)), key_(key) {}

std::string Pending::path(Piece piece, Hash const& hash) const {
  auto out = directory_ + "/" + std::string(word_of(piece)) + "/";
  if (!sealed()) return out + hash.hex();
  return out + to_hex(blake2b_keyed(key_.bytes(), "press name " + hash.hex()));
}

Status Pending::make_directories() {
  for (auto piece : kPieces)
    CHECKED(files_->make_directory(directory_ + "/" + std::string(word_of(piece))));
  return {};
}

std::string Pending::seal(std::string_view name, std::string_view kind,
                          std::string_view bytes) const {
  if (!sealed()) return std::string(bytes);
  // Deterministic: another content or place has another nonce, the same has the same ciphertext.
  auto content = blake2b_keyed(key_.bytes(), bytes);
  auto nonce = blake2b_keyed(key_.bytes(), "press nonce " + std::string(kind) + " " +
                                               std::string(name) + " " + to_hex(content));
  return seal_bytes(key_, {kSealTable, name, kind}, bytes, nonce.substr(0, seal_nonce_bytes));
}

Result<std::string> Pending::open(std::string_view name, std::string_view kind,
                                  std::string bytes) const {
  if (!sealed()) return bytes;
  return open_bytes(key_, {kSealTable, name, kind}, bytes);
}

Status Pending::put(Piece piece, Hash const& hash, std::string_view bytes) {
  auto written = files_->write_new(path(piece, hash), seal(hash.hex(), word_of(piece), bytes));
  if (!written && written.error().code == ErrorCode::conflict) return {};
  return written;
}

Status Pending::take_over(Piece piece, Hash const& hash, Pending const& from) {
  auto linked = files_->link(from.path(piece, hash), path(piece, hash));
  if (!linked && linked.error().code == ErrorCode::conflict) return {};
  return linked;
}

Result<std::string> Pending::get(Piece piece, Hash const& hash, std::size_t bytes_max) const {
  auto stored = TRY(files_->read(path(piece, hash), bytes_max));
  auto bytes = TRY(open(hash.hex(), word_of(piece), std::move(stored)));
  if (hash_of(bytes) != hash) return broken_plan("one of its files was altered");
  return bytes;
}

Status Pending::write_relies(Relies const& relies) {
  return files_->write_new(directory_ + "/relies", encode(relies));
}

Result<Relies> Pending::read_relies() const {
  return decode_relies(TRY(files_->read(directory_ + "/relies", plan_bytes_max)));
}

Status Pending::write_plan(Plan const& plan) {
  return os::create_durably(*files_, directory_ + "/plan", seal("plan", "plan", encode(plan)));
}

Result<Plan> Pending::read_plan() const {
  auto stored = TRY(files_->read(directory_ + "/plan", plan_bytes_max));
  bool is_clear = stored.starts_with(kPlanMark);
  if (is_clear == sealed())
    return fail(ErrorCode::forbidden,
                is_clear ? "this prepared publication is not sealed"
                         : "this prepared publication is sealed; its key is needed");
  return decode_plan(TRY(open("plan", "plan", std::move(stored))));
}

}  // namespace tocsin::shelf
