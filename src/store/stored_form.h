// The stored form of every aggregate and event: its description (base/codec.h) as compact JSON.
//
// Invariants: read_stored(write_stored(x)) == x. What could not be read back is refused when it is
// written.
//             The codec's templates are expanded in stored_*.cc and nowhere else.
// Failure:    write: invalid_input (text that is not UTF-8), limit_exceeded. read: corrupt.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/advisory.h"
#include "domain/advisory_event.h"
#include "domain/archived_advisory.h"
#include "domain/case.h"
#include "domain/event.h"
#include "domain/outbox.h"
#include "domain/person.h"
#include "domain/staff.h"
#include "domain/subscription.h"

namespace tocsin::store {

Result<std::string> write_stored(domain::Case const& value);
Result<std::string> write_stored(domain::CaseEvent const& value);
Result<std::string> write_stored(domain::Advisory const& value);
Result<std::string> write_stored(domain::AdvisoryEvent const& value);
Result<std::string> write_stored(domain::ArchivedAdvisory const& value);
Result<std::string> write_stored(domain::Person const& value);
Result<std::string> write_stored(domain::Subscription const& value);
Result<std::string> write_stored(domain::Staff const& value);
Result<std::string> write_stored(domain::OutboxItem const& value);

// Only for the types above but events: those stay text until somebody decodes them.
template <class T>
Result<T> read_stored(std::string_view text);
extern template Result<domain::Case> read_stored(std::string_view);
extern template Result<domain::Advisory> read_stored(std::string_view);
extern template Result<domain::ArchivedAdvisory> read_stored(std::string_view);
extern template Result<domain::Person> read_stored(std::string_view);
extern template Result<domain::Subscription> read_stored(std::string_view);
extern template Result<domain::Staff> read_stored(std::string_view);
extern template Result<domain::OutboxItem> read_stored(std::string_view);

// What every write_stored ends with.
Result<std::string> checked_stored(std::string text);

}  // namespace tocsin::store
