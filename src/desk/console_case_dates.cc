// What the rules propose for a case and what people decide: path, disclosure date, delays, pauses.
#include "desk/case_parts.h"
#include "domain/disclosure.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

Html reasons_list(std::vector<std::string> const& reasons) {
  return el("ul", {cls("reasons")}, each(reasons, [](std::string const& reason) { return el("li", reason); }));
}

Html act_form(Visit const& visit, CaseView const& view, std::string_view act, Html const& fields, Html const& buttons) {
  return form_to(visit, case_path(view.c.id, act),
                 fragment(version_field(view.c.version), nonce_field(visit), fields, el("p", {cls("buttons")}, buttons)));
}

domain::PathProposal proposed_path(CaseView const& view) {
  auto const& c = view.c;
  auto const known = c.facts.public_facts();
  return domain::propose_path({.fix = c.mitigation_shape, .risk = c.exploit_risk,
                               .publicly_known = known.public_aware || known.exploit_public,
                               .severity = c.classification.severity
                                               ? std::string(domain::word_of(*c.classification.severity)) : ""},
                              *view.rules);
}

domain::DisclosureProposal proposed_date(Visit const& visit, CaseView const& view) {
  auto const& c = view.c;
  domain::DisclosureFacts facts{.reported = c.reports.front().received,
                                .publicly_known = c.facts.since(domain::CaseBit::public_aware),
                                .mitigation_available = c.facts.since(domain::CaseBit::fix_ready),
                                .mitigation = c.mitigation_shape,
                                .delays = c.delays,
                                .extended_to = c.embargo.until};
  return domain::propose_disclosure(facts, *view.rules, visit.now);
}

}  // namespace

Html path_form(Visit const& visit, CaseView const& view, Weight weight) {
  auto const& t = visit.strings;
  using domain::DisclosurePath;
  auto const proposal = proposed_path(view);
  std::string reason;
  for (auto const& one : proposal.reasons) reason += (reason.empty() ? "" : "; ") + one;
  auto choice = [&](DisclosurePath path) {
    auto const word = domain::word_of(path);
    return button_named(t.named("path_", word), "path", word, path == proposal.path ? weight : Weight::plain);
  };
  auto const other = proposal.path == DisclosurePath::straightforward ? DisclosurePath::embargo_with_advance_notice
                                                                      : DisclosurePath::straightforward;
  return fragment(el("p", t.html(K::path_proposed, {el("strong", t.named("path_", domain::word_of(proposal.path)))})),
                  reasons_list(proposal.reasons),
                  act_form(visit, view, "path",
                           line_field({.label = t(K::label_reason), .name = "reason", .value = reason, .needed = Needed::yes}),
                           fragment(choice(proposal.path), " ", choice(other))));
}

Html date_forms(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  auto const& embargo = view.c.embargo;
  auto const proposal = proposed_date(visit, view);
  HtmlWriter out;
  if (embargo.until && domain::in_force(embargo.state))
    out.add(el("p", t.html(K::date_agreed, {time_mark(*embargo.until)})));
  if (embargo.proposal) {
    auto const theirs = embargo.proposal->by == domain::Side::reporter;
    out.add(el("p", t.html(theirs ? K::date_theirs_open : K::date_ours_open, {time_mark(embargo.proposal->until)})));
    if (!embargo.proposal->reason.empty()) out.add(el("blockquote", typed_text(embargo.proposal->reason)));
    if (theirs)
      out.add(act_form(visit, view, "date-answer", {},
                       fragment(button_named(t(K::act_date_accept), "act", "accept", Weight::primary), " ",
                                button_named(t(K::act_date_reject), "act", "reject", Weight::plain))));
  }
  out.add(el("p", t.html(K::date_proposed_by_rules,
                         {el("strong", t.named("timing_", domain::word_of(proposal.timing))), time_mark(proposal.at), time_mark(proposal.ceiling)})));
  out.add(reasons_list(proposal.reasons));
  // A date to negotiate lies ahead; where the rules say "now", the field is left to the person.
  auto const ahead = proposal.at > visit.now ? utc_field(proposal.at) : std::string();
  out.add(act_form(visit, view, "date",
                   fragment(instant_field({.label = t(K::label_date), .name = "until", .value = ahead, .hint = t(K::hint_utc), .needed = Needed::yes}),
                            line_field({.label = t(K::label_reason), .name = "reason", .hint = t(K::hint_date_reason)})),
                   button(t(K::act_date_propose), Weight::plain)));
  if (domain::in_force(embargo.state))
    out.add(act_form(visit, view, "end-embargo",
                     line_field({.label = t(K::label_end_reason), .name = "reason", .needed = Needed::yes}),
                     button(t(K::act_end_embargo), Weight::danger)));
  return out.finish();
}

Html delay_form(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  auto const& allowed = view.rules->disclosure.delay_reasons;
  if (allowed.empty()) return el("p", {cls("quiet")}, t(K::no_delay_reasons));
  std::vector<Option> options;
  for (auto reason : allowed)
    options.push_back({std::string(domain::word_of(reason)), t.named("delay_", domain::word_of(reason))});
  return act_form(visit, view, "delay",
                  fragment(el("p", {cls("quiet")}, t(K::hint_delay)),
                           select_field({.label = t(K::label_reason), .name = "reason"}, options),
                           area_field({.label = t(K::label_explanation), .name = "explanation", .needed = Needed::yes}, 3)),
                  button(t(K::act_delay), Weight::plain));
}

Html pause_forms(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  std::vector<Option> clocks;
  HtmlWriter out;
  for (auto const& deadline : view.deadlines) {
    auto const* clock = view.rules->clock(deadline.clock);
    if (!clock || clock->pause_reasons.empty()) continue;
    if (deadline.state == domain::DeadlineState::paused) {
      out.add(act_form(visit, view, "resume", hidden("clock", deadline.clock),
                       button(t(K::act_resume, {deadline.title}))));
      continue;
    }
    if (deadline.state == domain::DeadlineState::running || deadline.state == domain::DeadlineState::due_soon)
      clocks.push_back({deadline.clock, deadline.title});
  }
  if (clocks.empty()) {
    if (out.depth() == 0) out.add(el("p", {cls("quiet")}, t(K::nothing_to_pause)));
    return out.finish();
  }
  out.add(act_form(visit, view, "pause",
                   fragment(select_field({.label = t(K::label_clock), .name = "clock"}, clocks),
                            select_field({.label = t(K::label_reason), .name = "reason"},
                                         options_of<domain::PauseReason>(t, "pause_")),
                            line_field({.label = t(K::label_note), .name = "note", .needed = Needed::yes}),
                            instant_field({.label = t(K::label_until), .name = "until", .hint = t(K::hint_until)})),
                   button(t(K::act_pause), Weight::plain)));
  return out.finish();
}

}  // namespace tocsin::desk
