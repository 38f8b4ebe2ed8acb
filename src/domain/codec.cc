// The one expansion of the codec for the types of the domain. See codec.h.
#include "domain/codec.h"

namespace tocsin::codec {

#define TOCSIN_CODED_HERE(T)                        \
  template void write(std::string& out, T const&); \
  template Status decode(json::value const&, T&);
TOCSIN_CODED_TYPES(TOCSIN_CODED_HERE)
#undef TOCSIN_CODED_HERE

}  // namespace tocsin::codec
