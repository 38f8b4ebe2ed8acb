// I1: never early. See checkers.h.
#include <set>

#include "domain/codec.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

constexpr Duration kTolerance = std::chrono::seconds{60};   // what trusted_now cannot tell from a right clock

// Every id of an advisory begins so, and what follows is five Crockford characters.
constexpr std::string_view kIdPrefix = "ACME-2";
constexpr std::size_t kIdBytes = 15;

}  // namespace

void never_early_decided(Trial& trial, DecidedRevision const& decided, Instant at) {
  auto const& id = decided.revision.id.text;
  auto const name = id + " revision " + std::to_string(decided.revision.number());
  auto const known = trial.model.advisories.find(id);
  if (known == trial.model.advisories.end()) return trial.violate("I1", name + " was published and nobody had begun it");
  auto const& advisory = known->second;
  auto const minute = decided.revision.current_release();
  // Two people, for these documents at this minute.
  std::set<domain::StaffId> people;
  for (auto const& request : advisory.requests)
    if (request.minute.value_or(minute) == minute) people.insert(request.by);
  if (people.empty()) trial.violate("I1", name + " was published at a minute that nobody asked for");
  for (auto const& approval : advisory.approvals)
    if (approval.hash == decided.record.documents_hash) people.insert(approval.by);
  if (people.size() < 2) trial.violate("I1", name + " was published by one person");
  if (advisory.held) trial.violate("I1", name + " was published while it was on hold");
  auto const& in_case = trial.model.cases[advisory.in_case];
  if (in_case.agreed_until && !in_case.embargo_in_doubt && at + kTolerance < *in_case.agreed_until)
    trial.violate("I1", name + " was published before the agreed embargo ended");
  // What the decided revision says is public from now on, and nothing else is.
  for_each_canary(codec::to_text(decided.revision), [&](std::string const& word) {
    for (auto const& one : trial.model.cases)
      if (one.secret_word == word) trial.violate("I1", name + " carries a word of the report that was never written into it");
    trial.model.public_words.insert(word);
  });
  trial.model.public_ids.insert(id);
}

void never_early_public(Trial& trial, std::string const& where, std::string_view bytes) {
  for_each_canary(bytes, [&](std::string const& word) {
    if (!trial.model.public_words.contains(word)) trial.violate("I1", where + " shows the embargoed " + word);
  });
  for (auto at = bytes.find(kIdPrefix); at != std::string_view::npos; at = bytes.find(kIdPrefix, at + 1)) {
    std::string const id(bytes.substr(at, kIdBytes));
    if (trial.model.advisories.contains(id) && !trial.model.public_ids.contains(id))
      trial.violate("I1", where + " names the unpublished " + id);
  }
}

void never_early_private(Trial& trial, std::string const& where, std::string_view bytes) {
  for_each_canary(bytes, [&](std::string const& word) { trial.violate("I1", where + " carries the content " + word); });
}

void never_early_mail(Trial& trial, MailRecord const& mail) {
  auto const where = "mail to " + mail.message.to;
  if (!mail.message.to.starts_with("sub")) return never_early_private(trial, where, mail.bytes);
  never_early_public(trial, where, mail.bytes);
}

void sealed_at_rest(Trial& trial) {
  for (auto const& [name, bytes] : trial.world->disk().everything()) never_early_private(trial, "the file " + name, bytes);
  for (auto const& [path, bytes] : trial.world->files().everything())
    if (path.starts_with(SimWorld::kSpool)) never_early_private(trial, "the file " + path, bytes);
}

}  // namespace tocsin::sim
