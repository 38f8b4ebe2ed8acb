// See stored_form.h.
#include "store/stored_form.h"

#include "base/text.h"

namespace tocsin::store {

Result<std::string> checked_stored(std::string text) {
  if (text.size() > document_bytes_max)
    return fail(ErrorCode::limit_exceeded, "this is too large to be stored");
  if (!is_utf8(text)) return fail(ErrorCode::invalid_input, "a text is not UTF-8");
  return text;
}

}  // namespace tocsin::store
