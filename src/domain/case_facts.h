// What is known about a vulnerability: Vultron's six case bits, each with its instant and its
// evidence.
//
// Spec:       Vultron process models, CS (V vendor aware, F fix ready, D fix deployed, P public
//             aware, X exploit public, A attacks observed).
// Invariants: (1) Bits only go on, never off; the first record of a bit stands.
//             (2) D implies F, F implies V: 32 of the 64 combinations are legal.
//             (3) X forces P, and P forces V, in the same decision (`forced_by`).
// Failure:    a bit whose ground is missing is a conflict, and nothing changes.
// Threads:    pure values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/embargo.h"

namespace tocsin::domain {

enum class CaseBit {
  vendor_aware,
  fix_ready,
  fix_deployed,
  public_aware,
  exploit_public,
  attacks_observed
};
BOOST_DESCRIBE_ENUM(CaseBit, vendor_aware, fix_ready, fix_deployed, public_aware, exploit_public,
                    attacks_observed)

inline constexpr CaseBit kCaseBits[] = {CaseBit::vendor_aware,   CaseBit::fix_ready,
                                        CaseBit::fix_deployed,   CaseBit::public_aware,
                                        CaseBit::exploit_public, CaseBit::attacks_observed};

// A set of bits: bit n stands for the n-th enumerator of CaseBit.
using CaseBits = std::uint8_t;
constexpr CaseBits bit(CaseBit which) {
  return static_cast<CaseBits>(1U << static_cast<unsigned>(which));
}
constexpr bool has(CaseBits bits, CaseBit which) { return (bits & bit(which)) != 0; }

constexpr bool is_legal(CaseBits bits) {
  if (bits >= 64) return false;
  if (has(bits, CaseBit::fix_deployed) && !has(bits, CaseBit::fix_ready)) return false;
  return !has(bits, CaseBit::fix_ready) || has(bits, CaseBit::vendor_aware);
}

// Legal, but not a resting place: a forced follow-up is still missing.
constexpr bool is_transient(CaseBits bits) {
  return (has(bits, CaseBit::exploit_public) && !has(bits, CaseBit::public_aware)) ||
         (has(bits, CaseBit::public_aware) && !has(bits, CaseBit::vendor_aware));
}

// The bits with all forced follow-ups: X gives P, P gives V.
constexpr CaseBits settle(CaseBits bits) {
  if (has(bits, CaseBit::exploit_public)) bits |= bit(CaseBit::public_aware);
  if (has(bits, CaseBit::public_aware)) bits |= bit(CaseBit::vendor_aware);
  return bits;
}

// One bit that went on. `evidence` is text of a person or an address; it is case content and is
// stored sealed.
struct CaseFact {
  CaseBit bit = CaseBit::vendor_aware;
  Instant at;
  std::string evidence;
  std::string by;  // the staff member who recorded it; empty = forced by another fact
  friend bool operator==(CaseFact const&, CaseFact const&) = default;
};
BOOST_DESCRIBE_STRUCT(CaseFact, (), (bit, at, evidence, by))

// The facts of one case in the order they were recorded.
struct CaseFacts {
  std::vector<CaseFact> facts;

  CaseFact const* find(CaseBit which) const {
    for (auto const& fact : facts)
      if (fact.bit == which) return &fact;
    return nullptr;
  }
  std::optional<Instant> since(CaseBit which) const {
    auto const* fact = find(which);
    return fact ? std::optional(fact->at) : std::nullopt;
  }
  CaseBits bits() const {
    CaseBits out = 0;
    for (auto const& fact : facts) out |= bit(fact.bit);
    return out;
  }
  PublicFacts public_facts() const {
    auto const on = bits();
    return {.public_aware = has(on, CaseBit::public_aware),
            .exploit_public = has(on, CaseBit::exploit_public),
            .attacks_observed = has(on, CaseBit::attacks_observed)};
  }
  friend bool operator==(CaseFacts const&, CaseFacts const&) = default;
};
BOOST_DESCRIBE_STRUCT(CaseFacts, (), (facts))

// What recording `fact` adds: the fact itself and then each follow-up it forces, at the same
// instant. Empty when the bit is already on (the first record stands). A conflict when its ground
// is missing (fix ready, vendor not aware).
inline Result<std::vector<CaseFact>> forced_by(CaseFacts const& known, CaseFact const& fact) {
  auto const before = known.bits();
  if (has(before, fact.bit)) return std::vector<CaseFact>{};
  auto const after = settle(static_cast<CaseBits>(before | bit(fact.bit)));
  if (!is_legal(after))
    return fail(ErrorCode::conflict,
                fact.bit == CaseBit::fix_deployed
                    ? "a fix cannot be deployed before it is ready; record that it is ready first"
                    : "a fix cannot be ready before the vendor is aware; record that first");
  std::vector<CaseFact> out{fact};
  for (auto which : kCaseBits)
    if (has(after, which) && !has(before, which) && which != fact.bit)
      out.push_back({which, fact.at, fact.evidence, ""});
  return out;
}

// The bits only grow, are legal, and rest: what `invariants_hold` of a case asks.
inline bool invariants_hold(CaseFacts const& known) {
  CaseBits seen = 0;
  for (auto const& fact : known.facts) {
    if (has(seen, fact.bit)) return false;
    seen |= bit(fact.bit);
  }
  return is_legal(seen) && !is_transient(seen);
}

}  // namespace tocsin::domain
