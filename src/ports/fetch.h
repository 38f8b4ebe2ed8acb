// Outgoing HTTP: webhooks to configured addresses, nothing else yet.
#pragma once

#include <string>
#include <vector>

#include "base/page.h"
#include "base/result.h"

namespace tocsin::ports {

struct Fetched {
  int status = 0;
  std::string body;
};

class Fetch {
 public:
  virtual ~Fetch() = default;
  virtual Result<Fetched> post(std::string const& url, std::vector<Header> const& headers, std::string const& body) = 0;
};

}  // namespace tocsin::ports
