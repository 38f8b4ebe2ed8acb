// The published pages: TOCSIN_STRING(key, "English"). {0}, {1} are filled in. Included more than once, therefore without a
// guard.

// The frame
TOCSIN_STRING(skip, "Skip to content")
TOCSIN_STRING(title_with_site, "{0} – {1}")
TOCSIN_STRING(nav_main, "Main")
TOCSIN_STRING(nav_products, "Products")
TOCSIN_STRING(nav_advisories, "Advisories")
TOCSIN_STRING(nav_policies, "Policies")
TOCSIN_STRING(nav_credits, "Hall of fame")
TOCSIN_STRING(nav_subscribe, "Subscribe")
TOCSIN_STRING(nav_report, "Report a vulnerability")
TOCSIN_STRING(notice_label, "About this site")
TOCSIN_STRING(foot_report, "Found a vulnerability? {0}, not through this page.")
TOCSIN_STRING(foot_report_link, "Report it here")
TOCSIN_STRING(foot_disclosure, "Disclosure policy")
TOCSIN_STRING(foot_response_times, "Response times")
TOCSIN_STRING(foot_feeds, "Feeds and data")
TOCSIN_STRING(foot_security_txt, "security.txt")
TOCSIN_STRING(foot_privacy, "Privacy")
TOCSIN_STRING(foot_accessibility, "Accessibility")
TOCSIN_STRING(twins, "This page as data:")
TOCSIN_STRING(twin_text, "Text")

// Severity, standing, support
TOCSIN_STRING(severity_critical, "Critical")
TOCSIN_STRING(severity_high, "High")
TOCSIN_STRING(severity_medium, "Medium")
TOCSIN_STRING(severity_low, "Low")
TOCSIN_STRING(severity_none, "None")
TOCSIN_STRING(severity_unrated, "Not rated")
TOCSIN_STRING(withdrawn_tag, "withdrawn")
TOCSIN_STRING(support_supported, "Supported")
TOCSIN_STRING(support_security_only, "Security fixes only")
TOCSIN_STRING(support_end_of_life, "End of life")

// Home
TOCSIN_STRING(state_none, "No advisory has been published yet.")
TOCSIN_STRING(state_all_fixed, "{0} advisories published, and every one has a fix.")
TOCSIN_STRING(state_all_fixed_one, "1 advisory published; it has a fix.")
TOCSIN_STRING(state_open, "{0} advisories have no fix yet: {1}.")
TOCSIN_STRING(state_open_one, "1 advisory has no fix yet: {1}.")
TOCSIN_STRING(home_affected, "Am I affected?")
TOCSIN_STRING(home_products, "Products")
TOCSIN_STRING(home_latest, "Latest advisories")
TOCSIN_STRING(home_all_advisories, "All advisories")
TOCSIN_STRING(home_subscribe, "Hear of it first")
TOCSIN_STRING(home_subscribe_text,
              "One mail for each advisory, no account, out again with one click.")
TOCSIN_STRING(home_promise, "What we promise")
TOCSIN_STRING(home_promise_more, "How we work with you")
TOCSIN_STRING(home_links, "Elsewhere")
TOCSIN_STRING(tile_versions, "Versions")
TOCSIN_STRING(tile_changelog, "Changelog")
TOCSIN_STRING(tile_report, "Report")
TOCSIN_STRING(time_hour, "{0} hour")
TOCSIN_STRING(time_hours, "{0} hours")
TOCSIN_STRING(time_day, "{0} day")
TOCSIN_STRING(time_days, "{0} days")
TOCSIN_STRING(time_working_day, "{0} working day")
TOCSIN_STRING(time_working_days, "{0} working days")
TOCSIN_STRING(time_working_week, "{0} working week")
TOCSIN_STRING(time_working_weeks, "{0} working weeks")
TOCSIN_STRING(time_month, "{0} month")
TOCSIN_STRING(time_months, "{0} months")
TOCSIN_STRING(promise_caption, "Promised times")
TOCSIN_STRING(promise_what, "What")
TOCSIN_STRING(promise_when, "Within")
TOCSIN_STRING(promise_straightforward, "Disclosed when the mitigation is straightforward")
TOCSIN_STRING(promise_about, "about {0}")
TOCSIN_STRING(promise_ceiling, "Disclosed in any case")
TOCSIN_STRING(promise_at_most, "at most {0}")

