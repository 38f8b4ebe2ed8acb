// See receipt.h.
#include "handling/receipt.h"

#include "base/codec.h"
#include "domain/decide.h"
#include "handling/confirmation_mail.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/promises.h"
#include "handling/trusted_time.h"
#include "vocab/email.h"

namespace tocsin::handling {
namespace {

using domain::Report;

constexpr Duration kFoldWindow = std::chrono::hours{24};

std::string limited(std::string const& text, std::size_t bytes_max) {
  return std::string(clip_utf8(clean_text(text), bytes_max));
}

Report report_of(ports::Submission const& submission, domain::ReportId id) {
  auto field = [&](char const* name) { return limited(submission.field(name), report_field_bytes_max); };
  return {.id = std::move(id),
          .received = floor_hour(submission.received_hour),
          .product = limited(submission.field("product"), short_field_bytes_max),
          .version = limited(submission.field("version"), short_field_bytes_max),
          .impact = field("impact"),
          .reproduction = field("reproduction"),
          .weakness_class = limited(submission.field("class"), short_field_bytes_max),
          .environment = field("environment"),
          .mitigation = field("mitigation"),
          .disclosure_plan = field("disclosure_plan"),
          .exploited = limited(submission.field("exploited"), short_field_bytes_max),
          .machine_assisted = limited(submission.field("machine_assisted"), short_field_bytes_max),
          .attachments = {}};
}

// Equal content has an equal digest: everything the reporter wrote, and the files' bytes. It is keyed, because a
// plain digest of a short report could be guessed from a stolen database.
std::string content_digest(ports::Keyring& keyring, Report const& report, std::string const& email,
                           std::vector<ports::SubmittedFile> const& files) {
  auto copy = report;
  copy.id = {};
  copy.received = {};
  auto text = codec::to_text(copy) + "\n" + email;
  for (auto const& file : files) text += "\n" + to_hex(file.digest);
  return to_hex(blake2b_keyed(keyring.derived_secret("report-content"), text));
}

// The desk's short name for a new case: the first line of what an attacker can do.
std::string title_of(Report const& report) {
  auto line = std::string(trim(lines_of(report.impact).empty() ? std::string_view("Report") : lines_of(report.impact)[0]));
  return std::string(clip_utf8(line.empty() ? "Report" : line, 120));
}

}  // namespace

std::string receipt_lookup(ports::Keyring& keyring, std::string_view phrase_bytes) {
  return to_hex(blake2b_keyed(keyring.derived_secret("receipt-lookup"), phrase_bytes));
}

Result<Receipt> receive_report(ports::World& world, Settings const& settings, ports::Submission const& submission) {
  // What is remembered here is forgotten by its age: by a clock at 1970 it would be forgotten at once.
  auto const now = TRY(likely_now(world));
  auto report = report_of(submission, random_id<domain::ReportId>(world.entropy));
  if (!settings.site.product(report.product))
    return fail(ErrorCode::invalid_input, "the report names no product of ours");
  auto const typed = std::string(trim(limited(submission.field("email"), email_bytes_max)));
  auto const address = vocab::parse_email(typed);
  // What is no address stays readable to people: it may be the only way to somebody who gave it in good faith.
  auto const email = address ? address->str() : typed;
  auto const digest = content_digest(world.keyring, report, email, submission.files);
  auto const lookup = submission.access_phrase.empty() ? std::string{}
                                                       : receipt_lookup(world.keyring, submission.access_phrase);
  for (auto const& file : submission.files)
    report.attachments.push_back({.id = to_hex(world.entropy.bytes(16)),
                                  .name = limited(file.name, short_field_bytes_max),
                                  .content_type = limited(file.content_type, short_field_bytes_max),
                                  .size_bytes = file.size_bytes});
  auto const key = submission.idempotency_key.empty()
                       ? std::string{}
                       : to_hex(blake2b_keyed(world.keyring.derived_secret("idempotency"), submission.idempotency_key + "\n" + digest));
  Receipt receipt;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    // The same spool record twice: the first commit's answer was lost. Nothing to do but let it be removed.
    if (auto seen = TRY(tx.recall("submission", submission.id))) {
      receipt.case_id = domain::CaseId{*seen};
      receipt.folded = true;
      return {};
    }
    std::optional<std::string> known;
    for (auto const& [kind, value] : {std::pair{"report-key", key}, std::pair{"report-content", digest}}) {
      if (value.empty() || known) continue;
      auto found = TRY(tx.recall(kind, value));
      if (!found) continue;
      auto bar = found->find('|');
      if (bar == std::string::npos) continue;
      // By when both were sent: a desk that was down for a day takes both at once, or one long after the other.
      auto const apart = report.received - Instant{std::stoll(found->substr(0, bar))};
      if (apart <= kFoldWindow && -apart <= kFoldWindow) known = found->substr(bar + 1);
    }
    auto const hour = floor_hour(now);
    if (known) {
      auto before = TRY(tx.load_case(domain::CaseId{*known}));
      auto decision = TRY(domain::decide_fold(before, report));
      auto after = domain::fold(before, decision.events);
      CHECKED(tx.save_case(after, decision.events, "reporter", hour));
      receipt = {after.id, after.reference, true};
    } else {
      domain::Person person{.id = random_id<domain::PersonId>(world.entropy),
                            .email = email,
                            .credit = limited(submission.field("credit"), short_field_bytes_max),
                            .pgp_key = limited(submission.field("pgp_key"), report_field_bytes_max)};
      CHECKED(tx.save_person(person));
      domain::OpenCase open{.id = random_id<domain::CaseId>(world.entropy),
                            .reference = "R-" + random_words(world.entropy, 2),
                            .title = title_of(report),
                            .reporter = person.id,
                            .report = report,
                            .receipt_by_mail = address && TRY(may_confirm(tx, Confirms::report, email_lookup(world.keyring, *address), hour))};
      auto const& rules = settings.rules_for_product(report.product);
      auto decision = TRY(domain::decide_open(open, rules));
      add_promises(settings, {}, decision.events, now, hour);
      auto after = domain::fold({}, decision.events);
      assert(domain::invariants_hold(after));
      CHECKED(tx.insert_case(after, decision.events, "reporter", hour));
      // The hour here too: the outbox keeps no exact time of an arrival either.
      CHECKED(enqueue_effects(world, tx, decision.effects, hour));
      receipt = {after.id, after.reference, false};
    }
    if (!submission.files.empty())
      CHECKED(world.submissions.read_files(submission, [&](std::size_t index, std::string const& bytes) {
        return tx.store_attachment(receipt.case_id, report.attachments[index].id, bytes);
      }));
    if (!lookup.empty()) CHECKED(tx.add_receipt(lookup, receipt.case_id, hour));
    auto const remembered = std::to_string(report.received.epoch_ms) + "|" + receipt.case_id.text;
    CHECKED(tx.remember("submission", submission.id, receipt.case_id.text, hour));
    if (!receipt.folded) {
      CHECKED(tx.remember("report-content", digest, remembered, hour));
      if (!key.empty()) CHECKED(tx.remember("report-key", key, remembered, hour));
    }
    return {};
  }));
  return receipt;
}

Result<bool> somebody_is_told(ports::World& world, Settings const& settings) {
  if (!settings.site.told.empty()) return true;
  auto tx = TRY(world.store.read());
  for (auto const& staff : TRY(tx->all_staff()))
    if (staff.active && !staff.email.empty() && staff.role != domain::Role::administrator &&
        staff.role != domain::Role::guest)
      return true;
  return false;
}

}  // namespace tocsin::handling
