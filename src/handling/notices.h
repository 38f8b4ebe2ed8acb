// Notices: the text of every mail, written when it is sent.
//
// Spec:       notifications section 3 (headers, subject, footer); TLP label in subject, first line and footer.
// Invariants: to staff and reporters: a reference and a link, and no word of the content (T6). To subscribers: only what
//             is published. Each notice's Message-ID is a function of notice and recipient.
// Threads:    pure, given the aggregates.
#pragma once

#include <string>

#include "domain/advisory.h"
#include "domain/case.h"
#include "domain/deadline.h"
#include "handling/settings.h"
#include "ports/mail.h"

namespace tocsin::handling {

struct Recipient {
  std::string id;        // of the person, staff member or subscription: part of the Message-ID
  std::string address;
};

// The notices to reporters, by the word of domain::TellReporter.
ports::MailMessage reporter_notice(Settings const& settings, std::string_view notice, domain::Case const& c,
                                   std::vector<domain::Deadline> const& deadlines, Recipient const& to,
                                   std::string const& subject_id, Instant date);

// The notices to staff, by the word of domain::TellDesk. `link` is the console page.
ports::MailMessage staff_notice(Settings const& settings, std::string_view occasion, std::string const& reference,
                                std::string const& link, Recipient const& to, std::string const& subject_id, int step,
                                Instant date);

ports::MailMessage confirm_notice(Settings const& settings, std::string const& confirm_url, Recipient const& to,
                                  std::string const& subject_id, Instant date);

struct SubscriberLinks {
  std::string manage_url;
  std::string unsubscribe_url;
};
ports::MailMessage advisory_notice(Settings const& settings, domain::AdvisoryRevision const& revision,
                                   SubscriberLinks const& links, Recipient const& to);

}  // namespace tocsin::handling