// A product
TOCSIN_STRING(hub_title, "{0} security")
TOCSIN_STRING(hub_hosted, "hosted service")
TOCSIN_STRING(hub_find, "Where to find it")
TOCSIN_STRING(hub_bounty, "Bug bounty")
TOCSIN_STRING(hub_policies, "Policies")
TOCSIN_STRING(hub_configurations, "Configurations")
TOCSIN_STRING(hub_changelog, "Changelog")
TOCSIN_STRING(hub_status, "Service status")
TOCSIN_STRING(hub_responsibility, "Responsibility model")
TOCSIN_STRING(hub_repository, "Repository")
TOCSIN_STRING(hub_contact, "Contact")
TOCSIN_STRING(hub_more, "More")
TOCSIN_STRING(hub_versions, "Versions")
TOCSIN_STRING(hub_repository_files, "For your repository")
TOCSIN_STRING(hub_security_md, "SECURITY.md")
TOCSIN_STRING(hub_security_txt, "security.txt")
TOCSIN_STRING(hub_all_advisories, "All advisories for {0}")
TOCSIN_STRING(hub_feed, "Follow them in a feed reader")
TOCSIN_STRING(hub_scope, "Scope")
TOCSIN_STRING(hub_scope_all, "Every supported version of {0} is in scope.")
TOCSIN_STRING(versions_title, "Supported versions")
TOCSIN_STRING(versions_page_title, "Supported versions of {0}")
TOCSIN_STRING(versions_lead, "Which releases of {0} get security fixes, and until when.")
TOCSIN_STRING(versions_caption, "Versions of {0} that get security fixes")
TOCSIN_STRING(versions_past_caption, "Versions of {0} that get no security fixes any more")
TOCSIN_STRING(versions_past, "{0} versions past their end of life")
TOCSIN_STRING(versions_past_one, "1 version past its end of life")
TOCSIN_STRING(versions_empty, "No release lines are listed for this product.")
TOCSIN_STRING(versions_all, "All versions, past ones too")
TOCSIN_STRING(versions_line, "Version")
TOCSIN_STRING(versions_status, "Status")
TOCSIN_STRING(versions_released, "Released")
TOCSIN_STRING(versions_until, "Security support until")
TOCSIN_STRING(versions_latest, "Latest patch")
TOCSIN_STRING(versions_open, "Open advisories")
TOCSIN_STRING(versions_open_none, "none")
TOCSIN_STRING(changelog_title, "Security changelog")
TOCSIN_STRING(changelog_page_title, "Security changelog of {0}")
TOCSIN_STRING(changelog_lead, "Security fixes in {0}, by release, newest first.")
TOCSIN_STRING(changelog_empty, "No security fix has been announced yet.")
TOCSIN_STRING(changelog_fixed, "Fixed in")
TOCSIN_STRING(changelog_hosted, "Hosted service")
TOCSIN_STRING(changelog_credit, "Credit")
TOCSIN_STRING(changelog_no_release, "Without a release")
TOCSIN_STRING(changelog_years, "By year:")

// SECURITY.md and security.txt
TOCSIN_STRING(md_policy, "Security policy")
TOCSIN_STRING(md_announcements, "Security announcements")
TOCSIN_STRING(md_announcements_text,
              "Security fixes are announced in the [security changelog]({0}).")
