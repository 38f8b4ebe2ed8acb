// Non-blocking socket calls and OpenSSL's.
#include "http/channel.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>

namespace tocsin::http {

namespace {

int choose_http_1_1(SSL*, unsigned char const** out, unsigned char* out_size, unsigned char const* in,
                    unsigned int in_size, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  auto found = SSL_select_next_proto(const_cast<unsigned char**>(out), out_size, kHttp11, sizeof kHttp11 - 1, in, in_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string openssl_reason() {
  char text[200] = "unknown reason";
  if (auto code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return text;
}

}  // namespace

Result<std::shared_ptr<TlsContext const>> TlsContext::load(std::string const& certificate_path,
                                                           std::string const& key_path) {
  auto* context = SSL_CTX_new(TLS_server_method());
  if (!context) return fail(ErrorCode::unavailable, "TLS cannot be set up.", openssl_reason());
  auto owner = std::shared_ptr<TlsContext const>(new TlsContext(context));
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // One read for a record's header and body.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets resume without memory of ours
  SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
  // Forward secrecy and authenticated encryption only, also for TLS 1.2.
  if (SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
    return fail(ErrorCode::unavailable, "TLS cannot be set up.", openssl_reason());
  if (SSL_CTX_use_certificate_chain_file(context, certificate_path.c_str()) != 1)
    return fail(ErrorCode::invalid_input,
                "The certificate file " + certificate_path + " cannot be used; it must be a PEM chain, leaf first.",
                openssl_reason());
  if (SSL_CTX_use_PrivateKey_file(context, key_path.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return fail(ErrorCode::invalid_input,
                "The key file " + key_path + " cannot be used; it must be the PEM key of " + certificate_path + ".",
                openssl_reason());
  return owner;
}

TlsContext::~TlsContext() { SSL_CTX_free(static_cast<SSL_CTX*>(native_)); }

Channel::Channel(int fd, std::shared_ptr<TlsContext const> tls) : fd_(fd), tls_(std::move(tls)) {
  if (!tls_) return;
  auto* ssl = SSL_new(static_cast<SSL_CTX*>(tls_->native()));
  assert(ssl);
  SSL_set_fd(ssl, fd);
  SSL_set_accept_state(ssl);
  ssl_ = ssl;
}

Channel::~Channel() { SSL_free(static_cast<SSL*>(ssl_)); }

Channel::Moved Channel::outcome(int result) {
  switch (SSL_get_error(static_cast<SSL*>(ssl_), result)) {
    case SSL_ERROR_WANT_READ: return {Io::want_read};
    case SSL_ERROR_WANT_WRITE: return {Io::want_write};
    default: ERR_clear_error(); return {Io::closed};
  }
}

Channel::Io Channel::handshake() {
  if (!ssl_) return Io::done;
  ERR_clear_error();
  int result = SSL_do_handshake(static_cast<SSL*>(ssl_));
  return result == 1 ? Io::done : outcome(result).io;
}

Channel::Moved Channel::read(char* into, std::size_t size) {
  if (ssl_) {
    ERR_clear_error();
    int result = SSL_read(static_cast<SSL*>(ssl_), into, static_cast<int>(size));
    if (result > 0) return {Io::done, static_cast<std::size_t>(result)};
    return outcome(result);
  }
  while (true) {
    auto result = ::recv(fd_, into, size, 0);
    if (result > 0) return {Io::done, static_cast<std::size_t>(result)};
    if (result < 0 && errno == EINTR) continue;
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {Io::want_read};
    return {Io::closed};
  }
}

Channel::Moved Channel::write(std::string_view bytes, MoreFollows more) {
  if (ssl_) {
    ERR_clear_error();
    int size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 30));
    int result = SSL_write(static_cast<SSL*>(ssl_), bytes.data(), size);
    if (result > 0) return {Io::done, static_cast<std::size_t>(result)};
    return outcome(result);
  }
  while (true) {
    auto result = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | (more == MoreFollows::yes ? MSG_MORE : 0));
    if (result >= 0) return {Io::done, static_cast<std::size_t>(result)};
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {Io::want_write};
    return {Io::closed};
  }
}

void Channel::finish_sending() {
  if (ssl_) {
    ERR_clear_error();
    SSL_shutdown(static_cast<SSL*>(ssl_));
    ERR_clear_error();
  }
  ::shutdown(fd_, SHUT_WR);
}

bool Channel::holds_unread() const { return ssl_ && SSL_has_pending(static_cast<SSL*>(ssl_)); }

}  // namespace tocsin::http
