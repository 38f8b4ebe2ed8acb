// trusted_now: the time that may publish. Doubt holds; holding is recoverable, early is not (I6).
//
// Spec:       threats E-5. The wall clock is compared with monotonic progress since the stored mark of the same boot,
//             and with the high-water mark across boots. Apart by more than 60 s: HELD.
// Invariants: nothing but trusted_now decides a scheduled publication. A hold is an alarm, kept in the store until the
//             clock agrees again or an operator says `tocsin clock trust`. Each hold is told to the desk once, in the
//             transaction that raises it.
// BUGS:       across a reboot there is no monotonic witness: a forward jump of less than `boot_gap_max` that happened
//             while the machine was down cannot be told from real time passing.
#pragma once

#include <optional>
#include <string>

#include "ports/world.h"

namespace tocsin::handling {

inline constexpr Duration clock_apart_max = std::chrono::seconds{60};
inline constexpr Duration boot_gap_max = std::chrono::hours{72};

// The instant, or `unavailable` with the reason for the hold.
Result<Instant> trusted_now(ports::World& world);

// The best guess at the time, also while publication is held: for what must neither stay silent nor ring a year early
// (I8). Within a boot what the monotonic clock has counted since the anchor, or the wall clock where that is ahead by at
// most `boot_gap_max`; after a restart of the machine the later of the wall clock and the last time that was believed.
Result<Instant> likely_now(ports::World& world);
Result<Instant> likely_now(ports::Clock& clock, ports::ReadTx& tx);   // for those who have a transaction already

// Why publication is held at this instant; nullopt while the clock is believed, or before the first beat.
Result<std::optional<std::string>> clock_hold(ports::World& world);

// One beat of the clock job: compares, moves the mark forward, raises or lifts the hold.
Status clock_beat(ports::World& world);

// The operator's word that the wall clock is right: sets the mark anew.
Status trust_clock(ports::World& world);

}  // namespace tocsin::handling
