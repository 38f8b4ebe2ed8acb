// See derivation_text.h. Shape: START + AMOUNT (calendar ...; skipped ...; paused ...; extended
// ...) = due UTC (local).
#include "domain/derivation_text.h"

#include "base/text.h"
#include "domain/words.h"

namespace tocsin::domain {
namespace {

std::string counting_text(Derivation const& derivation) {
  if (derivation.unit == ClockUnit::hours) return "";
  std::string out;
  switch (derivation.count_from) {
    case CountFrom::receipt_instant:
      break;
    case CountFrom::next_day:
      out = ", day 1 is the next day that counts";
      break;
    case CountFrom::day_of_receipt:
      out = ", the day of receipt is day 1 if it counts and is open";
      break;
  }
  switch (derivation.due_at) {
    case DueAt::same_time:
      return out + ", due at the same time of day";
    case DueAt::end_of_day:
      return out + ", due at the end of the day";
    case DueAt::end_of_working_day:
      return out + ", due at the end of the working day";
  }
  return out;
}

std::string calendar_text(Derivation const& derivation) {
  auto out = "calendar " + derivation.calendar;
  if (!derivation.calendar_version.empty()) out += " " + derivation.calendar_version;
  return derivation.zone.empty() ? out : out + ", " + derivation.zone;
}

std::string skipped_text(std::vector<SkippedDay> const& skipped) {
  std::vector<std::string> days;
  for (auto const& day : skipped) days.push_back(to_text(day.date) + " " + day.reason);
  return days.empty() ? "" : "; skipped " + join(days, ", ");
}

std::string pauses_text(Deadline const& deadline) {
  std::string out;
  for (auto const& pause : deadline.derivation.pauses) {
    out += "; paused " + std::string(pause.running ? "since " : "") + to_rfc3339(pause.from);
    if (!pause.running) out += " to " + to_rfc3339(pause.to);
    out += ", " + spoken(pause.reason);
  }
  return out;
}

// Who agreed is data; the sentence says what.
std::string extensions_text(Derivation const& derivation) {
  std::string out;
  for (auto const& extension : derivation.extensions)
    out += "; both sides agreed on " + to_rfc3339(extension.at) + " to " +
           to_rfc3339(extension.until) +
           (extension.reason.empty() ? "" : ", because " + extension.reason);
  return out;
}

std::string notes_text(Derivation const& derivation) {
  std::string out;
  if (derivation.fit == LocalFit::gap)
    out += "; the clocks go forward over that time, so it is the first instant after the gap";
  if (derivation.fit == LocalFit::overlap)
    out += "; the clocks show that time twice, so it is the first of the two";
  for (auto const& note : derivation.notes) out += "; " + note;
  return out;
}

std::string due_text(Deadline const& deadline, Zone const& zone) {
  auto const utc = to_rfc3339(*deadline.due);
  if (zone.name == utc_zone().name) return utc;
  return utc + " (" + to_people(zone, *deadline.due) + ")";
}

}  // namespace

std::string sentence_of(Deadline const& deadline, Zone const& zone) {
  auto const& derivation = deadline.derivation;
  auto const amount = amount_text(derivation.amount, derivation.unit);
  auto const event = spoken(derivation.start_event);
  if (!derivation.start && deadline.state != DeadlineState::undetermined)
    return "not started: " + amount + " from '" + event + "', which is not recorded yet";
  if (!deadline.due) return "cannot be determined" + notes_text(derivation);
  auto const result =
      deadline.state == DeadlineState::paused ? " = due, if it resumed now, " : " = due ";
  return event + " " + to_rfc3339(*derivation.start) + " + " + amount + counting_text(derivation) +
         " (" + calendar_text(derivation) + skipped_text(derivation.skipped) +
         pauses_text(deadline) + extensions_text(derivation) + notes_text(derivation) + ")" +
         result + due_text(deadline, zone);
}

}  // namespace tocsin::domain
