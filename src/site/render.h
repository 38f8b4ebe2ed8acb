// From content and records to finished pages: the whole published site, or what one publication
// changes of it.
//
// Purpose:    the press calls these and nothing else of this folder.
// Invariants: (1) Pure: same arguments, same bytes. No clock: `Circumstances::as_of` is the day the
//                 desk last decided on.
//             (2) Advisories come in as PublishedRevision or ArchivedAdvisory only, so a draft
//                 cannot be rendered (I1).
//             (3) render_site(after) == render_site(before) overlaid with
//                 pages_for_publication(before, revision); the only addresses beyond it are
//                 redirects from list pages that a correction emptied, so that no address dies.
//             (4) A publication costs what changes: the advisory's own pages, the heads of the
//                 lists it stands in, the CSAF lists. Archived list pages and other advisories are
//                 not rendered again.
// Failure:    none: content was checked by parse_site, records by the gate.
// Threads:    pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/page.h"
#include "domain/calendar.h"
#include "domain/publication_gate.h"
#include "site/public_records.h"
#include "site/site_content.h"

namespace tocsin::site {

// Closed when nobody would hear of a report: the form then says so and names no promise.
enum class Intake { open, closed };

// What the desk knows and content does not. `as_of` moves once a day; only the pages of
// pages_for_day depend on it.
struct Circumstances {
  Instant as_of;
  Intake intake = Intake::open;
  domain::CalendarBook const* calendars =
      nullptr;  // for the due dates on receipts; without it they have none
};

// All pages that come from `site/` and from the lists: everything but the advisories' own pages.
std::vector<Page> render_site(Site const& site, PublicRecords const& records,
                              Circumstances const& circumstances);

// The pages of one advisory alone: page, history, documents of every format, CVE redirects.
std::vector<Page> pages_of(Site const& site, domain::PublishedRevision const& published);
std::vector<Page> pages_of(Site const& site, domain::ArchivedAdvisory const& archived);

// What changes when `published` becomes public. `records` are those before it.
std::vector<Page> pages_for_publication(Site const& site, PublicRecords const& records,
                                        domain::PublishedRevision const& published,
                                        Circumstances const& circumstances);

// What stands at an address that the site held once and holds no more, because its product or policy was taken out of
// the content: an address that was published never answers as if it had never been.
std::vector<Page> gone_pages(Site const& site, std::string const& host, std::string const& path);

// What changes when a day passes: security.txt, expired policies, due dates, supported versions.
std::vector<Page> pages_for_day(Site const& site, PublicRecords const& records,
                                Circumstances const& circumstances);

// The page of a revision that is not published, for the people who write and approve it. The answer
// is a string for the console and not a Page, so it cannot be put on the public site.
std::string preview_html(Site const& site, domain::AdvisoryRevision const& revision);

}  // namespace tocsin::site
