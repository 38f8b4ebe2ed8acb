// The stored form of every aggregate and event: its description (domain/codec.h) as compact JSON.
//
// Invariants: read_stored(write_stored(x)) == x. What could not be read back is refused when it is written.
// Failure:    write: invalid_input (text that is not UTF-8), limit_exceeded. read: corrupt.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/codec.h"

namespace tocsin::store {

Result<std::string> checked_stored(std::string text);

template <class T>
Result<std::string> write_stored(T const& value) {
  return checked_stored(codec::to_text(value));
}

template <class T>
Result<T> read_stored(std::string_view text) {
  return codec::from_text<T>(text);
}

}  // namespace tocsin::store
