// Digests and keyed digests over bytes, by libsodium.
//
// Spec: FIPS 180-4 (SHA-256, SHA-512), RFC 7693 (BLAKE2b).
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tocsin {

std::string sha256(std::string_view bytes);        // 32 raw bytes
std::string sha512(std::string_view bytes);        // 64 raw bytes
std::string sha256_hex(std::string_view bytes);
std::string sha512_hex(std::string_view bytes);
std::string blake2b(std::string_view bytes);       // 32 raw bytes
std::string blake2b_keyed(std::string_view key, std::string_view bytes);  // 32 raw bytes; key 16..64 bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);       // 32 raw bytes, RFC 2104

// BLAKE2b of bytes that come in pieces: the same digest as of the whole.
class Blake2b {
 public:
  Blake2b();
  void add(std::string_view bytes);
  std::string finish();   // 32 raw bytes; once

 private:
  alignas(64) std::array<unsigned char, 384> state_;   // libsodium's state, whose header stays out of this one
};

bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace tocsin
