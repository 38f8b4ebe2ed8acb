// The state of a report for one participant of a case: Vultron's report machine as a proved table.
//
// Spec:       Vultron process models, RM: one machine a participant a case.
// Invariants: (1) Closed is absorbing. (2) A valid report cannot be closed before it was accepted
//                 or deferred.
//             (3) Invalid is not final: it can be validated until it is closed.
// Failure:    an act the table does not know gives nullopt.
// Threads:    pure values; every function is constexpr.
#pragma once

#include <boost/describe.hpp>
#include <optional>

namespace tocsin::domain {

enum class ReportState { start, received, invalid, valid, accepted, deferred, closed };
BOOST_DESCRIBE_ENUM(ReportState, start, received, invalid, valid, accepted, deferred, closed)

enum class ReportAct { receive, validate, invalidate, accept, defer, close };
BOOST_DESCRIBE_ENUM(ReportAct, receive, validate, invalidate, accept, defer, close)

inline constexpr ReportState kReportStates[] = {
    ReportState::start,    ReportState::received, ReportState::invalid, ReportState::valid,
    ReportState::accepted, ReportState::deferred, ReportState::closed};
inline constexpr ReportAct kReportActs[] = {ReportAct::receive,    ReportAct::validate,
                                            ReportAct::invalidate, ReportAct::accept,
                                            ReportAct::defer,      ReportAct::close};

struct ReportStep {
  ReportState from;
  ReportAct act;
  ReportState to;
};

inline constexpr ReportStep kReportSteps[] = {
    {ReportState::start, ReportAct::receive, ReportState::received},
    {ReportState::received, ReportAct::validate, ReportState::valid},
    {ReportState::received, ReportAct::invalidate, ReportState::invalid},
    {ReportState::invalid, ReportAct::validate, ReportState::valid},
    {ReportState::invalid, ReportAct::close, ReportState::closed},
    {ReportState::valid, ReportAct::accept, ReportState::accepted},
    {ReportState::valid, ReportAct::defer, ReportState::deferred},
    {ReportState::accepted, ReportAct::defer, ReportState::deferred},
    {ReportState::accepted, ReportAct::close, ReportState::closed},
    {ReportState::deferred, ReportAct::accept, ReportState::accepted},
    {ReportState::deferred, ReportAct::close, ReportState::closed},
};

constexpr std::optional<ReportState> next(ReportState from, ReportAct act) {
  for (auto const& step : kReportSteps)
    if (step.from == from && step.act == act) return step.to;
  return std::nullopt;
}

constexpr bool is_final(ReportState state) { return state == ReportState::closed; }

static_assert(sizeof(kReportSteps) / sizeof(kReportSteps[0]) == 11);
static_assert(!next(ReportState::valid, ReportAct::close),
              "a valid report is accepted or deferred before it is closed");
static_assert(next(ReportState::invalid, ReportAct::validate) == ReportState::valid,
              "invalid is not final");
static_assert(!next(ReportState::closed, ReportAct::validate) &&
              !next(ReportState::closed, ReportAct::accept));

}  // namespace tocsin::domain
