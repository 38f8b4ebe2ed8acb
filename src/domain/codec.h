// The codec (base/codec.h) of what is stored and sent: its templates are expanded for these types in codec.cc and nowhere
// else, since each expansion takes the compiler many seconds. Whoever encodes one of them includes this header.
//
// Threads: pure.
#pragma once

#include "base/codec.h"
#include "domain/advisory.h"
#include "domain/advisory_event.h"
#include "domain/archived_advisory.h"
#include "domain/case.h"
#include "domain/event.h"
#include "domain/outbox.h"
#include "domain/person.h"
#include "domain/staff.h"
#include "domain/subscription.h"

#define TOCSIN_CODED_TYPES(X)                                                                          \
  X(domain::Case) X(domain::CaseEvent)                                                                 \
  X(domain::Advisory) X(domain::AdvisoryEvent) X(domain::AdvisoryRevision) X(domain::ArchivedAdvisory) \
  X(domain::Person) X(domain::Subscription) X(domain::Staff)                                           \
  X(domain::Effect) X(domain::OutboxItem)

namespace tocsin::codec {

#define TOCSIN_CODED_ELSEWHERE(T)                          \
  extern template void write(std::string& out, T const&); \
  extern template Status decode(json::value const&, T&);
TOCSIN_CODED_TYPES(TOCSIN_CODED_ELSEWHERE)
#undef TOCSIN_CODED_ELSEWHERE

}  // namespace tocsin::codec
