// See sealed.h.
#include "base/sealed.h"

#include <sodium.h>

#include "base/raw_bytes.h"

namespace tocsin {
namespace {

constexpr char kVersion = 1;

// Lengths first, so that no two places have the same associated data.
std::string associated_data(SealPlace place) {
  std::string out;
  for (auto part : {place.table, place.row, place.column}) {
    out += std::to_string(part.size());
    out += ':';
    out += part;
  }
  return out;
}

}  // namespace

DataKey::~DataKey() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

std::string seal_bytes(DataKey const& key, SealPlace place, std::string_view plain, std::string_view nonce) {
  assert(!key.empty());
  assert(nonce.size() == seal_nonce_bytes);
  auto ad = associated_data(place);
  std::string out(1 + nonce.size() + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  out[0] = kVersion;
  nonce.copy(out.data() + 1, nonce.size());
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(out.data()) + 1 + nonce.size(), &written,
                                             raw(plain), plain.size(), raw(ad), ad.size(), nullptr, raw(nonce),
                                             raw(key.bytes()));
  assert(written + 1 + nonce.size() == out.size());
  return out;
}

Result<std::string> open_bytes(DataKey const& key, SealPlace place, std::string_view sealed) {
  constexpr std::size_t kOverhead = 1 + seal_nonce_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  auto broken = [&] {
    return fail(ErrorCode::corrupt, "a sealed value cannot be opened: it was altered, or its key is another one",
                std::string(place.table) + "." + std::string(place.column));
  };
  if (key.empty() || sealed.size() < kOverhead || sealed[0] != kVersion) return broken();
  auto ad = associated_data(place);
  auto nonce = sealed.substr(1, seal_nonce_bytes);
  auto body = sealed.substr(1 + seal_nonce_bytes);
  std::string plain(sealed.size() - kOverhead, '\0');
  unsigned long long written = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), &written, nullptr,
                                                 raw(body), body.size(), raw(ad), ad.size(), raw(nonce),
                                                 raw(key.bytes())) != 0)
    return broken();
  return plain;
}

}  // namespace tocsin
