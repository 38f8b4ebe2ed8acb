// Signing in at the console: a single-use link that the command line prints, a page with one button, a session.
//
// Invariants: a link expires after 30 minutes and works once, by POST; only hashes of tokens are stored. A session ends
//             after 15 minutes idle, 12 hours at most. Signing in rotates everything.
#pragma once

#include <optional>

#include "domain/actor.h"
#include "handling/settings.h"
#include "ports/world.h"

namespace tocsin::handling {

struct NewStaff {
  std::string name;      // handle: letters, digits, '-', '_'
  std::string email;     // may be empty
  domain::Role role = domain::Role::member;
};
Status add_staff(ports::World& world, domain::Actor const& actor, NewStaff const& staff);
// What is absent stays as it is. A change of role ends the sessions and links of the old one.
struct StaffChange {
  std::optional<std::string> email;
  std::optional<domain::Role> role;
};
Status change_staff(ports::World& world, domain::Actor const& actor, std::string const& name, StaffChange const& change);
// Ends somebody's access; `activate_staff` gives it back to the same person.
Status activate_staff(ports::World& world, domain::Actor const& actor, std::string const& name);
Status deactivate_staff(ports::World& world, domain::Actor const& actor, std::string const& name);
Result<std::vector<domain::Staff>> list_staff(ports::World& world, domain::Actor const& actor);
Result<domain::Staff> staff_named(ports::World& world, std::string const& name);

// The token of a fresh link for `name`; the caller prints console_url + "/console/enter/" + token.
Result<std::string> new_sign_in_link(ports::World& world, domain::Actor const& actor, std::string const& name);
// Whether the link would work; changes nothing (I10).
Status check_sign_in_link(ports::World& world, std::string_view token);
// Uses the link up and gives the session token for the cookie.
Result<std::string> use_sign_in_link(ports::World& world, std::string_view token);

// The staff member of a session that is still good; moves its idle time.
Result<domain::Staff> staff_of_session(ports::World& world, std::string_view session_token);
Status sign_out(ports::World& world, std::string_view session_token);

}  // namespace tocsin::handling
