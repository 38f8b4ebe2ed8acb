// SimWorld: the whole server in one thread, with everything around it simulated.
//
// Real:       SqliteStore on a disk in memory, Press, ShelfReader, SpoolWriter and SpoolReader on SimFiles, the keyring,
//             every handler and the timetable of jobs.
// Simulated:  time, randomness, the relay, the webhook's host, the log; and the ends of the process.
// Invariants: a seed and a planted bug say everything that happens. The disk and the files live across restarts.
// Threads:    one.
#pragma once

#include <memory>
#include <optional>

#include "app/adapters.h"
#include "jobs/schedule.h"
#include "keys/file_keyring.h"
#include "sim/bug.h"
#include "sim/gated_files.h"
#include "sim/gated_ports.h"
#include "sim/gated_store.h"
#include "sim/memory_vfs.h"
#include "sim/sim_clock.h"
#include "sim/sim_net.h"
#include "spool/writer.h"
#include "store/sqlite_store.h"

namespace tocsin::sim {

// What the checkers hear of while it happens.
struct WorldHooks {
  std::function<void(DecidedRevision const&)> published;
  std::function<void(MailRecord)> mail;
  std::function<void(std::string const&)> log_line;
  std::function<void(std::string const&)> webhook;
  std::function<std::vector<std::string>()> drafts;    // titles, for a planted bug
  std::function<void(std::string const&)> trace;
};

enum class Ending { killed, power_lost };

// Thrown by restart(): what is on the disk does not let the server start any more. The trial is over.
struct CannotStart {
  std::string why;
};

class SimWorld {
 public:
  SimWorld(std::uint64_t seed, Bug bug, WorldHooks hooks);
  ~SimWorld();

  // Everything the server needs, as one value; valid while the process lives.
  ports::World& ports() { return *house_->world; }
  handling::Settings const& settings() const { return *settings_; }
  spool::SpoolWriter& front() { return *house_->front; }
  std::int64_t fencing() const { return house_->jobs.fencing; }
  ports::Store& plain_store() { return *house_->store; }   // without faults: for the checkers
  os::SimFiles& files() { return files_; }
  MemoryDisk& disk() { return disk_; }
  keys::FileKeyring& keyring() { return keyring_; }

  // One round of the timetable.
  void run_jobs();
  // After a SimCrash: what was not synced is lost (or not), time passes, a new process starts. Throws CannotStart.
  void restart(Ending ending);
  int restarts() const { return restarts_; }

  SimClock clock;
  Turnstile gate;
  std::unique_ptr<SimMail> mail;
  std::unique_ptr<SimFetch> fetch;

  static constexpr char kShelf[] = "/sim/shelf";
  static constexpr char kPress[] = "/sim/press";
  static constexpr char kSpool[] = "/sim/spool";
  static constexpr char kDatabase[] = "/sim/tocsin.db";

 private:
  // What a process owns and loses when it ends.
  struct House {
    std::unique_ptr<store::SqliteStore> store;
    std::unique_ptr<GatedStore> gated_store;
    std::unique_ptr<app::SpoolSubmissions> submissions;
    std::unique_ptr<GatedSubmissions> gated_submissions;
    std::unique_ptr<app::PressShelf> shelf;
    std::unique_ptr<GatedShelf> gated_shelf;
    std::optional<spool::SpoolWriter> front;
    std::unique_ptr<ports::World> world;
    jobs::JobState jobs;
    jobs::Timetable timetable;
  };
  // Throws SimCrash when a fault strikes while starting.
  void start();

  std::uint64_t seed_;
  Bug bug_;
  WorldHooks hooks_;
  Random random_;
  SimEntropy entropy_;
  SimEntropy front_entropy_;
  keys::FileKeyring keyring_;
  spool::KeyPair spool_keys_;
  MemoryDisk disk_;
  os::SimFiles files_;
  GatedFiles gated_files_;
  SimLog log_;
  std::shared_ptr<handling::Settings const> settings_;
  std::unique_ptr<House> house_;
  int restarts_ = 0;
};

}  // namespace tocsin::sim
