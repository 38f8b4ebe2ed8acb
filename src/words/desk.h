// The words of the console, of the reporter's thread and of the subscription pages. See words.h.
#pragma once

#include "words/words.h"

namespace tocsin::words {

enum class DeskKey {
#define TOCSIN_STRING(key, english) key,
#include "words/console_list.h"
#include "words/case_list.h"
#include "words/advisory_list.h"
#include "words/thread_list.h"
#undef TOCSIN_STRING
};

template <>
Part const& part_of<DeskKey>();

}  // namespace tocsin::words
