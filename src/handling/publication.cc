// See publication.h.
#include "handling/publication.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "domain/advisory_decide.h"
#include "domain/decide.h"
#include "domain/words.h"
#include "formats/format.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/promises.h"
#include "handling/receipt.h"
#include "handling/trusted_time.h"
#include "markup/answer_template.h"

namespace tocsin::handling {
namespace {

constexpr char kDecided[] = "generation.decided";
constexpr char kSiteDigest[] = "site.rendered";
constexpr char kDay[] = "site.day";

constexpr Duration kApprovalGrace = std::chrono::minutes{15};

std::int64_t number_of(std::optional<std::string> const& text) { return text ? std::stoll(*text) : 0; }

Status load_index(ports::World& world, PublishedIndex& index) {
  if (index.loaded) return {};
  auto tx = TRY(world.store.read());
  site::PublicRecords records;
  for (auto const& id : TRY(tx->published_advisory_ids())) {
    auto advisory = TRY(tx->load_advisory(id));
    auto last = TRY(domain::PublicationGate::again(advisory, advisory.revisions.back().number()));
    records.put(site::summarize(last));
  }
  for (auto const& id : TRY(tx->archived_ids()))
    if (auto archived = TRY(tx->load_archived(id))) records.put(site::summarize(*archived));
  index.records = std::move(records);
  index.loaded = true;
  return {};
}

Result<site::Circumstances> circumstances(ports::World& world, Settings const& settings) {
  auto const told = TRY(somebody_is_told(world, settings));
  auto const now = trusted_now(world);
  auto day = utc_midnight(utc_date(now ? *now : world.clock.wall()));
  if (!now) {
    // A doubtful clock moves no date on the published site: what was said for the last trusted day is said on.
    auto tx = TRY(world.store.read());
    if (auto const stored = TRY(tx->setting(kDay))) day = Instant{number_of(stored)};
  }
  return site::Circumstances{.as_of = day,
                             .intake = told ? site::Intake::open : site::Intake::closed,
                             .calendars = &settings.calendars};
}

// Once ahead and once when it has passed, for each policy whose text says until when it holds.
Status tell_expiries(ports::World& world, ports::WriteTx& tx, Settings const& settings, Instant now) {
  for (auto const& policy : settings.site.policies) {
    if (!policy.expires || *policy.expires - now > site::kExpiryNotice) continue;
    auto const which = policy.slug + "@" + std::to_string(policy.expires->epoch_ms) + (*policy.expires <= now ? ".expired" : "");
    CHECKED(enqueue_effects(world, tx, {domain::TellDesk{"policy_expires", "", which, 0}}, now));
  }
  return {};
}

// A publication that is due and refused is heard of once for each request and cause. Where only the second approval is
// missing the request itself has just asked for it; it becomes an alarm when nobody came.
Status tell_waiting(ports::World& world, PublishedIndex& index, domain::AdvisoryId const& id, Error const& why, Instant now) {
  auto tx = TRY(world.store.read());
  auto const advisory = TRY(tx->load_advisory(id));
  tx.reset();
  if (!advisory.draft || !advisory.draft->publish_minute) return {};
  auto const minute = *advisory.draft->publish_minute;
  // Another publication was decided meanwhile: the next run tries again.
  if (why.cause.empty() && why.code == ErrorCode::conflict) return {};
  auto const cause = why.cause.empty() ? std::string(describe(why.code).word) : why.cause;
  if (cause == "not_approved" && now - minute < kApprovalGrace) return {};
  auto const key = id.text + "." + std::to_string(minute.epoch_ms / 60'000) + "." + cause;
  if (index.told.contains(key)) return {};
  CHECKED(world.store.write([&](ports::WriteTx& write) -> Status {
    return enqueue_effects(world, write,
                           {domain::TellDesk{"publication_waits", advisory.case_id ? advisory.case_id->text : "", key, 0}}, now);
  }));
  index.told.insert(key);
  // The cause is a word; the sentence may hold the date of an embargo and stays on the page.
  world.log.write(ports::LogLevel::alarm, "publication_waits", {{"advisory", id.text}, {"why", cause}});
  return {};
}

// Prepares `change` upon the last decided generation and decides it together with `also`, in one transaction.
// `also` learns the outbox id of the flip, which every notice depends on.
enum class Upon { last_decided, nothing };
Status decide_generation(ports::World& world, Upon upon, ports::ShelfChange const& change,
                         std::function<Status(ports::WriteTx&, std::int64_t number, std::string const& flip)> const& also) {
  std::int64_t decided = 0, number = 0;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    decided = number_of(TRY(tx.setting(kDecided)));
    number = TRY(tx.next_number("generation"));
    return {};
  }));
  // What was decided before is public before the next is built upon it: a crash may have kept its flip waiting.
  if (TRY(world.shelf.current()) < decided) CHECKED(world.shelf.flip(decided));
  // Compiled and synced in the press, out of the public server's reach.
  CHECKED(world.shelf.prepare(upon == Upon::nothing ? 0 : decided, number, change));
  auto const now = world.clock.wall();
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    if (number_of(TRY(tx.setting(kDecided))) != decided)
      return fail(ErrorCode::conflict, "another publication was decided meanwhile; this one is prepared again");
    auto const flip = TRY(enqueue_effect(world, tx, domain::FlipShelf{number}, now));
    CHECKED(tx.set_setting(kDecided, std::to_string(number)));
    return also(tx, number, flip.text);
  });
}

}  // namespace

