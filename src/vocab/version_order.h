// Version orders: which of two versions of a product is the newer, and whether a range contains
// one.
//
// Spec:       semver 2.0.0, 11; Debian policy 5.6.12; "dotted": numbers between dots, a missing one
//             counts as 0 (24.3.18.6); "openssl": dotted, then letters (1.1.1 < 1.1.1a < 1.1.1z <
//             1.1.1za), then a dash and alpha, beta or pre with a number before the release
//             (3.0.0-beta2 < 3.0.0); "list": the order in which the product's file names its
//             releases.
// Invariants: each order is a total weak order on the texts it accepts: different texts may be
//             equal (semver build metadata, 1.0 and 1.0.0 dotted), and what is equal is equal in
//             every comparison. Numbers have no upper limit.
// Failure:    a text that is no version of the order is invalid_input, never a guess.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/result.h"

namespace tocsin::vocab {

enum class VersionOrder { semver, dotted, openssl, debian, list };
inline constexpr Name<VersionOrder> kVersionOrders[] = {{VersionOrder::semver, "semver"},
                                                        {VersionOrder::dotted, "dotted"},
                                                        {VersionOrder::openssl, "openssl"},
                                                        {VersionOrder::debian, "debian"},
                                                        {VersionOrder::list, "list"}};

inline constexpr std::size_t version_bytes_max = 128;

// An order, with its releases from old to new if it is a list.
struct VersionScheme {
  VersionOrder order = VersionOrder::semver;
  std::vector<std::string> releases = {};
};

bool is_version(VersionScheme const& scheme, std::string_view text);
Result<std::weak_ordering> compare(VersionScheme const& scheme, std::string_view a,
                                   std::string_view b);

// From `from` (inclusive) up to `before` (exclusive) or `last` (inclusive); what is absent does not
// bound.
struct VersionRange {
  std::optional<std::string> from = {};
  std::optional<std::string> before = {};
  std::optional<std::string> last = {};
  friend bool operator==(VersionRange const&, VersionRange const&) = default;
};

// Its bounds are versions of the scheme, it has not both upper bounds, and it is not empty.
Status check(VersionScheme const& scheme, VersionRange const& range);
Result<bool> contains(VersionScheme const& scheme, VersionRange const& range,
                      std::string_view version);

}  // namespace tocsin::vocab
