// See sealed_stream.h.
#include "spool/sealed_stream.h"

#include <sodium.h>

#include <cassert>

#include "base/raw_bytes.h"
#include "base/text.h"

namespace tocsin::spool {
namespace {

constexpr std::size_t kKeyBytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kBoxBytes = kKeyBytes + record_id_bytes + crypto_box_SEALBYTES;
constexpr std::size_t kLengthBytes = 4;

}  // namespace

struct SealingStream::State {
  crypto_secretstream_xchacha20poly1305_state stream;
  std::string associated;  // of the next message: the head for the first, then nothing
  ~State() { sodium_memzero(&stream, sizeof stream); }
};

SealingStream::SealingStream(SealingStream&&) noexcept = default;
SealingStream::~SealingStream() = default;

SealingStream::SealingStream(PublicKey const& key, std::string_view id,
                             os::RandomBytes const& random)
    : state_(std::make_unique<State>()) {
  assert(id.size() == record_id_bytes);
  auto stream_key = random(kKeyBytes);
  auto header = random(kHeaderBytes);
  // Pushing starts in the state in which pulling starts; init_push only draws the header itself,
  // and ours comes from the World.
  crypto_secretstream_xchacha20poly1305_init_pull(&state_->stream, raw(std::string_view(header)),
                                                  raw(std::string_view(stream_key)));
  auto secret = stream_key + std::string(id);
  head_ = std::string(kRecordMagic) + seal_to(key, secret, random);
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(stream_key.data(), stream_key.size());
  state_->associated = head_;
  head_ += header;
}

std::string SealingStream::message(MessageKind kind, std::string_view plain, Last last) {
  assert(plain.size() <= stream_chunk_bytes);
  std::string framed(1, static_cast<char>(kind));
  framed += plain;
  std::string sealed(framed.size() + kOverhead, '\0');
  auto tag = last == Last::yes ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                               : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(
      &state_->stream, raw(sealed), nullptr, raw(std::string_view(framed)), framed.size(),
      raw(std::string_view(state_->associated)), state_->associated.size(), tag);
  state_->associated.clear();
  sodium_memzero(framed.data(), framed.size());
  std::string out;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    out.push_back(static_cast<char>(sealed.size() >> (8 * i) & 0xff));
  return out + sealed;
}

struct OpeningStream::State {
  os::FileReader& file;
  crypto_secretstream_xchacha20poly1305_state stream;
  std::string associated;
  explicit State(os::FileReader& file) : file(file) {}
  ~State() { sodium_memzero(&stream, sizeof stream); }

  // Exactly so many bytes.
  Result<std::string> take(std::size_t count) {
    auto bytes = TRY(file.read(count));
    while (bytes.size() < count) {
      auto more = TRY(file.read(count - bytes.size()));
      if (more.empty()) return broken_record("it was cut off");
      bytes += more;
    }
    return bytes;
  }
};

OpeningStream::OpeningStream(std::unique_ptr<State> state, std::string id)
    : state_(std::move(state)), id_(std::move(id)) {}
OpeningStream::OpeningStream(OpeningStream&&) noexcept = default;
OpeningStream& OpeningStream::operator=(OpeningStream&&) noexcept = default;
OpeningStream::~OpeningStream() = default;

Result<OpeningStream> OpeningStream::open(os::FileReader& file, SecretKey const& secret) {
  auto state = std::make_unique<State>(file);
  auto head = TRY(state->take(kRecordMagic.size() + kBoxBytes));
  if (!head.starts_with(kRecordMagic)) return broken_record("it is no record of this version");
  auto opened = TRY(open_sealed(secret, std::string_view(head).substr(kRecordMagic.size())));
  assert(opened.size() == kKeyBytes + record_id_bytes);
  auto header = TRY(state->take(kHeaderBytes));
  crypto_secretstream_xchacha20poly1305_init_pull(&state->stream, raw(std::string_view(header)),
                                                  raw(std::string_view(opened)));
  auto id = to_hex(std::string_view(opened).substr(kKeyBytes));
  sodium_memzero(opened.data(), opened.size());
  state->associated = std::move(head);
  return OpeningStream(std::move(state), std::move(id));
}

Result<OpeningStream::Message> OpeningStream::next() {
  auto length_bytes = TRY(state_->take(kLengthBytes));
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(length_bytes[i])) << (8 * i);
  if (length < kOverhead + 1 || length > kOverhead + 1 + stream_chunk_bytes)
    return broken_record("a length in it is impossible");
  auto sealed = TRY(state_->take(length));
  std::string plain(length - kOverhead, '\0');
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(
          &state_->stream, raw(plain), nullptr, &tag, raw(std::string_view(sealed)), sealed.size(),
          raw(std::string_view(state_->associated)), state_->associated.size()) != 0)
    return broken_record("a part of it was altered");
  state_->associated.clear();
  Message out{
      .kind = static_cast<MessageKind>(plain[0]),
      .plain = plain.substr(1),
      .last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ? Last::yes : Last::no};
  if (out.kind != MessageKind::attachment && out.kind != MessageKind::data &&
      out.kind != MessageKind::submission)
    return broken_record("a part of it has an unknown kind");
  if (out.last == Last::yes && !TRY(state_->file.read(1)).empty())
    return broken_record("something was added to it");
  return out;
}

}  // namespace tocsin::spool
