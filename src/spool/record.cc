// See record.h.
#include "spool/record.h"

#include <sodium.h>

#include <cassert>

#include "base/raw_bytes.h"
#include "base/text.h"

namespace tocsin::spool {
namespace {

constexpr std::string_view kPublicKeyMark = "tocsin-spool-public-key 1 ";

// The nonce of crypto_box_seal: BLAKE2b-192 of both public keys.
std::string seal_nonce(std::string_view ephemeral, std::string_view recipient) {
  std::string nonce(crypto_box_NONCEBYTES, '\0');
  auto both = std::string(ephemeral) + std::string(recipient);
  crypto_generichash(raw(nonce), nonce.size(), raw(std::string_view(both)), both.size(), nullptr,
                     0);
  return nonce;
}

}  // namespace

std::unexpected<Error> broken_record(char const* what) {
  return fail(ErrorCode::corrupt, "a submission in the spool is damaged", what);
}

std::string_view Submission::field(std::string_view name) const {
  for (auto const& field : fields)
    if (field.name == name) return field.value;
  return {};
}

SecretKey::SecretKey(std::string bytes) : bytes_(std::move(bytes)) {
  assert(bytes_.size() == crypto_box_SECRETKEYBYTES);
}
SecretKey::~SecretKey() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

KeyPair make_key_pair(os::RandomBytes const& random) {
  auto seed = random(crypto_box_SEEDBYTES);
  std::string public_bytes(crypto_box_PUBLICKEYBYTES, '\0');
  std::string secret_bytes(crypto_box_SECRETKEYBYTES, '\0');
  crypto_box_seed_keypair(raw(public_bytes), raw(secret_bytes), raw(std::string_view(seed)));
  sodium_memzero(seed.data(), seed.size());
  return {PublicKey{std::move(public_bytes)}, SecretKey(std::move(secret_bytes))};
}

PublicKey public_half(SecretKey const& secret) {
  assert(!secret.bytes().empty());
  PublicKey out{std::string(crypto_box_PUBLICKEYBYTES, '\0')};
  crypto_scalarmult_base(raw(out.bytes), raw(secret.bytes()));
  return out;
}

std::string write_public_key(PublicKey const& key) {
  return std::string(kPublicKeyMark) + to_base64(key.bytes) + "\n";
}

Result<PublicKey> parse_public_key(std::string_view text) {
  text = trim(text);
  if (text.starts_with(kPublicKeyMark)) {
    auto bytes = from_base64(text.substr(kPublicKeyMark.size()));
    if (bytes && bytes->size() == crypto_box_PUBLICKEYBYTES) return PublicKey{*bytes};
  }
  return fail(ErrorCode::corrupt, std::string(kPublicKeyFile) +
                                      " is not a key of this version; the desk writes it anew "
                                      "when it starts");
}

std::string seal_to(PublicKey const& key, std::string_view plain, os::RandomBytes const& random) {
  assert(key.bytes.size() == crypto_box_PUBLICKEYBYTES);
  auto ephemeral = make_key_pair(random);
  auto nonce = seal_nonce(ephemeral.public_key.bytes, key.bytes);
  std::string box(plain.size() + crypto_box_MACBYTES, '\0');
  [[maybe_unused]] int result =
      crypto_box_easy(raw(box), raw(plain), plain.size(), raw(std::string_view(nonce)),
                      raw(std::string_view(key.bytes)), raw(ephemeral.secret_key.bytes()));
  assert(result == 0);
  return ephemeral.public_key.bytes + box;
}

Result<std::string> open_sealed(SecretKey const& secret, std::string_view sealed) {
  constexpr auto kWrongKey = "its head does not open with this key";
  if (sealed.size() < crypto_box_SEALBYTES || secret.bytes().empty()) return broken_record(kWrongKey);
  std::string plain(sealed.size() - crypto_box_SEALBYTES, '\0');
  auto own = public_half(secret);
  if (crypto_box_seal_open(raw(plain), raw(sealed), sealed.size(), raw(std::string_view(own.bytes)),
                           raw(secret.bytes())) != 0)
    return broken_record(kWrongKey);
  return plain;
}

}  // namespace tocsin::spool
