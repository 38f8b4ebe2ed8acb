// The byte forms of manifest.h: little-endian integers, and text with its length before it.
//
// Invariants: a WireReader never reads beyond its bytes; the first error stays, later reads give
//             zeros.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shelf/manifest.h"

namespace tocsin::shelf {

class WireWriter {
 public:
  void u8(unsigned value) { out_.push_back(static_cast<char>(value)); }
  void u16(std::uint64_t value) { integer(value, 2); }
  void u32(std::uint64_t value) { integer(value, 4); }
  void u64(std::uint64_t value) { integer(value, 8); }
  void raw(std::string_view bytes) { out_ += bytes; }
  void text(std::string_view bytes) {
    u32(bytes.size());
    out_ += bytes;
  }
  void hash(Hash const& hash) {
    out_.append(reinterpret_cast<char const*>(hash.bytes.data()), hash_bytes);
  }
  void tree(TreeRef const& ref) {
    u32(ref.count);
    hash(ref.hash);
  }
  std::string take() { return std::move(out_); }
  std::string_view so_far() const { return out_; }

 private:
  void integer(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  }
  std::string out_;
};

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  void fail() { ok_ = false; }
  std::string_view raw(std::size_t count) {
    if (!ok_ || count > rest_.size()) {
      ok_ = false;
      return {};
    }
    auto out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  void expect(std::string_view mark) {
    if (raw(mark.size()) != mark) ok_ = false;
  }
  unsigned u8() { return static_cast<unsigned>(integer(1)); }
  unsigned u16() { return static_cast<unsigned>(integer(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(integer(4)); }
  std::uint64_t u64() { return integer(8); }
  std::string text() { return std::string(raw(u32())); }
  Hash hash() {
    Hash out;
    auto bytes = raw(hash_bytes);
    if (ok_) bytes.copy(reinterpret_cast<char*>(out.bytes.data()), hash_bytes);
    return out;
  }
  TreeRef tree() {
    TreeRef out;
    out.count = u32();
    out.hash = hash();
    return out;
  }

 private:
  std::uint64_t integer(std::size_t bytes) {
    std::uint64_t value = 0;
    auto read = raw(bytes);
    for (std::size_t i = 0; i < read.size(); ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(read[i])) << (8 * i);
    return value;
  }
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace tocsin::shelf