TOCSIN_STRING(md_scope, "Scope and supported versions")
TOCSIN_STRING(md_report, "Reporting a vulnerability")
TOCSIN_STRING(md_report_text, "Please report it at <{0}>. No account is needed.")
TOCSIN_STRING(md_report_mail, "You may also write to <mailto:{0}>.")
TOCSIN_STRING(md_policy_link, "The whole policy: <{0}>")
TOCSIN_STRING(txt_for, "Security contacts of {0}")
TOCSIN_STRING(txt_versions, "Supported versions: {0}")
TOCSIN_STRING(txt_changelog, "Security changelog: {0}")

// Policies
TOCSIN_STRING(policies_title, "Policies")
TOCSIN_STRING(policies_lead, "What {0} promises, and how it works.")
TOCSIN_STRING(policies_empty, "No policy has been published yet.")
TOCSIN_STRING(policy_contents, "On this page")
TOCSIN_STRING(policy_version, "version {0}")
TOCSIN_STRING(policy_effective, "in force since {0}")
TOCSIN_STRING(policy_expires, "expires {0}")
TOCSIN_STRING(policy_expired, "expired {0}")
TOCSIN_STRING(policy_expired_banner,
              "This policy expired on {0} and is under review. Until a new one stands here, what "
              "it promises still holds.")
TOCSIN_STRING(policy_reviewed, "reviewed {0}")
TOCSIN_STRING(policy_owner, "owner: {0}")
TOCSIN_STRING(policy_promises, "The numbers of this policy")
TOCSIN_STRING(policy_promises_note,
              "These are the clocks that run for every report; text and clock take their numbers "
              "from one place.")
TOCSIN_STRING(disclosure_title, "Disclosure policy")
TOCSIN_STRING(disclosure_lead, "How {0} handles a reported vulnerability, and by when.")

// The report form
TOCSIN_STRING(report_title, "Report a vulnerability")
TOCSIN_STRING(report_title_product, "Report a vulnerability in {0}")
TOCSIN_STRING(report_lead, "Four answers are enough. No account, no name, no script needed.")
TOCSIN_STRING(report_promise,
              "A person answers within {0}. What you found becomes public at most {1} after your "
              "report; the {2} says how we agree on the day.")
TOCSIN_STRING(report_promise_ceiling,
              "What you found becomes public at most {0} after your report; the {1} says how we "
              "agree on the day.")
TOCSIN_STRING(report_before, "Before you write: what counts for {0}")
TOCSIN_STRING(report_not_vulnerability, "What is not a vulnerability here")
TOCSIN_STRING(report_when, "When to report")
TOCSIN_STRING(report_when_not, "When not to report")
TOCSIN_STRING(report_instead, "Instead:")
TOCSIN_STRING(report_closed, "This form is closed")
TOCSIN_STRING(report_closed_text,
              "At the moment nobody would be told of a report sent here, so we do not take one: it "
              "would lie unread.")
TOCSIN_STRING(report_closed_mail, "Please write to")
TOCSIN_STRING(form_more_finding, "More about the finding")
TOCSIN_STRING(form_about_you, "About you")
TOCSIN_STRING(form_anonymous,
              "Leave all of this empty and your report is anonymous. You can still follow it with "
              "the access phrase that you get.")
TOCSIN_STRING(form_send, "Send the report")
TOCSIN_STRING(form_kept,
              "We keep no address, no browser and no exact time of this form. Your report is "
              "encrypted before it is stored, and we say that we have it only when it is.")
