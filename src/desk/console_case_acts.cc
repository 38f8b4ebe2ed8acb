// The acts of a case as forms: the next one open and large, the others in drawers below it.
#include <algorithm>

#include "desk/case_parts.h"
#include "vocab/cwe.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;
using domain::ClockEvent;
using domain::ReportAct;
using domain::ReportState;

Html act_form(Visit const& visit, CaseView const& view, std::string_view act, Html const& fields, Html const& buttons,
              Carries carries) {
  return form_to(visit, case_path(view.c.id, act), fragment(version_field(view.c.version), nonce_field(visit), fields, el("p", {cls("buttons")}, buttons)),
                 carries);
}

namespace {

// One drawer: the summary is the button that names the act.
Html drawer(std::string const& anchor, std::string const& label, Html const& inside) {
  return el("details", {cls("drawer"), id(anchor)}, el("summary", {cls("button plain")}, label),
            el("div", {cls("card")}, inside));
}

Html acknowledge_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return act_form(visit, view, "acknowledge",
                  area_field({.label = t(K::label_to_reporter), .name = "text", .value = acknowledgement_text(visit, view),
                              .hint = t(K::hint_acknowledge), .needed = Needed::yes}, 8),
                  button(t(K::act_acknowledge)));
}

Html confirm_form(Visit const& visit, CaseView const& view, Weight weight) {
  auto const& t = visit.strings;
  return act_form(visit, view, "confirm",
                  area_field({.label = t(K::label_to_reporter), .name = "text", .value = confirmation_text(visit, view),
                              .hint = t(K::hint_confirm)}, 5),
                  button(t(K::act_confirm), weight));
}

Html not_security_forms(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  auto forms = each(kind_answers(visit, view), [&](KindAnswer const& answer) {
    return el("div", {cls("offer")},
              act_form(visit, view, "not-security",
                       fragment(el("p", {cls("offer-name")}, answer.label),
                                el("details", el("summary", t(K::read_and_change)),
                                   area_field({.label = t(K::label_to_reporter), .name = "text", .value = answer.text}, 8))),
                       button(t(K::act_send_answer), Weight::plain)));
  });
  return fragment(el("p", {cls("quiet")}, t(K::hint_not_security)), forms);
}

Html reply_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return act_form(visit, view, "reply",
                  fragment(area_field({.label = t(K::label_to_reporter), .name = "text", .hint = t(K::hint_reply), .needed = Needed::yes}, 6),
                           select_field({.label = t(K::label_reply_kind), .name = "asks"},
                                        {{"no", t(K::reply_plain)}, {"yes", t(K::reply_question)}}),
                           file_field({.label = t(K::label_files), .name = "files"})),
                  button(t(K::act_reply)), Carries::files);
}

Html note_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return act_form(visit, view, "note",
                  fragment(area_field({.label = t(K::label_to_team), .name = "text", .hint = t(K::hint_note), .needed = Needed::yes}, 5),
                           file_field({.label = t(K::label_files), .name = "files"})),
                  button(t(K::act_note), Weight::plain), Carries::files);
}

Html classify_form(Visit const& visit, CaseView const& view, Weight weight) {
  auto const& t = visit.strings;
  auto const& known = view.c.classification;
  auto severity = known.severity ? std::string(domain::word_of(*known.severity)) : "";
  std::string cwes;
  for (auto const& cwe : known.cwes) cwes += (cwes.empty() ? "" : ", ") + cwe;
  auto words = options_of<domain::Severity>(t, "severity_");
  words.front() = {"", t(K::severity_from_score)};
  // The rules' own sentence beside each word, so that two people mean the same.
  for (auto& option : words)
    for (auto const& rule : view.rules->severities)
      if (rule.word == option.value && !rule.meaning.empty()) option.label += ": " + rule.meaning;
  auto grid = fragment(
      select_field({.label = t(K::label_severity), .name = "severity", .value = severity}, words),
      line_field({.label = t(K::label_severity_reason), .name = "severity_reason", .value = known.severity_reason}),
      line_field({.label = t(K::label_cvss31), .name = "cvss31", .value = known.cvss31, .hint = t(K::hint_cvss31)}),
      line_field({.label = t(K::label_cvss40), .name = "cvss40", .value = known.cvss40}),
      line_field({.label = t(K::label_cwes), .name = "cwes", .value = cwes, .hint = t(K::hint_cwes)}),
      select_field({.label = t(K::label_shape), .name = "shape", .value = std::string(domain::word_of(view.c.mitigation_shape))},
                   options_of<domain::MitigationShape>(t, "shape_")),
      select_field({.label = t(K::label_risk), .name = "risk", .value = std::string(domain::word_of(view.c.exploit_risk))},
                   options_of<domain::ExploitRisk>(t, "risk_")));
  return act_form(visit, view, "classify", el("div", {cls("grid")}, grid), button(t(K::act_classify), weight));
}

// The steps that are not recorded yet, each one button; a sentence to the reporter goes along if there is one.
constexpr ClockEvent kSteps[] = {ClockEvent::investigation_started, ClockEvent::fix_identified,
                                 ClockEvent::mitigation_available, ClockEvent::release_planned,
                                 ClockEvent::embargo_notice_sent};

