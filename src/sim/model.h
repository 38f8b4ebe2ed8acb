// The model: what was asked of the server and what it acknowledged, kept by the people outside and by nobody inside.
//
// Invariants: shares no code with the server. What was attempted without an answer may have happened or not; every
//             expectation is one that holds in both cases.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/ids.h"

namespace tocsin::sim {

// Every secret word of a seed begins so; nothing else does.
inline constexpr std::string_view kCanary = "zqcanary";
inline constexpr std::size_t kCanaryBytes = kCanary.size() + 8;

enum class Known { yes, no };

struct ModelCase {
  int number = 0;
  std::string public_word;      // in the title: may be public once a revision that carries it is
  std::string secret_word;      // in the reproduction: never public
  std::string email;            // may be empty
  std::string idempotency_key;
  std::vector<std::string> phrases;   // of acknowledged submissions, 16 bytes each
  int attempted = 0;
  bool clock_was_wrong = false;       // at one of the submissions: then duplicates need not fold
  Instant first_submitted, last_submitted;   // true time
  std::optional<domain::CaseId> id;
  std::optional<domain::AdvisoryId> advisory;
  bool acknowledgement_attempted = false;

  struct Offer {
    bool by_vendor = false;
    Instant until;
  };
  std::optional<Offer> offer;
  std::optional<Instant> agreed_until;
  bool embargo_in_doubt = false;      // an unanswered act, or a fact that ends it
};

struct ModelRequest {
  domain::StaffId by;
  std::optional<Instant> minute;   // none: at once, by the best guess of a desk that doubts its clock
};
struct ModelApproval {
  domain::StaffId by;
  std::string hash;
};
struct ModelAdvisory {
  domain::AdvisoryId id;
  std::size_t in_case = 0;
  std::vector<ModelRequest> requests;     // attempted
  std::vector<ModelApproval> approvals;   // attempted
  bool held = false;                      // acknowledged, and no request since
};

struct ModelSubscriber {
  std::string email;
  std::string confirm_token;              // from the last mail
  std::string id;                         // of the subscription, from that token
  int acknowledged_requests = 0;
  Known state_known = Known::yes;         // no: an act without an answer since the last known state
  bool confirmed = false;
  Instant confirmed_at;                   // true time
  bool clock_was_wrong = false;           // when it was confirmed
  std::optional<Instant> opted_out_at;    // acknowledged
};

struct ModelDecided {
  domain::AdvisoryId id;
  int revision = 0;
  Instant at;                             // true time
  Instant minute;
  bool clock_was_wrong = false;
  std::string word;                       // one that this revision alone carries
};

struct Model {
  std::vector<ModelCase> cases;
  std::map<std::string, ModelAdvisory> advisories;
  std::vector<ModelSubscriber> subscribers;
  std::vector<ModelDecided> decided;
  std::set<std::string> public_words;     // of decided revisions
  std::set<std::string> public_ids;       // of decided advisories
  // Acknowledged acts of staff and reporters: a word that the journal of this stream must hold for ever.
  std::vector<std::pair<std::string, std::string>> in_journal;
  int words = 0;

  ModelDecided const* find(std::string const& id, int revision) const {
    for (auto const& one : decided)
      if (one.id.text == id && one.revision == revision) return &one;
    return nullptr;
  }
};

// Calls `found` with every canary in `bytes`.
template <class F>
void for_each_canary(std::string_view bytes, F const& found) {
  for (auto at = bytes.find(kCanary); at != std::string_view::npos; at = bytes.find(kCanary, at + 1))
    found(std::string(bytes.substr(at, kCanaryBytes)));
}

}  // namespace tocsin::sim
