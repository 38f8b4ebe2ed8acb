// See workload.h.
#include "sim/workload.h"

#include "sim/acts.h"

namespace tocsin::sim {
namespace {

struct Choice {
  int weight;
  Act act;
};

constexpr Choice kChoices[] = {
    {4, submit_report},   {5, submit_duplicate}, {1, submit_nonsense}, {7, reporter_writes},  {3, reporter_on_date},
    {6, ask_for_notices}, {8, confirm_notices},  {5, leave_notices},   {1, come_back},        {44, work_on_case},
    {7, write_to_reporter}, {5, odd_act},        {4, desk_on_date},    {3, work_on_outbox},   {3, look_around},
};

}  // namespace

Workload::Workload(Trial& trial, Random random) : trial_(trial), random_(random) {}

void Workload::step() {
  int sum = 0;
  for (auto const& choice : kChoices) sum += choice.weight;
  auto drawn = static_cast<int>(random_.below(static_cast<std::uint64_t>(sum)));
  for (auto const& choice : kChoices) {
    drawn -= choice.weight;
    if (drawn < 0) return choice.act(trial_, random_);
  }
}

}  // namespace tocsin::sim
