// See file_keyring.h.
#include "keys/file_keyring.h"

#include "base/digest.h"
#include "os/files.h"

namespace tocsin::keys {
namespace {

constexpr std::size_t key_file_bytes = data_key_bytes;

// A name of its own first: a crash in the middle leaves no half key under the real name.
Status make_key_file(os::RealFiles& files, std::string const& path, std::string_view bytes) {
  auto unfinished = path + ".new";
  if (files.exists(unfinished)) CHECKED(files.remove(unfinished));
  CHECKED(os::create_private(unfinished, bytes));
  CHECKED(files.sync_file(unfinished));
  CHECKED(files.rename(unfinished, path));
  return files.sync_directory(os::parent_of(path));
}

Result<DataKey> open_key_file(std::string const& directory, std::string_view name,
                              ports::Entropy& entropy, IfMissing if_missing) {
  os::RealFiles files;
  auto path = directory + "/" + std::string(name);
  if (!files.exists(path)) {
    if (if_missing == IfMissing::refuse)
      return fail(ErrorCode::not_found,
                  "the key file " + path + " is missing; restore it from your backup of the keys");
    CHECKED(make_key_file(files, path, DataKey(entropy.bytes(key_file_bytes)).bytes()));
  }
  auto bytes = files.read(path, key_file_bytes);
  if (bytes ? bytes->size() != key_file_bytes : bytes.error().code == ErrorCode::limit_exceeded)
    return fail(ErrorCode::corrupt,
                "the key file " + path + " does not hold 32 bytes; restore it from your backup");
  if (!bytes) return std::unexpected(std::move(bytes).error());
  return DataKey(std::move(*bytes));
}

SealPlace place_of(std::string_view key_id) { return {"keyring", key_id, "data_key"}; }

}  // namespace

FileKeyring::FileKeyring(std::string_view master_key, ports::Entropy& entropy)
    : entropy_(entropy),
      master_(std::string(master_key)),
      wrapping_(blake2b_keyed(master_key, "wrap data keys")) {}

Result<std::unique_ptr<FileKeyring>> FileKeyring::open(std::string const& directory,
                                                       ports::Entropy& entropy,
                                                       IfMissing if_missing) {
  auto master = TRY(open_key_file(directory, kMasterKeyFile, entropy, if_missing));
  return std::make_unique<FileKeyring>(master.bytes(), entropy);
}

std::string FileKeyring::wrap(DataKey const& key, std::string_view key_id) {
  return seal_bytes(wrapping_, place_of(key_id), key.bytes(), entropy_.bytes(seal_nonce_bytes));
}

Result<DataKey> FileKeyring::unwrap(std::string_view wrapped, std::string_view key_id) {
  auto plain = open_bytes(wrapping_, place_of(key_id), wrapped);
  if (!plain || plain->size() != data_key_bytes)
    return fail(ErrorCode::corrupt,
                "a data key cannot be opened: is this the key file of this database?",
                std::string(key_id));
  return DataKey(std::move(*plain));
}

std::string FileKeyring::derived_secret(std::string_view purpose) {
  return blake2b_keyed(master_.bytes(), "derive: " + std::string(purpose));
}

Result<DataKey> open_spool_secret(std::string const& directory, ports::Entropy& entropy,
                                  IfMissing if_missing) {
  return open_key_file(directory, kSpoolSecretFile, entropy, if_missing);
}

}  // namespace tocsin::keys
