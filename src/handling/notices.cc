// See notices.h. The words stand in mail_texts.h, by language and key.
#include "handling/notices.h"

#include <algorithm>

#include "base/codec.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "handling/mail_texts.h"

namespace tocsin::handling {
namespace {

std::string message_id(Settings const& settings, std::string const& notice, std::string const& recipient) {
  return to_hex(blake2b(notice + "\n" + recipient)).substr(0, 40) + "@" + settings.mail_domain;
}

std::string fill(std::string text, std::initializer_list<std::pair<std::string_view, std::string>> values) {
  for (auto const& [name, value] : values) text = replace_all(std::move(text), name, value);
  return text;
}

// The due lines of a receipt: what we promised, with the instant.
std::string promised(std::vector<domain::Deadline> const& deadlines, std::string_view language) {
  std::string out;
  for (auto const& deadline : deadlines)
    if (deadline.bound == domain::BoundParty::vendor && deadline.due &&
        (deadline.state == domain::DeadlineState::running || deadline.state == domain::DeadlineState::due_soon))
      out += fill(mail_text(language, MailText::due_line), {{"{title}", deadline.title}, {"{due}", to_people(*deadline.due)}});
  return out;
}

std::string title_word(std::string_view word) {
  auto out = replace_all(std::string(word), "_", " ");
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

// What to do, in the page's own sentence; with several vulnerabilities each says whose it is, unless all say the same.
std::string what_to_do(domain::AdvisoryContent const& content) {
  std::vector<std::string> said;
  for (auto const& one : content.vulnerabilities)
    if (auto sentence = formats::action_text(one); std::ranges::find(said, sentence) == said.end())
      said.push_back(std::move(sentence));
  if (said.size() < 2) return join(said, "\n");
  std::vector<std::string> lines;
  for (auto const& one : content.vulnerabilities)
    lines.push_back((one.cve.empty() ? one.title : one.cve) + ": " + formats::action_text(one));
  return join(lines, "\n");
}

// For the subject: a version says something only beside its one product.
std::string fixed_in(domain::AdvisoryContent const& content) {
  auto const versions = formats::fixed_versions(content);
  if (versions.empty() || domain::products_of(content).size() != 1) return {};
  return " (fixed in " + versions.front() + ")";
}

std::string product_names(domain::AdvisoryRevision const& revision) {
  std::vector<std::string> out;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    for (auto const& impact : vulnerability.impacts)
      if (std::ranges::find(out, impact.product_name) == out.end()) out.push_back(impact.product_name);
  return join(out, ", ");
}

MailText reporter_text(std::string_view notice) {
  if (notice == "receipt") return MailText::reporter_receipt;
  if (notice == "date_proposed") return MailText::reporter_date_proposed;
  if (notice == "date_answered") return MailText::reporter_date_answered;
  if (notice == "embargo_ended_known") return MailText::reporter_embargo_ended_known;
  if (notice == "embargo_ended_by_us") return MailText::reporter_embargo_ended_by_us;
  if (notice == "published") return MailText::reporter_published;
  return MailText::reporter_message;
}

MailText staff_text(std::string_view occasion) {
  if (occasion == "new_report") return MailText::staff_new_report;
  if (occasion == "new_message") return MailText::staff_new_message;
  if (occasion == "clock_due_soon") return MailText::staff_clock_due_soon;
  if (occasion == "clock_missed") return MailText::staff_clock_missed;
  if (occasion == "approval_wanted") return MailText::staff_approval_wanted;
  if (occasion == "clock_held") return MailText::staff_clock_held;
  if (occasion == "site_refused") return MailText::staff_site_refused;
  if (occasion == "embargo_ended") return MailText::staff_embargo_ended;
  if (occasion == "credit_changed") return MailText::staff_credit_changed;
  if (occasion == "publication_waits") return MailText::staff_publication_waits;
  if (occasion == "policy_expires") return MailText::staff_policy_expires;
  return MailText::staff_dead_letter;
}

}  // namespace

ports::MailMessage reporter_notice(Settings const& settings, std::string_view notice, domain::Case const& c,
                                   std::vector<domain::Deadline> const& deadlines, Recipient const& to,
                                   std::string const& subject_id, Instant date) {
  auto const& site = settings.site;
  auto const& language = site.language;
  auto body = fill(mail_text(language, reporter_text(notice)),
                   {{"{organisation}", site.organisation},
                    {"{reference}", c.reference},
                    {"{promises}", promised(deadlines, language)},
                    {"{link}", site.publisher.base_url + "/r"}});
  return {.message_id = message_id(settings, "reporter|" + std::string(notice) + "|" + c.id.text + "|" + subject_id, to.id),
          .to = to.address,
          .subject = fill(mail_text(language, MailText::reporter_subject),
                          {{"{reference}", c.reference}, {"{organisation}", site.organisation}}),
          .body = std::move(body),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage staff_notice(Settings const& settings, std::string_view occasion, std::string const& reference,
                                std::string const& link, Recipient const& to, std::string const& subject_id, int step,
                                Instant date) {
  auto const& language = settings.site.language;
  auto body = fill(mail_text(language, staff_text(occasion)), {{"{reference}", reference}, {"{link}", link}});
  if (step > 0) body += fill(mail_text(language, MailText::staff_escalated), {});
  return {.message_id = message_id(settings, "staff|" + std::string(occasion) + "|" + subject_id + "|" + std::to_string(step), to.id),
          .to = to.address,
          .subject = fill(mail_text(language, MailText::staff_subject),
                          {{"{reference}", reference}, {"{occasion}", title_word(occasion)}}),
          .body = std::move(body),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage confirm_notice(Settings const& settings, std::string const& confirm_url, Recipient const& to,
                                  std::string const& subject_id, Instant date) {
  auto const& site = settings.site;
  return {.message_id = message_id(settings, "confirm|" + subject_id, to.id),
          .to = to.address,
          .subject = fill(mail_text(site.language, MailText::confirm_subject), {{"{site}", site.name}}),
          .body = fill(mail_text(site.language, MailText::confirm_body), {{"{site}", site.name}, {"{link}", confirm_url}}),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage advisory_notice(Settings const& settings, domain::AdvisoryRevision const& revision,
                                   SubscriberLinks const& links, Recipient const& to) {
  auto const& site = settings.site;
  auto const& language = site.language;
  auto const withdrawn = revision.standing == domain::Standing::withdrawn;
  auto remedy = withdrawn ? fill(mail_text(language, MailText::advisory_withdrawn), {{"{reason}", revision.withdrawal_reason}})
                          : fill(mail_text(language, MailText::advisory_what_to_do), {{"{action}", what_to_do(revision.content)}});
  auto const severity = title_word(codec::detail::enum_word(revision.content.severity));
  std::string cves;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    if (!vulnerability.cve.empty()) cves += (cves.empty() ? "" : ", ") + vulnerability.cve;
  auto body = fill(mail_text(language, revision.number() > 1 ? MailText::advisory_changed : MailText::advisory_body),
                   {{"{title}", revision.content.title},
                    {"{id}", revision.id.text},
                    {"{cves}", cves.empty() ? "-" : cves},
                    {"{severity}", severity},
                    {"{reason}", revision.content.severity_reason},
                    {"{products}", product_names(revision)},
                    {"{remedy}", remedy},
                    {"{change}", revision.history.back().summary},
                    {"{link}", formats::advisory_url(revision.id.text, site.publisher)},
                    {"{published}", to_people(revision.initial_release())}});
  body += fill(mail_text(language, MailText::subscriber_footer),
               {{"{manage}", links.manage_url}, {"{unsubscribe}", links.unsubscribe_url}, {"{site}", site.name},
                {"{report}", site.publisher.base_url + "/report"}});
  auto const thread = message_id(settings, "advisory|" + revision.id.text, to.id);
  ports::MailMessage mail{
      .message_id = message_id(settings, "advisory|" + revision.id.text + "|" + std::to_string(revision.number()), to.id),
      .to = to.address,
      .subject = fill(mail_text(language, withdrawn ? MailText::advisory_subject_withdrawn : MailText::advisory_subject),
                      {{"{products}", product_names(revision)},
                       {"{severity}", severity},
                       {"{id}", revision.id.text},
                       {"{title}", std::string(clip_utf8(revision.content.title, 120))},
                       {"{fixed}", fixed_in(revision.content)}}),
      .body = std::move(body),
      .date = revision.current_release(),
      .headers = {{"List-Id", "<advisories." + settings.mail_domain + ">"},
                  {"List-Unsubscribe", "<" + links.unsubscribe_url + ">"},
                  {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                  {"List-Help", "<" + site.publisher.base_url + "/subscribe>"},
                  {"Precedence", "bulk"},
                  {"Auto-Submitted", "auto-generated"},
                  {"References", "<" + thread + ">"}}};
  return mail;
}

}  // namespace tocsin::handling
