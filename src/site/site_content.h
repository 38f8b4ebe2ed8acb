// The operator's content: the folder `site/`, read and checked into one value.
//
// Purpose:    everything on the published site that is no advisory: who publishes, which products,
//             what is promised, where else to go. docs/OPERATING.md and examples/acme show every
//             key.
// Files:      site.toml
//             products/SLUG/product.toml
//             policies/SLUG.md           a TOML head between +++ lines, then Markdown
//             hall-of-fame.toml          entries older than this server (optional)
//             README.md, rules/, calendars/ and demo/ are not content and are passed over.
// Invariants: (1) A Site exists only when the whole folder has no finding: a bad edit never takes
//                 the old site down.
//             (2) Every trust item names its owner, the day of its last review and of the next one.
//             (3) A number in prose that reads like a promise ("within 5 working days") is one that
//                 the rules make, or it is a finding; {{promise:acknowledge}} in any text takes it
//                 from the rules.
// Failure:    findings with file, line, column and a suggestion.
// Threads:    pure values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/toml_reader.h"
#include "domain/advisory.h"
#include "domain/rules.h"

namespace tocsin::site {

using SiteFiles = std::map<std::string, std::string>;      // path below the folder -> bytes
using RulesByName = std::map<std::string, domain::Rules>;  // "five-working-days" -> rules

// Who answers for a text, and when it was looked at.
struct Care {
  std::string owner;
  CivilDate last_reviewed;
  CivilDate next_review;
  std::string file;  // for the console's list of what to review
};

struct Link {
  std::string label;
  std::string url;   // local or external
  std::string note;  // one sentence, may be empty
};

// The links a product hub shows in this order; what is not set is not shown.
enum class HubLink {
  bounty,
  policies,
  configurations,
  changelog,
  status,
  responsibility,
  repository,
  contact
};
inline constexpr Name<HubLink> kHubLinks[] = {{HubLink::bounty, "bounty"},
                                              {HubLink::policies, "policies"},
                                              {HubLink::configurations, "configurations"},
                                              {HubLink::changelog, "changelog"},
                                              {HubLink::status, "status"},
                                              {HubLink::responsibility, "responsibility"},
                                              {HubLink::repository, "repository"},
                                              {HubLink::contact, "contact"}};

enum class SupportStatus { supported, security_only, end_of_life };
inline constexpr Name<SupportStatus> kSupportStatuses[] = {
    {SupportStatus::supported, "supported"},
    {SupportStatus::security_only, "security-only"},
    {SupportStatus::end_of_life, "end-of-life"}};

// One row of the supported versions. The seeds know no dates, so each date may be absent.
struct ReleaseLine {
  std::string line;  // "24.8"
  SupportStatus status = SupportStatus::supported;
  std::optional<CivilDate> released;
  std::optional<CivilDate> support_until;
  std::string latest;  // latest patch
  std::string tag;     // "long-term", or empty
};

// "You need help tuning": not for us, and where to go instead.
struct NotHere {
  std::string text;
  std::string instead;  // may be empty
  std::string url;      // may be empty
};

// A sentence of the security model: this is no vulnerability here.
struct NotAVulnerability {
  std::string text;
  std::string because;  // may be empty
};

struct Product {
  std::string slug;
  std::string name;  // "Acme Archiver"
  std::string vendor;
  std::string summary;  // one sentence
  std::string about;    // Markdown, may be empty
  std::string purl;     // without version
  std::string cpe;      // without version
  std::string repository;
  std::string version_order;  // dotted, semver, letters, debian
  bool hosted = false;        // a service: nothing for users to upgrade
  std::string rules;          // name of the rules it promises
  std::string scope;          // Markdown
  std::vector<std::string> report_when;
  std::vector<NotHere> report_when_not;
  std::vector<NotAVulnerability> not_vulnerabilities;
  std::vector<ReleaseLine> lines;  // newest first
  std::string lines_note;          // shown with the table, or instead of it
  std::map<HubLink, Link> links;
  std::vector<Link> more_links;
  Care care;
};

struct Policy {
  std::string slug;
  std::string title;
  std::string summary;
  std::string body;   // Markdown, placeholders filled in
  std::string rules;  // whose numbers the text quotes
  std::optional<Instant> expires;
  std::optional<CivilDate> effective;
  std::string version;
  Care care;
};

// Somebody who helped before this server kept the list.
struct ManualCredit {
  int year = 0;
  std::string name;
  std::string product;  // slug, may be empty
  std::string what;     // one sentence, may be empty
  std::string url;      // may be empty
};

struct Redirect {
  std::string from;  // "/old/changelog"
  std::string to;    // local or external
};

struct Site {
  domain::PublisherProfile publisher;  // with base_url
  std::string name;                    // as the bar shows it: "Acme Security"
  std::string organisation;
  std::string lead;                    // one or two sentences for the home page
  std::string notice;                  // a banner on every page, may be empty
  std::vector<std::string> languages;  // of the interface; the first is the default
  std::string language;                // of this content
  std::string rules;                   // name of the rules of the site
  RulesByName rules_by_name;
  std::string mail_from;          // sender of all mail
  std::vector<std::string> told;  // who hears of a report when the rules' roles are nobody yet
  std::string contact_mail;       // shown and in security.txt; may be empty
  std::string csaf_host;          // "csaf.data.security.acme.example", may be empty
  std::vector<Link> nav;          // added to the navigation
  std::vector<Link> links;        // on the home page
  std::vector<Redirect> redirects;
  std::vector<Product> products;  // in the order of site.toml, else by name
  std::vector<Policy> policies;
  std::vector<ManualCredit> credits;
  std::string privacy;            // Markdown added to the statement, may be empty
  std::string hall_of_fame_lead;  // may be empty
  Instant changed;                // when this content last changed: Last-Modified of its pages
  Care care;

  Product const* product(std::string_view slug) const;
  Policy const* policy(std::string_view slug) const;
  domain::Rules const& rules_of(Product const& product) const;
  domain::Rules const& rules_of_site() const;
};

struct ParsedSite {
  std::optional<Site> site;
  std::vector<Finding> findings;  // empty exactly when there is a site
};
// `changed`: when the folder last changed, as the caller knows it. Rules without a name are those
// whose own file has a finding: nothing here is said about them, and there is no site.
ParsedSite parse_site(SiteFiles const& files, RulesByName const& rules, Instant changed);

// How long before a policy's own `expires` somebody is reminded of it.
inline constexpr Duration kExpiryNotice = std::chrono::hours{24 * 30};

// Items whose review is due by `today`, policies that expire within kExpiryNotice of it, and texts
// that still hold placeholders such as "lorem ipsum" or "to be written".
struct ReviewDue {
  std::string file;
  std::string owner;
  std::string why;
};
std::vector<ReviewDue> reviews_due(Site const& site, CivilDate today);

}  // namespace tocsin::site
