// The embargo of a case: Vultron's embargo machine as a proved table, and what public knowledge
// forces upon it.
//
// Spec:       Vultron process models, EM (states None, Proposed, Active, Revise, eXited; 10
//             transitions); rules EM-5, EM-6.
// Invariants: (1) Exited is absorbing: an embargo, once ended, never returns.
//             (2) In `revise` the agreed date stays in force until a revision is accepted.
//             (3) An embargo is never in force while the matter or an exploit is public.
// Failure:    an act the table does not know gives nullopt; the caller says which act was refused.
// Threads:    pure values; every function is constexpr.
#pragma once

#include <boost/describe.hpp>
#include <optional>

namespace tocsin::domain {

enum class EmbargoState { none, proposed, active, revise, exited };
BOOST_DESCRIBE_ENUM(EmbargoState, none, proposed, active, revise, exited)

enum class EmbargoAct { propose, reject, accept, terminate };
BOOST_DESCRIBE_ENUM(EmbargoAct, propose, reject, accept, terminate)

inline constexpr EmbargoState kEmbargoStates[] = {EmbargoState::none, EmbargoState::proposed,
                                                  EmbargoState::active, EmbargoState::revise,
                                                  EmbargoState::exited};
inline constexpr EmbargoAct kEmbargoActs[] = {EmbargoAct::propose, EmbargoAct::reject,
                                              EmbargoAct::accept, EmbargoAct::terminate};

struct EmbargoStep {
  EmbargoState from;
  EmbargoAct act;
  EmbargoState to;
};

inline constexpr EmbargoStep kEmbargoSteps[] = {
    {EmbargoState::none, EmbargoAct::propose, EmbargoState::proposed},
    {EmbargoState::proposed, EmbargoAct::propose, EmbargoState::proposed},
    {EmbargoState::proposed, EmbargoAct::reject, EmbargoState::none},
    {EmbargoState::proposed, EmbargoAct::accept, EmbargoState::active},
    {EmbargoState::active, EmbargoAct::propose, EmbargoState::revise},
    {EmbargoState::active, EmbargoAct::terminate, EmbargoState::exited},
    {EmbargoState::revise, EmbargoAct::propose, EmbargoState::revise},
    {EmbargoState::revise, EmbargoAct::reject, EmbargoState::active},
    {EmbargoState::revise, EmbargoAct::accept, EmbargoState::active},
    {EmbargoState::revise, EmbargoAct::terminate, EmbargoState::exited},
};

constexpr std::optional<EmbargoState> next(EmbargoState from, EmbargoAct act) {
  for (auto const& step : kEmbargoSteps)
    if (step.from == from && step.act == act) return step.to;
  return std::nullopt;
}

// True while the parties are bound to silence: the agreed date counts in `revise` too.
constexpr bool in_force(EmbargoState state) {
  return state == EmbargoState::active || state == EmbargoState::revise;
}
constexpr bool is_final(EmbargoState state) {
  return state == EmbargoState::none || state == EmbargoState::exited;
}

// What is known outside, as far as it touches an embargo (bits P, X and A of case_facts.h).
struct PublicFacts {
  bool public_aware = false;
  bool exploit_public = false;
  bool attacks_observed = false;
};

// EM-6 is a SHOULD: whether observed attacks end an embargo by themselves is rules data.
enum class OnAttacks { terminate, keep };
BOOST_DESCRIBE_ENUM(OnAttacks, terminate, keep)

// EM-5 (SHALL) and EM-6 (by `on_attacks`): these facts leave nothing to be kept silent.
constexpr bool forbids_embargo(PublicFacts facts, OnAttacks on_attacks) {
  return facts.public_aware || facts.exploit_public ||
         (facts.attacks_observed && on_attacks == OnAttacks::terminate);
}

// The state that `facts` force, to be recorded in the same decision as the fact: an embargo in
// force ends, an open proposal falls. It publishes nothing; the publication gate keeps its
// approvals.
constexpr EmbargoState settle(EmbargoState state, PublicFacts facts, OnAttacks on_attacks) {
  if (!forbids_embargo(facts, on_attacks)) return state;
  if (in_force(state)) return EmbargoState::exited;
  return state == EmbargoState::proposed ? EmbargoState::none : state;
}

// The whole step: first what the facts force, then the act by the table. An act that would lead
// into a state the facts forbid is refused (nobody can agree to keep silent about what is public).
constexpr std::optional<EmbargoState> step(EmbargoState state, EmbargoAct act, PublicFacts facts,
                                           OnAttacks on_attacks) {
  auto const to = next(settle(state, facts, on_attacks), act);
  if (!to || settle(*to, facts, on_attacks) != *to) return std::nullopt;
  return to;
}

static_assert(sizeof(kEmbargoSteps) / sizeof(kEmbargoSteps[0]) == 10);
static_assert(!next(EmbargoState::exited, EmbargoAct::propose),
              "an embargo, once exited, never returns");
static_assert(!next(EmbargoState::exited, EmbargoAct::accept) &&
              !next(EmbargoState::exited, EmbargoAct::reject) &&
              !next(EmbargoState::exited, EmbargoAct::terminate));
static_assert(next(EmbargoState::revise, EmbargoAct::reject) == EmbargoState::active,
              "a rejected revision keeps the date");
static_assert(!next(EmbargoState::none, EmbargoAct::accept),
              "there is nothing to accept before a proposal");

}  // namespace tocsin::domain
