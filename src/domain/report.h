// A report, as it arrived and never changed afterwards.
//
// Spec:       ISO/IEC 29147, 6.2 (receipt of a report); field names are the API's and the form's (site-map section 7).
// Invariants: `received` is rounded down to the hour for everything from /report and /r; the exact instant stands
//             on the reporter's receipt alone. `email` and `credit` live in the Person, not here.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/ids.h"

namespace tocsin::domain {

struct Attachment {
  std::string id;            // random
  std::string name;          // as the reporter named it; shown, never used as a path
  std::string content_type;  // as claimed; never trusted
  std::int64_t size_bytes = 0;
  friend bool operator==(Attachment const&, Attachment const&) = default;
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (id, name, content_type, size_bytes))

struct Report {
  ReportId id;
  Instant received;
  std::string product;         // slug
  std::string version;         // free text
  std::string impact;          // what can an attacker do
  std::string reproduction;    // how to reproduce
  std::string weakness_class;  // the reporter's word for it
  std::string environment;
  std::string mitigation;
  std::string disclosure_plan;
  std::string exploited;       // "yes", "no", "unknown" or empty
  std::string machine_assisted;
  std::vector<Attachment> attachments;
  friend bool operator==(Report const&, Report const&) = default;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (id, received, product, version, impact, reproduction, weakness_class, environment, mitigation,
                       disclosure_plan, exploited, machine_assisted, attachments))

}  // namespace tocsin::domain
