// See intake.h.
#include "handling/intake.h"

#include <exception>
#include <new>

#include "handling/casework.h"
#include "handling/enqueue.h"
#include "handling/receipt.h"
#include "handling/subscribing.h"

namespace tocsin::handling {
namespace {

// About three seconds of work: what came in is in the database before the mails about it are written.
constexpr std::size_t kRecordsARun = 1'000;

using Take = Status (*)(ports::World&, Settings const&, ports::Submission const&);

Status take_report(ports::World& world, Settings const& settings, ports::Submission const& submission) {
  TRY(receive_report(world, settings, submission));
  return {};
}

Status take_unsubscribe(ports::World& world, Settings const&, ports::Submission const& submission) {
  auto id = subscription_of_token(world.keyring, submission.field("token"), TokenUse::unsubscribe);
  // Anybody may post a made-up token; there is nobody to take off a list and nothing for the desk to look at.
  if (!id) return {};
  auto done = unsubscribe(world, *id, submission.id);
  if (!done && done.error().code == ErrorCode::not_found) return {};
  return done;
}

struct Kind {
  std::string_view word;
  Take take;
};

inline constexpr Kind kKinds[] = {
    {"report", take_report},
    {"subscribe", subscribe},
    {"unsubscribe", take_unsubscribe},
};

// `kind_word` is what it turned out to be; empty as long as it could not be opened.
Status take(ports::World& world, Settings const& settings, std::string const& id, std::string& kind_word) {
  auto const submission = TRY(world.submissions.open(id));
  kind_word = submission.kind;
  for (auto const& kind : kKinds)
    if (kind.word == submission.kind) return kind.take(world, settings, submission);
  return fail(ErrorCode::invalid_input, "a submission of an unknown kind");
}

// A record that makes a library throw is set aside like any other that cannot be taken; without memory it waits.
Status take_and_catch(ports::World& world, Settings const& settings, std::string const& id, std::string& kind_word) {
  try {
    return take(world, settings, id, kind_word);
  } catch (std::bad_alloc const&) {
    return fail(ErrorCode::unavailable, "there was no memory to take a submission in");
  } catch (std::exception const& error) {
    return fail(ErrorCode::corrupt, "a submission cannot be taken", error.what());
  }
}

// What can never be taken is kept aside, and the desk hears that something is there to look at.
void set_aside(ports::World& world, std::string const& id, Error const& error) {
  auto const now = world.clock.wall();
  auto told = world.store.write([&](ports::WriteTx& tx) {
    return enqueue_effects(world, tx, {domain::TellDesk{"dead_letter", "", "submission." + id, 0}}, floor_hour(now));
  });
  if (!told) return;   // it stays in the spool and is tried again
  (void)world.submissions.set_aside(id);
  world.log.write(ports::LogLevel::alarm, "submission_set_aside",
                  {{"submission", id}, {"code", describe(error.code).word}});
}

}  // namespace

IntakeRun drain_submissions(ports::World& world, Settings const& settings) {
  IntakeRun run;
  auto waiting = world.submissions.waiting();
  if (!waiting) {
    run.more = run.opt_out_may_wait = true;
    return run;
  }
  for (auto const& id : *waiting) {
    if (static_cast<std::size_t>(run.taken + run.set_aside) >= kRecordsARun) {
      run.more = run.opt_out_may_wait = true;
      break;
    }
    std::string kind;
    auto status = take_and_catch(world, settings, id, kind);
    if (status) {
      (void)world.submissions.remove(id);
      ++run.taken;
    } else if (describe(status.error().code).retry || status.error().code == ErrorCode::conflict) {
      run.more = true;   // the store is busy or full: the record waits
      run.opt_out_may_wait |= kind.empty() || kind == "unsubscribe";
    } else {
      set_aside(world, id, status.error());
      ++run.set_aside;
    }
  }
  return run;
}

}  // namespace tocsin::handling
