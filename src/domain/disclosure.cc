// See disclosure.h. The order of the questions is the order of the policy text.
#include "domain/disclosure.h"

#include <algorithm>

namespace tocsin::domain {
namespace {

constexpr std::int64_t kDayHours = 24;

Instant after_days(Instant from, int days) { return from + std::chrono::hours(kDayHours * days); }

std::string delay_text(DelayReason reason) {
  switch (reason) {
    case DelayReason::bug_not_understood:
      return "the bug is not yet fully understood";
    case DelayReason::fix_not_understood:
      return "the fix is not yet fully understood";
    case DelayReason::solution_not_tested:
      return "the solution is not well tested";
    case DelayReason::vendor_coordination:
      return "other vendors must be coordinated";
  }
  return {};
}

bool knows(Rules const& rules, DelayReason reason) {
  return std::ranges::find(rules.disclosure.delay_reasons, reason) !=
         rules.disclosure.delay_reasons.end();
}

}  // namespace

Instant disclosure_ceiling(Rules const& rules, Instant reported) {
  return after_days(reported, rules.disclosure.ceiling_days);
}

DisclosureProposal propose_disclosure(DisclosureFacts const& facts, Rules const& rules,
                                      Instant now) {
  auto const& policy = rules.disclosure;
  DisclosureProposal out;
  out.ceiling = std::max(disclosure_ceiling(rules, facts.reported),
                         facts.extended_to.value_or(facts.reported));
  auto const ceiling_text = std::to_string(policy.ceiling_days) + " days after the report (" +
                            to_people(out.ceiling) + ")";

  if (facts.publicly_known && policy.immediate_when_public) {
    out.timing = DisclosureTiming::immediate;
    out.at = now;
    out.reasons.push_back("publicly known since " + to_people(*facts.publicly_known) +
                          ": disclose immediately");
    return out;
  }
  if (now >= out.ceiling) {
    out.timing = DisclosureTiming::at_ceiling;
    out.at = out.ceiling;
    out.reasons.push_back("the ceiling of " + ceiling_text +
                          " is reached: two people publish, or agree a new date with the reporter "
                          "in writing; nothing "
                          "publishes by itself and nothing is extended by itself");
    return out;
  }
  for (auto reason : facts.delays)
    if (knows(rules, reason))
      out.reasons.push_back("delay is reasonable because " + delay_text(reason));
  if (!out.reasons.empty()) {
    out.at = out.ceiling;
    out.reasons.push_back("not later than the ceiling, " + ceiling_text);
    return out;
  }
  if (facts.mitigation_available && policy.as_soon_as_mitigated) {
    out.timing = DisclosureTiming::as_soon_as_possible;
    out.at = now;
    out.reasons.push_back("a mitigation is available since " +
                          to_people(*facts.mitigation_available) +
                          ": disclose as soon as possible");
    return out;
  }
  if (facts.mitigation == MitigationShape::straightforward && policy.straightforward_days) {
    auto const date = after_days(facts.reported, *policy.straightforward_days);
    if (date > now) {
      out.at = std::min(date, out.ceiling);
      out.reasons.push_back("the mitigation is straightforward: about " +
                            std::to_string(*policy.straightforward_days) +
                            " days after the report");
      return out;
    }
    out.reasons.push_back("the mitigation is straightforward, but the usual " +
                          std::to_string(*policy.straightforward_days) + " days passed at " +
                          to_people(date));
  }
  out.at = out.ceiling;
  out.reasons.push_back("no mitigation is recorded yet: not later than the ceiling, " +
                        ceiling_text);
  return out;
}

PathProposal propose_path(PathFacts const& facts, Rules const& rules) {
  PathProposal out;
  if (facts.publicly_known) {
    out.reasons.push_back("it is publicly known: there is nothing left to keep silent about");
    return out;
  }
  auto const severe =
      std::ranges::find(rules.embargo.severities, facts.severity) != rules.embargo.severities.end();
  auto const risky =
      facts.risk == ExploitRisk::higher || (facts.risk == ExploitRisk::unknown && severe);
  if (risky) {
    out.path = DisclosurePath::embargo_with_advance_notice;
    out.reasons.push_back(
        facts.risk == ExploitRisk::higher
            ? "the risk of exploit is higher: users should be able to apply the fix first"
            : "the risk of exploit is not recorded, and severity '" + facts.severity +
                  "' counts as a higher risk");
    if (facts.fix == MitigationShape::complex)
      out.reasons.push_back("the fix is complex and takes users time to apply");
    out.reasons.push_back("it is not publicly known, so advance notice gives nothing away");
    return out;
  }
  out.reasons.push_back(facts.risk == ExploitRisk::lower ? "the risk of exploit is lower"
                                                         : "no higher risk of exploit is recorded");
  if (facts.fix == MitigationShape::straightforward)
    out.reasons.push_back("the fix is straightforward");
  if (facts.fix == MitigationShape::complex)
    out.reasons.push_back(
        "the fix is complex, but complexity alone is no reason to keep users waiting");
  return out;
}

}  // namespace tocsin::domain
