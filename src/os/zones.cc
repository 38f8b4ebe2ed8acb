// See zones.h. The only file that knows the date library.
#define USE_OS_TZDB 1  // as Debian builds libdate-tz
#include "os/zones.h"

#include <date/tz.h>

#include <exception>

#include "base/text.h"
#include "domain/zone.h"
#include "os/files.h"

namespace tocsin::os {
namespace {

constexpr char const* kTzdataFile = "/usr/share/zoneinfo/tzdata.zi";
constexpr std::size_t kTzdataBytesMax = 4 * 1024 * 1024;
constexpr std::size_t kTransitionsMax = 2'000;

date::sys_seconds seconds_of(CivilDate date) {
  return date::sys_seconds{std::chrono::seconds{days_from_civil(date) * 86'400}};
}

Result<domain::Zone> read_zone(std::string_view name) {
  auto const* zone = date::locate_zone(std::string(name));
  domain::Zone out{.name = std::string(name), .tzdb_version = tzdb_version(), .transitions = {}};
  auto const end = seconds_of({.year = 2100, .month = 1, .day = 1});
  for (auto at = seconds_of({.year = 1970, .month = 1, .day = 1}); at < end;) {
    auto info = zone->get_info(at);
    domain::Transition next{.from = Instant{at.time_since_epoch().count() * 1000},
                            .offset_seconds = static_cast<int>(info.offset.count()),
                            .abbreviation = info.abbrev};
    // The library also splits where only the daylight flag changes; that is no change of the
    // offset.
    if (out.transitions.empty() || out.transitions.back().offset_seconds != next.offset_seconds ||
        out.transitions.back().abbreviation != next.abbreviation)
      out.transitions.push_back(std::move(next));
    if (info.end <= at) break;
    if (out.transitions.size() > kTransitionsMax)
      return fail(ErrorCode::corrupt, "the time zone " + out.name + " has too many changes");
    at = info.end;
  }
  return out;
}

}  // namespace

Result<domain::Zone> load_zone(std::string_view name) {
  if (name == "UTC") return domain::utc_zone();
  // The library throws for an unknown name and for a missing database.
  try {
    return read_zone(name);
  } catch (std::exception const& error) {
    auto known = zone_names();
    if (known.empty())
      return fail(ErrorCode::unavailable,
                  "there is no time zone database on this machine (Debian: install tzdata)",
                  error.what());
    std::vector<std::string_view> candidates(known.begin(), known.end());
    auto near = nearest(name, candidates);
    return fail(ErrorCode::invalid_input,
                "there is no time zone \"" + std::string(name) + "\"" +
                    (near ? "; did you mean \"" + *near + "\"?" : ""),
                error.what());
  }
}

std::string tzdb_version() {
  RealFiles files(FatalIo::report);
  auto text = files.read(kTzdataFile, kTzdataBytesMax);
  constexpr std::string_view kMark = "# version ";
  if (!text || !text->starts_with(kMark)) return "unknown";
  return std::string(trim(lines_of(*text).front().substr(kMark.size())));
}

std::vector<std::string> zone_names() {
  RealFiles files(FatalIo::report);
  auto text = files.read(kTzdataFile, kTzdataBytesMax);
  if (!text) return {};
  // tzdata.zi, as zic(8) describes: "Z NAME ..." is a zone, "L TARGET NAME" a link.
  std::vector<std::string> names;
  for (auto line : lines_of(*text)) {
    auto words = split(line, ' ');
    if (words.size() >= 2 && words[0] == "Z") names.emplace_back(words[1]);
    if (words.size() == 3 && words[0] == "L") names.emplace_back(words[2]);
  }
  return names;
}

}  // namespace tocsin::os
