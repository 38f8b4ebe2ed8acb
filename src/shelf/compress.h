// gzip and brotli of finished bodies, made once at publication.
//
// Spec:       RFC 1952 (gzip; no file name and no time, so that equal bodies give equal bytes), RFC
//             7932.
// Invariants: deterministic.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::shelf {

std::string gzip(std::string_view bytes, int level);
std::string brotli(std::string_view bytes, int quality);

}  // namespace tocsin::shelf
