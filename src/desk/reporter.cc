// See reporter.h: the way in, and what the reporter's forms do. The thread itself: reporter_thread.cc.
#include "desk/reporter.h"

#include "base/text.h"
#include "desk/console.h"
#include "desk/forwarded_page.h"
#include "desk/guard.h"
#include "domain/words.h"
#include "handling/casework.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

http::Response phrase_page(Visit const& visit, std::string const& typed, std::string const& trouble, int status) {
  auto const& t = visit.strings;
  auto main = fragment(
      el("h1", t(K::phrase_title)), el("p", {cls("lead")}, t(K::phrase_lead)),
      when(!trouble.empty(), [&] { return el("p", {cls("banner warn"), id("trouble"), attr("role", "alert")}, trouble); }),
      open_form("/r", fragment(el("label", {attr("for", "phrase")}, t(K::phrase_label)),
                               el("p", {cls("hint"), id("phrase-hint")}, t(K::phrase_hint)),
                               el("input", {id("phrase"), attr("type", "text"), attr("name", "phrase"), attr_when(!typed.empty(), attr("value", typed)),
                                            attr("autocomplete", "off"), attr("autocapitalize", "none"), attr("spellcheck", "false"),
                                            attr("aria-describedby", "phrase-hint"), attr("maxlength", 200), flag("required")}),
                               el("div", {cls("acts")}, el("button", {cls("button"), attr("type", "submit")}, t(K::phrase_button))))),
      el("section", el("h2", t(K::phrase_lost_title)), el("p", t(K::phrase_lost_text))));
  return forwarded_page(visit, t(K::phrase_title), main, status);
}

}  // namespace

Answer get_phrase_form(Visit& visit) { return phrase_page(visit, {}, {}, 200); }

Answer post_phrase(Visit& visit) {
  auto const typed = visit.field("phrase");
  auto bytes = visit.desk.read_phrase ? visit.desk.read_phrase(typed)
                                      : fail(ErrorCode::unavailable, "access phrases cannot be read here");
  // The look-up is made for a mistyped phrase too, so that the time of an answer says nothing.
  auto const found = handling::open_by_phrase(visit.world(), bytes ? std::string_view(*bytes) : std::string_view("mistyped phrase."));
  if (!bytes) return phrase_page(visit, typed, bytes.error().message, describe(bytes.error().code).http_status);
  if (!found) {
    if (found.error().code == ErrorCode::unavailable) return std::unexpected(found.error());
    return phrase_page(visit, typed, visit.strings(K::phrase_unknown), 404);
  }
  auto response = see_other("/r/thread");
  auto const cookie = reporter_cookie(visit.desk, reporter_pass(visit.world().keyring, *found, visit.now));
  return std::move(response.with("Set-Cookie", TRY(http::set_cookie(cookie))));
}

Answer post_thread_leave(Visit& visit) {
  auto response = see_other("/r");
  return std::move(response.with("Set-Cookie", TRY(http::clear_cookie(reporter_cookie(visit.desk, {})))));
}

Answer post_thread_message(Visit& visit) {
  auto const& own = visit.actor.own_case;
  auto form = visit.sent_form();
  auto files = std::move(visit.files);
  auto text = clean_text(visit.form.first("text"));
  // Files alone are a message too.
  if (trim(text).empty() && !files.empty()) text = visit.strings(K::files_only);
  TRY(handling::act(visit.world(), visit.settings(), visit.actor, own,
                    domain::PostMessage{{}, domain::Visibility::reporter, text, {}}, std::nullopt, files, &form));
  visit.wake("outbox");
  return see_other("/r/thread?done=message");
}

Answer post_thread_date(Visit& visit) {
  auto const asked = visit.field("do");
  domain::CaseCommand command;
  if (asked == "propose")
    command = domain::ProposeDisclosure{TRY(parse_utc_field(visit.field("until"))), visit.field("reason")};
  else if (auto const act = domain::from_word<domain::EmbargoAct>(asked))
    command = domain::AnswerDisclosure{*act};
  else
    return fail(ErrorCode::invalid_input, "choose one of the offered answers");
  auto form = visit.sent_form();
  TRY(handling::act(visit.world(), visit.settings(), visit.actor, visit.actor.own_case, command, std::nullopt, {}, &form));
  visit.wake("outbox");
  return see_other("/r/thread?done=date");
}

Answer post_thread_credit(Visit& visit) {
  auto credit = visit.field("credit");
  if (credit.size() > short_field_bytes_max) return fail(ErrorCode::limit_exceeded, "this name is too long; 512 bytes at most");
  auto form = visit.sent_form();
  CHECKED(handling::change_credit(visit.world(), visit.settings(), visit.actor, visit.actor.own_case, credit, &form));
  visit.wake("outbox");
  return see_other("/r/thread?done=credit");
}

}  // namespace tocsin::desk
