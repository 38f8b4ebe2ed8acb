// Every mail: TOCSIN_STRING(key, "English"). {name} is filled in. Included more than once, therefore without a guard.

TOCSIN_STRING(subject_to_reporter, "[{reference}] {organisation} security")
TOCSIN_STRING(reporter_receipt, "Your report has arrived at {organisation}. Its reference is {reference}.\n\n"
              "What we promise from here:\n{promises}\n"
              "Follow it and write to us with the access phrase that you were shown when you sent it:\n{link}\n\n"
              "This mail carries nothing of your report. If you did not send one, somebody mistyped an address; there is\n"
              "nothing you need to do.\n")
TOCSIN_STRING(reporter_message, "There is a message for you about {reference}.\n\nRead and answer it with your access phrase:\n{link}\n")
TOCSIN_STRING(reporter_date_proposed, "{organisation} proposes a disclosure date for {reference}.\n\nAccept it or propose another:\n{link}\n")
TOCSIN_STRING(reporter_date_answered, "Your proposal of a disclosure date for {reference} has been answered:\n{link}\n")
TOCSIN_STRING(reporter_embargo_ended_by_us, "The security team of {organisation} has ended the embargo of {reference}. What happens next:\n{link}\n")
TOCSIN_STRING(reporter_embargo_ended_known, "The embargo of {reference} has ended, because the matter is known outside. What happens next:\n{link}\n")
TOCSIN_STRING(reporter_published, "The advisory for {reference} is public. Thank you for reporting it.\n\n{link}\n")
TOCSIN_STRING(due_line, "  - {title}: by {due}\n")
TOCSIN_STRING(subject_to_staff, "[{reference}] {occasion}")
TOCSIN_STRING(staff_new_report, "A new report has arrived: {reference}.\n\n{link}\n")
TOCSIN_STRING(staff_new_message, "The reporter of {reference} has written or answered.\n\n{link}\n")
TOCSIN_STRING(staff_clock_due_soon, "A promise of {reference} is due soon.\n\n{link}\n")
TOCSIN_STRING(staff_clock_missed, "A promise of {reference} was missed and needs you now.\n\n{link}\n")
TOCSIN_STRING(staff_approval_wanted, "A publication waits for a second person to approve it ({reference}).\n\n{link}\n")
TOCSIN_STRING(staff_embargo_ended, "The embargo of {reference} has ended by what became known outside. Nothing is published by that; it needs you now.\n\n{link}\n")
TOCSIN_STRING(staff_credit_changed, "The reporter of {reference} has changed how they want to be named. A draft that says otherwise is not published.\n\n{link}\n")
TOCSIN_STRING(staff_publication_waits, "A publication is due and does not happen ({reference}): its page says what holds it up.\n\n{link}\n")
TOCSIN_STRING(staff_policy_expires, "A published policy expires within 30 days, or has expired. Which one stands under \"Texts to review\".\n\n{link}\n")
TOCSIN_STRING(staff_dead_letter, "Something could not be delivered or read and needs a decision: resend it or dismiss it.\n\n{link}\n")
TOCSIN_STRING(staff_clock_held, "Publication is held, because the server's clock cannot be trusted. Nothing that is scheduled becomes public until it\n"
              "agrees again. Look at the clock of the machine. If it is right, say so there:\n\n    tocsin clock trust\n\n{link}\n")
TOCSIN_STRING(staff_site_refused, "The folder site/ has a mistake. The last good content stays in force, and nothing of the new one. File and line stand\n"
              "in the console and in `tocsin status`. Once it is mended it is taken up by itself.\n\n{link}\n")
TOCSIN_STRING(escalated_to_staff, "\nYou hear of this because nobody has acted on it so far.\n")
TOCSIN_STRING(confirm_subject, "Confirm your subscription to {site}")
TOCSIN_STRING(confirm_body, "Somebody asked that security notices of {site} be sent to this address.\n\n"
              "If that was you, open this page and press its button:\n{link}\n\n"
              "If it was not, do nothing: no notice will come.\n")
TOCSIN_STRING(advisory_subject, "[{products}] [{severity}] {id}: {title}{fixed}")
TOCSIN_STRING(subject_fixed, " (fixed in {version})")
TOCSIN_STRING(advisory_subject_withdrawn, "[{products}] [Withdrawn] {id}: {title}")
TOCSIN_STRING(advisory_body, "TLP:CLEAR\n\n{title}\n\n"
              "Advisory:  {id}\nCVE:       {cves}\nProducts:  {products}\nSeverity:  {severity}. {reason}\nPublished: {published}\n\n"
              "{remedy}\n\n{link}\n")
TOCSIN_STRING(advisory_changed, "TLP:CLEAR\n\nChanged: {change}\n\n{title}\n\n"
              "Advisory:  {id}\nCVE:       {cves}\nProducts:  {products}\nSeverity:  {severity}. {reason}\nPublished: {published}\n\n"
              "{remedy}\n\n{link}\n")
TOCSIN_STRING(advisory_what_to_do, "What to do: {action}")
TOCSIN_STRING(advisory_withdrawn, "This advisory has been withdrawn: {reason}")
TOCSIN_STRING(subscriber_footer, "\n-- \nTLP:CLEAR. You get this because this address subscribed to security notices of {site}.\n"
              "Manage:      {manage}\nUnsubscribe: {unsubscribe}\n"
              "Found a vulnerability? Report it at {report}, not by answering this mail.\n")

// What a subject says
TOCSIN_STRING(occasion_new_report, "New report")
TOCSIN_STRING(occasion_new_message, "New message")
TOCSIN_STRING(occasion_clock_due_soon, "Clock due soon")
TOCSIN_STRING(occasion_clock_missed, "Clock missed")
TOCSIN_STRING(occasion_approval_wanted, "Approval wanted")
TOCSIN_STRING(occasion_clock_held, "Clock held")
TOCSIN_STRING(occasion_site_refused, "Site refused")
TOCSIN_STRING(occasion_embargo_ended, "Embargo ended")
TOCSIN_STRING(occasion_credit_changed, "Credit changed")
TOCSIN_STRING(occasion_publication_waits, "Publication waits")
TOCSIN_STRING(occasion_policy_expires, "Policy expires")
TOCSIN_STRING(occasion_dead_letter, "Dead letter")
TOCSIN_STRING(severity_none, "None")
TOCSIN_STRING(severity_low, "Low")
TOCSIN_STRING(severity_medium, "Medium")
TOCSIN_STRING(severity_high, "High")
TOCSIN_STRING(severity_critical, "Critical")
