// What the forms of the advisory page do.
#include <charconv>

#include "desk/advisory_form.h"
#include "desk/advisory_page.h"
#include "desk/console_pages.h"
#include "handling/drafting.h"
#include "site/render.h"

namespace tocsin::desk {
namespace {

using namespace domain;

bool is_refusal(Error const& error) {
  return error.code == ErrorCode::conflict || error.code == ErrorCode::invalid_input || error.code == ErrorCode::forbidden;
}

http::Response back(AdvisoryId const& id, std::string_view done) {
  return see_other(advisory_console_path(id) + "?done=" + std::string(done));
}

// A refusal of an act without text of its own: the page again, with the sentence.
Answer refused(Visit const& visit, Error const& error) {
  if (is_refusal(error)) return console_error(visit, error);
  return std::unexpected(error);
}

}  // namespace

// Saves, and in the same press asks for publication when that is the button: from a case with a known fix to published
// is few interactions.
Answer post_advisory_draft(Visit& visit) {
  AdvisoryId const id{visit.parameter("id")};
  auto const stored = TRY(handling::read_advisory(visit.world(), visit.actor, id));
  if (!stored.draft) return refused(visit, {ErrorCode::conflict, "there is no draft any more: it was published or discarded"});
  auto const asked = visit.field("do");
  std::int64_t version = -1;
  auto const typed_version = visit.field("version");
  std::from_chars(typed_version.data(), typed_version.data() + typed_version.size(), version);
  auto content = read_advisory_form(visit.form, stored.draft->content, visit.settings().site);
  if (!content) return advisory_page(visit, stored, Typed{stored.draft->content, stored.draft->reason, content.error()});
  auto const reason = visit.field("reason");
  std::optional<Instant> at;
  if (asked == "schedule") {
    auto parsed = parse_utc_field(visit.field("publish_at"));
    if (!parsed) return advisory_page(visit, stored, Typed{*content, reason, parsed.error()});
    at = *parsed;
  }
  auto saved = handling::edit_draft(visit.world(), visit.actor, id, {*content, reason, version});
  if (!saved) {
    if (!is_refusal(saved.error())) return std::unexpected(saved.error());
    return advisory_page(visit, stored, Typed{*content, reason, saved.error()});
  }
  if (asked != "publish" && asked != "schedule") return back(id, "saved");
  // Saved is saved: what is still missing is shown beside the form, and nothing was asked for.
  if (!publication_gaps(*content).empty() || !TRY(handling::credit_gaps(visit.world(), *saved)).empty()) return back(id, "saved-with-gaps");
  auto requested = handling::request_publication(visit.world(), visit.settings(), visit.actor, id, at);
  if (!requested) return refused(visit, requested.error());
  visit.wake("outbox");
  return back(id, "requested");
}

// What the typed fields would look like; saves nothing. "panels" is what the script beside the editor asks for.
Answer post_advisory_preview(Visit& visit) {
  auto const stored = TRY(handling::read_advisory(visit.world(), visit.actor, {visit.parameter("id")}));
  if (!stored.draft) return refused(visit, {ErrorCode::conflict, "there is no draft any more: it was published or discarded"});
  auto content = read_advisory_form(visit.form, stored.draft->content, visit.settings().site);
  if (!content) return refused(visit, content.error());
  auto typed = stored;
  typed.draft->content = *content;
  if (visit.field("do") == "panels")
    return http::html_response(200, (TRY(gaps_panel(visit, typed)) + preview_panel(visit, typed, *content)).str());
  return http::html_response(200, site::preview_html(visit.settings().site, next_revision(visit, typed)));
}

Answer post_advisory_approve(Visit& visit) {
  AdvisoryId const id{visit.parameter("id")};
  auto done = handling::approve(visit.world(), visit.settings(), visit.actor, id, visit.field("hash"));
  if (!done) return refused(visit, done.error());
  visit.wake("publication");
  return back(id, "approved");
}

Answer post_advisory_hold(Visit& visit) {
  AdvisoryId const id{visit.parameter("id")};
  auto done = handling::hold(visit.world(), visit.actor, id);
  if (!done) return refused(visit, done.error());
  return back(id, "held");
}

Answer post_advisory_revise(Visit& visit) {
  AdvisoryId const id{visit.parameter("id")};
  auto const kind = from_word<DraftKind>(visit.field("kind"));
  if (!kind) return refused(visit, {ErrorCode::invalid_input, "choose a correction or a withdrawal"});
  auto done = handling::start_revision(visit.world(), visit.actor, id, {*kind, visit.field("reason")});
  if (!done) return refused(visit, done.error());
  return back(id, *kind == DraftKind::withdrawal ? "withdrawal-begun" : "correction-begun");
}

Answer post_advisory_discard(Visit& visit) {
  AdvisoryId const id{visit.parameter("id")};
  auto done = handling::discard_draft(visit.world(), visit.actor, id);
  if (!done) return refused(visit, done.error());
  return back(id, "discarded");
}

}  // namespace tocsin::desk
