// See archived_advisory.h. The value has no behaviour; that it cannot become one of ours is checked
// here.
#include "domain/archived_advisory.h"

#include <type_traits>

#include "domain/advisory.h"

namespace tocsin::domain {

static_assert(!std::is_constructible_v<AdvisoryRevision, ArchivedAdvisory>);
static_assert(!std::is_constructible_v<Advisory, ArchivedAdvisory>);
static_assert(!std::is_convertible_v<ArchivedAdvisory, AdvisoryRevision>);

}  // namespace tocsin::domain
