// See alarms.h.
#include "handling/alarms.h"

#include <charconv>

#include "base/text.h"
#include "handling/casework.h"

namespace tocsin::handling {
namespace {

std::string_view occasion_of(domain::AlarmKind kind) {
  return kind == domain::AlarmKind::missed || kind == domain::AlarmKind::escalation ? "clock_missed" : "clock_due_soon";
}

// The alarm's place in its chain, as its key tells: CLOCK@START/KIND/STEP/DUE. A missed clock is step 0, and each
// escalation the next one of the chain that says who hears.
int step_of(domain::Alarm const& alarm) {
  auto const parts = split(alarm.key, '/');
  if (alarm.kind != domain::AlarmKind::escalation || parts.size() < 3) return 0;
  int step = 0;
  std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), step);
  return step;
}

}  // namespace

std::vector<domain::Deadline> case_deadlines(domain::Case const& c, Settings const& settings, Instant now) {
  return domain::deadlines(c.clock_facts, settings.rules_of(c.rules_version), settings.calendars, now);
}

Status ring_alarms(ports::World& world, Settings const& settings) {
  auto const now = world.clock.wall();
  auto const job = domain::job_actor("alarms");
  for (auto const& c : TRY(list_cases(world, job))) {
    if (domain::is_closed(c)) continue;
    for (auto const& deadline : case_deadlines(c, settings, now)) {
      for (auto const& alarm : deadline.alarms) {
        if (alarm.at > now) continue;
        if (c.raised.contains(alarm.key)) continue;
        auto done = act(world, settings, job, c.id,
                        domain::RaiseAlarm{alarm.key, deadline.clock, deadline.due.value_or(now),
                                           std::string(occasion_of(alarm.kind)), step_of(alarm)});
        if (!done && done.error().code == ErrorCode::unavailable) return std::unexpected(done.error());
      }
    }
  }
  return {};
}

}  // namespace tocsin::handling
