// The tables of special-purpose ranges and the look-up in them. See address.h.
#include "net/address.h"

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <string>

namespace tocsin::net {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
};
constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}
constexpr Range4 kNotGlobal4[] = {
    {v4(0, 0, 0, 0), 8},      {v4(10, 0, 0, 0), 8},     {v4(100, 64, 0, 0), 10},
    {v4(127, 0, 0, 0), 8},    {v4(169, 254, 0, 0), 16}, {v4(172, 16, 0, 0), 12},
    {v4(192, 0, 0, 0), 24},   {v4(192, 0, 2, 0), 24},   {v4(192, 88, 99, 0), 24},
    {v4(192, 168, 0, 0), 16}, {v4(198, 18, 0, 0), 15},  {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24}, {v4(224, 0, 0, 0), 4},    {v4(240, 0, 0, 0), 4},
};

struct Range6 {
  std::array<std::uint8_t, 4> first;  // every prefix we need fits 32 bits
  int bits;
};
// Global unicast is 2000::/3; these parts of it are not.
constexpr Range6 kNotGlobal6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
};

bool begins_with(std::uint32_t value, std::uint32_t prefix, int bits) {
  return (value ^ prefix) >> (32 - bits) == 0;
}

AddressKind kind_of(std::uint32_t address) {
  if (address >> 24 == 127) return AddressKind::loopback;
  for (auto const& range : kNotGlobal4)
    if (begins_with(address, range.first, range.bits)) return AddressKind::other;
  return AddressKind::global;
}

AddressKind kind_of(in6_addr const& address) {
  auto const* b = address.s6_addr;
  if (IN6_IS_ADDR_LOOPBACK(&address)) return AddressKind::loopback;
  if (b[0] >> 5 != 1) return AddressKind::other;
  auto head = v4(b[0], b[1], b[2], b[3]);
  for (auto const& range : kNotGlobal6)
    if (begins_with(head, v4(range.first[0], range.first[1], range.first[2], range.first[3]),
                    range.bits))
      return AddressKind::other;
  return AddressKind::global;
}

}  // namespace

std::optional<AddressKind> kind_of_address(std::string_view text) {
  auto zero_ended = std::string(text);
  in_addr four{};
  if (inet_pton(AF_INET, zero_ended.c_str(), &four) == 1) return kind_of(ntohl(four.s_addr));
  in6_addr six{};
  if (inet_pton(AF_INET6, zero_ended.c_str(), &six) == 1) return kind_of(six);
  return std::nullopt;
}

}  // namespace tocsin::net