TOCSIN_STRING(form_trap, "Leave this empty")
TOCSIN_STRING(field_required, "required")
TOCSIN_STRING(field_product, "Product")
TOCSIN_STRING(field_product_other, "Another product")
TOCSIN_STRING(choice_product, "Choose a product")
TOCSIN_STRING(hint_product, "If you are not sure, take the nearest one.")
TOCSIN_STRING(field_version, "Version")
TOCSIN_STRING(hint_version, "Where you saw it. A commit, a date or “newest” will do.")
TOCSIN_STRING(field_impact, "What can an attacker do?")
TOCSIN_STRING(hint_impact, "For example: anyone who can send a query reads files of the server.")
TOCSIN_STRING(field_reproduction, "How can we reproduce it?")
TOCSIN_STRING(hint_reproduction, "Steps, a configuration, a query, a file. Rough is fine.")
TOCSIN_STRING(field_class, "Kind of weakness")
TOCSIN_STRING(hint_class, "A CWE number or your own words.")
TOCSIN_STRING(field_environment, "Environment")
TOCSIN_STRING(hint_environment, "Operating system, settings, anything that mattered.")
TOCSIN_STRING(field_mitigation, "Known mitigation")
TOCSIN_STRING(hint_mitigation, "What helps until there is a fix, if you know something.")
TOCSIN_STRING(field_disclosure_plan, "Your plans for disclosure")
TOCSIN_STRING(hint_disclosure_plan, "A talk, a date, others whom you told.")
TOCSIN_STRING(field_exploited, "Is it being exploited?")
TOCSIN_STRING(hint_exploited, "Have you seen or heard of attacks that use it?")
TOCSIN_STRING(field_machine_assisted, "Found with the help of a machine?")
TOCSIN_STRING(
    hint_machine_assisted,
    "A fuzzer, a scanner, a language model. Either answer is welcome; it helps us to read.")
TOCSIN_STRING(choice_unsaid, "I would rather not say")
TOCSIN_STRING(choice_yes, "Yes")
TOCSIN_STRING(choice_no, "No")
TOCSIN_STRING(choice_unknown, "I do not know")
TOCSIN_STRING(field_attachment, "Files")
TOCSIN_STRING(hint_attachment,
              "Up to 20 files of 25 MiB. We never open them outside a locked room.")
TOCSIN_STRING(field_email, "Mail address")
TOCSIN_STRING(field_email_reply, "Mail address for answers")
TOCSIN_STRING(hint_email,
              "We confirm at once, and write when something changes; never what your report says.")
TOCSIN_STRING(field_credit, "How should we credit you?")
TOCSIN_STRING(hint_credit,
              "Name, handle or organisation, as it should stand in the advisory. You can change it "
              "until it is public.")
TOCSIN_STRING(field_pgp_key, "Your OpenPGP key")
TOCSIN_STRING(hint_pgp_key, "ASCII armour. Then our mails to you are encrypted.")

// Answers
TOCSIN_STRING(receipt_state, "Stored. Nothing can lose it now.")
TOCSIN_STRING(receipt_title, "We have your report")
TOCSIN_STRING(receipt_lead,
              "Thank you. Keep the access phrase below: it is the only way back to your report, "
              "and it is shown only now.")
TOCSIN_STRING(receipt_phrase, "Your access phrase")
TOCSIN_STRING(receipt_phrase_text,
              "Copy it, print it or write it down before you leave this page. We keep no copy of "
              "it and cannot give you another.")
TOCSIN_STRING(receipt_open, "Open your report")
TOCSIN_STRING(receipt_time, "Received")
TOCSIN_STRING(receipt_due, "A person answers by")
TOCSIN_STRING(receipt_promise, "That is our promise of")
TOCSIN_STRING(receipt_next, "What happens next")
TOCSIN_STRING(
    receipt_next_person,
    "A person reads it and tells you so. A machine’s confirmation does not count as our answer.")
TOCSIN_STRING(receipt_next_thread,
              "You follow it with the access phrase: questions, answers, the fix, the date on "
              "which it becomes public.")
TOCSIN_STRING(receipt_next_policy, "We agree with you on the day of disclosure, as the {0} says.")
TOCSIN_STRING(receipt_kept, "The exact time stands on this page alone; we store only the hour.")
TOCSIN_STRING(subscribed_title, "Look into your mail")
TOCSIN_STRING(subscribed_lead,
              "If the address can receive mail, a message with a confirmation link is on its way.")
