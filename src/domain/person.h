// A person outside the desk: a reporter or a subscriber. Their identity has a data key of its own, so that
// erasing a person is destroying one key (design section 8).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/ids.h"

namespace tocsin::domain {

// Every field may be empty: anonymous reports are normal.
struct Person {
  PersonId id;
  std::string email;
  std::string credit;     // how the hall of fame and the advisory name them; empty: not named
  std::vector<std::string> former_credits;   // names they do not want any more: a draft that holds one is not published
  std::string pgp_key;    // as offered; pinned only by a human act
  bool erased = false;    // the key was destroyed: the record is the memory that there was one
  friend bool operator==(Person const&, Person const&) = default;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, email, credit, former_credits, pgp_key, erased))

}  // namespace tocsin::domain
