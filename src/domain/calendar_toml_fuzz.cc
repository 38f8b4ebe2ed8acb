// Fuzz target: a calendar file in foreign hands.
//
// Property: there is a calendar exactly when there is no finding; a finding names the file and a line that it has; a day
//           that does not count has a reason, and counting with it ends: after the start, or with an error.
// Corpus:   tests/fuzz/corpus/calendar_toml_fuzz.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "domain/deadline.h"

namespace {

using namespace tocsin;
using namespace tocsin::domain;

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const parsed = parse_calendar(text, "calendars/x.toml");
  demand(parsed.calendar.has_value() == parsed.findings.empty());
  auto const lines = std::ranges::count(text, '\n') + 1;
  for (auto const& finding : parsed.findings)
    demand(finding.file == "calendars/x.toml" && !finding.text.empty() && finding.line >= 0 && finding.line <= lines);
  if (!parsed.calendar) return 0;
  auto calendar = *parsed.calendar;
  auto const again = parse_calendar(text, "calendars/x.toml");
  demand(again.calendar == calendar);
  for (auto day : {CivilDate{1970, 1, 1}, CivilDate{2026, 12, 20}, CivilDate{9999, 12, 1}})
    for (int i = 0; i < 20; ++i, day = add_days(day, 1)) {
      auto const said = verdict(calendar, day);
      demand(said.working == is_working(calendar, day));
      demand(said.working || !said.reason.empty());
      demand(said.closes.count() > 0 && said.closes <= std::chrono::hours{24});
    }
  // Zones come from the system, so the calendar is counted in one that is always there.
  calendar.zone = "UTC";
  calendar.name = "x";
  Instant const start{1'790'000'000'000};
  for (auto unit : {ClockUnit::days, ClockUnit::working_days, ClockUnit::working_weeks, ClockUnit::months}) {
    Clock const clock{.name = "c", .amount = 5, .unit = unit, .count_from = CountFrom::next_day,
                      .due_at = DueAt::end_of_working_day, .calendar = "x"};
    auto const due = due_instant(clock, start, {{calendar}, {}});
    demand(!due || due->at > start);
    if (due)
      for (auto const& skipped : due->skipped) demand(!skipped.reason.empty());
  }
  return 0;
}
