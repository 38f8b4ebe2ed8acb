// The commands that work on a running or resting desk: what `tocsin NAME ...` does to the World.
//
// Purpose:    one row a command. The command line sends the words over the admin socket when a desk runs, and else runs
//             the same function itself under the lock of the data directory.
// Invariants: each row declares object, action and level like a route does.
// Failure:    an Error whose exit code is that of base/result.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/authorize.h"
#include "jobs/schedule.h"

namespace tocsin::cli {

// The words of a command after its name, options taken apart by main: {"NAME": ..., "--email": ...}.
struct Invocation {
  std::string command;                            // "staff link"
  std::map<std::string, std::string> options;
  std::string payload;                            // what the command line read from files: documents to import
};

struct Desk {
  ports::World& world;
  handling::Settings const& settings;
  jobs::JobState& state;
};

struct Command {
  std::string_view name;
  domain::Access access;
  Result<std::string> (*run)(Desk&, Invocation const&);
};

Result<std::string> staff_add(Desk&, Invocation const&);
Result<std::string> staff_link(Desk&, Invocation const&);
Result<std::string> staff_list(Desk&, Invocation const&);
Result<std::string> staff_set(Desk&, Invocation const&);
Result<std::string> staff_activate(Desk&, Invocation const&);
Result<std::string> staff_deactivate(Desk&, Invocation const&);
Result<std::string> clock_explain(Desk&, Invocation const&);
Result<std::string> clock_trust(Desk&, Invocation const&);
Result<std::string> webhook_secret(Desk&, Invocation const&);
Result<std::string> import_archive(Desk&, Invocation const&);
Result<std::string> journal_verify(Desk&, Invocation const&);
Result<std::string> status(Desk&, Invocation const&);

using domain::Access;
using domain::Action;
using domain::Level;
using domain::Object;

inline constexpr Command kCommands[] = {
    {"staff add", Access{Object::staff, Action::administer, Level::existence}, staff_add},
    {"staff link", Access{Object::staff, Action::administer, Level::existence}, staff_link},
    {"staff list", Access{Object::staff, Action::read, Level::existence}, staff_list},
    {"staff set", Access{Object::staff, Action::administer, Level::existence}, staff_set},
    {"staff activate", Access{Object::staff, Action::administer, Level::existence}, staff_activate},
    {"staff deactivate", Access{Object::staff, Action::administer, Level::existence}, staff_deactivate},
    {"clock explain", Access{Object::case_, Action::read, Level::summary}, clock_explain},
    {"clock trust", Access{Object::settings, Action::administer, Level::existence}, clock_trust},
    {"webhook secret", Access{Object::settings, Action::administer, Level::existence}, webhook_secret},
    {"import csaf", Access{Object::advisory, Action::publish, Level::detail}, import_archive},
    {"journal verify", Access{Object::settings, Action::read, Level::existence}, journal_verify},
    {"status", Access{Object::settings, Action::read, Level::existence}, status},
};

Result<std::string> run(Desk& desk, Invocation const& invocation);

// The invocation on the wire of the admin socket.
std::string to_wire(Invocation const& invocation);
Result<Invocation> from_wire(std::string_view text);

}  // namespace tocsin::cli
