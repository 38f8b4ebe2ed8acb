// Design section 8: of what reporters do only the hour is kept anywhere. See checkers.h.
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

bool is_hour(Instant at) { return floor_hour(at) == at; }

}  // namespace

void hours_only(Trial& trial) {
  using namespace domain;
  auto tx = trial.world->plain_store().read();
  auto rows = (*tx)->case_rows();
  if (!rows) return trial.violate("I9", "the cases cannot be listed");
  for (auto const& row : *rows) {
    auto c = (*tx)->load_case(row.id);
    auto entries = (*tx)->journal("case/" + row.id.text);
    if (!c || !entries) continue;
    for (auto const& report : c->reports)
      if (!is_hour(report.received)) trial.violate("hours", "a report of " + c->reference + " keeps its exact time");
    for (auto const& message : c->thread)
      if (message.by == AuthorKind::reporter && !is_hour(message.at))
        trial.violate("hours", "a message of the reporter of " + c->reference + " keeps its exact time");
    for (auto const& entry : *entries)
      if (entry.actor == "reporter" && !is_hour(entry.at))
        trial.violate("hours", "the journal of " + c->reference + " keeps the exact time of the reporter's act");
  }
  auto items = (*tx)->outbox({Delivery::waiting, Delivery::deferred, Delivery::dead, Delivery::delivered,
                              Delivery::dismissed}, 100'000);
  if (!items) return;
  for (auto const& item : *items) {
    auto const* desk = std::get_if<TellDesk>(&item.effect);
    auto const* reporter = std::get_if<TellReporter>(&item.effect);
    bool const by_reporter = (desk && (desk->occasion == "new_report" || desk->occasion == "new_message")) ||
                             (reporter && reporter->notice == "receipt");
    if (by_reporter && !is_hour(item.created_at))
      trial.violate("hours", "an item of the outbox keeps the exact time of a reporter's act");
  }
}

}  // namespace tocsin::sim
