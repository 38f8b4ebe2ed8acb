// See drafting.h.
#include "handling/drafting.h"

#include <functional>

#include "base/text.h"
#include "domain/authorize.h"
#include "domain/credit.h"
#include "domain/decide.h"
#include "domain/words.h"
#include "formats/format.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/trusted_time.h"

namespace tocsin::handling {
namespace {

using namespace domain;

constexpr Access kWrite{Object::advisory, Action::publish, Level::detail};
constexpr Access kCaseWrite{Object::case_, Action::publish, Level::detail};

// The right to a draft is the right to its case.
Status authorize_advisory(ports::ReadTx& tx, Actor const& actor, Advisory const& advisory) {
  CHECKED(authorize(actor, kWrite));
  if (!advisory.case_id) return {};
  auto const c = TRY(tx.load_case(*advisory.case_id));
  return authorize(actor, c, kCaseWrite);
}

// One command on one advisory. `prepare` makes the command from what is stored.
using Prepare = std::function<Result<AdvisoryCommand>(ports::ReadTx&, Advisory const&, Instant)>;
Result<Advisory> change(ports::World& world, Actor const& actor, AdvisoryId const& id, Prepare const& prepare) {
  Advisory after;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    auto const before = TRY(tx.load_advisory(id));
    CHECKED(authorize_advisory(tx, actor, before));
    auto const command = TRY(prepare(tx, before, now));
    auto const decision = TRY(decide(before, command, actor, now));
    after = fold(before, decision.events);
    assert(invariants_hold(after));
    CHECKED(tx.save_advisory(after, decision.events, actor.journal_name(), now));
    after.version += 1;
    return enqueue_effects(world, tx, decision.effects, now);
  }));
  return after;
}

Result<std::vector<std::string>> gaps_of_credit(ports::ReadTx& tx, Advisory const& advisory) {
  if (!advisory.case_id || !advisory.draft) return std::vector<std::string>{};
  auto const c = TRY(tx.load_case(*advisory.case_id));
  return domain::credit_gaps(advisory.draft->content, TRY(tx.load_person(c.reporter)));
}

// What the reporter said last counts: neither requested nor approved with another name than they want.
Status check_credit(ports::ReadTx& tx, Advisory const& advisory) {
  auto const gaps = TRY(gaps_of_credit(tx, advisory));
  if (gaps.empty()) return {};
  return fail(ErrorCode::invalid_input, "not ready to publish: " + join(gaps, "; "));
}

std::vector<BranchImpact> branches_of(site::Product const& product) {
  std::vector<BranchImpact> out;
  for (auto const& line : product.lines) {
    BranchImpact branch{.branch = line.line};
    branch.status = line.status == site::SupportStatus::end_of_life ? BranchStatus::end_of_life_not_assessed
                                                                    : BranchStatus::under_investigation;
    out.push_back(std::move(branch));
  }
  return out;
}

std::string timeline_word(ClockEvent event) {
  switch (event) {
    case ClockEvent::report_received: return "Reported";
    case ClockEvent::acknowledged: return "Acknowledged";
    case ClockEvent::validated: return "Confirmed";
    case ClockEvent::fix_identified: return "Fix identified";
    case ClockEvent::mitigation_available: return "Fix or mitigation available";
    case ClockEvent::embargo_notice_sent: return "Advance notice to the embargo programme";
    default: return {};
  }
}

}  // namespace

AdvisoryContent draft_content(Case const& c, Person const& reporter, Settings const& settings) {
  AdvisoryContent content;
  content.title = c.title;
  content.language = settings.site.language;
  content.severity = c.classification.severity.value_or(Severity::none);
  content.severity_reason = c.classification.severity_reason;
  Vulnerability vulnerability;
  vulnerability.cve = c.cve;
  vulnerability.title = c.title;
  vulnerability.cwes = c.classification.cwes;
  vulnerability.cvss31 = c.classification.cvss31;
  vulnerability.cvss40 = c.classification.cvss40;
  auto const known = c.facts.public_facts();
  vulnerability.known_exploitation = known.attacks_observed ? KnownExploitation::yes : KnownExploitation::unknown;
  vulnerability.discovery_date = c.reports.front().received;
  if (auto const* product = settings.site.product(product_of(c)))
    vulnerability.impacts.push_back({.product = product->slug,
                                     .product_name = product->name,
                                     .vendor_name = product->vendor,
                                     .purl = product->purl,
                                     .cpe = product->cpe,
                                     .repository = product->repository,
                                     .hosted_only = product->hosted,
                                     .branches = branches_of(*product)});
  content.vulnerabilities.push_back(std::move(vulnerability));
  if (!reporter.credit.empty() && !reporter.erased)
    content.acknowledgments.push_back({.names = {reporter.credit}, .organization = {}, .summary = "for the report", .urls = {}});
  for (auto const& fact : c.clock_facts.facts)
    if (auto word = timeline_word(fact.event); !word.empty()) content.timeline.push_back({fact.at, std::move(word)});
  return content;
}

