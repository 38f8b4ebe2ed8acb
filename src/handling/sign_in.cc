// See sign_in.h.
#include "handling/sign_in.h"

#include <algorithm>

#include "domain/authorize.h"
#include "handling/draw.h"
#include "vocab/email.h"

namespace tocsin::handling {
namespace {

using namespace domain;

constexpr Access kManageStaff{Object::staff, Action::administer, Level::existence};

bool is_handle(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Result<Staff> find_named(ports::ReadTx& tx, std::string const& name) {
  for (auto& staff : TRY(tx.all_staff()))
    if (staff.name == name) return std::move(staff);
  return fail(ErrorCode::not_found, "there is nobody called '" + name + "'; `tocsin staff list` shows who there is");
}

Error bad_link() {
  return {ErrorCode::not_found, "this sign-in link has been used or has expired; ask for a new one: tocsin staff link NAME"};
}

// The staff member and the index of the link that `token` opens.
Result<std::pair<Staff, std::size_t>> find_link(ports::ReadTx& tx, std::string_view token, Instant now) {
  auto const hash = token_hash(token);
  for (auto& staff : TRY(tx.all_staff()))
    for (std::size_t i = 0; i < staff.links.size(); ++i)
      if (staff.active && staff.links[i].expires > now && equal_constant_time(staff.links[i].token_hash, hash))
        return std::pair{std::move(staff), i};
  return std::unexpected(bad_link());
}

}  // namespace

Status add_staff(ports::World& world, Actor const& actor, NewStaff const& staff) {
  CHECKED(authorize(actor, kManageStaff));
  if (!is_handle(staff.name))
    return fail(ErrorCode::invalid_input, "a staff name has 1 to 40 letters, digits, '-' or '_'");
  std::string email;
  if (!staff.email.empty()) email = TRY(vocab::parse_email(staff.email)).str();
  auto const id = random_id<StaffId>(world.entropy);
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    if (find_named(tx, staff.name)) return fail(ErrorCode::conflict, "'" + staff.name + "' exists already");
    return tx.save_staff({.id = id, .name = staff.name, .email = email, .role = staff.role});
  });
}

Status change_staff(ports::World& world, Actor const& actor, std::string const& name, StaffChange const& change) {
  CHECKED(authorize(actor, kManageStaff));
  std::optional<std::string> email = change.email;
  if (email && !email->empty()) email = TRY(vocab::parse_email(*email)).str();
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto staff = TRY(find_named(tx, name));
    if (email) staff.email = *email;
    if (change.role && *change.role != staff.role) {
      staff.role = *change.role;
      staff.links.clear();
      staff.sessions.clear();
    }
    return tx.save_staff(staff);
  });
}

Status activate_staff(ports::World& world, Actor const& actor, std::string const& name) {
  CHECKED(authorize(actor, kManageStaff));
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto staff = TRY(find_named(tx, name));
    staff.active = true;
    return tx.save_staff(staff);
  });
}

Status deactivate_staff(ports::World& world, Actor const& actor, std::string const& name) {
  CHECKED(authorize(actor, kManageStaff));
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto staff = TRY(find_named(tx, name));
    staff.active = false;
    staff.links.clear();
    staff.sessions.clear();
    return tx.save_staff(staff);
  });
}

Result<std::vector<Staff>> list_staff(ports::World& world, Actor const&) {
  // Names are needed wherever a case shows who did what; links and sessions are hashes only.
  auto tx = TRY(world.store.read());
  return tx->all_staff();
}

Result<Staff> staff_named(ports::World& world, std::string const& name) {
  auto tx = TRY(world.store.read());
  return find_named(*tx, name);
}

Result<std::string> new_sign_in_link(ports::World& world, Actor const& actor, std::string const& name) {
  CHECKED(authorize(actor, kManageStaff));
  auto const token = random_token(world.entropy);
  auto const now = world.clock.wall();
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto staff = TRY(find_named(tx, name));
    if (!staff.active) return fail(ErrorCode::conflict, "'" + name + "' is not active any more");
    std::erase_if(staff.links, [&](SignInLink const& link) { return link.expires <= now; });
    staff.links.push_back({token_hash(token), now + kSignInLinkLifetime});
    return tx.save_staff(staff);
  }));
  return token;
}

Status check_sign_in_link(ports::World& world, std::string_view token) {
  auto tx = TRY(world.store.read());
  TRY(find_link(*tx, token, world.clock.wall()));
  return {};
}

Result<std::string> use_sign_in_link(ports::World& world, std::string_view token) {
  auto const session = random_token(world.entropy);
  auto const now = world.clock.wall();
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto [staff, index] = TRY(find_link(tx, token, now));
    staff.links.erase(staff.links.begin() + static_cast<std::ptrdiff_t>(index));
    std::erase_if(staff.sessions, [&](StaffSession const& s) {
      return now - s.last_seen > kSessionIdleMax || now - s.started > kSessionAgeMax;
    });
    staff.sessions.push_back({token_hash(session), now, now});
    return tx.save_staff(staff);
  }));
  return session;
}

Result<Staff> staff_of_session(ports::World& world, std::string_view session_token) {
  auto const hash = token_hash(session_token);
  auto const now = world.clock.wall();
  auto signed_out = [] { return fail(ErrorCode::forbidden, "you are signed out; ask for a new sign-in link"); };
  auto tx = TRY(world.store.read());
  auto found = TRY(tx->staff_of_session(hash));
  tx.reset();
  if (!found || !found->active) return signed_out();
  auto session = std::ranges::find(found->sessions, hash, &StaffSession::token_hash);
  if (session == found->sessions.end() || now - session->last_seen > kSessionIdleMax ||
      now - session->started > kSessionAgeMax)
    return signed_out();
  // The idle time moves at most once a minute, so that reading pages does not write at every request.
  if (now - session->last_seen < std::chrono::minutes{1}) return std::move(*found);
  CHECKED(world.store.write([&](ports::WriteTx& write) -> Status {
    auto fresh = TRY(write.staff_of_session(hash));
    if (!fresh) return {};
    for (auto& s : fresh->sessions)
      if (s.token_hash == hash) s.last_seen = now;
    return write.save_staff(*fresh);
  }));
  return std::move(*found);
}

Status sign_out(ports::World& world, std::string_view session_token) {
  auto const hash = token_hash(session_token);
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto staff = TRY(tx.staff_of_session(hash));
    if (!staff) return {};
    std::erase_if(staff->sessions, [&](StaffSession const& s) { return s.token_hash == hash; });
    return tx.save_staff(*staff);
  });
}

}  // namespace tocsin::handling
