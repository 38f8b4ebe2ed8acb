// The stored form of cases and their events. See stored_form.h.
#include "store/stored_codec.h"

namespace tocsin::store {

Result<std::string> write_stored(domain::Case const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::CaseEvent const& value) {
  return checked_stored(codec::to_text(value));
}

template Result<domain::Case> read_stored(std::string_view);

}  // namespace tocsin::store
