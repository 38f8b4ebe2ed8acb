// Sealed<T>: a value that exists at rest only as ciphertext, and the keys that open it.
//
// Spec:       XChaCha20-Poly1305-IETF (libsodium). Layout: version byte 1, 24-byte random nonce, ciphertext
//             with tag. Associated data: "table|row|column", so that ciphertext moved to another place
//             does not open.
// Invariants: a data key per case and per person; a data key is stored only wrapped by the key file made
//             at first start. Destroying the wrapped key erases everything sealed under it (I9).
// Failure:    open() of altered or moved bytes is ErrorCode::corrupt.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin {

inline constexpr std::size_t data_key_bytes = 32;
inline constexpr std::size_t seal_nonce_bytes = 24;

// 32 secret bytes. Not printable, not loggable, wiped when it dies.
class DataKey {
 public:
  DataKey() = default;
  explicit DataKey(std::string bytes) : bytes_(std::move(bytes)) { assert(bytes_.size() == data_key_bytes); }
  DataKey(DataKey const&) = default;
  DataKey(DataKey&&) noexcept = default;
  DataKey& operator=(DataKey const&) = default;
  DataKey& operator=(DataKey&&) noexcept = default;
  ~DataKey();
  bool empty() const { return bytes_.empty(); }
  std::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Where a sealed value lives; it is the associated data.
struct SealPlace {
  std::string_view table;
  std::string_view row;
  std::string_view column;
};

// Ciphertext of a T. The only way to a T is open().
template <class T>
struct Sealed {
  std::string bytes;
};

// `nonce` is seal_nonce_bytes random bytes from the World's entropy.
std::string seal_bytes(DataKey const& key, SealPlace place, std::string_view plain, std::string_view nonce);
Result<std::string> open_bytes(DataKey const& key, SealPlace place, std::string_view sealed);

}  // namespace tocsin