Status publish(ports::World& world, Settings const& settings, PublishedIndex& index, domain::AdvisoryId const& id) {
  CHECKED(load_index(world, index));
  auto const now = TRY(trusted_now(world));
  auto tx = TRY(world.store.read());
  auto const advisory = TRY(tx->load_advisory(id));
  std::optional<domain::Case> in_case;
  std::optional<domain::Person> reporter;
  if (advisory.case_id) {
    in_case = TRY(tx->load_case(*advisory.case_id));
    reporter = TRY(tx->load_person(in_case->reporter));
  }
  tx.reset();
  if (!advisory.draft || !advisory.draft->publish_minute)
    return fail(ErrorCode::conflict, "publication of " + id.text + " has not been requested");
  // Asked every second: the gate would say the same after rendering everything.
  if (advisory.draft->on_hold)
    return fail(ErrorCode::conflict, "the publication of " + id.text + " is on hold",
                std::string(domain::word_of(domain::GateRefusal::on_hold)));
  auto const& rules = in_case ? settings.rules_of(in_case->rules_version) : settings.site.rules_of_site();
  // Refuse unless the minute has come, two people approved these bytes, and no agreed embargo runs.
  auto const candidate = domain::revision_of(advisory, *advisory.draft, *advisory.draft->publish_minute);
  auto const published = TRY(domain::PublicationGate::pass(
      advisory, in_case ? &*in_case : nullptr, reporter ? &*reporter : nullptr,
      {.now = now,
       .approvals_needed = rules.approvals.count,
       .approval_lifetime = std::chrono::hours{rules.approvals.valid_hours},
       .documents_hash = formats::documents_hash(candidate, settings.site.publisher)}));
  // Render every address that changes from the one revision.
  auto const around = TRY(circumstances(world, settings));
  ports::ShelfChange change{.put = site::pages_for_publication(settings.site, index.records, published, around)};
  // Decide: revision, case, generation and one outbox item a channel, in one transaction. Its answer may be lost: until
  // it is known the index is not what is published, and the next list would leave this advisory out.
  index.loaded = false;
  CHECKED(decide_generation(world, Upon::last_decided, change,
      [&](ports::WriteTx& write, std::int64_t number, std::string const& flip) -> Status {
        auto record = published.record();
        record.generation = number;
        std::vector<domain::AdvisoryEvent> events{domain::RevisionPublished{published.revision(), record}};
        auto const after = domain::fold(advisory, events);
        assert(domain::invariants_hold(after));
        CHECKED(write.save_advisory(after, events, "job:publication", now));
        std::vector<domain::Effect> effects{domain::FanOut{id, published.revision().number(), ""}};
        if (in_case) {
          auto decision = TRY(domain::decide(*in_case, domain::Disclose{id, published.revision().number()},
                                             domain::job_actor("publication"), rules, now));
          add_promises(settings, *in_case, decision.events, now, now);
          auto const disclosed = domain::fold(*in_case, decision.events);
          if (!decision.events.empty())
            CHECKED(write.save_case(disclosed, decision.events, "job:publication", now));
          for (auto& effect : decision.effects) effects.push_back(std::move(effect));
        }
        return enqueue_effects(world, write, effects, now, flip);
      }));
  index.records.put(site::summarize(published));
  index.loaded = true;
  world.log.write(ports::LogLevel::info, "published", {{"advisory", id.text}});
  return {};
}

Status publish_due(ports::World& world, Settings const& settings, PublishedIndex& index) {
  auto now = trusted_now(world);
  if (!now) return {};   // held: the clock job has rung the alarm
  std::vector<domain::AdvisoryId> due;
  {
    auto tx = TRY(world.store.read());
    due = TRY(tx->due_publications(*now));
  }
  for (auto const& id : due) {
    auto status = publish(world, settings, index, id);
    if (status) continue;
    if (status.error().code == ErrorCode::unavailable) return status;
    CHECKED(tell_waiting(world, index, id, status.error(), *now));
  }
  return {};
}

