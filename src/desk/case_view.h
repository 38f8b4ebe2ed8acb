// What the case page is made from: the case, what follows from it, and the people around it by name.
//
// Invariants: opened through handling::read_case, so the read is authorised and logged. A guest developer never gets
//             the reporter's address (I11's neighbour: level detail needs membership).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/visit.h"
#include "domain/deadline.h"
#include "domain/person.h"
#include "ports/store.h"

namespace tocsin::desk {

struct TimelineLine {
  Instant at;
  std::string text;
};

struct CaseView {
  domain::Case c;
  domain::Person reporter;                     // empty for a guest
  domain::Rules const* rules = nullptr;
  std::vector<domain::Deadline> deadlines;
  std::map<std::string, std::string> names;    // staff id -> handle
  std::vector<domain::Staff> staff;
  std::vector<ports::ReadLogEntry> readers;
  std::vector<TimelineLine> timeline;          // newest first

  std::string name_of(domain::StaffId const& id) const;
  // Ids of staff in a text become their names.
  std::string with_names(std::string text) const;
  bool has_fact(domain::ClockEvent event) const;
};

Result<CaseView> open_case(Visit const& visit, domain::CaseId const& id);

// handle -> names for lists
std::map<std::string, std::string> staff_names(std::vector<domain::Staff> const& staff);

// The stream's events as lines, newest first; an erased one says so.
Result<std::vector<TimelineLine>> case_timeline(ports::ReadTx& tx, domain::CaseId const& id, std::string const& erased);
Result<std::vector<TimelineLine>> advisory_timeline(ports::ReadTx& tx, domain::AdvisoryId const& id,
                                                    std::string const& erased);

}  // namespace tocsin::desk
