// Fuzz target: a rules file in foreign hands.
//
// Property: there are rules exactly when there is no finding; a finding names the file and a line that it has; whatever
//           is taken can be run: each clock has a due instant after its start or says that it cannot be determined, no
//           automatic fact stops a clock of people, two people approve, and the same bytes give the same rules.
// Corpus:   tests/fuzz/corpus/rules_toml_fuzz.
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

Instant const kStart{1'790'000'000'000};

void run(Rules const& rules) {
  CalendarBook const book;
  ClockFacts facts{{{ClockEvent::report_received, kStart, ActorKind::reporter, ""}}, {}, {}, {}};
  for (auto const& clock : deadlines(facts, rules, book, kStart)) {
    demand(!clock.sentence.empty());
    demand(!clock.due || *clock.due > kStart);
    for (auto const& alarm : clock.alarms) demand(alarm.at >= kStart && !alarm.to.empty());
  }
  // A machine does everything that can be done, an hour later.
  for (int event = 0; event <= static_cast<int>(ClockEvent::case_reopened); ++event)
    facts.facts.push_back({static_cast<ClockEvent>(event), kStart + std::chrono::hours{1}, ActorKind::automatic, ""});
  auto const later = deadlines(facts, rules, book, kStart + std::chrono::hours{2});
  for (std::size_t i = 0; i < later.size(); ++i)
    demand(rules.clocks[i].stopped_by != StoppedBy::staff || !later[i].stopped);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const parsed = parse_rules(text, "rules/x.toml", {every_day_calendar()});
  demand(parsed.rules.has_value() == parsed.findings.empty());
  auto const lines = std::ranges::count(text, '\n') + 1;
  for (auto const& finding : parsed.findings)
    demand(finding.file == "rules/x.toml" && !finding.text.empty() && finding.line >= 0 && finding.line <= lines);
  if (!parsed.rules) return 0;
  auto const& rules = *parsed.rules;
  demand(rules.approvals.count >= 2 && rules.approvals.valid_hours >= 1 && rules.approvals.valid_hours <= 24);
  demand(rules.clock("disclosure_ceiling") != nullptr);
  for (auto const& clock : rules.clocks)
    if (!clock.promise.empty()) demand(rules.promise(clock.promise) == amount_text(clock.amount, clock.unit));
  auto const again = parse_rules(text, "rules/x.toml", {every_day_calendar()});
  demand(again.rules && again.rules->version == rules.version && again.rules->promises() == rules.promises());
  run(rules);
  return 0;
}
