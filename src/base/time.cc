// Civil date arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#include "base/time.h"

#include <fmt/format.h>

namespace tocsin {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr char const* kMonthWords[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr char const* kDayWords[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  auto q = a / b;
  return q - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

struct Parts {
  CivilDate date;
  int hour, minute, second, ms;
};

Parts parts_of(Instant at) {
  auto days = floor_div(at.epoch_ms, kDayMs);
  auto rest = at.epoch_ms - days * kDayMs;
  return {civil_from_days(days), static_cast<int>(rest / 3'600'000), static_cast<int>(rest / 60'000 % 60),
          static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000)};
}

bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int last_day(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[month - 1];
}

// Reads `count` digits at `pos`; -1 when there are not that many.
int digits(std::string_view text, std::size_t pos, std::size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = pos; i < pos + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::int64_t days_from_civil(CivilDate date) {
  std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
  auto const era = floor_div(y, 400);
  auto const yoe = y - era * 400;
  auto const doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  auto const doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + doe - 719'468;
}

CivilDate civil_from_days(std::int64_t days) {
  days += 719'468;
  auto const era = floor_div(days, 146'097);
  auto const doe = days - era * 146'097;
  auto const yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  auto const doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  auto const mp = (5 * doy + 2) / 153;
  auto const day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  auto const month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

Weekday weekday_of_days(std::int64_t days) {
  return static_cast<Weekday>((((days + 3) % 7) + 7) % 7 + 1);   // 1970-01-01 was a Thursday
}

Weekday weekday_of(CivilDate date) { return weekday_of_days(days_from_civil(date)); }

CivilDate add_days(CivilDate date, std::int64_t days) {
  // Most steps stay within a month that has every one of these days.
  constexpr int kShortestMonth = 28;
  if (auto const day = date.day + days; day >= 1 && day <= kShortestMonth && is_valid(date))
    return {date.year, date.month, static_cast<int>(day)};
  return civil_from_days(days_from_civil(date) + days);
}

CivilDate add_months_clamped(CivilDate date, int months) {
  auto const index = static_cast<std::int64_t>(date.year) * 12 + (date.month - 1) + months;
  auto const year = static_cast<int>(floor_div(index, 12));
  auto const month = static_cast<int>(index - static_cast<std::int64_t>(year) * 12) + 1;
  auto const last = last_day(year, month);
  return {year, month, date.day < last ? date.day : last};
}

bool is_valid(CivilDate date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= last_day(date.year, date.month);
}

CivilDate utc_date(Instant at) { return civil_from_days(floor_div(at.epoch_ms, kDayMs)); }
Instant utc_midnight(CivilDate date) { return {days_from_civil(date) * kDayMs}; }
Instant floor_hour(Instant at) { return {floor_div(at.epoch_ms, 3'600'000) * 3'600'000}; }
Instant floor_minute(Instant at) { return {floor_div(at.epoch_ms, 60'000) * 60'000}; }

std::string to_text(CivilDate date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string to_rfc3339(Instant at) {
  auto p = parts_of(at);
  auto head = fmt::format("{}T{:02}:{:02}:{:02}", to_text(p.date), p.hour, p.minute, p.second);
  return p.ms == 0 ? head + "Z" : fmt::format("{}.{:03}Z", head, p.ms);
}

std::string to_rfc3339_seconds(Instant at) {
  return to_rfc3339({floor_div(at.epoch_ms, 1000) * 1000});
}

std::string to_http_date(Instant at) {
  auto p = parts_of(at);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDayWords[static_cast<int>(weekday_of(p.date)) - 1],
                     p.date.day, kMonthWords[p.date.month - 1], p.date.year, p.hour, p.minute, p.second);
}

std::string to_rfc5322_date(Instant at) {
  auto text = to_http_date(at);
  return text.substr(0, text.size() - 3) + "+0000";
}

std::string to_people(Instant at) {
  auto p = parts_of(at);
  return fmt::format("{} {:02}:{:02} UTC", to_text(p.date), p.hour, p.minute);
}

std::string to_people(Duration duration) {
  auto ms = duration.count();
  if (ms < 0) return "-" + to_people(Duration{-ms});
  auto const minutes = ms / 60'000;
  if (minutes < 60) return fmt::format("{} min", minutes);
  if (minutes < 48 * 60) {
    return minutes % 60 == 0 || minutes >= 10 * 60 ? fmt::format("{} h", minutes / 60)
                                                   : fmt::format("{} h {} min", minutes / 60, minutes % 60);
  }
  auto const hours = minutes / 60;
  return hours % 24 == 0 || hours >= 10 * 24 ? fmt::format("{} d", hours / 24)
                                             : fmt::format("{} d {} h", hours / 24, hours % 24);
}

std::string_view to_word(Weekday day) { return kWeekdays[static_cast<int>(day) - 1]; }

Result<CivilDate> parse_date(std::string_view text) {
  CivilDate date{digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !is_valid(date))
    return fail(ErrorCode::invalid_input, "'" + std::string(text.substr(0, 40)) + "' is not a date; write it as 2026-03-05");
  return date;
}

Result<Instant> parse_rfc3339(std::string_view text) {
  auto bad = [&] {
    return fail(ErrorCode::invalid_input, "'" + std::string(text.substr(0, 40)) +
                                              "' is not a time; write it as 2026-03-05T14:00:00Z");
  };
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
      text[13] != ':' || text[16] != ':')
    return bad();
  CivilDate date{digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
  int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!is_valid(date) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return bad();
  std::size_t pos = 19;
  std::int64_t ms = 0;
  if (text[pos] == '.') {
    int scale = 100;
    auto start = ++pos;
    while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') {
      ms += (text[pos] - '0') * scale;
      scale /= 10;
      ++pos;
    }
    if (pos == start) return bad();
  }
  std::int64_t offset_minutes = 0;
  if (pos < text.size() && (text[pos] == 'Z' || text[pos] == 'z')) {
    ++pos;
  } else if (pos < text.size() && (text[pos] == '+' || text[pos] == '-')) {
    auto const sign = text[pos] == '-' ? -1 : 1;
    auto const h = digits(text, pos + 1, 2), m = digits(text, pos + 4, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || text[pos + 3] != ':') return bad();
    offset_minutes = sign * (h * 60 + m);
    pos += 6;
  } else {
    return bad();
  }
  if (pos != text.size()) return bad();
  // A leap second is only ever the last second of a UTC minute; it is read as the second after it.
  return Instant{days_from_civil(date) * kDayMs + (hour * 3600LL + minute * 60LL + second) * 1000 + ms -
                 offset_minutes * 60'000};
}

}  // namespace tocsin
