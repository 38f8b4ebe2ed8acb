// See curl_fetch.h.
#include "net/curl_fetch.h"

#include <curl/curl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "net/address.h"

namespace tocsin::net {
namespace {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
template <class T>
using Owned = std::unique_ptr<T, CurlDeleter>;

struct Target {
  std::string scheme;
  std::string host;  // without brackets
  std::string port;
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || !text) return {};
  std::string out = text;
  curl_free(text);
  return out;
}

Result<Target> parse_target(std::string const& text) {
  auto url = Owned<CURLU>(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return fail(ErrorCode::invalid_input, "this is not a web address");
  Target target{.scheme = part_of(url.get(), CURLUPART_SCHEME, 0),
                .host = part_of(url.get(), CURLUPART_HOST, 0),
                .port = part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
  if (!part_of(url.get(), CURLUPART_USER, 0).empty() ||
      !part_of(url.get(), CURLUPART_PASSWORD, 0).empty())
    return fail(ErrorCode::invalid_input, "a web address here carries no user name or password");
  if ((target.scheme != "https" && target.scheme != "http") || target.host.empty())
    return fail(ErrorCode::invalid_input, "a web address here begins with https://");
  if (target.host.starts_with('[')) target.host = target.host.substr(1, target.host.size() - 2);
  return target;
}

std::string numeric(sockaddr const* address, socklen_t length) {
  char text[NI_MAXHOST] = {};
  if (getnameinfo(address, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return {};
  return text;
}

bool may_connect(std::string_view address, Loopback loopback) {
  auto kind = kind_of_address(address);
  return kind == AddressKind::global ||
         (kind == AddressKind::loopback && loopback == Loopback::allowed);
}

// Every address of the host, all checked: one bad among good ones is an attempt to turn us inward.
Result<std::vector<std::string>> resolve(Target const& target, Loopback loopback) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &found) != 0)
    return fail(ErrorCode::unavailable, "the host of a web address is not known", target.host);
  auto list = Owned<addrinfo>(found);
  std::vector<std::string> out;
  for (auto const* one = found; one; one = one->ai_next) {
    auto address = numeric(one->ai_addr, one->ai_addrlen);
    if (!may_connect(address, loopback))
      return fail(ErrorCode::forbidden, "this web address leads into a private network",
                  target.host);
    if (target.scheme != "https" && kind_of_address(address) != AddressKind::loopback)
      return fail(ErrorCode::invalid_input, "a web address here begins with https://");
    out.push_back(address);
  }
  if (out.empty())
    return fail(ErrorCode::unavailable, "the host of a web address has no address", target.host);
  return out;
}

// The other half of the pair: what libcurl is about to connect to was checked, whatever it
// resolved.
curl_socket_t open_checked_socket(void* options, curlsocktype, curl_sockaddr* address) {
  auto loopback = static_cast<FetchOptions const*>(options)->loopback;
  if (!may_connect(numeric(&address->addr, address->addrlen), loopback)) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t keep_body(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > fetched_body_bytes_max) return 0;
  body.append(data, size * count);
  return size * count;
}

bool is_header(Header const& header) {
  auto is_name_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  auto is_value_char = [](char c) { return (c >= ' ' && c != '\x7f') || c == '\t'; };
  return !header.name.empty() && std::ranges::all_of(header.name, is_name_char) &&
         std::ranges::all_of(header.value, is_value_char);
}

Result<Owned<curl_slist>> header_list(std::vector<Header> const& headers) {
  Owned<curl_slist> list;
  for (auto const& header : headers) {
    if (!is_header(header))
      return fail(ErrorCode::invalid_input, "an HTTP header cannot be sent as it is");
    list.reset(curl_slist_append(list.release(), (header.name + ": " + header.value).c_str()));
  }
  // No waiting for "100 Continue".
  list.reset(curl_slist_append(list.release(), "Expect:"));
  return list;
}

std::unexpected<Error> failure(CURLcode code) {
  auto cause = "curl " + std::to_string(code);
  if (code == CURLE_OPERATION_TIMEDOUT)
    return fail(ErrorCode::timed_out, "a web address did not answer in time", cause);
  if (code == CURLE_WRITE_ERROR)
    return fail(ErrorCode::limit_exceeded, "a web address answered with too much", cause);
  return fail(ErrorCode::unavailable, "a web address cannot be reached", cause);
}

}  // namespace

CurlFetch::CurlFetch(FetchOptions options) : options_(std::move(options)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<ports::Fetched> CurlFetch::post(std::string const& url, std::vector<Header> const& headers,
                                       std::string const& body) {
  auto target = TRY(parse_target(url));
  auto sent_headers = TRY(header_list(headers));
  auto addresses = TRY(resolve(target, options_.loopback));

  // "host:port:address,address": libcurl asks no resolver again.
  auto pin = target.host + ":" + target.port + ":";
  for (auto const& address : addresses) {
    if (!pin.ends_with(':')) pin += ',';
    pin += address.find(':') == std::string::npos ? address : "[" + address + "]";
  }
  auto pins = Owned<curl_slist>(curl_slist_append(nullptr, pin.c_str()));

  auto curl = Owned<CURL>(curl_easy_init());
  if (!curl) return fail(ErrorCode::unavailable, "HTTP cannot be set up");
  ports::Fetched answer;
  auto* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_RESOLVE, pins.get());
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_checked_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &options_);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_max.count()));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "tocsin");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, sent_headers.get());
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  auto code = curl_easy_perform(handle);
  if (code != CURLE_OK) return failure(code);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace tocsin::net
