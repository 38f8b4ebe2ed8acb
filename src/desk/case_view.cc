// See case_view.h.
#include "desk/case_view.h"

#include <algorithm>

#include "base/text.h"
#include "handling/alarms.h"
#include "handling/casework.h"
#include "handling/sign_in.h"

namespace tocsin::desk {

std::string CaseView::name_of(domain::StaffId const& id) const {
  auto const found = names.find(id.text);
  return found == names.end() ? id.text : found->second;
}

std::string CaseView::with_names(std::string text) const {
  for (auto const& [id, name] : names) text = replace_all(std::move(text), id, name);
  return text;
}

bool CaseView::has_fact(domain::ClockEvent event) const {
  return std::ranges::any_of(c.clock_facts.facts, [&](auto const& fact) { return fact.event == event; });
}

std::map<std::string, std::string> staff_names(std::vector<domain::Staff> const& staff) {
  std::map<std::string, std::string> out;
  for (auto const& one : staff) out.emplace(one.id.text, one.name);
  return out;
}

Result<CaseView> open_case(Visit const& visit, domain::CaseId const& id) {
  CaseView view;
  view.c = TRY(handling::read_case(visit.world(), visit.actor, id, domain::Level::detail));
  view.rules = &visit.settings().rules_of(view.c.rules_version);
  view.deadlines = handling::case_deadlines(view.c, visit.settings(), visit.now);
  view.staff = TRY(handling::list_staff(visit.world(), visit.actor));
  view.names = staff_names(view.staff);
  view.names.emplace(handling::kCommandLineReader, visit.strings(Key::reader_command_line));
  auto tx = TRY(visit.world().store.read());
  if (visit.actor.role != domain::Role::guest) {
    auto person = tx->load_person(view.c.reporter);
    if (person) view.reporter = std::move(*person);
  }
  view.readers = TRY(tx->case_readers(id));
  view.timeline = TRY(case_timeline(*tx, id, visit.strings(Key::timeline_erased)));
  for (auto& line : view.timeline) line.text = view.with_names(std::move(line.text));
  for (auto& deadline : view.deadlines) deadline.stopped_by = view.with_names(deadline.stopped_by);
  return view;
}

}  // namespace tocsin::desk
