// Reading a calendar file; see calendar.h. Every key of the format stands in `calendars/de.toml`
// and `us.toml`.
#include <set>

#include "base/limits.h"
#include "domain/calendar.h"
#include "domain/words.h"

namespace tocsin::domain {
namespace {

std::vector<std::string_view> const kWeekdayWords = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};

std::optional<Weekday> weekday_from(std::string_view word) {
  for (int number = 1; number <= 7; ++number)
    if (to_word(static_cast<Weekday>(number)) == word) return static_cast<Weekday>(number);
  return std::nullopt;
}

std::optional<Duration> read_time(TomlTable& table, std::string_view key) {
  auto const text = table.string(key);
  if (!text) return std::nullopt;
  if (auto const time = parse_time_of_day(*text); time && time->count() > 0) return *time;
  table.add_finding(
      key, "'" + std::string(key) + "' must be a time of day such as \"17:00\", after 00:00");
  return std::nullopt;
}

std::vector<Weekday> read_weekend(TomlTable& table) {
  std::set<Weekday> days;
  for (auto const& word : table.strings("weekend")) {
    if (auto const day = weekday_from(word))
      days.insert(*day);
    else
      table.add_finding("weekend", "'" + word + "' is not a weekday (monday to sunday)");
  }
  if (days.size() > 6)
    table.add_finding("weekend", "a week of seven weekend days has no working day");
  return {days.begin(), days.end()};
}

DatedDay read_dated(TomlTable table) {
  DatedDay out;
  auto const date = table.date("date");
  if (!date && !table.has("date")) table.add_finding("date", "'date' is missing");
  out.date = date.value_or(CivilDate{});
  out.reason = table.required_string("reason");
  out.closes = read_time(table, "closes");
  out.open = table.boolean("open").value_or(false);
  table.finish();
  return out;
}

// The keys that place the day depend on its kind; any other of them is then an unknown key.
YearlyDay read_yearly(TomlTable table) {
  YearlyDay out;
  out.reason = table.required_string("reason");
  out.kind = *from_word<YearlyKind>(table.required_word("kind", words_of<YearlyKind>()));
  if (out.kind == YearlyKind::easter) {
    out.offset_days = static_cast<int>(table.required_integer("offset_days", -100, 100));
  } else {
    out.month = static_cast<int>(table.required_integer("month", 1, 12));
    if (out.kind == YearlyKind::fixed) {
      out.day = static_cast<int>(table.required_integer("day", 1, 31));
      if (!is_valid({2024, out.month, out.day}))
        table.add_finding("day", "no month of that number has such a day");
    } else {
      out.weekday = *weekday_from(table.required_word("weekday", kWeekdayWords));
      if (out.kind == YearlyKind::nth_weekday)
        out.nth = static_cast<int>(table.required_integer("nth", 1, 5));
    }
  }
  if (auto const word = table.word("observed", words_of<Observed>()))
    out.observed = *from_word<Observed>(*word);
  if (auto const year = table.integer("first_year", 1900, 9999))
    out.first_year = static_cast<int>(*year);
  if (auto const year = table.integer("last_year", 1900, 9999))
    out.last_year = static_cast<int>(*year);
  out.closes = read_time(table, "closes");
  table.finish();
  return out;
}

Vacation read_vacation(TomlTable table) {
  Vacation out;
  for (auto const* key : {"first", "last"})
    if (!table.has(key)) table.add_finding(key, "'" + std::string(key) + "' is missing");
  out.first = table.date("first").value_or(CivilDate{});
  out.last = table.date("last").value_or(out.first);
  out.reason = table.required_string("reason");
  if (out.last < out.first) table.add_finding("last", "the vacation ends before it begins");
  if (days_from_civil(out.last) - days_from_civil(out.first) > 366)
    table.add_finding("last",
                      "a vacation of more than a year is not a promise anybody can rely on");
  table.finish();
  return out;
}

template <class T>
std::vector<T> read_rows(TomlTable& root, std::string_view key, T (*read)(TomlTable)) {
  std::vector<T> out;
  auto const rows = root.tables(key);
  if (rows.size() > static_cast<std::size_t>(calendar_closed_days_max)) {
    root.add_finding(key, "more than " + std::to_string(calendar_closed_days_max) + " entries");
    return out;
  }
  for (auto const& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

ParsedCalendar parse_calendar(std::string_view text, std::string file_name) {
  auto file = TomlFile::parse(text, std::move(file_name));
  if (!file.ok()) return {std::nullopt, file.findings()};
  auto root = file.root();
  Calendar out;
  out.name = root.required_string("name");
  out.version = root.required_string("version");
  out.title = root.required_string("title");
  out.zone = root.required_string("zone");
  out.closes = read_time(root, "closes").value_or(out.closes);
  out.weekend = read_weekend(root);
  out.dated = read_rows(root, "dated", read_dated);
  out.yearly = read_rows(root, "yearly", read_yearly);
  out.vacations = read_rows(root, "vacation", read_vacation);
  root.finish();
  if (!file.ok()) return {std::nullopt, file.findings()};
  return {std::move(out), {}};
}

}  // namespace tocsin::domain
