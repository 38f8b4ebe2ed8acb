// For tests of clocks only: the shipped files, two zones with daylight saving made from their
// rules, and short spellings.
//
// Threads:    tests.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "domain/deadline.h"

namespace tocsin::domain::testing {

inline std::string read_source(std::string const& path) {
  std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(in.good()) << path;
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

inline Instant at(std::string_view text) {
  auto const parsed = parse_rfc3339(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Instant{});
}

inline CivilDate nth_sunday(int year, int month, int nth) {
  CivilDate day{year, month, 1};
  while (weekday_of(day) != Weekday::sunday) day = add_days(day, 1);
  return add_days(day, 7 * (nth - 1));
}

inline CivilDate last_sunday(int year, int month) {
  auto day = add_days(add_months_clamped({year, month, 1}, 1), -1);
  while (weekday_of(day) != Weekday::sunday) day = add_days(day, -1);
  return day;
}

// The European Union's rule: last Sundays of March and October at 01:00 UTC.
inline Zone berlin() {
  Zone out{"Europe/Berlin", "2025b", {{at("1995-10-30T00:00:00Z"), 3600, "CET"}}};
  for (int year = 1996; year <= 2100; ++year) {
    out.transitions.push_back(
        {utc_midnight(last_sunday(year, 3)) + std::chrono::hours(1), 7200, "CEST"});
    out.transitions.push_back(
        {utc_midnight(last_sunday(year, 10)) + std::chrono::hours(1), 3600, "CET"});
  }
  return out;
}

// The rule of the United States since 2007: second Sunday of March and first of November at 02:00
// local time.
inline Zone new_york() {
  Zone out{"America/New_York", "2025b", {{at("2006-12-01T00:00:00Z"), -18000, "EST"}}};
  for (int year = 2007; year <= 2100; ++year) {
    out.transitions.push_back(
        {utc_midnight(nth_sunday(year, 3, 2)) + std::chrono::hours(7), -14400, "EDT"});
    out.transitions.push_back(
        {utc_midnight(nth_sunday(year, 11, 1)) + std::chrono::hours(6), -18000, "EST"});
  }
  return out;
}

inline Calendar calendar_file(std::string const& name) {
  auto const path = "calendars/" + name + ".toml";
  auto parsed = parse_calendar(read_source(path), path);
  EXPECT_TRUE(parsed.calendar.has_value()) << to_text(parsed.findings);
  return parsed.calendar.value_or(Calendar{});
}

inline CalendarBook book() {
  return {{calendar_file("us"), calendar_file("de"), calendar_file("every-day")},
          {berlin(), new_york()}};
}

inline Rules rules_file(std::string const& name) {
  auto const path = "rules/" + name + ".toml";
  auto parsed = parse_rules(read_source(path), path, book().calendars);
  EXPECT_TRUE(parsed.rules.has_value()) << to_text(parsed.findings);
  return parsed.rules.value_or(Rules{});
}

inline ClockFact by_staff(ClockEvent event, std::string_view when) {
  return {event, at(when), ActorKind::staff, "Staff One"};
}
inline ClockFact by_machine(ClockEvent event, std::string_view when) {
  return {event, at(when), ActorKind::automatic, ""};
}
inline ClockFact by_reporter(ClockEvent event, std::string_view when) {
  return {event, at(when), ActorKind::reporter, ""};
}
inline ClockFact received(std::string_view when) {
  return by_reporter(ClockEvent::report_received, when);
}

inline Deadline deadline_of(std::vector<Deadline> const& all, std::string_view clock) {
  for (auto const& deadline : all)
    if (deadline.clock == clock) return deadline;
  ADD_FAILURE() << "no clock " << clock;
  return {};
}

inline Deadline look(ClockFacts const& facts, Rules const& rules, std::string_view clock,
                     std::string_view now) {
  return deadline_of(deadlines(facts, rules, book(), at(now)), clock);
}

inline std::string text_of(std::optional<Instant> instant) {
  return instant ? to_rfc3339(*instant) : "none";
}

inline void PrintTo(DeadlineState state, std::ostream* out) {
  *out << std::array{
      "not_started", "running", "due_soon", "paused",      "met",
      "met_late",    "missed",  "ended",    "undetermined"}[static_cast<std::size_t>(state)];
}

}  // namespace tocsin::domain::testing

namespace tocsin {
inline void PrintTo(Instant instant, std::ostream* out) { *out << to_rfc3339(instant); }
}  // namespace tocsin
