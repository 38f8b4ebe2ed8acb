// Casework: the one way to read a case and the one way to change it.
//
// Invariants: read_case is the only read door; it authorizes, and logs the read before it answers. Drafts in a case have
//             theirs in drafting.h.
//             act() authorizes, decides, saves, journals and enqueues in one transaction, and checks the version.
#pragma once

#include "domain/authorize.h"
#include "domain/decide.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

// The reader that the log names when the operator asked on the command line, which shows clocks and no more (I11).
inline constexpr char kCommandLineReader[] = "command_line";

Result<domain::Case> read_case(ports::World& world, domain::Actor const& actor, domain::CaseId const& id,
                               domain::Level level);

// What a list shows of the cases an actor may see: opened, because titles and clocks are derived, and not logged one by one.
Result<std::vector<domain::Case>> list_cases(ports::World& world, domain::Actor const& actor);

struct NewAttachment {
  std::string name;
  std::string content_type;
  std::string bytes;
};

// A form as it was sent: its nonce and everything in it, digested (desk/visit.h). Sent twice within a day it acts once, and
// the second sending is answered like the first (I5). An empty key is a caller that has no form.
struct SentForm {
  std::string key;
  enum class Sent { first, before } sent = Sent::first;
};

// `expected_version`: of the case the actor looked at; absent for acts that do not depend on what was seen.
Result<domain::Case> act(ports::World& world, Settings const& settings, domain::Actor const& actor,
                         domain::CaseId const& id, domain::CaseCommand const& command,
                         std::optional<std::int64_t> expected_version = std::nullopt,
                         std::vector<NewAttachment> const& attachments = {}, SentForm* form = nullptr);

// How the reporter wants to be named from now on; empty: not at all.
Status change_credit(ports::World& world, Settings const& settings, domain::Actor const& actor, domain::CaseId const& id,
                     std::string const& credit, SentForm* form = nullptr);

// The case that an access phrase opens; the answer for a wrong phrase costs the same.
Result<domain::CaseId> open_by_phrase(ports::World& world, std::string_view phrase_bytes);

// Fills the random ids a command needs, so that pages and the command line need no entropy.
void draw_ids(ports::Entropy& entropy, domain::CaseCommand& command);

}  // namespace tocsin::handling
