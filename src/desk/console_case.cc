// The case page: queue, what to do next, the thread with its two audiences apart, the sheet, the timeline.
#include "desk/case_parts.h"
#include "desk/console_pages.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

std::string case_path(domain::CaseId const& id, std::string_view rest) {
  auto path = "/console/cases/" + id.text;
  if (!rest.empty()) path += "/" + std::string(rest);
  return path;
}

namespace {

Html files_of(Visit const& visit, domain::CaseId const& id, std::vector<domain::Attachment> const& files) {
  if (files.empty()) return {};
  auto const& t = visit.strings;
  return el("ul", {cls("files")}, each(files, [&](domain::Attachment const& file) {
              return el("li", local_link(case_path(id, "files/" + file.id), file.name), " ",
                        el("span", {cls("quiet")}, t(K::file_about, {bytes_text(file.size_bytes)})));
            }));
}

Html report_of(Visit const& visit, CaseView const& view, domain::Report const& report) {
  auto const& t = visit.strings;
  struct Part {
    Key label;
    std::string const& text;
  };
  Part const parts[] = {{K::report_version, report.version},          {K::report_impact, report.impact},
                        {K::report_reproduction, report.reproduction}, {K::report_class, report.weakness_class},
                        {K::report_environment, report.environment},   {K::report_mitigation, report.mitigation},
                        {K::report_plan, report.disclosure_plan},      {K::report_exploited, report.exploited},
                        {K::report_machine, report.machine_assisted}};
  auto body = each(parts, [&](Part const& part) {
    if (part.text.empty()) return Html();
    return fragment(el("h3", t(part.label)), typed_text(part.text));
  });
  return el("article", {cls("message report")},
            el("header", el("strong", t(K::by_reporter)), el("span", time_mark(report.received)),
               el("span", {cls("audience")}, t(K::audience_reporter))),
            body, files_of(visit, view.c.id, report.attachments));
}

Html message_of(Visit const& visit, CaseView const& view, domain::Message const& message) {
  auto const& t = visit.strings;
  auto const internal = message.visible_to == domain::Visibility::team;
  auto const mine = message.by == domain::AuthorKind::staff && !internal;
  auto const who = message.by == domain::AuthorKind::reporter    ? t(K::by_reporter)
                   : message.by == domain::AuthorKind::automatic ? t(K::by_machine)
                                                                 : view.name_of(message.staff);
  return el("article", {cls(internal ? "message internal" : mine ? "message ours" : "message"), id("m-" + message.id)},
            el("header", when(internal, [&] { return el("span", {cls("audience")}, t(K::audience_team)); }),
               el("strong", who), el("span", time_mark(message.at)),
               when(!internal, [&] { return el("span", {cls("audience")}, t(K::audience_reporter)); })),
            typed_text(message.text), files_of(visit, view.c.id, message.attachments));
}

Html timeline_of(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return el("details", {cls("timeline-box"), id("timeline")}, el("summary", t(K::timeline_title, {std::to_string(view.timeline.size())})),
            el("ol", {cls("timeline")}, each(view.timeline, [](TimelineLine const& line) {
                 return el("li", time_mark(line.at), el("span", line.text));
               })));
}

// The sentence that says what the act just done has led to.
Html done_note(Visit const& visit) {
  auto const done = visit.request.query_value("done");
  if (!done || done->size() > 40) return {};
  return el("p", {cls("answer done"), attr("role", "status")}, visit.strings.named("done_", *done));
}

bool known_done(Visit const& visit) {
  auto const done = visit.request.query_value("done");
  // Only words of the catalogue are shown: an address somebody sends cannot put text on the page.
  return done && visit.strings.named("done_", *done) != visit.strings.named("", *done);
}

}  // namespace

Html case_thread(Visit const& visit, CaseView const& view) {
  auto reports = each(view.c.reports, [&](domain::Report const& one) { return report_of(visit, view, one); });
  auto messages = each(view.c.thread, [&](domain::Message const& one) { return message_of(visit, view, one); });
  return el("section", {cls("thread"), attr("aria-label", visit.strings(K::thread_label))}, reports, messages);
}

Answer get_case(Visit& visit) {
  domain::CaseId const wanted{visit.parameter("id")};
  auto const view = TRY(open_case(visit, wanted));
  auto const queue = TRY(case_queue(visit, wanted));
  auto const& t = visit.strings;
  auto const* product = visit.settings().site.product(domain::product_of(view.c));
  auto const& version = view.c.reports.front().version;
  auto about = (product ? product->name : domain::product_of(view.c)) + (version.empty() ? "" : " " + version);
  auto main = el("main", {id("main")},
                 when(known_done(visit), [&] { return done_note(visit); }),
                 el("p", {cls("meta")}, el("span", about), el("span", view.c.reference),
                    el("span", t(K::case_stage, {t.named("stage_", domain::word_of(domain::stage_of(view.c)))}))),
                 el("h1", view.c.title), case_acts(visit, view), case_thread(visit, view), timeline_of(visit, view));
  auto content = el("div", {cls("desk")}, el("nav", {cls("queue-pane"), attr("aria-label", t(K::queue_label))}, queue), main,
                    case_sheet(visit, view));
  return console_page(visit, {.title = view.c.title, .tab = Tab::inbox, .layout = Layout::columns, .content = content});
}

Answer get_case_file(Visit& visit) {
  domain::CaseId const id{visit.parameter("id")};
  // Attachments are the proof itself: the read is logged at that level.
  auto const c = TRY(handling::read_case(visit.world(), visit.actor, id, domain::Level::proof));
  auto const wanted = visit.parameter("file");
  auto known = false;
  auto look = [&](std::vector<domain::Attachment> const& files) {
    for (auto const& file : files) known = known || file.id == wanted;
  };
  for (auto const& report : c.reports) look(report.attachments);
  for (auto const& message : c.thread) look(message.attachments);
  if (!known) return fail(ErrorCode::not_found, "no such file");
  auto tx = TRY(visit.world().store.read());
  return attachment_response(TRY(tx->load_attachment(id, wanted)), wanted);
}

}  // namespace tocsin::desk
