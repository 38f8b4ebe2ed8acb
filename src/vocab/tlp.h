// TLP: the Traffic Light Protocol labels.
//
// Spec:       FIRST, Traffic Light Protocol version 2.0; CSAF 2.0, 3.2.1.5.2 (still the words of TLP 1.0).
// Invariants: CLEAR is what TLP 1.0 called WHITE. AMBER+STRICT has no word in CSAF 2.0: plain AMBER would loosen
//             it, so name_of(kCsaf20Tlps, amber_strict) is empty and the caller must refuse.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

#include "base/names.h"

namespace tocsin::vocab {

enum class Tlp { clear, green, amber, amber_strict, red };  // in rising strictness
BOOST_DESCRIBE_ENUM(Tlp, clear, green, amber, amber_strict, red)

inline constexpr Name<Tlp> kTlps[] = {{Tlp::clear, "CLEAR"},
                                      {Tlp::green, "GREEN"},
                                      {Tlp::amber, "AMBER"},
                                      {Tlp::amber_strict, "AMBER+STRICT"},
                                      {Tlp::red, "RED"}};
// The words of CSAF 2.0 documents and of its folders in lower case (/white/2026/).
inline constexpr Name<Tlp> kCsaf20Tlps[] = {
    {Tlp::clear, "WHITE"}, {Tlp::green, "GREEN"}, {Tlp::amber, "AMBER"}, {Tlp::red, "RED"}};

// Reads either generation's word; "WHITE" is CLEAR.
constexpr std::optional<Tlp> parse_tlp(std::string_view word) {
  if (auto label = value_of(kTlps, word)) return label;
  return value_of(kCsaf20Tlps, word);
}

static_assert(parse_tlp("WHITE") == Tlp::clear && parse_tlp("CLEAR") == Tlp::clear && !parse_tlp("white"));
static_assert(name_of(kCsaf20Tlps, Tlp::clear) == "WHITE" && name_of(kCsaf20Tlps, Tlp::amber_strict).empty());

}  // namespace tocsin::vocab
