// See notices.h.
#include "handling/notices.h"

#include <algorithm>

#include "base/codec.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "words/mails.h"

namespace tocsin::handling {
namespace {

std::string message_id(Settings const& settings, std::string const& notice, std::string const& recipient) {
  return to_hex(blake2b(notice + "\n" + recipient)).substr(0, 40) + "@" + settings.mail_domain;
}

using words::MailKey;
using Strings = words::Strings<MailKey>;

// The due lines of a receipt: what we promised, with the instant.
std::string promised(std::vector<domain::Deadline> const& deadlines, Strings const& strings) {
  std::string out;
  for (auto const& deadline : deadlines)
    if (deadline.bound == domain::BoundParty::vendor && deadline.due &&
        (deadline.state == domain::DeadlineState::running || deadline.state == domain::DeadlineState::due_soon))
      out += strings.filled(MailKey::due_line, {{"title", deadline.title}, {"due", to_people(*deadline.due)}});
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
std::string fixed_in(domain::AdvisoryContent const& content, Strings const& strings) {
  auto const versions = formats::fixed_versions(content);
  if (versions.empty() || domain::products_of(content).size() != 1) return {};
  return strings.filled(MailKey::subject_fixed, {{"version", versions.front()}});
}

std::string product_names(domain::AdvisoryRevision const& revision) {
  std::vector<std::string> out;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    for (auto const& impact : vulnerability.impacts)
      if (std::ranges::find(out, impact.product_name) == out.end()) out.push_back(impact.product_name);
  return join(out, ", ");
}

}  // namespace

ports::MailMessage reporter_notice(Settings const& settings, std::string_view notice, domain::Case const& c,
                                   std::vector<domain::Deadline> const& deadlines, Recipient const& to,
                                   std::string const& subject_id, Instant date) {
  auto const& site = settings.site;
  Strings const strings(site.language);
  auto const key = Strings::find("reporter_", notice).value_or(MailKey::reporter_message);
  auto body = strings.filled(key, {{"organisation", site.organisation},
                                   {"reference", c.reference},
                                   {"promises", promised(deadlines, strings)},
                                   {"link", site.publisher.base_url + "/r"}});
  return {.message_id = message_id(settings, "reporter|" + std::string(notice) + "|" + c.id.text + "|" + subject_id, to.id),
          .to = to.address,
          .subject = strings.filled(MailKey::subject_to_reporter,
                                    {{"reference", c.reference}, {"organisation", site.organisation}}),
          .body = std::move(body),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage staff_notice(Settings const& settings, std::string_view occasion, std::string const& reference,
                                std::string const& link, Recipient const& to, std::string const& subject_id, int step,
                                Instant date) {
  Strings const strings(settings.site.language);
  auto const key = Strings::find("staff_", occasion).value_or(MailKey::staff_dead_letter);
  auto body = strings.filled(key, {{"reference", reference}, {"link", link}});
  if (step > 0) body += strings(MailKey::escalated_to_staff);
  return {.message_id = message_id(settings, "staff|" + std::string(occasion) + "|" + subject_id + "|" + std::to_string(step), to.id),
          .to = to.address,
          .subject = strings.filled(MailKey::subject_to_staff,
                                    {{"reference", reference}, {"occasion", strings.named("occasion_", occasion)}}),
          .body = std::move(body),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage confirm_notice(Settings const& settings, std::string const& confirm_url, Recipient const& to,
                                  std::string const& subject_id, Instant date) {
  auto const& site = settings.site;
  Strings const strings(site.language);
  return {.message_id = message_id(settings, "confirm|" + subject_id, to.id),
          .to = to.address,
          .subject = strings.filled(MailKey::confirm_subject, {{"site", site.name}}),
          .body = strings.filled(MailKey::confirm_body, {{"site", site.name}, {"link", confirm_url}}),
          .date = date,
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

ports::MailMessage advisory_notice(Settings const& settings, domain::AdvisoryRevision const& revision,
                                   SubscriberLinks const& links, Recipient const& to) {
  auto const& site = settings.site;
  Strings const strings(site.language);
  auto const withdrawn = revision.standing == domain::Standing::withdrawn;
  auto remedy = withdrawn ? strings.filled(MailKey::advisory_withdrawn, {{"reason", revision.withdrawal_reason}})
                          : strings.filled(MailKey::advisory_what_to_do, {{"action", what_to_do(revision.content)}});
  auto const severity = strings.named("severity_", codec::detail::enum_word(revision.content.severity));
  std::string cves;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    if (!vulnerability.cve.empty()) cves += (cves.empty() ? "" : ", ") + vulnerability.cve;
  auto body = strings.filled(revision.number() > 1 ? MailKey::advisory_changed : MailKey::advisory_body,
                             {{"title", revision.content.title},
                              {"id", revision.id.text},
                              {"cves", cves.empty() ? "-" : cves},
                              {"severity", severity},
                              {"reason", revision.content.severity_reason},
                              {"products", product_names(revision)},
                              {"remedy", remedy},
                              {"change", revision.history.back().summary},
                              {"link", formats::advisory_url(revision.id.text, site.publisher)},
                              {"published", to_people(revision.initial_release())}});
  body += strings.filled(MailKey::subscriber_footer,
                         {{"manage", links.manage_url}, {"unsubscribe", links.unsubscribe_url}, {"site", site.name},
                          {"report", site.publisher.base_url + "/report"}});
  auto const thread = message_id(settings, "advisory|" + revision.id.text, to.id);
  ports::MailMessage mail{
      .message_id = message_id(settings, "advisory|" + revision.id.text + "|" + std::to_string(revision.number()), to.id),
      .to = to.address,
      .subject = strings.filled(withdrawn ? MailKey::advisory_subject_withdrawn : MailKey::advisory_subject,
                                {{"products", product_names(revision)},
                                 {"severity", severity},
                                 {"id", revision.id.text},
                                 {"title", std::string(clip_utf8(revision.content.title, 120))},
                                 {"fixed", fixed_in(revision.content, strings)}}),
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
