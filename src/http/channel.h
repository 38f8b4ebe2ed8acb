// A channel: one connected, non-blocking stream, plain or TLS. And the certificate that TLS channels use.
//
// Spec:       RFC 8446 and RFC 5246 by OpenSSL 3; TLS 1.2 is the oldest version spoken. ALPN offers http/1.1 only.
// Invariants: a call never blocks; it says which readiness to wait for instead. The file descriptor belongs to the
//             caller. OpenSSL works on the descriptor itself, so there is no second copy of the bytes.
// Threads:    a channel is used by its connection alone; a TlsContext may be shared.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::http {

class TlsContext {
 public:
  // PEM files: the certificate chain, leaf first, and its key.
  static Result<std::shared_ptr<TlsContext const>> load(std::string const& certificate_path,
                                                        std::string const& key_path);
  ~TlsContext();
  TlsContext(TlsContext const&) = delete;
  TlsContext& operator=(TlsContext const&) = delete;
  void* native() const { return native_; }  // SSL_CTX*

 private:
  explicit TlsContext(void* native) : native_(native) {}
  void* native_;
};

class Channel {
 public:
  enum class Io { done, want_read, want_write, closed };
  struct Moved {
    Io io;
    std::size_t bytes = 0;
  };

  Channel(int fd, std::shared_ptr<TlsContext const> tls);  // no certificate: plain
  ~Channel();
  Channel(Channel const&) = delete;
  Channel& operator=(Channel const&) = delete;

  Io handshake();
  Moved read(char* into, std::size_t size);
  enum class MoreFollows { no, yes };
  Moved write(std::string_view bytes, MoreFollows more);
  // Says that nothing more will be sent, and goes on reading what comes.
  void finish_sending();
  // True when bytes are decrypted already, so that waiting for the socket could wait for ever.
  bool holds_unread() const;

 private:
  Moved outcome(int result);
  int fd_;
  void* ssl_ = nullptr;  // SSL*
  std::shared_ptr<TlsContext const> tls_;
};

}  // namespace tocsin::http
