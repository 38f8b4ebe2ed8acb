// The body of read_stored: included by the stored_*.cc, where it is expanded once a type, and nowhere else.
#pragma once

#include "base/codec.h"
#include "store/stored_form.h"

namespace tocsin::store {

template <class T>
Result<T> read_stored(std::string_view text) {
  return codec::from_text<T>(text);
}

}  // namespace tocsin::store
