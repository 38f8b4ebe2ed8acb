// See faults.h.
#include "sim/faults.h"

#include "handling/delivery.h"
#include "sim/trial.h"

namespace tocsin::sim {

Faults::Faults(Trial& trial, Random random) : trial_(trial), random_(random) {
  next_fault_at_ = static_cast<int>(random_.between(3, 25));
  auto& mail = *trial.world->mail;
  // Half of the seeds have a relay with bad days all along.
  if (random_.chance(50))
    mail.trouble = {.refused = static_cast<int>(random_.below(20)),
                    .put_off = static_cast<int>(random_.below(15)),
                    .rejected = static_cast<int>(random_.below(4)),
                    .dropped_at_end = static_cast<int>(random_.below(12))};
  if (random_.chance(30)) mail.trouble.dead_address = "sub0@readers.example";
  if (random_.chance(30)) trial.world->fetch->failing_percent = static_cast<int>(random_.below(60));
}

// Seven of ten in a critical window, the kind and the place by chance.
void Faults::arm_next() {
  ArmedFault fault;
  auto const kind = random_.below(100);
  fault.kind = kind < 55   ? FaultKind::crash
               : kind < 75 ? FaultKind::lost_answer
               : kind < 85 ? FaultKind::store_away
                           : FaultKind::disk_ends;
  if (random_.chance(70)) {
    fault.in = random_.chance(60) ? ArmedFault::In::given_window : ArmedFault::In::any_window;
    fault.window = static_cast<Window>(1 + random_.below(4));
    fault.windows_to_skip = static_cast<int>(random_.below(2));
    fault.calls_to_skip = static_cast<int>(random_.below(random_.chance(50) ? 4 : 24));
  } else {
    fault.calls_to_skip = static_cast<int>(random_.below(60));
  }
  if (fault.kind == FaultKind::disk_ends) {
    // The disk of the store goes away within the next writes, often in the middle of a commit.
    trial_.world->disk().faults.end_after_writes = static_cast<int>(random_.below(25));
    return;
  }
  trial_.world->gate.arm(fault);
}

void Faults::bend_clock() {
  auto& clock = trial_.world->clock;
  using namespace std::chrono_literals;
  switch (random_.below(9)) {
    case 0: clock.jump(1s); break;
    case 1: clock.jump(-1s); break;
    case 2: clock.jump(1h); break;
    case 3: clock.jump(-1h); break;
    case 4: clock.jump(24h); break;
    case 5: clock.jump(-24h); break;
    case 6: clock.jump(24h * 365); break;
    case 7: clock.jump_to(Instant{0}); break;
    default: clock.freeze(); break;
  }
  trial_.world->gate.count_fault();
  trial_.say("clock apart by " + std::to_string(clock.apart().count()) + " ms");
}

// Another desk process that believes it is the one: its token is older than what it would have to be.
void Faults::second_instance() {
  auto const token = trial_.world->fencing() - 1;
  trial_.world->gate.count_fault();
  (void)trial_.command("a second instance delivers", [&]() -> Status {
    auto run = handling::deliver_due(trial_.world->ports(), trial_.world->settings(), token);
    if (!run) return std::unexpected(run.error());
    return {};
  });
}

void Faults::before_command(int number, int of) {
  auto& world = *trial_.world;
  if (number == clock_right_at_) {
    world.clock.set_right();
    trial_.say("clock set right");
  }
  if (number == disk_free_at_) {
    world.disk().faults.full = DiskFaults::Full::no;
    world.files().faults.capacity_bytes = UINT64_MAX;
  }
  if (number == mail_well_at_) world.mail->trouble = {.dead_address = world.mail->trouble.dead_address};
  if (number < next_fault_at_) return;
  next_fault_at_ = number + static_cast<int>(random_.between(8, 40));
  // Late in the seed and nothing critical has struck: the next window of any kind is where it strikes.
  if (number > of / 2 && world.gate.critical_faults() == 0) {
    next_fault_at_ = number + 5;
    world.gate.arm({.kind = FaultKind::crash, .in = ArmedFault::In::any_window});
    return;
  }
  auto const kind = random_.below(100);
  if (kind < 55) return arm_next();
  if (kind < 75) {
    bend_clock();
    clock_right_at_ = number + static_cast<int>(random_.between(2, 25));
  } else if (kind < 83) {
    world.gate.count_fault();
    if (random_.chance(50)) world.disk().faults.full = DiskFaults::Full::yes;
    else world.files().faults.capacity_bytes = 1000;
    trial_.say("disk full");
    disk_free_at_ = number + static_cast<int>(random_.between(1, 10));
  } else if (kind < 93) {
    world.mail->trouble.refused = static_cast<int>(random_.below(100));
    world.mail->trouble.dropped_at_end = static_cast<int>(random_.below(40));
    mail_well_at_ = number + static_cast<int>(random_.between(2, 20));
  } else {
    second_instance();
  }
}

void Faults::heal() {
  auto& world = *trial_.world;
  world.gate.disarm();
  world.disk().faults.full = DiskFaults::Full::no;
  world.disk().faults.end_after_writes.reset();
  world.files().faults.capacity_bytes = UINT64_MAX;
  world.mail->trouble = {};
  world.fetch->failing_percent = 0;
  world.clock.set_right();
}

}  // namespace tocsin::sim
