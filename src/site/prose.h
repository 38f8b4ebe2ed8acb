// Promises in prose: placeholders that take their number from the rules, and numbers that were typed by hand.
//
// Purpose:    a published promise and the clock that keeps it are one number (design.md section 2 (6)).
// Spec:       {{promise:KEY}} becomes Rules::promise(KEY). "within 5 working days", "one (1) working day", "90 days" are
//             read as an amount and a unit; an amount that no promise of the rules names is a finding.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/toml_reader.h"
#include "domain/rules.h"

namespace tocsin::site {

// An amount of time as prose has it.
struct TypedAmount {
  int amount = 0;
  domain::ClockUnit unit = domain::ClockUnit::days;
  std::size_t offset = 0;                // of its first byte
  std::string text;                      // as typed
  friend bool operator==(TypedAmount const&, TypedAmount const&) = default;
};
std::vector<TypedAmount> typed_amounts(std::string_view prose);

// Where a text stands in its file.
struct Place {
  std::string file;
  int line = 1;                          // of the first line of the text
  int column = 1;
};

// The text with its placeholders filled in; every mistake is added to `findings`. `not_promises` are phrases of the text
// ("30 days") that its author declared to be no promise.
std::string fill_promises(std::string_view prose, domain::Rules const& rules, Place const& place,
                          std::vector<std::string> const& not_promises, std::vector<Finding>& findings);

}  // namespace tocsin::site
