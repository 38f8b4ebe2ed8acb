// A submission on its way from the front to the desk, and how it is sealed.
//
// A record file is:
//   "TOCSPL" version:u8 (1) 0:u8
//   sealed box (libsodium crypto_box_seal to the desk's public key) of: key (32 bytes), id (16)
//   header of crypto_secretstream_xchacha20poly1305 (24 bytes) under that key
//   messages: length:u32 little-endian, ciphertext. Plaintext: a kind byte, then at most 64 KiB:
//     'A' the next attachment begins   'D' its bytes   'S' the Submission as JSON, in pieces, after
//     all attachments; the last message carries the tag FINAL.
// The bytes before the stream header are the associated data of the first message.
//
// Invariants: the front holds only the public key, so it cannot read what it wrote. A record
//             without its FINAL tag, or altered anywhere, does not open. The record id makes
//             reading it twice one effect (D-2).
// Failure:    what does not open is corrupt, without a word of the content.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "os/entropy.h"

namespace tocsin::spool {

inline constexpr std::string_view kRecordMagic{"TOCSPL\x01\x00", 8};
inline constexpr std::size_t stream_chunk_bytes = 64 * 1024;
inline constexpr std::size_t record_id_bytes = 16;
inline constexpr std::size_t submission_json_bytes_max = 8 * 1024 * 1024;
inline constexpr std::string_view kPublicKeyFile = "spool_public.key";
inline constexpr std::size_t public_key_file_bytes_max = 256;

struct Field {
  std::string name;
  std::string value;
  friend bool operator==(Field const&, Field const&) = default;
};
BOOST_DESCRIBE_STRUCT(Field, (), (name, value))

struct AttachmentHead {
  std::string name;          // as the stranger called it: never a path of ours
  std::string content_type;  // as the stranger claims
  std::uint64_t size = 0;
  friend bool operator==(AttachmentHead const&, AttachmentHead const&) = default;
};
BOOST_DESCRIBE_STRUCT(AttachmentHead, (), (name, content_type, size))

struct Submission {
  std::string record_id;  // 32 hex digits, random
  std::string
      kind;  // "report", "reply", "subscribe", "unsubscribe", ...: the desk's table of kinds
  Instant received_hour;        // the start of the hour: the only time kept
  std::string idempotency_key;  // the client's, may be empty
  std::string receipt_lookup;   // look-up id of the access phrase, may be empty
  std::vector<Field> fields;    // in the order they came
  std::vector<AttachmentHead> attachments;

  // The first value of that name, or empty.
  std::string_view field(std::string_view name) const;
  friend bool operator==(Submission const&, Submission const&) = default;
};
BOOST_DESCRIBE_STRUCT(Submission, (),
                      (record_id, kind, received_hour, idempotency_key, receipt_lookup, fields,
                       attachments))

// X25519. The public half stands in a file the front may read; the secret half is kept by the
// desk's keyring.
struct PublicKey {
  std::string bytes;  // 32
  friend bool operator==(PublicKey const&, PublicKey const&) = default;
};
class SecretKey {
 public:
  SecretKey() = default;
  explicit SecretKey(std::string bytes);
  SecretKey(SecretKey const&) = default;
  SecretKey(SecretKey&&) noexcept = default;
  SecretKey& operator=(SecretKey const&) = default;
  SecretKey& operator=(SecretKey&&) noexcept = default;
  ~SecretKey();
  std::string_view bytes() const { return bytes_; }  // 32; empty: none

 private:
  std::string bytes_;
};
struct KeyPair {
  PublicKey public_key;
  SecretKey secret_key;
};
KeyPair make_key_pair(os::RandomBytes const& random);
PublicKey public_half(SecretKey const& secret);
std::string write_public_key(PublicKey const& key);  // "tocsin-spool-public-key 1 BASE64\n"
Result<PublicKey> parse_public_key(std::string_view text);

// crypto_box_seal with the random bytes taken from `random`, so that a simulated front repeats
// itself.
std::string seal_to(PublicKey const& key, std::string_view plain, os::RandomBytes const& random);
Result<std::string> open_sealed(SecretKey const& secret, std::string_view sealed);

// What does not read as a record of this version; `what` says which part, for the log.
std::unexpected<Error> broken_record(char const* what);

}  // namespace tocsin::spool
