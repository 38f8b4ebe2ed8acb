// What is shown after a submission, and when something is wrong: pages with slots that the public
// server fills.
#include "markup/answer_template.h"

#include "domain/deadline.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

// A slot survives escaping, because braces are plain text.
std::string slot(std::string_view name) { return "{{" + std::string(name) + "}}"; }

void add_answer(Context const& context, std::string_view path, int status, PageHead const& head,
                Html const& main, Pages& out) {
  auto page =
      html_page(context.site, context.strings, std::string(path), head, main, context.site.changed);
  page.host = kAnswerHost;
  page.status = status;
  page.headers.push_back({"Cache-Control", "no-store"});
  if (status >= 500) page.headers.push_back({"Retry-After", "120"});
  out.push_back(std::move(page));
}

Html report_received(Context const& context, domain::Rules const& rules) {
  auto const& strings = context.strings;
  auto promise = answer_promise(strings, rules);
  auto phrase = slot(kSlotAccessPhrase);
  return fragment(
      el("p", {cls("state clear")}, strings(Key::receipt_state)),
      el("h1", strings(Key::receipt_title)), el("p", {cls("lead")}, strings(Key::receipt_lead)),
      el("section", {cls("box receipt"), attr("aria-labelledby", "phrase")},
         el("h2", {id("phrase")}, strings(Key::receipt_phrase)),
         el("p", {cls("phrase")}, el("code", phrase)), el("p", strings(Key::receipt_phrase_text)),
         el("form",
            {attr("method", "post"), action(Url::local("/r")), attr("accept-charset", "utf-8")},
            el("input", {attr("type", "hidden"), attr("name", "phrase"), attr("value", phrase)}),
            el("button", {cls("button")}, strings(Key::receipt_open)))),
      facts({{strings(Key::receipt_time), text(slot(kSlotReceivedAt))},
             {strings(Key::receipt_due), text(slot(kSlotDueAt))},
             {strings(Key::receipt_promise), text(promise)}}),
      el("h2", strings(Key::receipt_next)),
      el("ol", el("li", strings(Key::receipt_next_person)),
         el("li", strings(Key::receipt_next_thread)),
         el("li", strings.html(Key::receipt_next_policy,
                               {local_link("/disclosure", strings(Key::disclosure_title))}))),
      el("p", {cls("quiet")}, strings(Key::receipt_kept)));
}

Html problem(Strings const& strings, Key title, Key lead, Html const& more) {
  return fragment(el("h1", strings(title)), el("p", {cls("lead")}, strings(lead)), more);
}

Html what_box(Strings const& strings) {
  return fragment(el("p", {cls("banner warn"), attr("role", "alert")}, slot(kSlotWhat)),
                  el("p", strings(Key::error_back)));
}

Html where_to(Strings const& strings) {
  return el("ul", el("li", local_link("/", strings(Key::error_home))),
            el("li", local_link("/advisories", strings(Key::nav_advisories))),
            el("li", local_link("/report", strings(Key::nav_report))));
}

PageHead hidden_head(std::string title) {
  return {.title = std::move(title), .indexing = Indexing::no};
}

}  // namespace

void add_answers(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto receipt = hidden_head(strings(Key::receipt_title));
  receipt.section = Section::report;
  add_answer(context, kReportReceived, 200, receipt, report_received(context, site.rules_of_site()),
             out);
  for (auto const& product : site.products)
    add_answer(context, std::string(kReportReceived) + "/" + product.slug, 200, receipt,
               report_received(context, site.rules_of(product)), out);
  add_answer(context, kSubscribeReceived, 200, hidden_head(strings(Key::subscribed_title)),
             fragment(el("h1", strings(Key::subscribed_title)),
                      el("p", {cls("lead")}, strings(Key::subscribed_lead)),
                      el("p", strings(Key::subscribed_text))),
             out);
  add_answer(context, kOptOutReceived, 200, hidden_head(strings(Key::opted_out_title)),
             fragment(el("h1", strings(Key::opted_out_title)),
                      el("p", {cls("lead")}, strings(Key::opted_out_lead))),
             out);
  add_answer(context, kBadRequest, 400, hidden_head(strings(Key::error_400)),
             problem(strings, Key::error_400, Key::error_400_text, what_box(strings)), out);
  add_answer(context, kTooLarge, 413, hidden_head(strings(Key::error_413)),
             problem(strings, Key::error_413, Key::error_413_text, what_box(strings)), out);
  add_answer(
      context, kUnavailable, 503, hidden_head(strings(Key::error_503)),
      problem(strings, Key::error_503, Key::error_503_text, el("p", strings(Key::error_back))),
      out);
  add_answer(
      context, kGatewayTimeout, 504, hidden_head(strings(Key::error_504)),
      problem(strings, Key::error_504, Key::error_504_text, el("p", strings(Key::error_back))),
      out);
  auto missing = html_page(site, strings, "/404", hidden_head(strings(Key::error_404)),
                           problem(strings, Key::error_404, Key::error_404_text, where_to(strings)),
                           site.changed);
  missing.status = 404;
  out.push_back(std::move(missing));
}

