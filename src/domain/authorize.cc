// See authorize.h. The matrix is a table: role x object -> the actions allowed.
#include "domain/authorize.h"

namespace tocsin::domain {
namespace {

struct Grant {
  Role role;
  Object object;
  Action most;        // and every action before it in the enumeration, except administer
};

inline constexpr Grant kGrants[] = {
    {Role::lead, Object::case_, Action::publish},
    {Role::lead, Object::case_list, Action::work},
    {Role::lead, Object::advisory, Action::publish},
    {Role::lead, Object::outbox, Action::work},
    {Role::lead, Object::subscribers, Action::read},
    {Role::lead, Object::staff, Action::administer},
    {Role::lead, Object::settings, Action::read},
    {Role::member, Object::case_, Action::publish},
    {Role::member, Object::case_list, Action::work},
    {Role::member, Object::advisory, Action::publish},
    {Role::member, Object::outbox, Action::work},
    {Role::member, Object::subscribers, Action::read},
    {Role::member, Object::settings, Action::read},
    // A guest developer: the cases they were added to, and nothing around them. Their list holds only those.
    {Role::guest, Object::case_, Action::work},
    {Role::guest, Object::case_list, Action::read},
    // An administrator opens no case and sees no list of them (I11).
    {Role::administrator, Object::outbox, Action::work},
    {Role::administrator, Object::subscribers, Action::read},
    {Role::administrator, Object::staff, Action::administer},
    {Role::administrator, Object::settings, Action::administer},
};

Status refuse(Object object) {
  if (object == Object::case_ || object == Object::advisory)
    return fail(ErrorCode::embargoed, "there is nothing here");
  return fail(ErrorCode::forbidden, "your role does not allow this");
}

bool granted(Role role, Access access) {
  for (auto const& grant : kGrants)
    if (grant.role == role && grant.object == access.object && access.action <= grant.most) return true;
  return false;
}

}  // namespace

Status authorize(Actor const& actor, Access access) {
  switch (actor.sort) {
    case ActorSort::job:
      return {};
    case ActorSort::command_line:
      // The admin socket checked the peer's uid. Whoever administers the server opens no case: of a case it reads what
      // `tocsin clock explain` shows.
      if (access.object == Object::case_ && (access.action > Action::read || access.level > Level::summary))
        return refuse(access.object);
      return {};
    case ActorSort::reporter:
      if (access.object == Object::public_form) return {};
      return refuse(access.object);
    case ActorSort::staff:
      if (granted(actor.role, access)) return {};
      return refuse(access.object);
  }
  return refuse(access.object);
}

Status authorize(Actor const& actor, Case const& c, Access access) {
  if (actor.sort == ActorSort::reporter) {
    if (actor.own_case == c.id && access.object == Object::case_ && access.level <= Level::summary &&
        access.action <= Action::work)
      return {};
    return refuse(Object::case_);
  }
  CHECKED(authorize(actor, access));
  if (actor.sort == ActorSort::staff && actor.role == Role::guest && !c.guests.contains(actor.staff))
    return refuse(Object::case_);
  return {};
}

}  // namespace tocsin::domain
