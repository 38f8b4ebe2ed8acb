// What a relay said, made fit for the log and the console's outbox.
//
// Purpose:    "554 5.7.1 blocked by the administrator" tells an operator what to do; a mere code does not.
// Invariants: no address, no name and no host of the recipient is left, in whatever form a relay repeats them (whole, the
//             part before the @, the domain, with = for @); no other address, no link, no control character. Short.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::mail {

inline constexpr std::size_t relay_reply_bytes_max = 160;

std::string shown_reply(std::string_view reply, std::string_view recipient);

}  // namespace tocsin::mail
