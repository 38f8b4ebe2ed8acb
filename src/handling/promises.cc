// See promises.h.
#include "handling/promises.h"

#include "domain/deadline.h"
#include "domain/decide.h"

namespace tocsin::handling {

void add_promises(Settings const& settings, domain::Case const& before, std::vector<domain::CaseEvent>& events, Instant now,
                  Instant at) {
  if (events.empty()) return;
  auto const after = domain::fold(before, events);
  auto const& rules = settings.rules_of(after.rules_version);
  for (auto& promise : domain::new_promises(after.clock_facts, rules, settings.calendars, now))
    events.push_back(domain::PromiseMade{std::move(promise), at});
}

}  // namespace tocsin::handling
