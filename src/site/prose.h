// Promises in prose: placeholders that take their number from the rules, and numbers that were
// typed by hand.
//
// Purpose:    a published promise and the clock that keeps it are one number (design.md section 2
//             (6)). Spec: {{promise:KEY}} becomes Rules::promise(KEY). "within 5 working days",
//             "one (1) working day", "90 days" are read as an amount and a unit; an amount that the
//             rules do not know is a problem.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/rules.h"

namespace tocsin::site {

// An amount of time as prose has it.
struct TypedAmount {
  int amount = 0;
  domain::ClockUnit unit = domain::ClockUnit::days;
  std::size_t offset = 0;  // of its first byte
  std::string text;        // as typed
  friend bool operator==(TypedAmount const&, TypedAmount const&) = default;
};
std::vector<TypedAmount> typed_amounts(std::string_view prose);

struct ProseProblem {
  std::size_t offset = 0;  // of its first byte in the prose
  std::string text;
};

struct FilledProse {
  std::string text;
  std::vector<ProseProblem> problems;
};
// The text with its placeholders filled in. `not_promises` are phrases of the text ("30 days") that
// its author declared to be no promise.
FilledProse fill_promises(std::string_view prose, domain::Rules const& rules,
                          std::vector<std::string> const& not_promises = {});

}  // namespace tocsin::site
