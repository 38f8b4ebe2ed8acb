// Reporters: they send, send again, write, and answer about the date. See acts.h.
#include "base/text.h"
#include "sim/acts.h"
#include "sim/sim_site.h"

namespace tocsin::sim {
namespace {

constexpr std::size_t kCasesMax = 3;

std::vector<std::pair<std::string, std::string>> form_of(ModelCase const& known) {
  std::vector<std::pair<std::string, std::string>> out{
      {"product", kProduct},
      {"version", "3.5.3"},
      {"impact", known.public_word + " lets a stranger write outside the directory"},
      {"reproduction", "unpack the archive " + known.secret_word},
      {"environment", "on the machine " + known.secret_word},
      {"credit", "Reporter " + std::to_string(known.number)}};
  if (!known.email.empty()) out.emplace_back("email", known.email);
  return out;
}

void send(Trial& trial, Random& random, std::size_t number, std::string const& what) {
  auto& known = trial.model.cases[number];
  bool const wrong = trial.clock_is_wrong();
  ++known.attempted;
  known.clock_was_wrong |= wrong;
  known.last_submitted = trial.world->clock.true_wall();
  if (known.attempted == 1) known.first_submitted = known.last_submitted;
  auto const sent = submit(trial, what + " " + std::to_string(number), "report", form_of(known), known.idempotency_key, random);
  auto& after = trial.model.cases[number];
  if (sent.outcome == Outcome::done) after.phrases.push_back(sent.secret);
}

// The case as its reporter knows it: found by the access phrase.
std::optional<std::size_t> some_reporter(Trial& trial, Random& random) {
  auto number = some_case(trial, random);
  if (!number || trial.model.cases[*number].phrases.empty()) return std::nullopt;
  return number;
}

}  // namespace

Sent submit(Trial& trial, std::string const& what, std::string const& kind,
            std::vector<std::pair<std::string, std::string>> const& fields, std::string const& idempotency_key,
            Random& random) {
  Sent out;
  out.secret = random.bytes(16);
  auto const lookup = kind == "report" ? to_hex(out.secret) : std::string{};
  out.outcome = trial.command(what, [&]() -> Status {
    CHECKED(trial.world->gate.pass("front.begin"));
    auto draft = TRY(trial.world->front().begin(kind));
    for (auto const& [name, value] : fields) CHECKED(draft.add_field(name, value));
    TRY(draft.commit({.received = trial.world->clock.wall(), .idempotency_key = idempotency_key, .receipt_lookup = lookup}));
    return {};
  });
  return out;
}

void submit_report(Trial& trial, Random& random) {
  auto const number = trial.model.cases.size();
  if (number >= kCasesMax) return submit_duplicate(trial, random);
  trial.model.cases.push_back({.number = static_cast<int>(number),
                               .public_word = trial.new_word(),
                               .secret_word = trial.new_word(),
                               .email = random.chance(70) ? "reporter" + std::to_string(number) + "@strangers.example" : "",
                               .idempotency_key = random.chance(40) ? "key-" + std::to_string(number) : ""});
  send(trial, random, number, "report");
}

void submit_duplicate(Trial& trial, Random& random) {
  if (trial.model.cases.empty()) return submit_report(trial, random);
  send(trial, random, random.below(trial.model.cases.size()), "the same report again,");
}

void submit_nonsense(Trial& trial, Random& random) {
  (void)submit(trial, "report on an unknown product", "report",
               {{"product", "no-such"}, {"impact", trial.new_word()}, {"reproduction", trial.new_word()}}, "", random);
}

void reporter_writes(Trial& trial, Random& random) {
  auto const number = some_reporter(trial, random);
  if (!number) return ask_for_notices(trial, random);
  auto const word = trial.new_word();
  (void)on_case(trial, "reporter writes", domain::reporter_actor(*trial.model.cases[*number].id), *number,
                domain::PostMessage{.text = "From the reporter: " + word}, word);
}

void reporter_on_date(Trial& trial, Random& random) {
  auto const number = some_reporter(trial, random);
  if (!number) return submit_duplicate(trial, random);
  auto& known = trial.model.cases[*number];
  auto const actor = domain::reporter_actor(*known.id);
  if (known.offer && known.offer->by_vendor) {
    bool const accepts = random.chance(75);
    auto const offer = *known.offer;
    auto const outcome = on_case(trial, accepts ? "reporter accepts the date" : "reporter rejects the date", actor, *number,
                                 domain::AnswerDisclosure{accepts ? domain::EmbargoAct::accept : domain::EmbargoAct::reject}, "");
    auto& after = trial.model.cases[*number];
    if (outcome == Outcome::unknown) after.embargo_in_doubt = true;
    if (outcome != Outcome::done) return;
    after.offer.reset();
    if (accepts) after.agreed_until = offer.until;
    return;
  }
  auto const until = floor_minute(trial.world->clock.wall() + std::chrono::hours{random.between(20, 20 * 24)});
  auto const word = trial.new_word();
  auto const outcome = on_case(trial, "reporter proposes a date", actor, *number, domain::ProposeDisclosure{until, word}, word);
  auto& after = trial.model.cases[*number];
  if (outcome == Outcome::unknown) after.embargo_in_doubt = true;
  if (outcome == Outcome::done) after.offer = ModelCase::Offer{.by_vendor = false, .until = until};
}

}  // namespace tocsin::sim
