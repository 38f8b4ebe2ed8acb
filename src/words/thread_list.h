// The pages that the desk serves to the public: the reporter's thread and the subscriber's page: TOCSIN_STRING(key, "English"). Included more than once, therefore without
// a guard.

// The reporter
TOCSIN_STRING(phrase_title, "Your report")
TOCSIN_STRING(phrase_lead,
              "Enter the access phrase from your receipt. No account is needed, and nothing about your "
              "visit is stored.")
TOCSIN_STRING(phrase_label, "Access phrase")
TOCSIN_STRING(phrase_hint,
              "Nine groups of five letters. Capitals, spaces and hyphens do not matter.")
TOCSIN_STRING(phrase_button, "Open my report")
TOCSIN_STRING(phrase_unknown,
              "No report belongs to this access phrase. Please compare each group with your receipt.")
TOCSIN_STRING(phrase_again, "Please enter your access phrase again.")
TOCSIN_STRING(phrase_enter, "Enter your access phrase")
TOCSIN_STRING(phrase_lost_title, "Lost it?")
TOCSIN_STRING(phrase_lost_text,
              "We cannot recover a phrase, because we do not store it. Send the report again and "
              "mention the reference of your confirmation mail, if you have one.")
TOCSIN_STRING(gone_title, "There is nothing here")
TOCSIN_STRING(gone_text,
              "This address leads nowhere, or its link was used, has ended or was cut. Please copy it "
              "whole.")
TOCSIN_STRING(thread_title, "Your report")
TOCSIN_STRING(thread_state, "Where it stands")
TOCSIN_STRING(step_bar_received, "received")
TOCSIN_STRING(step_bar_acknowledged, "acknowledged")
TOCSIN_STRING(step_bar_confirmed, "confirmed")
TOCSIN_STRING(step_bar_fix, "fix identified")
TOCSIN_STRING(step_bar_release, "release planned")
TOCSIN_STRING(step_bar_public, "public")
TOCSIN_STRING(promise_next, "Next promise: {0}, by {1}")
TOCSIN_STRING(promise_missed,
              "We missed a promise: {0}, due {1}. The people responsible have been told.")
TOCSIN_STRING(thread_closed,
              "This report is closed. The last message says why. If we misread it, write to us here: the "
              "team hears of it and can open it again.")
TOCSIN_STRING(thread_public, "It is public now: {0}")
TOCSIN_STRING(you, "You")
TOCSIN_STRING(your_report, "Your report, as we received it")
TOCSIN_STRING(write_to_us, "Write to us")
TOCSIN_STRING(label_message, "Message")
TOCSIN_STRING(hint_files, "Up to 20 files. We open them in isolation only.")
TOCSIN_STRING(files_only, "(files)")
TOCSIN_STRING(act_send, "Send")
TOCSIN_STRING(thread_date_title, "When it becomes public")
TOCSIN_STRING(thread_date_none, "No date is agreed yet.")
TOCSIN_STRING(thread_date_agreed, "Agreed: not before {0}, unless it becomes known elsewhere.")
TOCSIN_STRING(thread_date_asked, "We propose {0}.")
TOCSIN_STRING(thread_date_yours, "You proposed {0}. We have not answered yet.")
TOCSIN_STRING(thread_date_propose, "Propose a date")
TOCSIN_STRING(thread_embargo_over,
              "The matter is known outside, so there is nothing left to keep silent about.")
TOCSIN_STRING(thread_embargo_ended, "We have ended the embargo. The messages say what happens next.")
TOCSIN_STRING(thread_credit_title, "Your credit")
TOCSIN_STRING(thread_credit_none, "You will not be named.")
TOCSIN_STRING(thread_credit_is, "You will be named as: {0}")
TOCSIN_STRING(thread_credit_change, "Change it")
TOCSIN_STRING(label_credit, "Name in the advisory")
TOCSIN_STRING(hint_credit, "Leave it empty to stay unnamed.")
TOCSIN_STRING(thread_cve, "CVE id: {0}")
TOCSIN_STRING(thread_keep_title, "Keep or leave")
TOCSIN_STRING(thread_export, "Download everything as JSON")
TOCSIN_STRING(thread_leave, "Leave this page")
TOCSIN_STRING(thread_done_message, "Your message is with us.")
TOCSIN_STRING(thread_done_date, "Your answer about the date is recorded.")
TOCSIN_STRING(thread_done_credit, "Your credit is saved.")

// The subscriber
TOCSIN_STRING(confirm_title, "Confirm your subscription")
TOCSIN_STRING(confirm_text,
              "One press, and you hear of the next advisory. Nothing is sent before that.")
TOCSIN_STRING(confirm_button, "Confirm")
TOCSIN_STRING(confirmed_title, "You are subscribed")
TOCSIN_STRING(confirmed_text, "You hear of what is published from now on.")
TOCSIN_STRING(preferences_link, "Choose products and severity")
TOCSIN_STRING(preferences_title, "Your subscription")
TOCSIN_STRING(preferences_products, "Products")
TOCSIN_STRING(preferences_severity, "From which severity on")
TOCSIN_STRING(preferences_save, "Save")
TOCSIN_STRING(preferences_saved, "Saved.")
TOCSIN_STRING(preferences_none,
              "No product is ticked. Nothing was changed. Tick at least one, or unsubscribe below.")
TOCSIN_STRING(preferences_stop_title, "Stop all mail")
TOCSIN_STRING(preferences_stop_text, "One press, at once. You can take it back for 30 days.")
TOCSIN_STRING(threshold_none, "every advisory")
TOCSIN_STRING(threshold_low, "low and above")
TOCSIN_STRING(threshold_medium, "medium and above")
TOCSIN_STRING(threshold_high, "high and above")
TOCSIN_STRING(threshold_critical, "critical only")
TOCSIN_STRING(unsubscribe_title, "Unsubscribe")
TOCSIN_STRING(unsubscribe_text, "One press, and no more mail of this list reaches you.")
TOCSIN_STRING(unsubscribe_button, "Unsubscribe")
TOCSIN_STRING(unsubscribed_title, "You are unsubscribed")
TOCSIN_STRING(unsubscribed_text, "No more mail of this list reaches you.")
TOCSIN_STRING(undo_text, "If that was a slip or you think otherwise: one press, and it is as it was before. This works for 30 days.")
TOCSIN_STRING(undo_button, "Subscribe again")
TOCSIN_STRING(undo_too_late, "It is too late to take this back here.")
TOCSIN_STRING(undo_anew, "Subscribe anew")
TOCSIN_STRING(undone_title, "You are subscribed again")
TOCSIN_STRING(undone_text, "Your choices are as they were.")