namespace {

// An address that was published goes on answering when its product or policy is no longer part of the content (I9).
Status keep_addresses(ports::World& world, site::Site const& site, std::vector<Page>& pages) {
  auto const before = world.shelf.addresses();
  if (!before) {
    if (before.error().code == ErrorCode::unavailable) return std::unexpected(before.error());
    // A damaged shelf is made anew, without the addresses that cannot be read.
    world.log.write(ports::LogLevel::alarm, "shelf_unreadable", {{"why", before.error().message}});
    return {};
  }
  std::set<ports::PageAddress> there;
  for (auto const& page : pages) there.insert({page.host, page.path, page.query});
  for (auto const& address : *before) {
    // The templates of answers are nobody's address; an unknown query is ignored, so its path goes on for it.
    if (address.host == markup::kAnswerHost || !address.query.empty() || there.contains(address)) continue;
    std::ranges::move(site::gone_pages(site, address.host, address.path), std::back_inserter(pages));
  }
  return {};
}

}  // namespace

Status rebuild_site(ports::World& world, Settings const& settings, PublishedIndex& index, std::string const& site_digest) {
  CHECKED(load_index(world, index));
  auto const around = TRY(circumstances(world, settings));
  auto const wanted = site_digest + (around.intake == site::Intake::open ? "|open" : "|closed");
  {
    auto tx = TRY(world.store.read());
    if (TRY(tx->setting(kSiteDigest)) == wanted && number_of(TRY(tx->setting(kDecided))) > 0) return {};
  }
  ports::ShelfChange change{.put = site::render_site(settings.site, index.records, around)};
  auto tx = TRY(world.store.read());
  for (auto const& summary : index.records.summaries) {
    std::vector<Page> pages;
    if (summary.origin == site::Origin::ours) {
      auto const advisory = TRY(tx->load_advisory({summary.id}));
      auto const last = TRY(domain::PublicationGate::again(advisory, advisory.revisions.back().number()));
      pages = site::pages_of(settings.site, last);
    } else if (auto archived = TRY(tx->load_archived(summary.id))) {
      pages = site::pages_of(settings.site, *archived);
    }
    std::ranges::move(pages, std::back_inserter(change.put));
  }
  tx.reset();
  CHECKED(keep_addresses(world, settings.site, change.put));
  return decide_generation(world, Upon::nothing, change,
                           [&](ports::WriteTx& write, std::int64_t, std::string const&) -> Status {
                             CHECKED(tell_expiries(world, write, settings, around.as_of));
                             CHECKED(write.set_setting(kDay, std::to_string(around.as_of.epoch_ms)));
                             return write.set_setting(kSiteDigest, wanted);
                           });
}

Status renew_day(ports::World& world, Settings const& settings, PublishedIndex& index) {
  CHECKED(load_index(world, index));
  auto const now = trusted_now(world);
  if (!now) return {};   // security.txt must not get an expiry from a doubtful clock
  auto const around = TRY(circumstances(world, settings));
  {
    auto tx = TRY(world.store.read());
    if (number_of(TRY(tx->setting(kDecided))) == 0 || number_of(TRY(tx->setting(kDay))) == around.as_of.epoch_ms) return {};
  }
  ports::ShelfChange change{.put = site::pages_for_day(settings.site, index.records, around)};
  return decide_generation(world, Upon::last_decided, change,
                           [&](ports::WriteTx& write, std::int64_t, std::string const&) -> Status {
                             CHECKED(tell_expiries(world, write, settings, *now));
                             return write.set_setting(kDay, std::to_string(around.as_of.epoch_ms));
                           });
}

Status resume_flip(ports::World& world) {
  auto tx = TRY(world.store.read());
  auto const decided = number_of(TRY(tx->setting(kDecided)));
  if (decided == 0 || TRY(world.shelf.current()) == decided) return {};
  return world.shelf.flip(decided);
}

Status publish_archive(ports::World& world, Settings const& settings, PublishedIndex& index,
                       std::vector<domain::ArchivedAdvisory> const& documents) {
  CHECKED(load_index(world, index));
  auto records = index.records;
  ports::ShelfChange change;
  for (auto const& document : documents) {
    records.put(site::summarize(document));
    std::ranges::move(site::pages_of(settings.site, document), std::back_inserter(change.put));
  }
  auto const around = TRY(circumstances(world, settings));
  std::ranges::move(site::render_site(settings.site, records, around), std::back_inserter(change.put));
  auto const now = world.clock.wall();
  index.loaded = false;   // as in publish(): the answer may be lost
  CHECKED(decide_generation(world, Upon::last_decided, change,
                            [&](ports::WriteTx& write, std::int64_t, std::string const&) -> Status {
                              for (auto const& document : documents) {
                                // Ours stay ours: an archived document replaces none of them.
                                auto const ours = write.load_advisory(domain::AdvisoryId{document.id});
                                if (ours) return fail(ErrorCode::conflict, document.id + " is an advisory of this desk");
                                if (ours.error().code != ErrorCode::not_found) return std::unexpected(ours.error());
                                CHECKED(write.insert_archived(document, now));
                              }
                              return {};
                            }));
  index.records = std::move(records);
  index.loaded = true;
  return {};
}

}  // namespace tocsin::handling
