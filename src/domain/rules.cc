// See rules.h.
#include "domain/rules.h"

#include <algorithm>

namespace tocsin::domain {
namespace {

std::string_view unit_text(ClockUnit unit) {
  switch (unit) {
    case ClockUnit::hours:
      return "hour";
    case ClockUnit::days:
      return "day";
    case ClockUnit::working_days:
      return "working day";
    case ClockUnit::working_weeks:
      return "working week";
    case ClockUnit::months:
      return "month";
  }
  return {};
}

}  // namespace

std::string amount_text(int amount, ClockUnit unit) {
  return std::to_string(amount) + " " + std::string(unit_text(unit)) + (amount == 1 ? "" : "s");
}

Clock const* Rules::clock(std::string_view name) const {
  auto const found = std::ranges::find(clocks, name, &Clock::name);
  return found == clocks.end() ? nullptr : &*found;
}

std::vector<EscalationStep> const& Rules::chain(Occasion occasion) const {
  static std::vector<EscalationStep> const nobody;
  auto const found = std::ranges::find(hearings, occasion, &Hearing::occasion);
  return found == hearings.end() ? nobody : found->chain;
}

std::map<std::string, std::string> Rules::promises() const {
  std::map<std::string, std::string> out;
  for (auto const& clock : clocks)
    if (!clock.promise.empty()) out[clock.promise] = amount_text(clock.amount, clock.unit);
  if (disclosure.straightforward_days)
    out["disclosure_straightforward"] =
        amount_text(*disclosure.straightforward_days, ClockUnit::days);
  if (embargo.default_days)
    out["embargo_default"] = amount_text(*embargo.default_days, ClockUnit::days);
  if (embargo.notice_days > 0)
    out["embargo_notice"] = amount_text(embargo.notice_days, ClockUnit::days);
  return out;
}

std::optional<std::string> Rules::promise(std::string_view key) const {
  auto const all = promises();
  auto const found = all.find(std::string(key));
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

std::string severity_for(Rules const& rules, int score_tenths) {
  // The words stand highest first, so the first whose floor is reached is the one.
  for (auto const& severity : rules.severities)
    if (score_tenths >= severity.score_tenths_min) return severity.word;
  return {};
}

}  // namespace tocsin::domain