TOCSIN_STRING(subscribed_text,
              "Nothing is sent to it before somebody presses the button behind that link. This "
              "page says the same for every address.")
TOCSIN_STRING(opted_out_title, "You are out")
TOCSIN_STRING(opted_out_lead,
              "This address gets no further mail from this list. The link in your last mail lets "
              "you return within 30 days.")
TOCSIN_STRING(error_400, "We could not take that")
TOCSIN_STRING(error_400_text, "Something in the form was missing or too long. Nothing was stored.")
TOCSIN_STRING(error_404, "There is nothing at this address")
TOCSIN_STRING(error_404_text,
              "It may have been mistyped. Addresses that we have published do not go away.")
TOCSIN_STRING(error_410, "This is no longer here")
TOCSIN_STRING(error_410_text,
              "What stood at this address was taken out of this site. Advisories are never taken out: "
              "find them in the list.")
TOCSIN_STRING(error_413, "That was too large")
TOCSIN_STRING(error_413_text,
              "Nothing was stored. Send fewer or smaller files, or split them over two reports.")
TOCSIN_STRING(error_503, "We cannot take it right now")
TOCSIN_STRING(
    error_503_text,
    "Nothing was stored and nothing is lost on our side. Please try again in a few minutes.")
TOCSIN_STRING(error_504, "That took too long")
TOCSIN_STRING(error_504_text,
              "The part of this site that answers you did not do so in time. Please try again in a "
              "few minutes.")
TOCSIN_STRING(
    error_back,
    "Go back in your browser: what you typed should still be there. Correct it and send it again.")
TOCSIN_STRING(error_home, "Start page")

// Subscribe
TOCSIN_STRING(subscribe_title, "Subscribe to advisories")
TOCSIN_STRING(subscribe_lead, "One mail when an advisory is published or changed. No account.")
TOCSIN_STRING(subscribe_products, "Products")
TOCSIN_STRING(subscribe_products_hint, "None chosen means all of them.")
TOCSIN_STRING(subscribe_severity, "How severe")
TOCSIN_STRING(subscribe_every, "Every advisory")
TOCSIN_STRING(subscribe_and_above, "{0} and above")
TOCSIN_STRING(subscribe_button, "Subscribe")
TOCSIN_STRING(subscribe_after, "What happens then")
TOCSIN_STRING(
    subscribe_after_confirm,
    "You get one mail with a link and a button behind it. Only the button subscribes you.")
TOCSIN_STRING(subscribe_after_notice,
              "From then on you get a notice for each advisory that you chose, with the fixed "
              "versions in the subject.")
TOCSIN_STRING(
    subscribe_after_leave,
    "Every mail has a link that ends it: one click in most mail programs, two from the text.")
TOCSIN_STRING(subscribe_feeds, "Without mail: {0}.")

// Feeds
TOCSIN_STRING(feeds_title, "Feeds and data")
TOCSIN_STRING(feeds_lead,
              "Every address below stays. Dates come from the documents, so an unchanged file "
              "keeps its bytes.")
TOCSIN_STRING(feeds_advisories, "Advisories")
TOCSIN_STRING(feeds_all, "All products")
TOCSIN_STRING(feeds_machines, "For machines")
TOCSIN_STRING(feeds_csaf_metadata, "CSAF provider")
TOCSIN_STRING(feeds_csaf_documents, "CSAF documents")
TOCSIN_STRING(feeds_folder, "folder")
TOCSIN_STRING(feeds_list, "List of advisories")
TOCSIN_STRING(feeds_products, "By product")
TOCSIN_STRING(feeds_mail, "By mail: {0}.")
TOCSIN_STRING(feed_title, "{0}: security advisories")
TOCSIN_STRING(feed_description, "Security advisories published by {0}.")
TOCSIN_STRING(listing_title, "Contents of {0}")

