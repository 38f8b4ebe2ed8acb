// See sim_site.h.
#include "sim/sim_site.h"

#include <cstdio>
#include <cstdlib>

#include "app/shipped_files.h"
#include "os/zones.h"

namespace tocsin::sim {
namespace {

constexpr char kSiteToml[] = R"(name = "Acme Security"
organisation = "Acme"
base_url = "https://security.acme.example"
languages = ["en"]
rules = "five-working-days"
products = ["archiver"]
lead = "Advisories and a short way to us."
owner = "security team"
last_reviewed = 2026-01-05
next_review = 2029-01-05

[publisher]
name = "Acme Security"
vendor_name = "Acme"
namespace = "https://acme.example"
contact_details = "https://security.acme.example/report"
issuing_authority = "The Acme security team is responsible for vulnerabilities in Acme software."
advisory_prefix = "ACME"
tag_authority = "acme.example,2026"

[mail]
from = "security@acme.example"
contact = "security@acme.example"
told = ["staff-desk@acme.example"]
)";

constexpr char kProductToml[] = R"(name = "Acme Archiver"
vendor = "Acme"
summary = "Packs and unpacks archives."
purl = "pkg:generic/acme/archiver"
repository = "https://git.acme.example/archiver"
version_order = "dotted"
scope = "The command and the library."
owner = "archiver maintainers"
last_reviewed = 2026-01-05
next_review = 2029-01-05

[report]
when = ["Reading an archive runs something that the user did not choose"]

[[release]]
line = "3.5"
status = "supported"
released = 2025-03-12
support_until = 2029-09-30
latest = "3.5.4"

[[release]]
line = "3.4"
status = "supported"
released = 2024-03-11
support_until = 2029-03-31
latest = "3.4.9"
)";

void stop_at(std::vector<Finding> const& findings) {
  if (findings.empty()) return;
  std::fprintf(stderr, "the simulated site has findings:\n%s\n", to_text(findings).c_str());
  std::exit(70);
}

handling::Settings make() {
  handling::Settings out;
  for (auto const& file : app::shipped_files()) {
    if (!file.path.starts_with("calendars/")) continue;
    auto parsed = domain::parse_calendar(file.bytes, std::string(file.path));
    stop_at(parsed.findings);
    auto zone = os::load_zone(parsed.calendar->zone);
    if (!zone) stop_at({{std::string(file.path), 0, 0, zone.error().message}});
    if (!out.calendars.zone(parsed.calendar->zone)) out.calendars.zones.push_back(*zone);
    out.calendars.calendars.push_back(std::move(*parsed.calendar));
  }
  for (auto const& file : app::shipped_files()) {
    if (file.path != "rules/five-working-days.toml") continue;
    auto parsed = domain::parse_rules(file.bytes, std::string(file.path), out.calendars.calendars);
    stop_at(parsed.findings);
    out.rules_by_version[parsed.rules->version] = *parsed.rules;
    out.rules_by_name["five-working-days"] = std::move(*parsed.rules);
  }
  auto site = site::parse_site({{"site.toml", kSiteToml}, {"products/archiver/product.toml", kProductToml}},
                               out.rules_by_name, Instant{});
  stop_at(site.findings);
  out.site = std::move(*site.site);
  out.console_url = "https://desk.acme.example";
  out.webhook_url = "https://hooks.acme.example/tocsin";
  out.mail_domain = "acme.example";
  return out;
}

}  // namespace

handling::Settings const& sim_settings() {
  static handling::Settings const settings = make();
  return settings;
}

}  // namespace tocsin::sim
