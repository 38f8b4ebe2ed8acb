// What follows from a case: stage, secrecy, what the reporter sees, and the invariants every save checks.
#include "domain/case.h"

#include <algorithm>

namespace tocsin::domain {
namespace {

bool recorded(Case const& c, ClockEvent event) {
  return std::ranges::any_of(c.clock_facts.facts, [&](ClockFact const& fact) { return fact.event == event; });
}

}  // namespace

// ISO/IEC 30111 phases: the last one whose ground is recorded. Requirements are cumulative.
Stage stage_of(Case const& c) {
  if (recorded(c, ClockEvent::disclosed)) return Stage::post_release;
  if (recorded(c, ClockEvent::mitigation_available)) return Stage::release;
  if (recorded(c, ClockEvent::validated)) return Stage::remediation_development;
  if (recorded(c, ClockEvent::acknowledged)) return Stage::verification;
  return Stage::receipt;
}

bool is_embargoed(Case const& c) { return !recorded(c, ClockEvent::disclosed); }
bool is_closed(Case const& c) { return c.report_state == ReportState::closed; }

std::string const& product_of(Case const& c) {
  assert(!c.reports.empty());
  return c.reports.front().product;
}

std::vector<Message> for_reporter(Case const& c) {
  std::vector<Message> out;
  std::ranges::copy_if(c.thread, std::back_inserter(out),
                       [](Message const& m) { return m.visible_to == Visibility::reporter; });
  return out;
}

bool invariants_hold(Case const& c) {
  if (c.id.empty() || c.reference.empty() || c.reports.empty() || c.rules_version.empty()) return false;
  if (!invariants_hold(c.facts)) return false;
  // An active embargo cannot coexist with public awareness (state-machines, cross-machine invariant 1).
  auto const known = c.facts.public_facts();
  if (in_force(c.embargo.state) && (known.public_aware || known.exploit_public)) return false;
  if (in_force(c.embargo.state) != (c.embargo.until.has_value() && c.embargo.state != EmbargoState::exited &&
                                    c.embargo.state != EmbargoState::none && c.embargo.state != EmbargoState::proposed))
    return false;
  bool const open = c.embargo.state == EmbargoState::proposed || c.embargo.state == EmbargoState::revise;
  return open == c.embargo.proposal.has_value();
}

}  // namespace tocsin::domain