// Hall of fame
TOCSIN_STRING(credits_title, "Hall of fame")
TOCSIN_STRING(credits_lead,
              "People who reported a vulnerability to {0} and helped to fix it. Thank you.")
TOCSIN_STRING(
    credits_empty,
    "Nobody has been named yet. Reporters appear here when their advisory is public, if they wish.")
TOCSIN_STRING(
    credits_note,
    "Everybody stands here as they asked to be named. Whoever asked not to be named does not.")

// Statements
TOCSIN_STRING(privacy_title, "Privacy")
TOCSIN_STRING(privacy_lead,
              "Reading this site leaves no trace with anybody else, and very little here.")
TOCSIN_STRING(privacy_pages,
              "Public pages set no cookie, run no script and ask no other server for anything.")
TOCSIN_STRING(privacy_report,
              "For the report form and for your report’s page we store neither your address nor "
              "your browser, and of the time only the hour.")
TOCSIN_STRING(privacy_mail,
              "A mail address is stored when you give it, for the purpose you gave it for, and for "
              "nothing else.")
TOCSIN_STRING(privacy_sealed,
              "Reports and addresses are encrypted where they are stored, each person’s with a key "
              "of their own.")
TOCSIN_STRING(privacy_erase,
              "When we erase a person we destroy that key: what remains is the fact that there was "
              "something.")
TOCSIN_STRING(access_title, "Accessibility")
TOCSIN_STRING(access_lead,
              "Everything here can be read and done with a keyboard, a screen reader, large text "
              "and no script. We aim at WCAG 2.2, level AA.")
TOCSIN_STRING(access_script, "No page needs script.")
TOCSIN_STRING(access_keyboard,
              "All controls can be reached and used by keyboard, and the focus is always visible.")
TOCSIN_STRING(access_contrast,
              "Severity and state are words first; shape and colour only repeat them. Light and "
              "dark follow your system.")
TOCSIN_STRING(access_text,
              "Pages have a plain text and a Markdown form. Tables become cards on narrow screens.")
TOCSIN_STRING(access_contact, "If something stands in your way, tell us:")
TOCSIN_STRING(times_title, "Response times")
TOCSIN_STRING(times_lead, "What we promise to everybody who reports a vulnerability.")
TOCSIN_STRING(times_note,
              "Working days are those of the calendar that the promise names. Only a person’s "
              "answer counts as an acknowledgement.")

// Lists of advisories
TOCSIN_STRING(list_title, "Security advisories")
TOCSIN_STRING(list_title_for, "Security advisories: {0}")
TOCSIN_STRING(list_title_severity, "Security advisories: {0}")
TOCSIN_STRING(list_range, "{0}, {1} to {2}")
TOCSIN_STRING(list_empty, "No advisory has been published yet.")
TOCSIN_STRING(list_empty_product, "No advisory has been published for {0}.")
TOCSIN_STRING(list_fixed_in, "fixed in {0}")
TOCSIN_STRING(list_filter, "Filter")
TOCSIN_STRING(list_all, "All advisories")
TOCSIN_STRING(list_by_product, "Product")
TOCSIN_STRING(list_by_severity, "Severity")
TOCSIN_STRING(list_by_year, "Year")
TOCSIN_STRING(list_pages, "Pages")
TOCSIN_STRING(list_newer, "Newer")
TOCSIN_STRING(list_older, "Older")
TOCSIN_STRING(list_newest, "The newest")
TOCSIN_STRING(cve_many, "{0} advisories deal with {1}.")

