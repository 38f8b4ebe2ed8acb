// People, subscriptions and staff. See sqlite_tx.h.
#include <algorithm>

#include "store/sqlite_tx.h"
#include "store/stored_form.h"

namespace tocsin::store {
namespace {

Owner owner_of(domain::PersonId const& id) { return {OwnerKind::person, id.text}; }

constexpr std::string_view word_of(domain::SubscriptionState state) {
  switch (state) {
    case domain::SubscriptionState::pending:
      return "pending";
    case domain::SubscriptionState::confirmed:
      return "confirmed";
    case domain::SubscriptionState::ended:
      return "ended";
  }
  return "ended";
}

}  // namespace

Result<domain::Person> SqliteTx::load_person(domain::PersonId const& id) {
  auto query = TRY(db_.query(Sql::person_load));
  query.text("id", id.text);
  if (!TRY(query.step())) return fail(ErrorCode::not_found, "no such person");
  auto body = TRY(keys_.open(owner_of(id), {"persons", id.text, "body"}, query.column_blob(0)));
  if (!body) return domain::Person{.id = id, .erased = true};
  auto person = TRY(read_stored<domain::Person>(*body));
  if (person.id != id)
    return fail(ErrorCode::corrupt, "person " + id.text + " breaks its invariants");
  return person;
}

Status SqliteTx::save_person(domain::Person const& person) {
  assert(!person.id.empty() && !person.erased);
  auto body = TRY(keys_.seal(owner_of(person.id), {"persons", person.id.text, "body"},
                             TRY(write_stored(person))));
  auto query = TRY(db_.query(Sql::person_save));
  query.text("id", person.id.text).blob("body", body);
  CHECKED(query.run());
  return {};
}

// Without the key nothing of the person can be read any more. Their subscriptions end and lose the
// digest of the address, so that no notice can reach them (M-2) and nobody can ask whether an
// address was here.
Status SqliteTx::erase_person(domain::PersonId const& id) {
  CHECKED(load_person(id));
  CHECKED(keys_.destroy(owner_of(id)));
  destroyed_a_key_ = true;
  {
    auto query = TRY(db_.query(Sql::person_save));
    query.text("id", id.text).blob("body", "");
    CHECKED(query.run());
  }
  auto query = TRY(db_.query(Sql::subscription_end_of_person));
  query.text("person_id", id.text);
  CHECKED(query.run());
  return {};
}

Result<domain::Subscription> SqliteTx::to_subscription(Query const& row) {
  auto id = domain::SubscriptionId{row.column_text(0)};
  auto version = row.column_integer(1);
  auto person = domain::PersonId{row.column_text(2)};
  auto state = row.column_text(3);
  auto body =
      TRY(keys_.open(owner_of(person), {"subscriptions", id.text, "body"}, row.column_blob(4)));
  // The person was erased: what is left is the memory that there was a subscription.
  if (!body)
    return domain::Subscription{
        .id = id, .version = version, .person = person, .state = domain::SubscriptionState::ended};
  auto subscription = TRY(read_stored<domain::Subscription>(*body));
  if (subscription.id != id || subscription.version != version || subscription.person != person ||
      word_of(subscription.state) != state)
    return fail(ErrorCode::corrupt, "subscription " + id.text + " breaks its invariants");
  return subscription;
}

Result<domain::Subscription> SqliteTx::load_subscription(domain::SubscriptionId const& id) {
  auto query = TRY(db_.query(Sql::subscription_load));
  query.text("id", id.text);
  if (!TRY(query.step())) return fail(ErrorCode::not_found, "no such subscription");
  return to_subscription(query);
}

Result<std::optional<domain::SubscriptionId>> SqliteTx::subscription_of_email(
    std::string_view lookup) {
  auto query = TRY(db_.query(Sql::subscription_of_email));
  query.text("lookup", lookup);
  if (!TRY(query.step())) return std::nullopt;
  return domain::SubscriptionId{query.column_text(0)};
}

Result<std::vector<domain::Subscription>> SqliteTx::confirmed_subscriptions(std::string_view after,
                                                                            std::size_t count) {
  auto query = TRY(db_.query(Sql::subscription_confirmed));
  query.text("after", after).integer("count", static_cast<std::int64_t>(count));
  std::vector<domain::Subscription> out;
  while (TRY(query.step())) out.push_back(TRY(to_subscription(query)));
  return out;
}

Result<std::map<std::string, std::int64_t>> SqliteTx::subscription_counts() {
  auto query = TRY(db_.query(Sql::subscription_counts));
  std::map<std::string, std::int64_t> out;
  while (TRY(query.step())) out[query.column_text(0)] = query.column_integer(1);
  return out;
}

Status SqliteTx::save_subscription(domain::Subscription const& subscription,
                                   std::string_view email_lookup) {
  auto const& id = subscription.id;
  assert(!id.empty() && !subscription.person.empty());
  auto stored = subscription;
  stored.version = subscription.version + 1;
  auto body = TRY(keys_.seal(owner_of(stored.person), {"subscriptions", id.text, "body"},
                             TRY(write_stored(stored))));
  auto is_new = subscription.version == 0;
  auto query = TRY(db_.query(is_new ? Sql::subscription_insert : Sql::subscription_update));
  query.text("id", id.text)
      .text("person_id", stored.person.text)
      .text("state", word_of(stored.state));
  query.blob("body", body).integer("version", is_new ? stored.version : subscription.version);
  if (!is_new) query.integer("next", stored.version);
  if (email_lookup.empty()) {
    query.null("lookup");
  } else {
    query.text("lookup", email_lookup);
  }
  if (TRY(query.run()) == 0)
    return nothing_updated("subscription", load_subscription(id).has_value());
  return {};
}

Result<domain::Staff> SqliteTx::to_staff(Query const& row) {
  auto id = row.column_text(0);
  auto body = TRY(keys_.open_or_fail(house(), {"staff", id, "body"}, row.column_blob(2)));
  auto staff = TRY(read_stored<domain::Staff>(body));
  if (staff.id.text != id || staff.version != row.column_integer(1))
    return fail(ErrorCode::corrupt, "staff " + id + " breaks its invariants");
  return staff;
}

Result<std::vector<domain::Staff>> SqliteTx::all_staff() {
  auto query = TRY(db_.query(Sql::staff_all));
  std::vector<domain::Staff> out;
  while (TRY(query.step())) out.push_back(TRY(to_staff(query)));
  return out;
}

// A team is small: opening every row keeps the hashes of tokens sealed and in one place.
Result<std::optional<domain::Staff>> SqliteTx::staff_of_session(std::string_view token_hash) {
  for (auto& staff : TRY(all_staff()))
    for (auto const& session : staff.sessions)
      if (session.token_hash == token_hash) return std::move(staff);
  return std::nullopt;
}

Status SqliteTx::save_staff(domain::Staff const& staff) {
  assert(!staff.id.empty());
  auto stored = staff;
  stored.version = staff.version + 1;
  auto body = TRY(keys_.seal(house(), {"staff", staff.id.text, "body"}, TRY(write_stored(stored))));
  auto is_new = staff.version == 0;
  auto query = TRY(db_.query(is_new ? Sql::staff_insert : Sql::staff_update));
  query.text("id", staff.id.text)
      .blob("body", body)
      .integer("version", is_new ? stored.version : staff.version);
  if (!is_new) query.integer("next", stored.version);
  if (TRY(query.run()) == 0) {
    auto all = TRY(all_staff());
    auto known = std::ranges::any_of(all, [&](auto const& other) { return other.id == staff.id; });
    return nothing_updated("staff member", known);
  }
  return {};
}

}  // namespace tocsin::store
