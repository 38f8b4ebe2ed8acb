// Who asks. Every command and every read carries one; `authorize` looks at nothing else.
#pragma once

#include <string>

#include "domain/staff.h"

namespace tocsin::domain {

enum class ActorSort { staff, reporter, job, command_line };

struct Actor {
  ActorSort sort = ActorSort::job;
  StaffId staff;              // when staff
  std::string name;           // the handle of the staff member, or the job's name
  Role role = Role::guest;    // when staff
  CaseId own_case;            // when reporter: the one case their access phrase opened

  // What the journal keeps: a random id or a fixed word, never a name.
  std::string journal_name() const {
    switch (sort) {
      case ActorSort::staff: return "staff:" + staff.text;
      case ActorSort::reporter: return "reporter";
      case ActorSort::job: return "job:" + name;
      case ActorSort::command_line: return "command_line";
    }
    return "";
  }
};

inline Actor staff_actor(Staff const& staff) {
  return {.sort = ActorSort::staff, .staff = staff.id, .name = staff.name, .role = staff.role};
}
inline Actor job_actor(std::string name) { return {.sort = ActorSort::job, .name = std::move(name)}; }
inline Actor reporter_actor(CaseId const& own) {
  return {.sort = ActorSort::reporter, .name = "reporter", .own_case = own};
}
inline Actor command_line_actor() { return {.sort = ActorSort::command_line, .name = "command line"}; }

}  // namespace tocsin::domain
