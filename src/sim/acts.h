// What people do, one function an act. See workload.h; reporter_acts.cc, subscriber_acts.cc, desk_acts.cc, draft_acts.cc.
#pragma once

#include "domain/command.h"
#include "handling/casework.h"
#include "sim/random.h"
#include "sim/trial.h"

namespace tocsin::sim {

using Act = void (*)(Trial&, Random&);

// Through the public form. The spool confirms what it has made durable.
struct Sent {
  Outcome outcome = Outcome::unknown;
  std::string secret;       // behind the access phrase
};
Sent submit(Trial& trial, std::string const& what, std::string const& kind,
            std::vector<std::pair<std::string, std::string>> const& fields, std::string const& idempotency_key,
            Random& random);

void submit_report(Trial& trial, Random& random);
void submit_duplicate(Trial& trial, Random& random);
void submit_nonsense(Trial& trial, Random& random);
void reporter_writes(Trial& trial, Random& random);
void reporter_on_date(Trial& trial, Random& random);

void ask_for_notices(Trial& trial, Random& random);
void confirm_notices(Trial& trial, Random& random);
void leave_notices(Trial& trial, Random& random);
void come_back(Trial& trial, Random& random);

// The next sensible act on some case: what a team does most of the time.
void work_on_case(Trial& trial, Random& random);
void write_to_reporter(Trial& trial, Random& random);
void odd_act(Trial& trial, Random& random);
void desk_on_date(Trial& trial, Random& random);
void work_on_outbox(Trial& trial, Random& random);
void look_around(Trial& trial, Random& random);

// What follows once a case has an advisory; false when there is nothing to do.
enum class Progress { made, none };
Progress work_on_draft(Trial& trial, Random& random, std::size_t number, domain::Actor const& actor);

// The parts that acts share.
domain::Actor some_staff(Trial& trial, Random& random);
// A case whose id the desk knows; nullopt when there is none.
std::optional<std::size_t> some_case(Trial& trial, Random& random);
Outcome on_case(Trial& trial, std::string const& what, domain::Actor const& actor, std::size_t number,
                domain::CaseCommand const& command, std::string const& word);

}  // namespace tocsin::sim
