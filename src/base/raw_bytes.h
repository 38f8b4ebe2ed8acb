// A text as libsodium takes it: the same bytes, unsigned.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

inline unsigned char const* raw(std::string_view bytes) { return reinterpret_cast<unsigned char const*>(bytes.data()); }
inline unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace tocsin
