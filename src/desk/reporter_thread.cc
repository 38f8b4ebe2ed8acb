// The reporter's thread: where their report stands, the next promised date, what was said, and their answer.
#include <algorithm>

#include "base/codec.h"
#include "desk/console.h"
#include "desk/forwarded_page.h"
#include "desk/reporter.h"
#include "domain/words.h"
#include "formats/format.h"
#include "handling/alarms.h"
#include "handling/casework.h"

namespace tocsin::desk {

using namespace markup;
using namespace domain;
using K = Key;

namespace {

struct Thread {
  Case c;
  Person person;
  std::vector<Deadline> deadlines;   // ours
};

Result<Thread> open_thread(Visit const& visit) {
  Thread out;
  out.c = TRY(handling::read_case(visit.world(), visit.actor, visit.actor.own_case, Level::summary));
  for (auto& one : handling::case_deadlines(out.c, visit.settings(), visit.now))
    if (one.bound == BoundParty::vendor) out.deadlines.push_back(std::move(one));
  auto tx = TRY(visit.world().store.read());
  out.person = TRY(tx->load_person(out.c.reporter));
  return out;
}

bool has_fact(Case const& c, ClockEvent event) {
  return std::ranges::any_of(c.clock_facts.facts, [&](ClockFact const& fact) { return fact.event == event; });
}

// The states a reporter sees, in their order; a later fact reaches the earlier ones too.
struct Step {
  Key label;
  ClockEvent fact;
};
constexpr Step kThreadSteps[] = {{K::step_bar_received, ClockEvent::report_received},
                           {K::step_bar_acknowledged, ClockEvent::acknowledged},
                           {K::step_bar_confirmed, ClockEvent::validated},
                           {K::step_bar_fix, ClockEvent::fix_identified},
                           {K::step_bar_release, ClockEvent::release_planned},
                           {K::step_bar_public, ClockEvent::disclosed}};

Html state_bar(Strings const& t, Case const& c) {
  std::size_t reached = 0;
  for (std::size_t i = 0; i < std::size(kThreadSteps); ++i)
    if (has_fact(c, kThreadSteps[i].fact)) reached = i;
  std::size_t index = 0;
  return el("ol", {cls("steps"), attr("aria-label", t(K::thread_state))}, each(kThreadSteps, [&](Step const& step) {
              auto const at = index++;
              auto const done = at <= reached;
              return el("li", {attr_when(at == reached, attr("aria-current", "step"))}, done ? "✓ " : "", t(step.label));
            }));
}

Html next_promise(Visit const& visit, Thread const& thread) {
  auto const& t = visit.strings;
  if (is_closed(thread.c)) return el("p", {cls("banner")}, t(K::thread_closed));
  auto const* next = most_urgent(thread.deadlines);
  if (!next || !next->due) return {};
  auto const late = next->state == DeadlineState::missed;
  return el("section", {cls(late ? "banner warn" : "banner")},
            el("p", t.html(late ? K::promise_missed : K::promise_next, {el("strong", next->title), time_mark(*next->due)})),
            el("p", {cls("quiet")}, next->sentence));
}

Html files_of(std::vector<Attachment> const& files) {
  if (files.empty()) return {};
  return el("ul", each(files, [&](Attachment const& file) {
              return el("li", el("a", {href(Url::local("/r/files/" + file.id))}, file.name), " ", el("span", {cls("quiet")}, bytes_text(file.size_bytes)));
            }));
}

Html messages(Visit const& visit, Thread const& thread) {
  auto const& t = visit.strings;
  auto const team = visit.settings().site.name;
  auto const& first = thread.c.reports.front();
  return fragment(
      el("article", {cls("message")}, el("header", el("strong", t(K::you)), el("span", time_mark(first.received))),
         el("details", el("summary", t(K::your_report)), typed_text(first.impact), typed_text(first.reproduction), files_of(first.attachments))),
      each(for_reporter(thread.c), [&](Message const& one) {
        auto const who = one.by == AuthorKind::reporter ? t(K::you) : one.by == AuthorKind::automatic ? t(K::by_machine) : team;
        return el("article", {cls("message")}, el("header", el("strong", who), el("span", time_mark(one.at))), typed_text(one.text),
                  files_of(one.attachments));
      }));
}

Html answer_form(Visit const& visit) {
  auto const& t = visit.strings;
  return el("section", {cls("compose"), id("answer")}, el("h2", t(K::write_to_us)),
            el("div", {cls("form")}, form_to(visit, "/r/message",
                                             fragment(nonce_field(visit), area_field({.label = t(K::label_message), .name = "text"}, 6),
                                                      file_field({.label = t(K::label_files), .name = "files", .hint = t(K::hint_files)}),
                                                      button(t(K::act_send))), Carries::files)));
}

Html date_section(Visit const& visit, Case const& c) {
  auto const& t = visit.strings;
  auto const& embargo = c.embargo;
  if (!is_embargoed(c) || is_closed(c)) return {};
  HtmlWriter out;
  if (embargo.until && in_force(embargo.state)) out.add(el("p", t.html(K::thread_date_agreed, {time_mark(*embargo.until)})));
  auto const known = c.facts.public_facts();
  if (embargo.state == EmbargoState::exited)
    out.add(el("p", t(known.public_aware || known.exploit_public || known.attacks_observed ? K::thread_embargo_over
                                                                                           : K::thread_embargo_ended)));
  if (embargo.proposal && embargo.proposal->by == Side::vendor)
    out.add(fragment(el("p", t.html(K::thread_date_asked, {time_mark(embargo.proposal->until)})),
                     when(!embargo.proposal->reason.empty(), [&] { return el("blockquote", typed_text(embargo.proposal->reason)); }),
                     form_to(visit, "/r/date", el("div", {cls("acts")}, nonce_field(visit), button_named(t(K::act_date_accept), "do", "accept", Weight::primary),
                                                  button_named(t(K::act_date_reject), "do", "reject", Weight::plain)))));
  if (embargo.proposal && embargo.proposal->by == Side::reporter)
    out.add(el("p", t.html(K::thread_date_yours, {time_mark(embargo.proposal->until)})));
  auto const propose = when(embargo.state != EmbargoState::exited, [&] {
    return el("details", el("summary", t(K::thread_date_propose)),
              el("div", {cls("form")}, form_to(visit, "/r/date",
                                               fragment(hidden("do", "propose"), nonce_field(visit),
                                                        instant_field({.label = t(K::label_date), .name = "until", .hint = t(K::hint_utc), .needed = Needed::yes}),
                                                        line_field({.label = t(K::label_reason), .name = "reason"}),
                                                        button(t(K::act_date_propose), Weight::plain)))));
  });
  return el("section", {id("date")}, el("h2", t(K::thread_date_title)), out.finish(),
            when(!embargo.until && !embargo.proposal && embargo.state != EmbargoState::exited, [&] { return el("p", t(K::thread_date_none)); }), propose);
}

Html credit_section(Visit const& visit, Thread const& thread) {
  auto const& t = visit.strings;
  return el("section", {id("credit")}, el("h2", t(K::thread_credit_title)),
            el("p", thread.person.credit.empty() ? t(K::thread_credit_none) : t(K::thread_credit_is, {thread.person.credit})),
            el("details", el("summary", t(K::thread_credit_change)),
               el("div", {cls("form")}, form_to(visit, "/r/credit",
                                                fragment(nonce_field(visit), line_field({.label = t(K::label_credit), .name = "credit", .value = thread.person.credit, .hint = t(K::hint_credit)}),
                                                         button(t(K::act_save), Weight::plain))))));
}

Html published_link(Visit const& visit, Case const& c) {
  if (!c.advisory || is_embargoed(c)) return {};
  return el("p", {cls("banner")}, visit.strings.html(K::thread_public, {el("a", {href(Url::local(formats::advisory_path(c.advisory->text)))}, c.advisory->text)}));
}

}  // namespace

Answer get_thread(Visit& visit) {
  auto const thread = TRY(open_thread(visit));
  auto const& t = visit.strings;
  auto const done = visit.request.query_value("done").value_or("");
  auto const said = done == "message" ? t(K::thread_done_message) : done == "date" ? t(K::thread_done_date) : done == "credit" ? t(K::thread_done_credit) : "";
  auto main = fragment(
      el("p", {cls("meta")}, el("span", thread.c.reference)), el("h1", t(K::thread_title)), state_bar(t, thread.c),
      when(!said.empty(), [&] { return el("p", {cls("banner"), attr("role", "status")}, said); }),
      published_link(visit, thread.c), next_promise(visit, thread), el("section", {attr("aria-label", t(K::thread_label))}, messages(visit, thread)),
      answer_form(visit), date_section(visit, thread.c), credit_section(visit, thread),
      when(!thread.c.cve.empty(), [&] { return el("p", t(K::thread_cve, {thread.c.cve})); }),
      el("section", el("h2", t(K::thread_keep_title)), el("p", el("a", {href(Url::local("/r/thread.json"))}, t(K::thread_export))),
         form_to(visit, "/r/leave", button(t(K::thread_leave), Weight::plain))));
  return forwarded_page(visit, t(K::thread_title), main);
}

Answer get_thread_export(Visit& visit) {
  auto const thread = TRY(open_thread(visit));
  json::object out;
  out["reference"] = thread.c.reference;
  out["state"] = std::string(word_of(thread.c.report_state));
  out["stage"] = std::string(word_of(stage_of(thread.c)));
  out["credit"] = thread.person.credit;
  out["cve"] = thread.c.cve;
  out["reports"] = codec::encode(thread.c.reports);
  json::array said;
  for (auto const& message : for_reporter(thread.c)) {
    json::object one;
    one["by"] = std::string(word_of(message.by));
    one["at"] = to_rfc3339_seconds(message.at);
    one["text"] = message.text;
    one["attachments"] = codec::encode(message.attachments);
    said.push_back(std::move(one));
  }
  out["messages"] = std::move(said);
  json::array promises;
  for (auto const& deadline : thread.deadlines) {
    if (!deadline.due) continue;
    json::object one;
    one["clock"] = deadline.clock;
    one["title"] = deadline.title;
    one["state"] = std::string(word_of(deadline.state));
    one["due"] = to_rfc3339_seconds(*deadline.due);
    one["derivation"] = deadline.sentence;
    promises.push_back(std::move(one));
  }
  out["promises"] = std::move(promises);
  if (thread.c.embargo.until) out["disclosure_date"] = to_rfc3339_seconds(*thread.c.embargo.until);
  if (thread.c.advisory && !is_embargoed(thread.c)) out["advisory"] = thread.c.advisory->text;
  http::Response response;
  response.with("Content-Type", "application/json").with("Content-Disposition", "attachment; filename=\"report.json\"");
  response.body = write_json_indented(out);
  return response;
}

Answer get_thread_file(Visit& visit) {
  auto const thread = TRY(open_thread(visit));
  auto const wanted = visit.parameter("file");
  auto named = [&](std::vector<Attachment> const& files) {
    return std::ranges::any_of(files, [&](Attachment const& file) { return file.id == wanted; });
  };
  auto const said = for_reporter(thread.c);
  if (std::ranges::none_of(thread.c.reports, [&](Report const& one) { return named(one.attachments); }) &&
      std::ranges::none_of(said, [&](Message const& one) { return named(one.attachments); }))
    return fail(ErrorCode::not_found, "no such file");
  auto tx = TRY(visit.world().store.read());
  return attachment_response(TRY(tx->load_attachment(thread.c.id, wanted)), wanted);
}

}  // namespace tocsin::desk
