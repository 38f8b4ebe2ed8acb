// The advisory page: editor, approval, or what is published. Its panels: console_advisory_panels.cc.
#include <algorithm>

#include "desk/advisory_form.h"
#include "desk/advisory_page.h"
#include "desk/case_view.h"
#include "desk/console_pages.h"
#include "domain/advisory_decide.h"
#include "formats/format.h"
#include "handling/drafting.h"
#include "handling/notices.h"
#include "handling/sign_in.h"
#include "site/render.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

Html buttons_of(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  return fragment(
      el("div", {cls("buttons")}, button_named(t(K::act_save_and_request), "do", "publish", Weight::primary), " ",
         button_named(t(K::act_save), "do", "save", Weight::plain), " ",
         el("button", {cls("button plain"), attr("type", "submit"), attr("name", "do"), attr("value", "preview"),
                       attr("formaction", Url::local(advisory_console_path(advisory.id, "preview"))),
                       attr("formtarget", "_blank"), attr("data-live", "yes")},
            t(K::act_preview)),
         " ", button_named(t(K::act_add_vulnerability), "do", "add-vulnerability", Weight::plain)),
      el("details", {cls("more")}, el("summary", t(K::schedule_title)),
         instant_field({.label = t(K::label_publish_at), .name = "publish_at", .hint = t(K::hint_utc)}),
         button_named(t(K::act_save_and_schedule), "do", "schedule", Weight::plain)));
}

Html editor(Visit const& visit, domain::Advisory const& advisory, std::optional<Typed> const& typed) {
  auto const& t = visit.strings;
  auto const& draft = *advisory.draft;
  auto const& content = typed ? typed->content : draft.content;
  auto reason = when(draft.kind != domain::DraftKind::first, [&] {
    return line_field({.label = t(draft.kind == domain::DraftKind::withdrawal ? K::label_withdrawal_reason : K::label_correction_reason),
                       .name = "reason", .value = typed ? typed->reason : draft.reason, .needed = Needed::yes});
  });
  return form_to(visit, advisory_console_path(advisory.id, "draft"),
                 fragment(version_field(advisory.version),
                          // Return in a field saves; it never asks for publication.
                          el("button", {cls("unseen"), attr("type", "submit"), attr("name", "do"), attr("value", "save"),
                                        attr("tabindex", "-1"), attr("aria-hidden", "true")}, t(K::act_save)),
                          reason, advisory_fields(visit, content), buttons_of(visit, advisory)));
}

Html approvals_list(Visit const& visit, domain::Draft const& draft, std::map<std::string, std::string> const& names) {
  return el("ul", {cls("bare")}, each(draft.approvals, [&](domain::Approval const& one) {
              auto const found = names.find(one.staff.text);
              return el("li", visit.strings.html(K::approved_by, {el("strong", found == names.end() ? one.staff.text : found->second), time_mark(one.at)}));
            }));
}

Html approval_panel(Visit const& visit, domain::Advisory const& advisory, std::map<std::string, std::string> const& names) {
  auto const& t = visit.strings;
  auto const& draft = *advisory.draft;
  // Rendered anew for this page: what is approved is what was looked at.
  auto const hash = formats::documents_hash(next_revision(visit, advisory), visit.settings().site.publisher);
  auto const mine = std::ranges::any_of(draft.approvals, [&](auto const& one) { return one.staff == visit.actor.staff; });
  auto const approved = domain::is_approved(draft, visit.settings().site.rules_of_site().approvals.count);
  auto state = draft.on_hold ? t(K::state_on_hold)
               : approved    ? t(draft.publish_minute > visit.now ? K::state_approved : K::state_publishing)
               : mine        ? t(K::state_waits_other)
                             : t(K::state_waits_you);
  auto hold = form_to(visit, advisory_console_path(advisory.id, "hold"), button(t(K::act_hold), Weight::danger));
  return el("section", {cls("card next")}, el("h2", state),
            el("p", t.html(K::publish_minute, {time_mark(*draft.publish_minute)})), approvals_list(visit, draft, names),
            when(hash != draft.documents_hash, [&] { return el("p", {cls("answer high")}, t(K::documents_changed)); }),
            when(!mine && !approved && !draft.on_hold && hash == draft.documents_hash,
                 [&] {
                   return fragment(el("p", t(K::approve_meaning)),
                                   form_to(visit, advisory_console_path(advisory.id, "approve"),
                                           fragment(hidden("hash", hash), button(t(K::act_approve)))));
                 }),
            el("p", el("small", {cls("mono hash")}, t(K::documents_hash, {hash}))), when(!draft.on_hold, [&] { return hold; }));
}

Html published_panel(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  auto const& last = advisory.revisions.back();
  auto const url = Url::external(formats::advisory_url(advisory.id.text, visit.settings().site.publisher));
  auto history = each(last.history, [&](domain::RevisionEntry const& one) {
    return el("li", time_mark(one.at), el("span", t(K::revision_line, {std::to_string(one.number), one.summary})));
  });
  auto revise = [&](char const* kind, Key label, Key act, Weight weight) {
    return form_to(visit, advisory_console_path(advisory.id, "revise"),
                   fragment(hidden("kind", kind), line_field({.label = t(label), .name = "reason", .needed = Needed::yes}),
                            button(t(act), weight)));
  };
  return fragment(
      el("section", {cls("card next")},
         el("h2", t(last.standing == domain::Standing::withdrawn ? K::is_withdrawn : K::is_published, {std::to_string(last.number())})),
         when(url.has_value(), [&] { return el("p", el("a", {href(*url)}, url->str())); }), el("ol", {cls("timeline")}, history)),
      when(!advisory.draft, [&] {
        return el("section", {cls("card")}, el("h2", t(K::revise_title)),
                  revise("correction", K::label_correction_reason, K::act_correct, Weight::plain),
                  when(last.standing == domain::Standing::in_force, [&] {
                    return revise("withdrawal", K::label_withdrawal_reason, K::act_withdraw, Weight::danger);
                  }));
      }));
}

