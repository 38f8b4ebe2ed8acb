// See pages.h.
#include "words/pages.h"

namespace tocsin::words {
namespace {

constexpr Row kPagesRows[] = {
#define TOCSIN_STRING(key, english) {#key, english},
#include "words/pages_list.h"
#undef TOCSIN_STRING
};
constexpr Part kPages{kPagesRows};

}  // namespace

template <>
Part const& part_of<PageKey>() {
  return kPages;
}

}  // namespace tocsin::words
