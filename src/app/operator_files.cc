// See operator_files.h.
#include "app/operator_files.h"

#include <algorithm>
#include <map>

#include "app/shipped_files.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "os/files.h"
#include "os/zones.h"

namespace tocsin::app {
namespace {

using Files = FolderFiles;

// Every file of the folder; names that start with a dot are passed over.
Result<Files> read_folder(std::string const& folder) {
  os::RealFiles files(os::FatalIo::report);
  if (!os::is_directory(folder))
    return fail(ErrorCode::not_found, "there is no folder " + folder + "; name the site's folder with --site");
  Files out;
  for (auto const& path : TRY(os::list_tree(files, folder))) {
    if (path.starts_with('.') || path.find("/.") != std::string::npos) continue;
    if (out.size() >= site_files_max)
      return fail(ErrorCode::limit_exceeded, folder + " has more than " + std::to_string(site_files_max) + " files");
    out.emplace(path, TRY(files.read(folder + "/" + path, rules_bytes_max * 16)));
  }
  return out;
}

// The shipped file, or the operator's of the same name; by name without folder and ending.
Files of_kind(Files const& site, std::string const& kind) {
  Files out;
  auto take = [&](std::string_view path, std::string_view bytes) {
    if (!path.starts_with(kind + "/") || !path.ends_with(".toml")) return;
    auto name = path.substr(kind.size() + 1);
    name.remove_suffix(5);
    out.insert_or_assign(std::string(name), std::string(bytes));
  };
  for (auto const& shipped : shipped_files()) take(shipped.path, shipped.bytes);
  for (auto const& [path, bytes] : site) take(path, bytes);
  return out;
}

struct Read {
  std::optional<OperatorFiles> value;
  std::vector<Finding> findings;
};

void append(std::vector<Finding>& to, std::vector<Finding> from) { std::ranges::move(from, std::back_inserter(to)); }

domain::CalendarBook read_calendars(Files const& site, std::vector<Finding>& findings) {
  domain::CalendarBook book;
  for (auto const& [name, text] : of_kind(site, "calendars")) {
    auto parsed = domain::parse_calendar(text, "calendars/" + name + ".toml");
    append(findings, parsed.findings);
    if (!parsed.calendar) {
      // Known by name, so that the rules which name it are not told that there is none.
      book.calendars.push_back({.name = name});
      continue;
    }
    if (!book.zone(parsed.calendar->zone)) {
      if (auto zone = os::load_zone(parsed.calendar->zone)) book.zones.push_back(*zone);
      else findings.push_back({"calendars/" + name + ".toml", 0, 0, zone.error().message});
    }
    book.calendars.push_back(std::move(*parsed.calendar));
  }
  return book;
}

Read read_all(Files const& site, std::string const& base_url) {
  Read out;
  OperatorFiles value;
  value.settings.calendars = read_calendars(site, out.findings);
  for (auto const& [name, text] : of_kind(site, "rules")) {
    auto parsed = domain::parse_rules(text, "rules/" + name + ".toml", value.settings.calendars.calendars);
    append(out.findings, parsed.findings);
    if (!parsed.rules) {
      value.settings.rules_by_name[name] = {};   // known, but unreadable: see parse_site
      continue;
    }
    value.rules_texts[parsed.rules->version] = text;
    value.settings.rules_by_version[parsed.rules->version] = *parsed.rules;
    value.settings.rules_by_name[name] = std::move(*parsed.rules);
  }
  std::string everything;
  for (auto const& [path, bytes] : site) everything += path + "\n" + std::to_string(bytes.size()) + "\n" + bytes;
  for (auto const& shipped : shipped_files()) everything += std::string(shipped.path) + "\n" + std::string(shipped.bytes);
  value.digest = to_hex(blake2b(everything + base_url));
  // The content's date is the day its bytes were first seen; Last-Modified of its pages needs no more than that.
  auto parsed = site::parse_site(site, value.settings.rules_by_name, Instant{});
  append(out.findings, parsed.findings);
  if (out.findings.empty() && parsed.site) {
    value.settings.site = std::move(*parsed.site);
    out.value = std::move(value);
  }
  return out;
}

Result<OperatorFiles> in_force(Files files, Config const& config) {
  auto read = read_all(files, config.base_url);
  if (!read.value) return fail(ErrorCode::invalid_input, to_text(read.findings));
  auto& settings = read.value->settings;
  if (!config.base_url.empty()) settings.site.publisher.base_url = config.base_url;
  // Another binary may render the same content otherwise.
  os::RealFiles own(os::FatalIo::report);
  if (auto stamp = own.stamp("/proc/self/exe"))
    read.value->digest = to_hex(blake2b(read.value->digest + std::to_string(stamp->modified_ns) + "/" + std::to_string(stamp->bytes)));
  settings.console_url = config.console_base();
  settings.webhook_url = config.webhook;
  auto const at = settings.site.mail_from.find('@');
  settings.mail_domain = at == std::string::npos ? "localhost" : settings.site.mail_from.substr(at + 1);
  read.value->folder = std::move(files);
  return std::move(*read.value);
}

}  // namespace

Result<OperatorFiles> read_operator_files(Config const& config) {
  return in_force(TRY(read_folder(config.site)), config);
}

Result<OperatorFiles> read_or_kept_files(Config const& config) {
  auto read = read_operator_files(config);
  if (read) return read;
  os::RealFiles files(os::FatalIo::report);
  auto const bytes = files.read(config.kept_site(), document_bytes_max);
  if (!bytes) return read;
  auto folder = read_kept_site(*bytes);
  if (!folder) return read;
  auto kept = in_force(std::move(*folder), config);
  // A newer binary may refuse what an older one took: then the folder's own findings are what to mend.
  if (!kept) return read;
  kept->settings.site_refused = read.error().message;
  return kept;
}

Status keep_folder(Config const& config, OperatorFiles const& in_force) {
  os::RealFiles files(os::FatalIo::report);
  auto const bytes = write_kept_site(in_force.folder);
  if (bytes.size() > document_bytes_max)
    return fail(ErrorCode::limit_exceeded, "the site's folder is too large to be kept for a restart");
  if (auto const kept = files.read(config.kept_site(), document_bytes_max); kept && *kept == bytes) return {};
  return os::replace_durably(files, config.kept_site(), bytes);
}

std::vector<Finding> check_site_folder(std::string const& folder) {
  auto files = read_folder(folder);
  if (!files) return {{folder, 0, 0, files.error().message}};
  return read_all(*files, "").findings;
}

Result<std::string> stamp_of(std::string const& folder) {
  os::RealFiles files(os::FatalIo::report);
  std::string out;
  for (auto const& path : TRY(os::list_tree(files, folder))) {
    auto stamp = files.stamp(folder + "/" + path);
    if (stamp) out += path + "\n" + std::to_string(stamp->modified_ns) + " " + std::to_string(stamp->bytes) + "\n";
  }
  return to_hex(blake2b(out));
}

}  // namespace tocsin::app
