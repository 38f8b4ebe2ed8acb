// Rules: what an organisation promises and how it works, as data with a closed vocabulary.
//
// Spec:       none; the format is described in `rules/default.toml`, which names every key.
// Invariants: (1) `version` is the digest of the file's bytes: a case remembers it and is judged by
//                 it.
//             (2) Published text takes its numbers from `promise()`, so a promise and its clock
//                 cannot differ.
//             (3) No clock that an act of a person stops can be stopped by an automatic fact (I8).
// Failure:    every mistake is a Finding with file, line, column and a suggestion; a file with one
//             gives no Rules.
// Threads:    pure values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml_reader.h"
#include "domain/calendar.h"
#include "domain/clock.h"
#include "domain/embargo.h"

namespace tocsin::domain {

// The closed list of reasons for which a disclosure may be delayed.
enum class DelayReason {
  bug_not_understood,
  fix_not_understood,
  solution_not_tested,
  vendor_coordination
};
BOOST_DESCRIBE_ENUM(DelayReason, bug_not_understood, fix_not_understood, solution_not_tested,
                    vendor_coordination)

struct DisclosureRules {
  int ceiling_days = 90;  // calendar days of 24 hours from receipt, in UTC
  int alarm_days_before = 14;
  // Default proposal when the mitigation is straightforward.
  std::optional<int> straightforward_days;
  bool immediate_when_public = true;
  bool as_soon_as_mitigated = true;
  std::vector<DelayReason> delay_reasons;
  std::string source;
};

struct EmbargoRules {
  std::optional<int> default_days;  // a published default counts as our initial proposal (EM-2)
  int days_max = 90;
  int notice_days = 0;  // advance notice before publication
  OnAttacks on_attacks = OnAttacks::terminate;
  std::vector<std::string> severities;  // severity words that count as a higher risk by themselves
  std::string source;
};

struct ApprovalRules {
  int count = 2;         // distinct people; never below 2
  int valid_hours = 24;  // an approval is void when published later than this
};

// What the desk hears of.
enum class Occasion { new_report, new_message, clock_due_soon, clock_missed, dead_letter };
BOOST_DESCRIBE_ENUM(Occasion, new_report, new_message, clock_due_soon, clock_missed, dead_letter)

struct Hearing {
  Occasion occasion = Occasion::new_report;
  std::vector<EscalationStep> chain;  // the first step is told at once (after = 0)
};

// Retry by age (S13).
struct OutboxRules {
  Duration lifetime_max = std::chrono::hours(120);
  Duration backoff_min = std::chrono::minutes(1);
  Duration backoff_max = std::chrono::hours(4);
  Duration alarm_after = std::chrono::hours(1);
};

// The vendor's severity words, highest first, with the base score from which each is suggested.
struct SeverityWord {
  std::string word;
  int score_tenths_min = 0;  // 90 = 9.0
  std::string meaning;
};

struct Rules {
  std::string name;  // five-working-days
  std::string title;
  std::string version;        // "sha256:" and the digest of the file
  std::string source;         // the document these rules express
  std::vector<Clock> clocks;  // with "disclosure_ceiling", made from `disclosure`
  DisclosureRules disclosure;
  EmbargoRules embargo;
  ApprovalRules approvals;
  std::vector<Hearing> hearings;  // one for each Occasion
  OutboxRules outbox;
  std::vector<SeverityWord> severities;

  Clock const* clock(std::string_view name) const;
  std::vector<EscalationStep> const& chain(Occasion occasion) const;
  // The promised amount under a key, as text quotes it: promise("acknowledge") is "5 working days".
  std::optional<std::string> promise(std::string_view key) const;
  // All of them, for the check that no number typed in prose differs.
  std::map<std::string, std::string> promises() const;
};

// "5 working days", "1 hour".
std::string amount_text(int amount, ClockUnit unit);
// The severity word for a base score in tenths (98 = 9.8); empty when the rules have none for it.
std::string severity_for(Rules const& rules, int score_tenths);

struct ParsedRules {
  std::optional<Rules> rules;
  std::vector<Finding> findings;  // empty exactly when there are rules
};
// `calendars`: those that clocks may name ("every-day" is always known).
ParsedRules parse_rules(std::string_view text, std::string file_name,
                        std::vector<Calendar> const& calendars);

}  // namespace tocsin::domain
