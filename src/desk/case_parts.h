// The parts of the case page, each from one CaseView: the queue, the acts, the thread, the sheet.
//
// Invariants: exactly one act is primary: the one that the case's stage asks for next. What a person may not do is not
//             offered (a guest developer writes notes; members answer the reporter).
// Threads:    pure, given the view.
#pragma once

#include "desk/case_view.h"
#include "desk/console.h"

namespace tocsin::desk {

// The list of open cases, most urgent first; `current` is marked.
Result<markup::Html> case_queue(Visit const& visit, domain::CaseId const& current);

// The next act, chosen by stage, and the others as closed drawers.
enum class CaseAct {
  acknowledge, confirm, accept, classify, path, steps, write_advisory, open_advisory, close, nothing
};
CaseAct next_act(CaseView const& view);
markup::Html case_acts(Visit const& visit, CaseView const& view);

// The form of one act on the case: its fields, then its buttons, and the version of the case it was shown with.
markup::Html act_form(Visit const& visit, CaseView const& view, std::string_view act, markup::Html const& fields,
                      markup::Html const& buttons, Carries carries = Carries::fields);

// console_case_dates.cc: path, disclosure date, delays, pauses: what the rules propose and why.
markup::Html path_form(Visit const& visit, CaseView const& view, Weight weight);
markup::Html date_forms(Visit const& visit, CaseView const& view);
markup::Html delay_form(Visit const& visit, CaseView const& view);
markup::Html pause_forms(Visit const& visit, CaseView const& view);
// console_case_answers.cc: texts that are ready to be sent.
std::string acknowledgement_text(Visit const& visit, CaseView const& view);
std::string confirmation_text(Visit const& visit, CaseView const& view);
struct KindAnswer {
  std::string label;
  std::string text;
};
std::vector<KindAnswer> kind_answers(Visit const& visit, CaseView const& view);

markup::Html case_thread(Visit const& visit, CaseView const& view);
markup::Html case_sheet(Visit const& visit, CaseView const& view);

// "/console/cases/ID" and below it.
std::string case_path(domain::CaseId const& id, std::string_view rest = {});

}  // namespace tocsin::desk