Html steps_form(Visit const& visit, CaseView const& view, Weight weight) {
  auto const& t = visit.strings;
  auto first = true;
  auto buttons = each(kSteps, [&](ClockEvent step) {
    if (view.has_fact(step)) return Html();
    auto const word = domain::word_of(step);
    auto const now = first && weight == Weight::primary ? Weight::primary : Weight::plain;
    first = false;
    return button_named(t.named("step_", word), "step", word, now);
  });
  return act_form(visit, view, "step",
                  area_field({.label = t(K::label_to_reporter_optional), .name = "text", .hint = t(K::hint_step)}, 3), buttons);
}

Html fact_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  using domain::CaseBit;
  constexpr CaseBit kAsked[] = {CaseBit::public_aware, CaseBit::exploit_public, CaseBit::attacks_observed};
  auto buttons = each(kAsked, [&](CaseBit bit) {
    if (view.c.facts.find(bit)) return Html();
    return button_named(t.named("fact_", domain::word_of(bit)), "bit", domain::word_of(bit), Weight::danger);
  });
  return act_form(visit, view, "fact",
                  fragment(el("p", {cls("quiet")}, t(K::hint_fact)),
                           line_field({.label = t(K::label_evidence), .name = "evidence", .needed = Needed::yes})),
                  buttons);
}

Html people_forms(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  std::vector<Option> members, guests;
  for (auto const& one : view.staff) {
    if (!one.active) continue;
    if (one.role == domain::Role::guest) {
      if (!view.c.guests.contains(one.id)) guests.push_back({one.id.text, one.name});
    } else if (one.role != domain::Role::administrator)
      members.push_back({one.id.text, one.name});
  }
  auto remove = each(view.c.guests, [&](domain::StaffId const& guest) {
    return act_form(visit, view, "remove-guest", hidden("guest", guest.text),
                    button(t(K::act_remove_guest, {view.name_of(guest)}), Weight::plain));
  });
  return fragment(act_form(visit, view, "assign",
                           select_field({.label = t(K::label_assignee), .name = "to",
                                         .value = view.c.assignee ? view.c.assignee->text : ""}, members),
                           button(t(K::act_assign), Weight::plain)),
                  when(!guests.empty(), [&] {
                    return act_form(visit, view, "add-guest",
                                    select_field({.label = t(K::label_guest), .name = "guest", .hint = t(K::hint_guest)}, guests),
                                    button(t(K::act_add_guest), Weight::plain));
                  }),
                  remove);
}

Html names_forms(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return fragment(act_form(visit, view, "retitle",
                           line_field({.label = t(K::label_title), .name = "title", .value = view.c.title, .needed = Needed::yes}),
                           button(t(K::act_retitle), Weight::plain)),
                  act_form(visit, view, "cve",
                           line_field({.label = t(K::label_cve), .name = "cve", .value = view.c.cve, .hint = t(K::hint_cve), .needed = Needed::yes}),
                           button(t(K::act_cve), Weight::plain)));
}

Html close_form(Visit const& visit, CaseView const& view, Weight weight) {
  auto const& t = visit.strings;
  return act_form(visit, view, "close",
                  fragment(line_field({.label = t(K::label_close_reason), .name = "reason",
                                       .value = view.has_fact(ClockEvent::disclosed) ? t(K::close_reason_published) : "",
                                       .needed = Needed::yes}),
                           area_field({.label = t(K::label_to_reporter_optional), .name = "text"}, 3)),
                  button(t(K::act_close), weight));
}

Html reopen_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return act_form(visit, view, "reopen",
                  fragment(line_field({.label = t(K::label_reason), .name = "reason", .needed = Needed::yes}),
                           area_field({.label = t(K::label_to_reporter_optional), .name = "text", .value = t(K::answer_reopen)}, 3)),
                  button(t(K::act_reopen), Weight::plain));
}

Html state_form(Visit const& visit, CaseView const& view, std::string_view act, std::string const& label, Weight weight,
                std::string const& hint) {
  return act_form(visit, view, act,
                  fragment(el("p", {cls("quiet")}, hint),
                           line_field({.label = visit.strings(K::label_reason), .name = "reason"})),
                  button(label, weight));
}

Html write_form(Visit const& visit, CaseView const& view) {
  return form_to(visit, case_path(view.c.id, "advisory"),
                 fragment(el("p", {cls("quiet")}, visit.strings(K::hint_write_advisory)), button(visit.strings(K::act_write_advisory))));
}

