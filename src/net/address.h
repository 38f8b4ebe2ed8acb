// Which IP addresses are on the public Internet.
//
// Spec:       RFC 6890 and IANA's special-purpose registries (IPv4, IPv6). Addresses that carry
// another one inside
//             (IPv4-mapped, 6to4, NAT64, Teredo) count as not global, whatever they carry.
// Threads:    pure.
#pragma once

#include <optional>
#include <string_view>

namespace tocsin::net {

enum class AddressKind { global, loopback, other };

// Of a numeric address; nullopt if the text is none.
std::optional<AddressKind> kind_of_address(std::string_view text);

}  // namespace tocsin::net
