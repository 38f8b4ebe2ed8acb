// The encrypted body of a record: messages in order, none missing, none altered, none after the
// last.
//
// Spec:       libsodium crypto_secretstream_xchacha20poly1305; layout in record.h.
// Invariants: a SealingStream is deterministic for given random bytes.
// Failure:    OpeningStream: anything but an unbroken run up to FINAL is corrupt.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/file_system.h"
#include "spool/record.h"

namespace tocsin::spool {

enum class MessageKind : char { attachment = 'A', data = 'D', submission = 'S' };
enum class Last { no, yes };

class SealingStream {
 public:
  // `id` is the record id, raw. head() is what the file starts with.
  SealingStream(PublicKey const& key, std::string_view id, os::RandomBytes const& random);
  SealingStream(SealingStream&&) noexcept;
  ~SealingStream();
  std::string const& head() const { return head_; }
  // At most stream_chunk_bytes; gives the bytes for the file.
  std::string message(MessageKind kind, std::string_view plain, Last last = Last::no);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string head_;
};

class OpeningStream {
 public:
  static Result<OpeningStream> open(os::FileReader& file, SecretKey const& secret);
  OpeningStream(OpeningStream&&) noexcept;
  OpeningStream& operator=(OpeningStream&&) noexcept;
  ~OpeningStream();
  std::string const& record_id() const { return id_; }  // hex

  struct Message {
    MessageKind kind;
    std::string plain;
    Last last;
  };
  // After the last message it checks that the file ends there.
  Result<Message> next();

 private:
  struct State;
  OpeningStream(std::unique_ptr<State> state, std::string id);
  std::unique_ptr<State> state_;
  std::string id_;
};

}  // namespace tocsin::spool