Html primary_act(Visit const& visit, CaseView const& view, CaseAct act) {
  auto const& t = visit.strings;
  switch (act) {
    case CaseAct::acknowledge: return acknowledge_form(visit, view);
    case CaseAct::confirm: return confirm_form(visit, view, Weight::primary);
    case CaseAct::accept: return state_form(visit, view, "accept", t(K::act_accept), Weight::primary, t(K::hint_accept));
    case CaseAct::classify: return classify_form(visit, view, Weight::primary);
    case CaseAct::path: return path_form(visit, view, Weight::primary);
    case CaseAct::steps: return steps_form(visit, view, Weight::primary);
    case CaseAct::write_advisory: return write_form(visit, view);
    case CaseAct::open_advisory:
      return el("p", {cls("buttons")}, el("a", {cls("button"), href(Url::local("/console/advisories/" + view.c.advisory->text))},
                                          t(K::act_open_advisory, {view.c.advisory->text})));
    case CaseAct::close: return close_form(visit, view, Weight::primary);
    case CaseAct::nothing: return el("p", t(K::case_closed, {view.c.close_reason}));
  }
  return {};
}

std::string_view word_of_act(CaseAct act) {
  constexpr std::string_view kWords[] = {"acknowledge", "confirm", "accept", "classify", "path",
                                         "steps", "write_advisory", "open_advisory", "close", "nothing"};
  return kWords[static_cast<std::size_t>(act)];
}

}  // namespace

CaseAct next_act(CaseView const& view) {
  auto const& c = view.c;
  if (domain::is_closed(c)) return CaseAct::nothing;
  if (!view.has_fact(ClockEvent::acknowledged)) return CaseAct::acknowledge;
  switch (c.report_state) {
    case ReportState::received: return CaseAct::confirm;
    case ReportState::invalid: return CaseAct::close;
    case ReportState::valid:
    case ReportState::deferred: return CaseAct::accept;
    default: break;
  }
  if (view.has_fact(ClockEvent::disclosed)) return CaseAct::close;
  if (!c.classification.severity) return CaseAct::classify;
  if (!c.path) return CaseAct::path;
  if (c.advisory) return CaseAct::open_advisory;
  return view.has_fact(ClockEvent::mitigation_available) ? CaseAct::write_advisory : CaseAct::steps;
}

Html case_acts(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  auto const& c = view.c;
  if (visit.actor.role == domain::Role::guest)
    return el("section", {cls("card next")}, el("h2", t(K::act_note)), note_form(visit, view));
  auto const act = next_act(view);
  auto const open = !domain::is_closed(c);
  HtmlWriter drawers;
  auto add = [&](bool offered, char const* anchor, Key label, auto&& make) {
    if (offered) drawers.add(drawer(anchor, t(label), make()));
  };
  auto const early = c.report_state == ReportState::received || c.report_state == ReportState::invalid;
  auto const ripe = !early && open;
  add(true, "reply", K::drawer_reply, [&] { return reply_form(visit, view); });
  add(true, "note", K::drawer_note, [&] { return note_form(visit, view); });
  add(early && act != CaseAct::confirm, "confirm", K::drawer_confirm, [&] { return confirm_form(visit, view, Weight::plain); });
  add(early, "not-security", K::drawer_not_security, [&] { return not_security_forms(visit, view); });
  add(c.report_state == ReportState::received, "invalid", K::drawer_invalid, [&] {
    return act_form(visit, view, "invalid",
                    fragment(line_field({.label = t(K::label_reason), .name = "reason", .needed = Needed::yes}),
                             area_field({.label = t(K::label_to_reporter_optional), .name = "text"}, 4)),
                    button(t(K::act_invalid), Weight::plain));
  });
  add(open && act != CaseAct::classify, "classify", K::drawer_classify, [&] { return classify_form(visit, view, Weight::plain); });
  add(ripe && act != CaseAct::path, "path", K::drawer_path, [&] { return path_form(visit, view, Weight::plain); });
  add(open && act != CaseAct::steps, "steps", K::drawer_steps, [&] { return steps_form(visit, view, Weight::plain); });
  add(open, "date", K::drawer_date, [&] { return date_forms(visit, view); });
  add(open, "facts", K::drawer_facts, [&] { return fact_form(visit, view); });
  add(open, "delay", K::drawer_delay, [&] { return delay_form(visit, view); });
  add(open, "pause", K::drawer_pause, [&] { return pause_forms(visit, view); });
  add(open, "people", K::drawer_people, [&] { return people_forms(visit, view); });
  add(true, "names", K::drawer_names, [&] { return names_forms(visit, view); });
  add(ripe && !c.advisory && act != CaseAct::write_advisory, "write", K::drawer_write, [&] { return write_form(visit, view); });
  add(c.report_state == ReportState::valid || c.report_state == ReportState::accepted, "defer", K::drawer_defer,
      [&] { return state_form(visit, view, "defer", t(K::act_defer), Weight::plain, t(K::hint_defer)); });
  add(!open, "reopen", K::drawer_reopen, [&] { return reopen_form(visit, view); });
  add(domain::next(c.report_state, ReportAct::close).has_value() && act != CaseAct::close, "close", K::drawer_close,
      [&] { return close_form(visit, view, Weight::plain); });
  return fragment(el("section", {cls("card next"), id("next")},
                     el("h2", el("small", t(K::next_act)), " ", t.named("next_", word_of_act(act))),
                     primary_act(visit, view, act)),
                  el("section", {cls("acts"), attr("aria-label", t(K::other_acts))}, drawers.finish()));
}

}  // namespace tocsin::desk