std::vector<Page> gone_pages(Site const& site, std::string const& host, std::string const& path) {
  Pages out;
  // A page of people has no file name; what has one is read by a tool.
  if (auto const name = path.substr(path.rfind('/') + 1); name.find('.') != std::string::npos) {
    auto const strings = Strings(site.languages.front());
    out.push_back(data_page(path, kTextType, strings(Key::error_410) + "\n" + strings(Key::error_410_text) + "\n", site.changed));
  } else {
    for (auto const& language : site.languages) {
      auto const strings = Strings(language);
      out.push_back(html_page(site, strings, path, hidden_head(strings(Key::error_410)),
                              problem(strings, Key::error_410, Key::error_410_text, where_to(strings)), site.changed));
    }
  }
  for (auto& page : out) {
    page.host = host;
    page.status = 410;
  }
  return out;
}

namespace {

// The due instants of the hours to come. The clock starts at the hour's beginning, the only time
// kept of a report, so one instant an hour is exact; equal distances or equal instants of
// neighbouring hours fold into one line.
std::string due_table(domain::Clock const& clock, domain::CalendarBook const& calendars,
                      Instant from) {
  constexpr auto kHour = std::chrono::hours(1);
  constexpr auto kReach = std::chrono::hours(24 * 14);
  struct Run {
    Instant from, until, due;
    Duration after{};
    bool may_be_fixed = true, may_move = true;
  };
  std::string table;
  auto counter = domain::DueCounter(clock, calendars);
  auto run = std::optional<Run>();
  auto flush = [&] {
    if (!run) return;
    table += std::to_string(run->from.epoch_ms) + " " + std::to_string(run->until.epoch_ms) +
             (run->may_move ? " after " + std::to_string(run->after.count())
                            : " fixed " + std::to_string(run->due.epoch_ms)) +
             "\n";
  };
  for (auto hour = from; hour < from + kReach; hour = hour + kHour) {
    auto due = counter.due(hour);
    if (!due) break;
    auto fixed = run && run->may_be_fixed && run->due == due->at;
    auto moves = run && run->may_move && run->after == due->at - hour;
    if (fixed || moves) {
      run->may_be_fixed = fixed;
      run->may_move = moves;
      run->until = hour + kHour;
      continue;
    }
    flush();
    run = Run{.from = hour, .until = hour + kHour, .due = due->at, .after = due->at - hour};
  }
  flush();
  return table;
}

}  // namespace

void add_due_tables(Context const& context, Pages& out) {
  auto add = [&](std::string path, domain::Rules const& rules) {
    auto const* clock = rules.clock("acknowledge");
    auto today = utc_midnight(utc_date(context.at.as_of));
    auto table = clock && context.at.calendars ? due_table(*clock, *context.at.calendars, today)
                                               : std::string();
    auto page = data_page(std::move(path), kTextType, std::move(table), today);
    page.host = kAnswerHost;
    out.push_back(std::move(page));
  };
  add(std::string(kDueTablePath), context.site.rules_of_site());
  for (auto const& product : context.site.products)
    add(std::string(kDueTablePath) + "/" + product.slug, context.site.rules_of(product));
}

}  // namespace tocsin::site
