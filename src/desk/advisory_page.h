// The advisory page in its three conditions: being written, waiting for a second person, published.
//
// Invariants: the approval form carries the hash of exactly the documents that this page links, rendered for this page.
#pragma once

#include <optional>

#include "desk/console.h"
#include "domain/advisory.h"

namespace tocsin::desk {

// What the editor shows besides the stored draft: typed content after a conflict, and why.
struct Typed {
  domain::AdvisoryContent content;
  std::string reason;
  Error error;
};

Result<http::Response> advisory_page(Visit const& visit, domain::Advisory const& advisory,
                                     std::optional<Typed> const& typed = std::nullopt);

// The revision that the draft would become, with its minute, or the next one's while none is asked for.
domain::AdvisoryRevision next_revision(Visit const& visit, domain::Advisory const& advisory);
// What the page shows: the draft's revision, or the last published one.
domain::AdvisoryRevision shown_revision(Visit const& visit, domain::Advisory const& advisory);

// console_advisory_panels.cc
Result<markup::Html> gaps_panel(Visit const& visit, domain::Advisory const& advisory);
markup::Html preview_panel(Visit const& visit, domain::Advisory const& advisory, domain::AdvisoryContent const& content);
Result<markup::Html> consequences_panel(Visit const& visit, domain::Advisory const& advisory);
markup::Html documents_panel(Visit const& visit, domain::Advisory const& advisory);

std::string advisory_console_path(domain::AdvisoryId const& id, std::string_view rest = {});

}  // namespace tocsin::desk
