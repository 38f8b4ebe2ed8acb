// The one place that says who may do what with which object.
//
// Invariants: I11: an administrator reads no case, and the command line of one nothing above its summary. A guest sees only the cases they were added to, and never the
//             reporter's identity (level detail needs membership). A reporter sees their own case, at `summary`.
//             A refusal about a case is `embargoed`: it answers as if there were nothing (threats T2).
// Threads:    pure.
#pragma once

#include "base/result.h"
#include "domain/actor.h"
#include "domain/case.h"

namespace tocsin::domain {

// How much one may see; each includes the ones before.
enum class Level { existence, summary, detail, proof };
BOOST_DESCRIBE_ENUM(Level, existence, summary, detail, proof)

enum class Object { case_, case_list, advisory, outbox, subscribers, staff, settings, public_form };
BOOST_DESCRIBE_ENUM(Object, case_, case_list, advisory, outbox, subscribers, staff, settings, public_form)

enum class Action { read, work, publish, administer };
BOOST_DESCRIBE_ENUM(Action, read, work, publish, administer)

// What a route or a job declares. There is no default: a route without one does not compile.
struct Access {
  Object object;
  Action action;
  Level level;
  constexpr Access(Object o, Action a, Level l) : object(o), action(a), level(l) {}
};

// Access to objects that are not one case.
Status authorize(Actor const& actor, Access access);
// Access to this case.
Status authorize(Actor const& actor, Case const& c, Access access);

}  // namespace tocsin::domain
