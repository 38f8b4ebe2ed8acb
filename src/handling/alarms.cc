// See alarms.h.
#include "handling/alarms.h"

#include <algorithm>

#include "handling/casework.h"
#include "handling/enqueue.h"
#include "handling/trusted_time.h"

namespace tocsin::handling {
namespace {

std::string_view occasion_of(domain::AlarmKind kind) {
  return kind == domain::AlarmKind::missed || kind == domain::AlarmKind::escalation ? "clock_missed" : "clock_due_soon";
}

constexpr char kSiteRefused[] = "site.refused";   // the number of the refusal that was told; empty: in force

}  // namespace

Status ring_site(ports::World& world, Settings const& settings) {
  auto const refused = !settings.site_refused.empty();
  {
    auto tx = TRY(world.store.read());
    if (TRY(tx->setting(kSiteRefused)).value_or("").empty() != refused) return {};
  }
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    if (!refused) return tx.set_setting(kSiteRefused, "");
    auto const number = std::to_string(TRY(tx.next_number(kSiteRefused)));
    CHECKED(tx.set_setting(kSiteRefused, number));
    return enqueue_effects(world, tx, {domain::TellDesk{"site_refused", "", "site." + number, 0}}, world.clock.wall());
  }));
  if (refused) world.log.write(ports::LogLevel::alarm, "site_refused");
  else world.log.write(ports::LogLevel::info, "site_mended");
  return {};
}

std::vector<domain::Deadline> case_deadlines(domain::Case const& c, Settings const& settings, Instant now,
                                             domain::Wording wording) {
  return domain::deadlines(c.clock_facts, settings.rules_of(c.rules_version), settings.calendars, now, wording);
}

Status ring_alarms(ports::World& world, Settings const& settings) {
  // What is raised is raised once: by a clock that runs ahead it would be raised long before its time, and never again.
  auto const now = TRY(likely_now(world));
  auto const job = domain::job_actor("alarms");
  for (auto const& c : TRY(list_cases(world, job))) {
    for (auto const& deadline : case_deadlines(c, settings, now, domain::Wording::none)) {
      // A promise broken and then kept late between two runs leaves no alarm to ring, but it was missed: the journal and
      // the desk hear of it all the same, also in a case that is closed by now (I8).
      for (auto const& missed : deadline.missed) {
        if (c.raised.contains(missed.key)) continue;
        auto const told = std::ranges::any_of(deadline.alarms, [&](domain::Alarm const& alarm) {
          return alarm.kind == domain::AlarmKind::missed && alarm.at <= now;
        });
        auto done = act(world, settings, job, c.id,
                        domain::RaiseAlarm{missed.key, deadline.clock, missed.due, told ? "" : "clock_missed", 0});
        if (!done && done.error().code == ErrorCode::unavailable) return std::unexpected(done.error());
      }
      if (domain::is_closed(c)) continue;
      for (auto const& alarm : deadline.alarms) {
        if (alarm.at > now) continue;
        if (c.raised.contains(alarm.key)) continue;
        auto done = act(world, settings, job, c.id,
                        domain::RaiseAlarm{alarm.key, deadline.clock, deadline.due.value_or(now),
                                           std::string(occasion_of(alarm.kind)), alarm.step});
        if (!done && done.error().code == ErrorCode::unavailable) return std::unexpected(done.error());
      }
    }
  }
  return {};
}

}  // namespace tocsin::handling
