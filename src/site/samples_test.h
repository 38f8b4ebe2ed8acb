// What the tests of this folder share: the example sites from examples/, and published advisories
// for the demo site.
#pragma once

#include <string>
#include <vector>

#include "domain/publication_gate.h"
#include "site/public_records.h"
#include "site/render.h"
#include "site/site_content.h"

namespace tocsin::site {

SiteFiles example_files(std::string const& name);  // examples/NAME
RulesByName shipped_rules();                       // rules/*.toml
Site example_site(std::string const& name);        // fails the test on a finding
domain::CalendarBook const& test_calendars();      // us and de, with zones of a fixed offset

// An advisory published at `at`, passed through the gate's record.
domain::PublishedRevision published(std::string const& id, domain::AdvisoryContent content,
                                    Instant at);
domain::PublishedRevision corrected(domain::PublishedRevision const& before,
                                    domain::AdvisoryContent content, std::string const& reason,
                                    Instant at);
domain::PublishedRevision withdrawn(domain::PublishedRevision const& before,
                                    std::string const& reason, Instant at);

// One short advisory for a product of the demo site.
domain::AdvisoryContent small_content(std::string const& product, std::string const& title,
                                      domain::Severity severity, std::string const& cve);
// One with everything a page can show.
domain::AdvisoryContent full_content();
// The current revisions of a demo: corrected, withdrawn, exploited, configuration only, a long
// title, many branches.
std::vector<domain::PublishedRevision> demo_revisions();

PublicRecords records_of(std::vector<domain::PublishedRevision> const& revisions);
Circumstances on(char const* day);

}  // namespace tocsin::site
