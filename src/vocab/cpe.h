// CPE names: is this text one?
//
// Spec:       NISTIR 7695, 6.2 (formatted string binding of CPE 2.3) and 6.1 (URI binding of 2.2),
//             as the pattern of CSAF 2.0, 3.1.3.3.2 has them.
// Invariants: decided by hand in one pass; a long hostile text costs no more than its length.
#pragma once

#include <string_view>

namespace tocsin::vocab {

bool is_cpe_2_3(std::string_view text);  // cpe:2.3:a:acme:clock:1.0:*:*:*:*:*:*:*
bool is_cpe_2_2(std::string_view text);  // cpe:/a:acme:clock:1.0
bool is_cpe(std::string_view text);      // either: what CSAF takes

}  // namespace tocsin::vocab
