// See commands.h.
#include "cli/commands.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "domain/codec.h"
#include "formats/csaf_import.h"
#include "handling/alarms.h"
#include "handling/casework.h"
#include "handling/delivery.h"
#include "handling/publication.h"
#include "handling/sign_in.h"
#include "handling/trusted_time.h"

namespace tocsin::cli {
namespace {

std::string option(Invocation const& invocation, std::string const& name) {
  auto found = invocation.options.find(name);
  return found == invocation.options.end() ? std::string{} : found->second;
}

Result<domain::Role> role_of(std::string const& word) {
  if (auto role = codec::detail::enum_value<domain::Role>(word)) return *role;
  return fail(ErrorCode::invalid_input, "'" + word + "' is no role; choose lead, member, guest or administrator");
}

// What a folder of documents does here: taken, here already byte for byte, or here with other bytes.
struct ImportPlan {
  std::vector<domain::ArchivedAdvisory> fresh;
  std::size_t known = 0;
  std::vector<std::string> differing;   // a sentence each
};

// conflict, by file names, when one has an id of ours: drafts and discarded drafts count, because ids are for ever.
Result<ImportPlan> plan_import(ports::World& world, std::vector<formats::ImportCandidate> const& documents) {
  auto tx = TRY(world.store.read());
  auto const archived = TRY(tx->archived_ids());
  std::set<std::string> const before(archived.begin(), archived.end());
  std::set<std::string> coming, taken;
  for (auto const& document : documents) coming.insert(document.advisory.id);
  for (auto const& id : TRY(tx->advisory_ids())) taken.insert(id.text);
  // Another id that has the file name of one from before is a conflict; the same id is looked into below.
  for (auto const& id : before)
    if (!coming.contains(id)) taken.insert(id);
  std::string conflicts;
  for (auto const& conflict : formats::import_conflicts(documents, taken)) conflicts += "\n  " + conflict.source + ": " + conflict.text;
  if (!conflicts.empty())
    return fail(ErrorCode::conflict, "nothing was imported; remove the documents named here and try again:" + conflicts);
  ImportPlan plan;
  for (auto const& [source, advisory] : documents) {
    if (!before.contains(advisory.id)) {
      plan.fresh.push_back(advisory);
      continue;
    }
    auto const here = TRY(tx->load_archived(advisory.id));
    if (here && here->original == advisory.original) ++plan.known;
    else plan.differing.push_back(source + ": " + advisory.id + " is version " + advisory.tracking_version + " of " +
                                  to_people(advisory.current_release_date) + " and differs from what is here" +
                                  (here ? ", version " + here->tracking_version + " of " + to_people(here->current_release_date) : "") +
                                  "; what was published stays as it is");
  }
  return plan;
}

struct Wire {
  std::string command;
  std::map<std::string, std::string> options;
  std::string payload;
};
BOOST_DESCRIBE_STRUCT(Wire, (), (command, options, payload))

}  // namespace

Result<std::string> staff_add(Desk& desk, Invocation const& invocation) {
  auto const role_word = option(invocation, "role");
  auto const role = TRY(role_of(role_word.empty() ? "member" : role_word));
  auto const name = option(invocation, "name");
  CHECKED(handling::add_staff(desk.world, domain::command_line_actor(), {name, option(invocation, "email"), role}));
  return "added " + name + " as " + std::string(codec::detail::enum_word(role)) + "\n";
}

Result<std::string> staff_set(Desk& desk, Invocation const& invocation) {
  handling::StaffChange change;
  if (auto email = option(invocation, "email"); !email.empty()) change.email = email == "none" ? "" : email;
  if (auto word = option(invocation, "role"); !word.empty()) change.role = TRY(role_of(word));
  if (!change.email && !change.role) return fail(ErrorCode::invalid_input, "say what to change: --email ADDRESS (or none), --role ROLE");
  auto const name = option(invocation, "name");
  CHECKED(handling::change_staff(desk.world, domain::command_line_actor(), name, change));
  return "changed " + name + "\n";
}

Result<std::string> staff_activate(Desk& desk, Invocation const& invocation) {
  CHECKED(handling::activate_staff(desk.world, domain::command_line_actor(), option(invocation, "name")));
  return option(invocation, "name") + " can sign in again: tocsin staff link " + option(invocation, "name") + "\n";
}

Result<std::string> staff_link(Desk& desk, Invocation const& invocation) {
  auto const token = TRY(handling::new_sign_in_link(desk.world, domain::command_line_actor(), option(invocation, "name")));
  return desk.settings.console_url + "/console/enter/" + token + "\n";
}

Result<std::string> staff_list(Desk& desk, Invocation const&) {
  std::string out;
  for (auto const& staff : TRY(handling::list_staff(desk.world, domain::command_line_actor())))
    out += staff.name + "\t" + std::string(codec::detail::enum_word(staff.role)) + "\t" +
           (staff.active ? "active" : "inactive") + "\t" + (staff.email.empty() ? "-" : staff.email) + "\n";
  return out.empty() ? "nobody yet: tocsin staff add NAME --email ADDRESS --role lead\n" : out;
}

Result<std::string> staff_deactivate(Desk& desk, Invocation const& invocation) {
  CHECKED(handling::deactivate_staff(desk.world, domain::command_line_actor(), option(invocation, "name")));
  return option(invocation, "name") + " can no longer sign in\n";
}

Result<std::string> clock_explain(Desk& desk, Invocation const& invocation) {
  auto const wanted = option(invocation, "case");
  auto tx = TRY(desk.world.store.read());
  auto const id = TRY(tx->case_of_reference(wanted));
  tx.reset();
  // Through the one read door: the desk sees in the case's log of reads that the command line looked.
  auto c = TRY(handling::read_case(desk.world, domain::command_line_actor(), id ? *id : domain::CaseId{wanted},
                                   domain::Level::summary));
  // Clocks are about when. Why the two sides agreed on a date is the case's, and stays in it.
  for (auto& extension : c.clock_facts.extensions) extension.reason.clear();
  auto out = c.reference + ", rules " + c.rules_version + "\n";
  for (auto const& deadline : handling::case_deadlines(c, desk.settings, desk.world.clock.wall()))
    out += "\n" + deadline.title + " (" + deadline.clock + "): " +
           replace_all(std::string(codec::detail::enum_word(deadline.state)), "_", " ") + "\n  " + deadline.sentence + "\n";
  return out;
}

Result<std::string> clock_trust(Desk& desk, Invocation const&) {
  CHECKED(handling::trust_clock(desk.world));
  return "the clock is trusted as it is: " + to_people(desk.world.clock.wall()) + "\n";
}

Result<std::string> webhook_secret(Desk& desk, Invocation const&) {
  // Standard Webhooks 1.0.0: the receiver decodes what follows the prefix and has the key of the HMAC.
  return "whsec_" + to_base64(handling::webhook_key(desk.world.keyring)) + "\n";
}

Result<std::string> import_archive(Desk& desk, Invocation const& invocation) {
  auto const documents = TRY(codec::from_text<std::vector<formats::ImportCandidate>>(invocation.payload));
  auto const plan = TRY(plan_import(desk.world, documents));
  auto const dry = !option(invocation, "dry-run").empty();
  if (!dry && !plan.fresh.empty())
    CHECKED(handling::publish_archive(desk.world, desk.settings, desk.state.index, plan.fresh));
  std::string out;
  for (auto const& one : plan.differing) out += one + "\n";
  out += std::to_string(plan.fresh.size()) + (dry ? " would be imported as published, " : " imported as published, ") +
         std::to_string(plan.known) + " were there already";
  if (!plan.differing.empty())
    out += ", " + std::to_string(plan.differing.size()) + " named above differ from what is here and were left out";
  return out + (dry ? "; nothing was changed\n" : "; nobody was notified\n");
}

Result<std::string> journal_verify(Desk& desk, Invocation const&) {
  auto tx = TRY(desk.world.store.read());
  CHECKED(tx->verify_journal());
  return "every stream of the journal holds\n";
}

Result<std::string> status(Desk& desk, Invocation const&) {
  auto const trusted = handling::trusted_now(desk.world);
  auto tx = TRY(desk.world.store.read());
  auto const cases = TRY(tx->case_rows());
  auto const open = std::ranges::count_if(cases, [](ports::CaseRow const& row) { return !row.closed; });
  auto const dead = TRY(tx->outbox({domain::Delivery::dead}, 1000));
  auto const checkpoint = TRY(tx->last_checkpoint());
  auto const& refused = desk.settings.site_refused;
  auto const site = refused.empty() ? std::string("in force\n")
                                    : "refused, and the last good content is in force; mend it and it is taken up by itself:\n" + refused;
  return "site:        " + site + (site.ends_with('\n') ? "" : "\n") +
         "clock:       " + (trusted ? "trusted, " + to_people(*trusted) : trusted.error().message) + "\n" +
         "cases:       " + std::to_string(open) + " open of " + std::to_string(cases.size()) + "\n" +
         "published:   " + std::to_string(TRY(tx->published_advisory_ids()).size()) + " advisories, " +
         std::to_string(TRY(tx->archived_ids()).size()) + " archived\n" +
         "dead items:  " + std::to_string(dead.size()) + "\n" +
         "checkpoint:  " + (checkpoint ? to_people(checkpoint->at) : "none yet") + "\n" +
         "generation:  " + std::to_string(TRY(desk.world.shelf.current())) + "\n";
}

Result<std::string> run(Desk& desk, Invocation const& invocation) {
  for (auto const& command : kCommands) {
    if (command.name != invocation.command) continue;
    CHECKED(domain::authorize(domain::command_line_actor(), command.access));
    return command.run(desk, invocation);
  }
  return fail(ErrorCode::invalid_input, "there is no command '" + invocation.command + "'");
}

std::string to_wire(Invocation const& invocation) {
  return codec::to_text(Wire{invocation.command, invocation.options, invocation.payload});
}

Result<Invocation> from_wire(std::string_view text) {
  auto wire = TRY(codec::from_text<Wire>(text));
  return Invocation{std::move(wire.command), std::move(wire.options), std::move(wire.payload)};
}

}  // namespace tocsin::cli
