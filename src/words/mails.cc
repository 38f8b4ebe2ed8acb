// See mails.h.
#include "words/mails.h"

namespace tocsin::words {
namespace {

constexpr Row kMailsRows[] = {
#define TOCSIN_STRING(key, english) {#key, english},
#include "words/mails_list.h"
#undef TOCSIN_STRING
};
constexpr Part kMails{kMailsRows};

}  // namespace

template <>
Part const& part_of<MailKey>() {
  return kMails;
}

}  // namespace tocsin::words
