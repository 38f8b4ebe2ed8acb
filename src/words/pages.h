// The words of the published pages. See words.h.
#pragma once

#include "words/words.h"

namespace tocsin::words {

enum class PageKey {
#define TOCSIN_STRING(key, english) key,
#include "words/pages_list.h"
#undef TOCSIN_STRING
};

template <>
Part const& part_of<PageKey>();

}  // namespace tocsin::words
