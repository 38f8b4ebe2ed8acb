// See desk.h.
#include "words/desk.h"

namespace tocsin::words {
namespace {

constexpr Row kDeskRows[] = {
#define TOCSIN_STRING(key, english) {#key, english},
#include "words/console_list.h"
#include "words/case_list.h"
#include "words/advisory_list.h"
#include "words/thread_list.h"
#undef TOCSIN_STRING
};
constexpr Part kDesk{kDeskRows};

}  // namespace

template <>
Part const& part_of<DeskKey>() {
  return kDesk;
}

}  // namespace tocsin::words
