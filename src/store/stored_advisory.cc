// The stored form of advisories, their events and the archive. See stored_form.h.
#include "store/stored_codec.h"

namespace tocsin::store {

Result<std::string> write_stored(domain::Advisory const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::AdvisoryEvent const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::ArchivedAdvisory const& value) {
  return checked_stored(codec::to_text(value));
}

template Result<domain::Advisory> read_stored(std::string_view);
template Result<domain::ArchivedAdvisory> read_stored(std::string_view);

}  // namespace tocsin::store
