// I6: late is recoverable, early is not. See checkers.h.
#include "base/json.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {

void never_by_a_wrong_clock(Trial& trial, DecidedRevision const& decided, Instant at) {
  constexpr Duration kApart = std::chrono::seconds{60};
  auto const name = decided.revision.id.text + " revision " + std::to_string(decided.revision.number());
  auto const minute = decided.revision.current_release();
  if (at + kApart < minute)
    trial.violate("I6", name + " was published " + to_people(minute - at) + " before its minute");
  auto tx = trial.world->plain_store().read();
  if (!tx) return;
  auto const mark = (*tx)->setting("clock.mark");
  if (!mark || !*mark) return;
  auto const value = parse_json(**mark);
  if (value && !string_at(*value, "hold").empty()) trial.violate("I6", name + " was published while the clock was held");
}

}  // namespace tocsin::sim
