// The stored form of people, subscriptions, staff and outbox items. See stored_form.h.
#include "base/text.h"
#include "store/stored_codec.h"

namespace tocsin::store {

Result<std::string> checked_stored(std::string text) {
  if (text.size() > document_bytes_max)
    return fail(ErrorCode::limit_exceeded, "this is too large to be stored");
  if (!is_utf8(text)) return fail(ErrorCode::invalid_input, "a text is not UTF-8");
  return text;
}

Result<std::string> write_stored(domain::Person const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::Subscription const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::Staff const& value) {
  return checked_stored(codec::to_text(value));
}
Result<std::string> write_stored(domain::OutboxItem const& value) {
  return checked_stored(codec::to_text(value));
}

template Result<domain::Person> read_stored(std::string_view);
template Result<domain::Subscription> read_stored(std::string_view);
template Result<domain::Staff> read_stored(std::string_view);
template Result<domain::OutboxItem> read_stored(std::string_view);

}  // namespace tocsin::store
