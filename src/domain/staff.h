// A member of the security team, and what each role may do.
//
// Invariants: I11: an administrator manages staff and settings and opens no case. A guest developer sees only the
//             cases they were added to. Sign-in links are single-use and expire; only their hash is kept.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/ids.h"

namespace tocsin::domain {

enum class Role { lead, member, guest, administrator };
BOOST_DESCRIBE_ENUM(Role, lead, member, guest, administrator)

struct SignInLink {
  std::string token_hash;
  Instant expires;
  friend bool operator==(SignInLink const&, SignInLink const&) = default;
};
BOOST_DESCRIBE_STRUCT(SignInLink, (), (token_hash, expires))

struct StaffSession {
  std::string token_hash;
  Instant started;
  Instant last_seen;
  friend bool operator==(StaffSession const&, StaffSession const&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffSession, (), (token_hash, started, last_seen))

struct Staff {
  StaffId id;
  std::int64_t version = 0;
  std::string name;       // a short handle: the command line and the console use it
  std::string email;      // where the desk tells them; may be empty
  Role role = Role::member;
  bool active = true;
  std::vector<SignInLink> links;
  std::vector<StaffSession> sessions;
  friend bool operator==(Staff const&, Staff const&) = default;
};
BOOST_DESCRIBE_STRUCT(Staff, (), (id, version, name, email, role, active, links, sessions))

inline constexpr Duration kSignInLinkLifetime = std::chrono::minutes{30};
inline constexpr Duration kSessionIdleMax = std::chrono::minutes{15};
inline constexpr Duration kSessionAgeMax = std::chrono::hours{12};

}  // namespace tocsin::domain