Html draft_panels(Visit const& visit, domain::Advisory const& advisory, std::optional<Typed> const& typed,
                  std::map<std::string, std::string> const& names, Html const& gaps, Html const& credit) {
  auto const& t = visit.strings;
  auto const& draft = *advisory.draft;
  auto discard = when(draft.kind != domain::DraftKind::first, [&] {
    return form_to(visit, advisory_console_path(advisory.id, "discard"), button(t(K::act_discard), Weight::danger));
  });
  if (draft.publish_minute && !typed)
    return fragment(credit, approval_panel(visit, advisory, names),
                    el("details", {cls("more")}, el("summary", t(K::edit_voids)), editor(visit, advisory, typed)), discard);
  return fragment(gaps, editor(visit, advisory, typed), discard);
}

bool known_done(Visit const& visit, std::string const& done) {
  return !done.empty() && done.size() < 40 && visit.strings.named("done_", done) != visit.strings.named("", done);
}

}  // namespace

Result<http::Response> advisory_page(Visit const& visit, domain::Advisory const& advisory, std::optional<Typed> const& typed) {
  auto const& t = visit.strings;
  auto const staff = TRY(handling::list_staff(visit.world(), visit.actor));
  auto const names = staff_names(staff);
  auto const revision = shown_revision(visit, advisory);
  auto const done = visit.request.query_value("done").value_or("");
  std::string note;
  if (known_done(visit, done)) note = t.named("done_", done);
  auto tx = TRY(visit.world().store.read());
  auto timeline = TRY(advisory_timeline(*tx, advisory.id, t(K::timeline_erased)));
  tx.reset();
  for (auto& line : timeline)
    for (auto const& [id, name] : names) {
      auto const at = line.text.find(id);
      if (at != line.text.npos) line.text.replace(at, id.size(), name);
    }
  Html gaps, credit;
  if (advisory.draft) {
    gaps = TRY(gaps_panel(visit, advisory));
    // Requested with another name than the reporter wants by now: said above the approval, which is refused.
    if (!TRY(handling::credit_gaps(visit.world(), advisory)).empty()) credit = gaps;
  }
  auto const consequences = advisory.draft ? TRY(consequences_panel(visit, advisory)) : Html();
  auto main = el("main", {id("main")},
                 when(typed.has_value(), [&] {
                   return el("div", {cls("answer high"), attr("role", "alert")}, el("p", el("strong", typed->error.message)),
                             el("p", t(K::editor_conflict)));
                 }),
                 when(!note.empty(), [&] { return el("p", {cls("answer done"), attr("role", "status")}, note); }),
                 el("p", {cls("meta")}, el("span", advisory.id.text),
                    when_some(advisory.case_id, [&](domain::CaseId const& id) { return local_link("/console/cases/" + id.text, t(K::to_case)); }),
                    when(advisory.draft.has_value(), [&] { return el("span", t.named("draft_", domain::word_of(advisory.draft->kind))); })),
                 el("h1", revision.content.title),
                 when(advisory.draft.has_value(), [&] { return draft_panels(visit, advisory, typed, names, gaps, credit); }),
                 when(!advisory.revisions.empty(), [&] { return published_panel(visit, advisory); }));
  auto aside = el("aside", {attr("aria-label", t(K::preview_title))}, preview_panel(visit, advisory, revision.content),
                  documents_panel(visit, advisory), consequences,
                  el("details", el("summary", t(K::timeline_title, {std::to_string(timeline.size())})),
                     el("ol", {cls("timeline narrow")}, each(timeline, [](TimelineLine const& line) {
                          return el("li", time_mark(line.at), el("span", line.text));
                        }))));
  return console_page(visit, {.title = revision.content.title, .tab = Tab::advisories, .layout = Layout::columns,
                              .script_path = advisory.draft ? preview_script_path() : std::string(), .content = el("div", {cls("desk editor")}, main, aside)},
                      typed ? describe(typed->error.code).http_status : 200);
}

Answer get_advisory(Visit& visit) {
  auto const advisory = TRY(handling::read_advisory(visit.world(), visit.actor, {visit.parameter("id")}));
  return advisory_page(visit, advisory);
}

Answer get_advisory_preview(Visit& visit) {
  auto const advisory = TRY(handling::read_advisory(visit.world(), visit.actor, {visit.parameter("id")}));
  return http::html_response(200, site::preview_html(visit.settings().site, shown_revision(visit, advisory)));
}

Answer get_advisory_document(Visit& visit) {
  auto const advisory = TRY(handling::read_advisory(visit.world(), visit.actor, {visit.parameter("id")}));
  auto const revision = shown_revision(visit, advisory);
  auto const word = visit.parameter("word");
  if (word == "mail") {
    auto const& base = visit.settings().site.publisher.base_url;
    auto const mail = handling::advisory_notice(visit.settings(), revision, {base + "/s/...", base + "/u/..."}, {"preview", "subscriber@example.org"});
    return http::text_response(200, "Subject: " + mail.subject + "\n\n" + mail.body);
  }
  for (auto const& format : formats::kFormats)
    if (format.word == word)
      for (auto const& document : format.render(revision, visit.settings().site.publisher))
        return http::text_response(200, document.bytes);
  return fail(ErrorCode::not_found, "no such document");
}

}  // namespace tocsin::desk
