// The operator's files as one value: site content, every version of the rules a case may run under, calendars.
//
// Invariants: built by `app` (or `sim`) and replaced as a whole when the files change; of a broken edit only its
//             findings get here.
#pragma once

#include <map>
#include <string>

#include "domain/calendar.h"
#include "domain/rules.h"
#include "site/site_content.h"

namespace tocsin::handling {

struct Settings {
  site::Site site;
  // Rules by name ("five-working-days"), as new cases get them, and by version, as old cases remember them.
  std::map<std::string, domain::Rules> rules_by_name;
  std::map<std::string, domain::Rules> rules_by_version;
  domain::CalendarBook calendars;
  std::string console_url;        // "http://127.0.0.1:8081", for links in mails to staff
  std::string webhook_url;        // empty: none
  std::string mail_domain;        // right side of Message-IDs
  // Why what lies in site/ is not in force, one finding a line (file:line:column: text); empty: it is in force. All else
  // in here is then the last good content.
  std::string site_refused;

  // The rules for new cases about a product.
  domain::Rules const& rules_for_product(std::string const& slug) const;
  // The rules a case runs under; the current ones of its product if that version is not known any more.
  domain::Rules const& rules_of(std::string const& version) const;
};

}  // namespace tocsin::handling
