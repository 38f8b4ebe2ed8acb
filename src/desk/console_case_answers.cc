// Texts that are ready to be sent: a tired person presses the button, a rested one edits them first.
#include <algorithm>

#include "desk/case_parts.h"

namespace tocsin::desk {
namespace {

using K = Key;

std::string product_name(Visit const& visit, CaseView const& view) {
  auto const* product = visit.settings().site.product(domain::product_of(view.c));
  return product ? product->name : domain::product_of(view.c);
}

// Our running promises with their instants: what the reporter can count on.
std::string promised(Visit const& visit, CaseView const& view) {
  std::string out;
  for (auto const& deadline : view.deadlines) {
    if (deadline.bound != domain::BoundParty::vendor || !deadline.due || deadline.clock == "acknowledge") continue;
    if (deadline.state != domain::DeadlineState::running && deadline.state != domain::DeadlineState::due_soon) continue;
    out += visit.strings(K::answer_promise_line, {deadline.title, to_people(*deadline.due)}) + "\n";
  }
  return out;
}

}  // namespace

std::string acknowledgement_text(Visit const& visit, CaseView const& view) {
  auto const promises = promised(visit, view);
  auto text = visit.strings(K::answer_acknowledge, {product_name(visit, view)});
  if (!promises.empty()) text += "\n\n" + visit.strings(K::answer_promises) + "\n" + promises;
  return text;
}

std::string confirmation_text(Visit const& visit, CaseView const& view) {
  return visit.strings(K::answer_confirm, {product_name(visit, view)});
}

std::vector<KindAnswer> kind_answers(Visit const& visit, CaseView const& view) {
  std::vector<KindAnswer> out;
  auto const& t = visit.strings;
  auto answer = [&](std::string const& where) { return t(K::answer_not_security, {product_name(visit, view), where}); };
  if (auto const* product = visit.settings().site.product(domain::product_of(view.c)))
    for (auto const& place : product->report_when_not) {
      auto where = place.instead;
      if (!place.url.empty()) where += where.empty() ? place.url : ": " + place.url;
      if (!where.empty()) out.push_back({place.text, answer(t(K::answer_instead, {where}))});
    }
  out.push_back({t(K::kind_generic), answer(t(K::answer_instead_generic))});
  return out;
}

}  // namespace tocsin::desk
