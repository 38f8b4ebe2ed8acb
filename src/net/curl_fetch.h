// Outgoing HTTP posts to configured addresses, which cannot be turned inward.
//
// Spec:       RFC 9110, RFC 3986; libcurl.
// Invariants: the host is resolved once; every address it has must be on the public Internet (or
// loopback, where the
//             operator allows it); the connection goes to an address that was checked. Redirects
//             are answers, not instructions. No proxy, no cookie, no setting from the environment.
//             https only, except to loopback.
// Failure:    invalid_input: not such an address. forbidden: it leads to a network of ours.
// unavailable, timed_out:
//             try again. limit_exceeded: an answer over fetched_body_bytes_max. Any HTTP status is
//             a success.
// Threads:    any; each post has a connection of its own.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "ports/fetch.h"

namespace tocsin::net {

inline constexpr std::size_t fetched_body_bytes_max = 256 * 1024;

enum class Loopback { refused, allowed };  // allowed: demos and tests

struct FetchOptions {
  Loopback loopback = Loopback::refused;
  std::string ca_file;  // empty: the system's
  Duration total_max = std::chrono::seconds{15};
};

class CurlFetch final : public ports::Fetch {
 public:
  explicit CurlFetch(FetchOptions options);
  Result<ports::Fetched> post(std::string const& url, std::vector<Header> const& headers,
                              std::string const& body) override;

 private:
  FetchOptions options_;
};

}  // namespace tocsin::net
