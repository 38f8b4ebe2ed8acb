// The keyring from a key file: the desk's one master key, and what is derived from it.
//
// Spec:       XChaCha20-Poly1305-IETF by base/sealed.h (wrapping; the key id is in the associated
// data), BLAKE2b keyed
//             (derivation). Files, each 32 bytes with mode 0600: DIRECTORY/master.key,
//             DIRECTORY/spool_secret.key (X25519; its public half is written for the front by
//             whoever knows spool/record.h).
// Invariants: the master key is used for derivation only; one derived key wraps. A key file is
// complete and durable
//             before any byte of it is used, so nothing is ever sealed under a key that a crash
//             took back.
// Failure:    not_found: no key file, and making one was not asked for (a database without its key
// must not get
//             another). corrupt: a key file of another length. unavailable: the disk is full or
//             read-only.
// Threads:    any, if the entropy is.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/sealed.h"
#include "ports/clock.h"
#include "ports/keyring.h"

namespace tocsin::keys {

inline constexpr std::string_view kMasterKeyFile = "master.key";
inline constexpr std::string_view kSpoolSecretFile = "spool_secret.key";

enum class IfMissing { make, refuse };

class FileKeyring final : public ports::Keyring {
 public:
  // The directory exists. `entropy` outlives the keyring.
  static Result<std::unique_ptr<FileKeyring>> open(std::string const& directory,
                                                   ports::Entropy& entropy, IfMissing if_missing);
  // From 32 bytes that somebody else keeps: the simulation, a test.
  FileKeyring(std::string_view master_key, ports::Entropy& entropy);

  std::string wrap(DataKey const& key, std::string_view key_id) override;
  Result<DataKey> unwrap(std::string_view wrapped, std::string_view key_id) override;
  std::string derived_secret(std::string_view purpose) override;

 private:
  ports::Entropy& entropy_;
  DataKey master_;
  DataKey wrapping_;
};

// The secret half of the spool's key pair: 32 bytes.
Result<DataKey> open_spool_secret(std::string const& directory, ports::Entropy& entropy,
                                  IfMissing if_missing);

}  // namespace tocsin::keys
