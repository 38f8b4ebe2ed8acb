// The keys of the desk: opens and wraps data keys, and derives the secrets that make tokens.
//
// Invariants: the key-encryption key never leaves the adapter. Derived secrets are keyed BLAKE2b of a purpose word.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sealed.h"

namespace tocsin::ports {

class Keyring {
 public:
  virtual ~Keyring() = default;
  virtual std::string wrap(DataKey const& key, std::string_view key_id) = 0;
  virtual Result<DataKey> unwrap(std::string_view wrapped, std::string_view key_id) = 0;
  // 32 bytes that depend on the key file and `purpose` only: for token MACs and look-up ids.
  virtual std::string derived_secret(std::string_view purpose) = 0;
};

}  // namespace tocsin::ports
