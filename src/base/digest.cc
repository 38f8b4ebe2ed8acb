// See digest.h.
#include "base/digest.h"

#include <sodium.h>

#include <cassert>

#include "base/raw_bytes.h"
#include "base/text.h"

namespace tocsin {
namespace {
template <class Bytes>
crypto_generichash_state* blake2b_state(Bytes& bytes) {
  static_assert(sizeof(Bytes) >= sizeof(crypto_generichash_state));
  static_assert(alignof(crypto_generichash_state) <= 64);
  return reinterpret_cast<crypto_generichash_state*>(bytes.data());
}
}  // namespace

std::string sha256(std::string_view bytes) {
  std::string out(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(raw(out), raw(bytes), bytes.size());
  return out;
}

std::string sha512(std::string_view bytes) {
  std::string out(crypto_hash_sha512_BYTES, '\0');
  crypto_hash_sha512(raw(out), raw(bytes), bytes.size());
  return out;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }
std::string sha512_hex(std::string_view bytes) { return to_hex(sha512(bytes)); }

std::string blake2b(std::string_view bytes) {
  std::string out(32, '\0');
  crypto_generichash(raw(out), out.size(), raw(bytes), bytes.size(), nullptr, 0);
  return out;
}

std::string blake2b_keyed(std::string_view key, std::string_view bytes) {
  assert(key.size() >= crypto_generichash_KEYBYTES_MIN && key.size() <= crypto_generichash_KEYBYTES_MAX);
  std::string out(32, '\0');
  crypto_generichash(raw(out), out.size(), raw(bytes), bytes.size(), raw(key), key.size());
  return out;
}

Blake2b::Blake2b() { crypto_generichash_init(blake2b_state(state_), nullptr, 0, 32); }
void Blake2b::add(std::string_view bytes) { crypto_generichash_update(blake2b_state(state_), raw(bytes), bytes.size()); }
std::string Blake2b::finish() {
  std::string out(32, '\0');
  crypto_generichash_final(blake2b_state(state_), raw(out), out.size());
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(key), key.size());
  crypto_auth_hmacsha256_update(&state, raw(bytes), bytes.size());
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, raw(out));
  return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tocsin
