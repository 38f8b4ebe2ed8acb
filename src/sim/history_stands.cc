// I9: history stands. See checkers.h.
#include "domain/advisory_decide.h"
#include "domain/codec.h"
#include "domain/decide.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

// The events of a stream; nullopt and a violation when one does not read.
template <class Event>
std::optional<std::vector<Event>> events_of(Trial& trial, ports::ReadTx& tx, std::string const& stream) {
  auto entries = tx.journal(stream);
  if (!entries) {
    trial.violate("I9", "the journal " + stream + " cannot be read: " + entries.error().message);
    return std::nullopt;
  }
  std::vector<Event> out;
  for (auto const& entry : *entries) {
    auto event = codec::from_text<Event>(entry.body);
    if (!event) {
      trial.violate("I9", "an entry of " + stream + " does not read: " + event.error().cause);
      return std::nullopt;
    }
    out.push_back(std::move(*event));
  }
  return out;
}

template <class Aggregate>
void compare(Trial& trial, Aggregate stored, Aggregate folded, std::string const& stream) {
  folded.version = stored.version;
  if (codec::to_text(stored) != codec::to_text(folded))
    trial.violate("I9", "the journal " + stream + " does not fold to what is stored");
}

void revisions_grow(Trial& trial, domain::Advisory const& advisory) {
  int expected = 1;
  for (auto const& revision : advisory.revisions)
    if (revision.number() != expected++) trial.violate("I9", "the revisions of " + advisory.id.text + " do not grow by one");
  for (auto const& one : trial.model.decided)
    if (one.id == advisory.id && one.revision >= expected)
      trial.violate("I9", "revision " + std::to_string(one.revision) + " of " + advisory.id.text + " is gone");
}

}  // namespace

void history_stands(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  if (!tx) return trial.violate("I9", "the store cannot be read: " + tx.error().message);
  if (auto verified = (*tx)->verify_journal(); !verified)
    trial.violate("I9", "a chain of the journal is broken: " + verified.error().message);
  auto rows = (*tx)->case_rows();
  if (!rows) return trial.violate("I9", "the cases cannot be listed");
  for (auto const& row : *rows) {
    auto const stream = "case/" + row.id.text;
    auto stored = (*tx)->load_case(row.id);
    auto events = events_of<domain::CaseEvent>(trial, **tx, stream);
    if (!stored) trial.violate("I9", "a case cannot be read: " + stored.error().message);
    else if (events) compare(trial, *stored, domain::fold({}, *events), stream);
  }
  auto ids = (*tx)->advisory_ids();
  if (!ids) return trial.violate("I9", "the advisories cannot be listed");
  for (auto const& id : *ids) {
    auto const stream = "advisory/" + id.text;
    auto stored = (*tx)->load_advisory(id);
    auto events = events_of<domain::AdvisoryEvent>(trial, **tx, stream);
    if (!stored) {
      trial.violate("I9", "an advisory cannot be read: " + stored.error().message);
      continue;
    }
    revisions_grow(trial, *stored);
    if (events) compare(trial, *stored, domain::fold(domain::Advisory{}, *events), stream);
  }
}

}  // namespace tocsin::sim
