// Receipt: a submitted report becomes a case that the desk owns, exactly once.
//
// Spec:       ISO/IEC 29147, 6.2; design section 8 (same report posted twice, access phrase, hours only).
// Invariants: I3: the submission leaves the spool only after the commit. I5: the submission's id is the idempotency
//             key; equal content, or an equal Idempotency-Key with an equal body, within 24 h folds into one report and
//             every receipt opens it.
//             Only the hour of arrival is stored anywhere.
// Failure:    invalid_input: the record makes no report (it is set aside, staff hear of it); unavailable: try again.
#pragma once

#include "domain/case.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

struct Receipt {
  domain::CaseId case_id;
  std::string reference;
  bool folded = false;      // into a case that was there already
};

// The attachments go from the spool into the store one by one: one of them is in memory at a time.
Result<Receipt> receive_report(ports::World& world, Settings const& settings, ports::Submission const& submission);

// The digest under which a case is found by its access phrase (16 bytes); equal work for hit and miss.
std::string receipt_lookup(ports::Keyring& keyring, std::string_view phrase_bytes);

// Whether somebody would hear of a report now; when nobody would, the form stays closed and says so.
Result<bool> somebody_is_told(ports::World& world, Settings const& settings);

}  // namespace tocsin::handling
