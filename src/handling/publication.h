// Publication: from an approved draft to a flipped generation of the published site.
//
// Spec:       design.md section 2, table: (1) compile and sync in the press, (2) one transaction: decision, generation
//             number, one outbox item a channel, (3) the flip, the outbox item that every notice waits for.
// Invariants: I1 and I6: only PublicationGate::pass with trusted_now() publishes. I4: documents, then lists, then
//             notices: pages are of one generation, notices depend on its flip. A crash between any two steps leaves
//             either nothing decided, or a decided generation that the next run flips.
//             A generation is always prepared upon the last decided one, which may still wait for its flip.
// Threads:    the house lane only; PublishedIndex belongs to it. The flip itself may come from either lane.
#pragma once

#include <set>
#include <string>

#include "domain/publication_gate.h"
#include "handling/settings.h"
#include "ports/world.h"
#include "site/public_records.h"
#include "site/render.h"

namespace tocsin::handling {

// What is published, as lists see it; loaded once and kept up by each publication. One whose commit gave no answer
// empties it, and it is read anew.
struct PublishedIndex {
  bool loaded = false;
  site::PublicRecords records;
  std::set<std::string> told;   // of publications that wait: request and cause, so that the store is asked once
};

// Publishes every draft that is due. One that the gate refuses stays, and the desk hears of it once for each request and
// cause; the others go on.
Status publish_due(ports::World& world, Settings const& settings, PublishedIndex& index);

// Publishes one; the gate's refusal is the error.
Status publish(ports::World& world, Settings const& settings, PublishedIndex& index, domain::AdvisoryId const& id);

// Renders the whole site anew when its content is not what the current generation was rendered from.
// `site_digest` names that content.
Status rebuild_site(ports::World& world, Settings const& settings, PublishedIndex& index, std::string const& site_digest);

// Once a day: the pages that depend on the date.
Status renew_day(ports::World& world, Settings const& settings, PublishedIndex& index);

// The generation the database names is flipped: after a publication, and after a restart, whatever was interrupted.
Status resume_flip(ports::World& world);

// Adds an archive of published documents: one generation, nobody is notified.
Status publish_archive(ports::World& world, Settings const& settings, PublishedIndex& index,
                       std::vector<domain::ArchivedAdvisory> const& documents);

}  // namespace tocsin::handling
