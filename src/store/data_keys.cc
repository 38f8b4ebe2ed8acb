// See data_keys.h.
#include "store/data_keys.h"

#include "base/names.h"

namespace tocsin::store {
namespace {

constexpr Name<OwnerKind> kOwnerKinds[] = {
    {OwnerKind::house, "house"},
    {OwnerKind::person, "person"},
    {OwnerKind::case_, "case"},
    {OwnerKind::advisory, "advisory"},
};

std::string key_id_of(Owner const& owner) {
  return std::string(word_of(owner.kind)) + "/" + owner.id;
}

}  // namespace

std::string_view word_of(OwnerKind kind) { return name_of(kOwnerKinds, kind); }

Result<DataKeys::Found> DataKeys::find(Owner const& owner) {
  auto key_id = key_id_of(owner);
  if (auto known = opened_.find(key_id); known != opened_.end())
    return Found{State::present, known->second};
  auto query = TRY(db_->query(Sql::key_load));
  query.text("kind", word_of(owner.kind)).text("id", owner.id);
  if (!TRY(query.step())) return Found{};
  auto wrapped = query.column_optional_blob(0);
  if (!wrapped) return Found{State::destroyed, {}};
  auto key = TRY(keyring_->unwrap(*wrapped, key_id));
  opened_.emplace(key_id, key);
  return Found{State::present, key};
}

Result<std::string> DataKeys::seal(Owner const& owner, SealPlace place, std::string_view plain) {
  auto found = TRY(find(owner));
  if (found.state == State::destroyed)
    return fail(ErrorCode::conflict, "this was erased; nothing can be stored under it again",
                key_id_of(owner));
  if (found.state == State::absent) {
    found.key = DataKey(entropy_->bytes(data_key_bytes));
    auto query = TRY(db_->query(Sql::key_add));
    query.text("kind", word_of(owner.kind)).text("id", owner.id);
    query.blob("wrapped", keyring_->wrap(found.key, key_id_of(owner)));
    CHECKED(query.run());
    opened_.emplace(key_id_of(owner), found.key);
  }
  return seal_bytes(found.key, place, plain, entropy_->bytes(seal_nonce_bytes));
}

Result<std::optional<std::string>> DataKeys::open(Owner const& owner, SealPlace place,
                                                  std::string_view sealed) {
  auto found = TRY(find(owner));
  if (found.state == State::destroyed) return std::nullopt;
  if (found.state == State::absent)
    return fail(ErrorCode::corrupt, "the data key of " + key_id_of(owner) + " is missing");
  auto plain = open_bytes(found.key, place, sealed);
  if (!plain)
    return fail(
        ErrorCode::corrupt,
        std::string(place.table) + " " + std::string(place.row) + ": " + plain.error().message,
        plain.error().cause);
  return std::optional<std::string>(std::move(*plain));
}

Result<std::string> DataKeys::open_or_fail(Owner const& owner, SealPlace place,
                                           std::string_view sealed) {
  auto plain = TRY(open(owner, place, sealed));
  if (!plain) return fail(ErrorCode::not_found, "this was erased", key_id_of(owner));
  return std::move(*plain);
}

Status DataKeys::destroy(Owner const& owner) {
  opened_.erase(key_id_of(owner));
  auto query = TRY(db_->query(Sql::key_destroy));
  query.text("kind", word_of(owner.kind)).text("id", owner.id);
  CHECKED(query.run());
  return {};
}

}  // namespace tocsin::store
