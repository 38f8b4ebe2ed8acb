// The words of every mail. See words.h.
#pragma once

#include "words/words.h"

namespace tocsin::words {

enum class MailKey {
#define TOCSIN_STRING(key, english) key,
#include "words/mails_list.h"
#undef TOCSIN_STRING
};

template <>
Part const& part_of<MailKey>();

}  // namespace tocsin::words
