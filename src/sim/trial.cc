// See trial.h.
#include "sim/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/digest.h"
#include "base/text.h"
#include "domain/publication_gate.h"
#include "handling/trusted_time.h"
#include "sim/checkers.h"
#include "sim/faults.h"
#include "sim/workload.h"

namespace tocsin::sim {
namespace {

using namespace std::chrono_literals;

constexpr int kCommandsMin = 200;
constexpr int kHealRounds = 120;

// How far time goes on between two rounds of jobs: mostly seconds, now and then days.
Duration some_time(Random& random) {
  auto const luck = random.below(100);
  if (luck < 45) return std::chrono::seconds{random.between(1, 90)};
  if (luck < 72) return std::chrono::minutes{random.between(2, 50)};
  if (luck < 95) return std::chrono::hours{random.between(1, 12)};
  return std::chrono::hours{random.between(24, 80)};
}

}  // namespace

Trial::Trial(std::uint64_t seed, Bug bug, Trace trace) : seed(seed), bug(bug), random(seed), trace_(trace) {}

void Trial::say(std::string const& line) {
  // A short chain is enough to tell two runs apart, and cheap.
  std::uint64_t hash = 1469598103934665603ULL;
  for (char c : chain_) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  for (char c : line) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  chain_.assign(reinterpret_cast<char const*>(&hash), sizeof hash);
  if (trace_ != Trace::print) return;
  fmt::print("{:>4} {} {}\n", commands_, world ? to_rfc3339_seconds(world->clock.true_wall()) : "", line);
}

void Trial::violate(std::string_view invariant, std::string what) {
  say("VIOLATION " + std::string(invariant) + ": " + what);
  if (violations_.size() < 20) violations_.push_back({std::string(invariant), std::move(what)});
}

std::string Trial::new_word() { return fmt::format("{}{:08x}", kCanary, static_cast<unsigned>(++model.words)); }

bool Trial::clock_is_wrong() {
  auto const apart = world->clock.apart();
  return apart > 60s || apart < -60s;
}

void Trial::survive(SimCrash const& crash) {
  alive_until_ = world->clock.true_wall();
  auto const ending = random.chance(60) ? Ending::power_lost : Ending::killed;
  say((ending == Ending::killed ? "KILLED at " : "POWER LOST at ") + crash.where);
  world->restart(ending);
  reconcile();
}

Outcome Trial::command(std::string const& what, std::function<Status()> const& act) {
  ++commands_;
  Outcome outcome = Outcome::unknown;
  try {
    auto const status = act();
    auto const maybe = !status && describe(status.error().code).retry;
    outcome = status ? Outcome::done : maybe ? Outcome::unknown : Outcome::refused;
    say(what + ": " + (status ? "done" : std::string(describe(status.error().code).word) + " " + status.error().message));
  } catch (SimCrash const& crash) {
    say(what + ": no answer");
    survive(crash);
  }
  after_step();
  return outcome;
}

void Trial::tick() {
  // Jobs that ran a moment ago are not due; what is asked of the alarms is asked after a whole period.
  auto const since = world->clock.true_time() - last_tick_;
  last_tick_ = world->clock.true_time();
  alarms_ran = since > 31s;
  auto const faults_before = world->gate.faults();
  try {
    world->run_jobs();
  } catch (SimCrash const& crash) {
    survive(crash);
    alarms_ran = false;
  }
  if (world->gate.faults() != faults_before) alarms_ran = false;
  after_step();
  if (alarms_ran && ++rounds_ % 8 == 0) no_silent_clock(*this);
}

void Trial::after_step() {
  clock_was_ever_wrong |= clock_is_wrong();
  observer.look(*this);
}

void Trial::on_published(DecidedRevision const& decided) {
  auto const& revision = decided.revision;
  if (model.find(revision.id.text, revision.number())) return;
  auto const at = alive_until_.epoch_ms != 0 ? std::exchange(alive_until_, {}) : world->clock.true_wall();
  ModelDecided one{.id = revision.id,
                   .revision = revision.number(),
                   .at = at,
                   .minute = revision.current_release(),
                   .clock_was_wrong = clock_is_wrong()};
  auto const mark = revision.content.title.find(kCanary, revision.content.title.find(" | "));
  one.word = mark == std::string::npos ? revision.id.text : revision.content.title.substr(mark, kCanaryBytes);
  say("decided " + revision.id.text + " revision " + std::to_string(one.revision));
  never_early_decided(*this, decided, at);
  never_by_a_wrong_clock(*this, decided, at);
  model.decided.push_back(std::move(one));
}

void Trial::on_mail(MailRecord record) {
  say("mail to " + record.message.to + ": " + record.message.subject + " " + record.message.message_id.substr(0, 8));
  never_early_mail(*this, record);
  opt_out_counts(*this, record);
  once_mail(*this, record);
  if (record.message.to.starts_with("sub")) notice_after_document(*this, record);
  mails.push_back(std::move(record));
}

void Trial::reconcile() {
  auto tx = world->plain_store().read();
  if (!tx) return violate("I3", "the store cannot be read after a restart: " + tx.error().message);
  auto ids = (*tx)->published_advisory_ids();
  if (!ids) return violate("I3", "the store cannot be read after a restart: " + ids.error().message);
  for (auto const& id : *ids) {
    auto advisory = (*tx)->load_advisory(id);
    if (!advisory) continue;
    for (auto const& record : advisory->publications)
      if (auto again = domain::PublicationGate::again(*advisory, record.revision))
        on_published({again->revision(), again->record()});
  }
  alive_until_ = {};
}

// Faults end, the operator puts the clock right, and the jobs run until there is nothing left to do.
void Trial::heal() {
  auto const begun = world->clock.true_time();
  pass_time(2min);
  tick();
  if (auto now = handling::trusted_now(world->ports()); !now)
    (void)command("tocsin clock trust", [&] { return handling::trust_clock(world->ports()); });
  for (int round = 0; round < kHealRounds; ++round) {
    tick();
    auto tx = world->plain_store().read();
    auto items = (*tx)->outbox({domain::Delivery::waiting, domain::Delivery::deferred}, 10'000);
    if (!items) return violate("I4", "the outbox cannot be read: " + items.error().message);
    std::optional<Instant> next;
    for (auto const& item : *items) {
      auto const* desk = std::get_if<domain::TellDesk>(&item.effect);
      if (desk && desk->step > 0) continue;
      if (item.attempt_at - world->clock.wall() > 48h) continue;   // the checker says so
      next = next ? std::min(*next, item.attempt_at) : item.attempt_at;
    }
    auto waiting = world->ports().submissions.waiting();
    bool const spool_empty = waiting && waiting->empty();
    // The hourly jobs have run too.
    if (!next && spool_empty && world->clock.true_time() - begun > 2h) return;
    pass_time(next ? std::max(Duration{61s}, *next - world->clock.wall() + Duration{1s}) : Duration{40min});
  }
}

TrialResult Trial::run() {
  WorldHooks hooks{
      .published = [this](DecidedRevision const& decided) { on_published(decided); },
      .mail = [this](MailRecord record) { on_mail(std::move(record)); },
      .log_line =
          [this](std::string const& line) {
            say("log " + line);
            if (line.starts_with("job_failed job=alarms")) alarms_ran = false;
            never_early_private(*this, "the log", line);
          },
      .webhook = [this](std::string const& bytes) { never_early_private(*this, "a webhook", bytes); },
      .drafts =
          [this] {
            std::vector<std::string> out;
            for (auto const& one : model.cases)
              if (one.id) out.push_back(one.public_word);
            return out;
          },
      .trace = [this](std::string const& line) { say(line); }};
  world = std::make_unique<SimWorld>(seed, bug, std::move(hooks));
  if (auto tx = world->plain_store().read())
    if (auto all = (*tx)->all_staff()) staff = std::move(*all);
  std::ranges::sort(staff, {}, &domain::Staff::name);
  observer.look(*this);
  Faults faults(*this, random.fork());
  Workload workload(*this, random.fork());
  try {
    live(faults, workload);
    check();
  } catch (CannotStart const& dead) {
    violate("I3", "the server does not start any more: " + dead.why);
  }
  return {.seed = seed,
          .commands = commands_,
          .faults = world->gate.faults(),
          .critical_faults = world->gate.critical_faults(),
          .restarts = world->restarts(),
          .publications = static_cast<int>(model.decided.size()),
          .trace_hash = to_hex(chain_),
          .violations = std::move(violations_)};
}

void Trial::live(Faults& faults, Workload& workload) {
  int const wanted = kCommandsMin + static_cast<int>(random.below(10));
  int step = 0;
  while (commands_ < wanted) {
    // What the people of the model look at outside a command may meet the end of the disk as well.
    try {
      faults.before_command(++step, wanted);
      workload.step();
    } catch (SimCrash const& crash) {
      survive(crash);
    }
    pass_time(std::chrono::seconds{random.between(1, 40)});
    if (!random.chance(14)) continue;
    pass_time(some_time(random));
    tick();
  }
  faults.heal();
  heal();
}

void Trial::check() {
  // What is checked is what a process finds that starts on it, not what the last one remembers.
  world->restart(Ending::killed);
  reconcile();
  never_lost(*this);
  everything_arrived(*this);
  once_reports(*this);
  no_silent_clock(*this);
  alarms_were_told(*this);
  history_stands(*this);
  hours_only(*this);
  sealed_at_rest(*this);
}

TrialResult run_trial(std::uint64_t seed, Bug bug, Trial::Trace trace) { return Trial(seed, bug, trace).run(); }

}  // namespace tocsin::sim
