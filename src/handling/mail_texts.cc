// See mail_texts.h.
#include "handling/mail_texts.h"

namespace tocsin::handling {
namespace {

struct Text {
  std::string_view language;
  MailText key;
  std::string_view words;
};

constexpr Text kTexts[] = {
    {"en", MailText::reporter_subject, "[{reference}] {organisation} security"},
    {"en", MailText::reporter_receipt,
     "Your report has arrived at {organisation}. Its reference is {reference}.\n\n"
     "What we promise from here:\n{promises}\n"
     "Follow it and write to us with the access phrase that you were shown when you sent it:\n{link}\n\n"
     "This mail carries nothing of your report. If you did not send one, somebody mistyped an address; there is\n"
     "nothing you need to do.\n"},
    {"en", MailText::reporter_message,
     "There is a message for you about {reference}.\n\nRead and answer it with your access phrase:\n{link}\n"},
    {"en", MailText::reporter_date_proposed,
     "{organisation} proposes a disclosure date for {reference}.\n\nAccept it or propose another:\n{link}\n"},
    {"en", MailText::reporter_date_answered,
     "Your proposal of a disclosure date for {reference} has been answered:\n{link}\n"},
    {"en", MailText::reporter_embargo_ended_by_us,
     "The security team of {organisation} has ended the embargo of {reference}. What happens next:\n{link}\n"},
    {"en", MailText::reporter_embargo_ended_known,
     "The embargo of {reference} has ended, because the matter is known outside. What happens next:\n{link}\n"},
    {"en", MailText::reporter_published,
     "The advisory for {reference} is public. Thank you for reporting it.\n\n{link}\n"},
    {"en", MailText::due_line, "  - {title}: by {due}\n"},
    {"en", MailText::staff_subject, "[{reference}] {occasion}"},
    {"en", MailText::staff_new_report, "A new report has arrived: {reference}.\n\n{link}\n"},
    {"en", MailText::staff_new_message, "The reporter of {reference} has written or answered.\n\n{link}\n"},
    {"en", MailText::staff_clock_due_soon, "A promise of {reference} is due soon.\n\n{link}\n"},
    {"en", MailText::staff_clock_missed, "A promise of {reference} was missed and needs you now.\n\n{link}\n"},
    {"en", MailText::staff_approval_wanted,
     "A publication waits for a second person to approve it ({reference}).\n\n{link}\n"},
    {"en", MailText::staff_embargo_ended,
     "The embargo of {reference} has ended by what became known outside. Nothing is published by that; it needs you now.\n\n{link}\n"},
    {"en", MailText::staff_credit_changed,
     "The reporter of {reference} has changed how they want to be named. A draft that says otherwise is not published.\n\n{link}\n"},
    {"en", MailText::staff_publication_waits,
     "A publication is due and does not happen ({reference}): its page says what holds it up.\n\n{link}\n"},
    {"en", MailText::staff_policy_expires,
     "A published policy expires within 30 days, or has expired. Which one stands under \"Texts to review\".\n\n{link}\n"},
    {"en", MailText::staff_dead_letter,
     "Something could not be delivered or read and needs a decision: resend it or dismiss it.\n\n{link}\n"},
    {"en", MailText::staff_clock_held,
     "Publication is held, because the server's clock cannot be trusted. Nothing that is scheduled becomes public until it\n"
     "agrees again. Look at the clock of the machine. If it is right, say so there:\n\n    tocsin clock trust\n\n{link}\n"},
    {"en", MailText::staff_site_refused,
     "The folder site/ has a mistake. The last good content stays in force, and nothing of the new one. File and line stand\n"
     "in the console and in `tocsin status`. Once it is mended it is taken up by itself.\n\n{link}\n"},
    {"en", MailText::staff_escalated, "\nYou hear of this because nobody has acted on it so far.\n"},
    {"en", MailText::confirm_subject, "Confirm your subscription to {site}"},
    {"en", MailText::confirm_body,
     "Somebody asked that security notices of {site} be sent to this address.\n\n"
     "If that was you, open this page and press its button:\n{link}\n\n"
     "If it was not, do nothing: no notice will come.\n"},
    {"en", MailText::advisory_subject, "[{products}] [{severity}] {id}: {title}{fixed}"},
    {"en", MailText::advisory_subject_withdrawn, "[{products}] [Withdrawn] {id}: {title}"},
    {"en", MailText::advisory_body,
     "TLP:CLEAR\n\n{title}\n\n"
     "Advisory:  {id}\nCVE:       {cves}\nProducts:  {products}\nSeverity:  {severity}. {reason}\nPublished: {published}\n\n"
     "{remedy}\n\n{link}\n"},
    {"en", MailText::advisory_changed,
     "TLP:CLEAR\n\nChanged: {change}\n\n{title}\n\n"
     "Advisory:  {id}\nCVE:       {cves}\nProducts:  {products}\nSeverity:  {severity}. {reason}\nPublished: {published}\n\n"
     "{remedy}\n\n{link}\n"},
    {"en", MailText::advisory_what_to_do, "What to do: {action}"},
    {"en", MailText::advisory_withdrawn, "This advisory has been withdrawn: {reason}"},
    {"en", MailText::subscriber_footer,
     "\n-- \nTLP:CLEAR. You get this because this address subscribed to security notices of {site}.\n"
     "Manage:      {manage}\nUnsubscribe: {unsubscribe}\n"
     "Found a vulnerability? Report it at {report}, not by answering this mail.\n"},
};

}  // namespace

std::string mail_text(std::string_view language, MailText key) {
  std::string_view english;
  for (auto const& text : kTexts) {
    if (text.key != key) continue;
    if (text.language == language) return std::string(text.words);
    if (text.language == "en") english = text.words;
  }
  return std::string(english);
}

}  // namespace tocsin::handling
