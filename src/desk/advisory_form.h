// The advisory editor's fields: from content to a form and from a form back to content.
//
// Purpose:    one page writes everything that any format needs; nothing is typed twice.
// Invariants: (1) read(write(content)) == content for what the form can show. What it cannot show (notes of a
//                 vulnerability, threats, ids) stays as it was stored.
//             (2) A fixed version in a row makes its status "fixed": the one fact is enough.
//             (3) Empty spare rows at the end of each list are not rows. A cleared row is removed.
// Failure:    invalid_input names the field (a date that is none); everything else is a gap, shown beside the form.
// Threads:    pure.
#pragma once

#include "desk/console.h"
#include "domain/advisory.h"
#include "site/site_content.h"

namespace tocsin::desk {

markup::Html advisory_fields(Visit const& visit, domain::AdvisoryContent const& content);

// `before`: the stored content.
Result<domain::AdvisoryContent> read_advisory_form(http::Form const& form, domain::AdvisoryContent const& before,
                                                   site::Site const& site);

// A product's version table as an advisory begins it: one row a release line.
domain::ProductImpact impact_of(site::Product const& product);

}  // namespace tocsin::desk
