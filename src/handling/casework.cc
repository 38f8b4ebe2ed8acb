// See casework.h.
#include "handling/casework.h"

#include "base/codec.h"
#include "domain/credit.h"
#include "handling/draw.h"
#include "handling/enqueue.h"
#include "handling/promises.h"
#include "handling/receipt.h"
#include "handling/trusted_time.h"

namespace tocsin::handling {
namespace {

using domain::Access;
using domain::Action;
using domain::Level;
using domain::Object;

// The level of secrecy a command works on.
Access access_of(domain::CaseCommand const& command) {
  auto const summary = std::holds_alternative<domain::PostMessage>(command) ||
                       std::holds_alternative<domain::AnswerDisclosure>(command) ||
                       std::holds_alternative<domain::ChangeCredit>(command) ||
                       std::holds_alternative<domain::ProposeDisclosure>(command);
  return {Object::case_, Action::work, summary ? Level::summary : Level::detail};
}

// Whom the log of reads names.
domain::StaffId reader_of(domain::Actor const& actor) {
  return actor.sort == domain::ActorSort::staff ? actor.staff : domain::StaffId{kCommandLineReader};
}

}  // namespace

void draw_ids(ports::Entropy& entropy, domain::CaseCommand& command) {
  std::visit(
      [&](auto& c) {
        if constexpr (requires { c.message_id; })
          if (c.message_id.empty()) c.message_id = to_hex(entropy.bytes(16));
      },
      command);
}

Result<domain::Case> read_case(ports::World& world, domain::Actor const& actor, domain::CaseId const& id, Level level) {
  domain::Case found;
  if (actor.sort == domain::ActorSort::reporter || actor.sort == domain::ActorSort::job) {
    auto tx = TRY(world.store.read());
    found = TRY(tx->load_case(id));
    CHECKED(domain::authorize(actor, found, {Object::case_, Action::read, level}));
    return found;
  }
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    found = TRY(tx.load_case(id));
    CHECKED(domain::authorize(actor, found, {Object::case_, Action::read, level}));
    return tx.log_read(id, reader_of(actor), codec::detail::enum_word(level), now);
  }));
  return found;
}

Result<std::vector<domain::Case>> list_cases(ports::World& world, domain::Actor const& actor) {
  CHECKED(domain::authorize(actor, {Object::case_list, Action::read, Level::summary}));
  auto tx = TRY(world.store.read());
  std::vector<domain::Case> out;
  for (auto const& row : TRY(tx->case_rows())) {
    auto c = tx->load_case(row.id);
    if (!c) {
      // One damaged case never hides the others; the alarm names it.
      world.log.write(ports::LogLevel::alarm, "case_unreadable", {{"case", row.id.text}});
      continue;
    }
    if (domain::authorize(actor, *c, {Object::case_, Action::read, Level::summary})) out.push_back(std::move(*c));
  }
  return out;
}

Result<domain::Case> act(ports::World& world, Settings const& settings, domain::Actor const& actor,
                         domain::CaseId const& id, domain::CaseCommand const& command,
                         std::optional<std::int64_t> expected_version, std::vector<NewAttachment> const& attachments,
                         SentForm* form) {
  auto asked = command;
  draw_ids(world.entropy, asked);
  if (auto* post = std::get_if<domain::PostMessage>(&asked))
    for (auto const& file : attachments)
      post->attachments.push_back({.id = to_hex(world.entropy.bytes(16)), .name = file.name,
                                   .content_type = file.content_type,
                                   .size_bytes = static_cast<std::int64_t>(file.bytes.size())});
  domain::Case after;
  CHECKED(world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    auto before = TRY(tx.load_case(id));
    CHECKED(domain::authorize(actor, before, access_of(asked)));
    // Before everything that the first sending changed: the second one is answered like it.
    if (form && !form->key.empty() &&
        !TRY(tx.first_time("form", actor.journal_name() + "|" + id.text + "|" + form->key, now))) {
      form->sent = SentForm::Sent::before;
      after = std::move(before);
      return {};
    }
    if (expected_version && *expected_version != before.version)
      return fail(ErrorCode::conflict, "somebody else changed this case meanwhile; look again and repeat what still applies");
    auto decision = TRY(domain::decide(before, asked, actor, settings.rules_of(before.rules_version), now));
    if (decision.events.empty()) {
      after = std::move(before);
      return {};
    }
    auto const at = actor.sort == domain::ActorSort::reporter ? floor_hour(now) : now;
    add_promises(settings, before, decision.events, now, at);
    after = domain::fold(before, decision.events);
    assert(domain::invariants_hold(after));
    CHECKED(tx.save_case(after, decision.events, actor.journal_name(), at));
    after.version += 1;
    if (auto const* post = std::get_if<domain::PostMessage>(&asked))
      for (std::size_t i = 0; i < post->attachments.size() && i < attachments.size(); ++i)
        CHECKED(tx.store_attachment(id, post->attachments[i].id, attachments[i].bytes));
    return enqueue_effects(world, tx, decision.effects, at);
  }));
  return after;
}

Status change_credit(ports::World& world, Settings const& settings, domain::Actor const& actor, domain::CaseId const& id,
                     std::string const& credit, SentForm* form) {
  return world.store.write([&](ports::WriteTx& tx) -> Status {
    auto const now = TRY(likely_now(world.clock, tx));
    auto const before = TRY(tx.load_case(id));
    domain::ChangeCredit const command{credit.empty() ? domain::CreditWish::unnamed : domain::CreditWish::named};
    CHECKED(domain::authorize(actor, before, access_of(command)));
    if (form && !form->key.empty() &&
        !TRY(tx.first_time("form", actor.journal_name() + "|" + id.text + "|" + form->key, now))) {
      form->sent = SentForm::Sent::before;
      return {};
    }
    auto const person = TRY(tx.load_person(before.reporter));
    if (person.erased) return fail(ErrorCode::conflict, "your name was erased on request; it cannot be changed here");
    if (person.credit == credit) return {};
    auto const decision = TRY(domain::decide(before, command, actor, settings.rules_of(before.rules_version), now));
    CHECKED(tx.save_person(domain::with_credit(person, credit)));
    CHECKED(tx.save_case(domain::fold(before, decision.events), decision.events, actor.journal_name(), floor_hour(now)));
    return enqueue_effects(world, tx, decision.effects, floor_hour(now));
  });
}

Result<domain::CaseId> open_by_phrase(ports::World& world, std::string_view phrase_bytes) {
  auto const lookup = receipt_lookup(world.keyring, phrase_bytes);
  auto tx = TRY(world.store.read());
  auto found = TRY(tx->case_of_receipt(lookup));
  if (!found) return fail(ErrorCode::not_found, "no report belongs to this access phrase; check each group");
  return *found;
}

}  // namespace tocsin::handling
