// See entropy.h.
#include "os/entropy.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

#include "base/text.h"

namespace tocsin::os {

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    auto got = ::getrandom(out.data() + have, count - have, 0);
    if (got < 0 && errno == EINTR) continue;
    // Without randomness no id, key or nonce may be made, so there is nothing left to do.
    if (got < 0) std::abort();
    have += static_cast<std::size_t>(got);
  }
  return out;
}

std::string random_hex(RandomBytes const& random, std::size_t bytes) {
  return to_hex(random(bytes));
}

}  // namespace tocsin::os
