// The real store behind the turnstile: answers that get lost, a store that is away, and the planted bugs of a store.
//
// Invariants: a fault never changes what the store does with a transaction, only what the caller hears of it. Decided
//             publications are witnessed from the outside, once they are committed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ports/store.h"
#include "sim/bug.h"
#include "sim/turnstile.h"

namespace tocsin::sim {

struct DecidedRevision {
  domain::AdvisoryRevision revision;
  domain::PublicationRecord record;
};

class GatedStore final : public ports::Store {
 public:
  struct Hooks {
    std::function<void(DecidedRevision const&)> published;
    std::function<Instant()> exact_now;      // for a planted bug
  };
  GatedStore(ports::Store& inner, Turnstile& gate, Bug bug, Hooks hooks)
      : inner_(inner), gate_(gate), bug_(bug), hooks_(std::move(hooks)) {}

  Result<std::unique_ptr<ports::ReadTx>> read() override;
  Status write(std::function<Status(ports::WriteTx&)> const& work) override;

 private:
  ports::Store& inner_;
  Turnstile& gate_;
  Bug bug_;
  Hooks hooks_;
};

}  // namespace tocsin::sim