Result<Advisory> start_advisory(ports::World& world, Settings const& settings, Actor const& actor, CaseId const& id) {
  Advisory after;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    auto const c = TRY(tx.load_case(id));
    CHECKED(authorize(actor, c, kCaseWrite));
    auto const reporter = TRY(tx.load_person(c.reporter));
    // Random, because a running number would count the embargoed; and none that an imported archive brought along.
    AdvisoryId advisory_id;
    do {
      advisory_id.text = settings.site.publisher.advisory_prefix + "-" + std::to_string(utc_date(now).year) + "-" +
                         random_words(world.entropy, 1);
    } while (TRY(tx.load_archived(advisory_id.text)));
    auto const begun = TRY(decide({}, StartDraft{advisory_id, id, draft_content(c, reporter, settings)}, actor, now));
    after = fold({}, begun.events);
    CHECKED(tx.insert_advisory(after, begun.events, actor.journal_name(), now));
    auto const linked = TRY(decide(c, LinkAdvisory{advisory_id}, actor, settings.rules_of(c.rules_version), now));
    return tx.save_case(fold(c, linked.events), linked.events, actor.journal_name(), now);
  }));
  return read_advisory(world, actor, after.id);
}

Result<Advisory> read_advisory(ports::World& world, Actor const& actor, AdvisoryId const& id) {
  {
    auto tx = TRY(world.store.read());
    auto advisory = TRY(tx->load_advisory(id));
    CHECKED(authorize_advisory(*tx, actor, advisory));
    // What is published is no secret; a draft in a case is the case's content, and who opens it is written down.
    if (!advisory.draft || !advisory.case_id || actor.sort != ActorSort::staff) return advisory;
  }
  Advisory found;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    found = TRY(tx.load_advisory(id));
    CHECKED(authorize_advisory(tx, actor, found));
    if (!found.case_id) return {};
    return tx.log_read(*found.case_id, actor.staff, word_of(Level::detail), now);
  }));
  return found;
}

Result<std::vector<std::string>> credit_gaps(ports::World& world, Advisory const& advisory) {
  auto tx = TRY(world.store.read());
  return gaps_of_credit(*tx, advisory);
}

Result<std::vector<Advisory>> list_advisories(ports::World& world, Actor const& actor) {
  CHECKED(authorize(actor, {Object::advisory, Action::read, Level::summary}));
  auto tx = TRY(world.store.read());
  std::vector<Advisory> out;
  for (auto const& id : TRY(tx->advisory_ids())) {
    auto advisory = TRY(tx->load_advisory(id));
    if (authorize_advisory(*tx, actor, advisory)) out.push_back(std::move(advisory));
  }
  return out;
}

Result<Advisory> edit_draft(ports::World& world, Actor const& actor, AdvisoryId const& id, EditDraft const& edit) {
  return change(world, actor, id, [&](ports::ReadTx&, Advisory const&, Instant) -> Result<AdvisoryCommand> { return edit; });
}

Result<Advisory> start_revision(ports::World& world, Actor const& actor, AdvisoryId const& id,
                                StartRevision const& revision) {
  return change(world, actor, id, [&](ports::ReadTx&, Advisory const&, Instant) -> Result<AdvisoryCommand> { return revision; });
}

Result<Advisory> discard_draft(ports::World& world, Actor const& actor, AdvisoryId const& id) {
  return change(world, actor, id, [](ports::ReadTx&, Advisory const&, Instant) -> Result<AdvisoryCommand> { return DiscardDraft{}; });
}

Result<Advisory> hold(ports::World& world, Actor const& actor, AdvisoryId const& id) {
  return change(world, actor, id, [](ports::ReadTx&, Advisory const&, Instant) -> Result<AdvisoryCommand> { return HoldPublication{}; });
}

Result<Advisory> request_publication(ports::World& world, Settings const& settings, Actor const& actor,
                                     AdvisoryId const& id, std::optional<Instant> at) {
  return change(world, actor, id, [&](ports::ReadTx& tx, Advisory const& advisory, Instant now) -> Result<AdvisoryCommand> {
    if (!advisory.draft) return fail(ErrorCode::conflict, "this advisory has no draft; start a correction first");
    CHECKED(check_credit(tx, advisory));
    auto minute = floor_minute(at.value_or(now));
    // Two revisions never carry the same minute: their dates order them in every list.
    if (!at && !advisory.revisions.empty())
      minute = std::max(minute, advisory.revisions.back().current_release() + std::chrono::minutes{1});
    auto const revision = revision_of(advisory, *advisory.draft, minute);
    return RequestPublication{minute, formats::documents_hash(revision, settings.site.publisher)};
  });
}

Result<Advisory> approve(ports::World& world, Settings const& settings, Actor const& actor, AdvisoryId const& id,
                         std::string const& seen_hash) {
  return change(world, actor, id, [&](ports::ReadTx& tx, Advisory const& advisory, Instant) -> Result<AdvisoryCommand> {
    if (!advisory.draft || !advisory.draft->publish_minute)
      return fail(ErrorCode::conflict, "publication has not been requested yet");
    CHECKED(check_credit(tx, advisory));
    // The documents are rendered anew: what is approved is what would be published, not what was once stored.
    auto const revision = revision_of(advisory, *advisory.draft, *advisory.draft->publish_minute);
    if (formats::documents_hash(revision, settings.site.publisher) != advisory.draft->documents_hash)
      return fail(ErrorCode::conflict, "the documents changed since publication was requested; request it anew");
    return ApproveDraft{seen_hash};
  });
}

}  // namespace tocsin::handling