// One advisory
TOCSIN_STRING(advisory_published, "published {0}")
TOCSIN_STRING(advisory_changed, "changed {0}")
TOCSIN_STRING(state_final, "final")
TOCSIN_STRING(state_interim, "interim")
TOCSIN_STRING(state_draft, "draft")
TOCSIN_STRING(state_withdrawn, "withdrawn")
TOCSIN_STRING(banner_withdrawn, "Withdrawn on {0}.")
TOCSIN_STRING(banner_corrected, "Changed on {0}.")
TOCSIN_STRING(banner_archived,
              "Published by {0} and kept here as it was. The document at the end of this page is "
              "the original.")
TOCSIN_STRING(advisory_answer, "Am I affected, and what do I do?")
TOCSIN_STRING(advisory_withdrawn_said, "What it said before it was withdrawn")
TOCSIN_STRING(advisory_exploited, "This is being exploited.")
TOCSIN_STRING(advisory_do_this, "Do this:")
TOCSIN_STRING(advisory_do, "What to do")
TOCSIN_STRING(advisory_no_vulnerability, "This advisory names no vulnerability.")
TOCSIN_STRING(fact_severity, "Severity")
TOCSIN_STRING(fact_why, "Why")
TOCSIN_STRING(fact_exploitation, "Known exploitation")
TOCSIN_STRING(fact_weakness, "Weakness")
TOCSIN_STRING(exploitation_yes, "Yes")
TOCSIN_STRING(exploitation_no, "None known")
TOCSIN_STRING(exploitation_unknown, "Unknown")
TOCSIN_STRING(advisory_versions, "Versions")
TOCSIN_STRING(version_branch, "Branch")
TOCSIN_STRING(version_from, "Affected from")
TOCSIN_STRING(version_fixed, "Fixed in")
TOCSIN_STRING(version_released, "Released")
TOCSIN_STRING(version_fix, "Fix")
TOCSIN_STRING(version_fix_link, "change")
TOCSIN_STRING(version_status, "Status")
TOCSIN_STRING(advisory_workaround, "If you cannot upgrade")
TOCSIN_STRING(advisory_detection, "How to see exploitation")
TOCSIN_STRING(advisory_description, "What happens")
TOCSIN_STRING(advisory_impact, "What an attacker can do")
TOCSIN_STRING(advisory_more, "More")
TOCSIN_STRING(advisory_references, "References")
TOCSIN_STRING(advisory_timeline, "Timeline")
TOCSIN_STRING(advisory_credit, "Credit")
TOCSIN_STRING(advisory_copies, "Copies for machines")
TOCSIN_STRING(copies_format, "Format")
TOCSIN_STRING(copies_file, "File")
TOCSIN_STRING(advisory_revisions, "Revisions")
TOCSIN_STRING(advisory_history, "All revisions")
TOCSIN_STRING(advisory_cite, "Cite as")
TOCSIN_STRING(cite_revision, "revision {0}")
TOCSIN_STRING(advisory_follow, "Get told when this changes")
TOCSIN_STRING(history_title, "Revisions of {0}")
TOCSIN_STRING(history_note, "Revision numbers only grow, and none is ever taken back.")
TOCSIN_STRING(group_known_affected, "Affected")
TOCSIN_STRING(group_first_affected, "First affected")
TOCSIN_STRING(group_last_affected, "Last affected")
TOCSIN_STRING(group_under_investigation, "Under investigation")
TOCSIN_STRING(group_first_fixed, "First fixed")
TOCSIN_STRING(group_fixed, "Fixed")
TOCSIN_STRING(group_recommended, "Recommended")
TOCSIN_STRING(group_not_affected, "Not affected")
TOCSIN_STRING(archived_concerns, "This concerns")
TOCSIN_STRING(archived_no_product, "no product that the document names.")
TOCSIN_STRING(list_and_more, " and {0} more")
TOCSIN_STRING(archived_more_products, "{0} more")
TOCSIN_STRING(archived_for_products, "For which products")
TOCSIN_STRING(archived_notes, "Notes of the publisher")
TOCSIN_STRING(archived_original, "Original CSAF")
TOCSIN_STRING(archived_vulnerability, "Vulnerability")
