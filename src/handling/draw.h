// Random ids and tokens, drawn from the World's entropy.
#pragma once

#include "base/digest.h"
#include "base/text.h"
#include "ports/world.h"

namespace tocsin::handling {

// 128 random bits as 32 hex digits.
template <class Id>
Id random_id(ports::Entropy& entropy) { return Id{to_hex(entropy.bytes(16))}; }

inline std::string random_token(ports::Entropy& entropy) { return to_base64url(entropy.bytes(32)); }

// `groups` groups of five Crockford characters: references and advisory ids.
inline std::string random_words(ports::Entropy& entropy, int groups) {
  std::string out;
  for (int i = 0; i < groups; ++i) {
    if (i > 0) out += '-';
    out += to_crockford(entropy.bytes(4)).substr(0, 5);
  }
  return out;
}

inline std::string token_hash(std::string_view token) { return to_hex(blake2b(token)); }

}  // namespace tocsin::handling
