// See world.h.
#include "sim/world.h"

#include <cstdio>
#include <cstdlib>

#include "handling/sign_in.h"
#include "sim/sim_site.h"

namespace tocsin::sim {
namespace {

constexpr Instant kStart{1772438400000};   // 2026-03-02T08:00:00Z, a Monday
constexpr int kStartsMax = 20;   // that fail one after the other
constexpr char kMasterKey[] = "the simulation's own master key!";
static_assert(sizeof(kMasterKey) == 33);

template <class T>
T must(Result<T> result, char const* what) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "the simulation cannot start: %s: %s (%s)\n", what, result.error().message.c_str(),
               result.error().cause.c_str());
  std::abort();
}

// The parts of a process that starts on what an earlier one left.
template <class T>
T started(Result<T> result, char const* what) {
  if (result) return std::move(*result);
  throw CannotStart{std::string(what) + ": " + result.error().message + " (" + result.error().cause + ")"};
}

spool::KeyPair spool_keys() {
  Random random(77);
  return spool::make_key_pair([&](std::size_t count) { return random.bytes(count); });
}

shelf::SiteFacts facts() {
  auto const& site = sim_settings().site;
  return {.base_url = site.publisher.base_url, .default_language = site.language};
}

// The data directory after a first start: the site rendered, the team there. Made once a process and copied for each
// seed.
struct Image {
  MemoryDisk disk;
  os::SimFiles files{1};
};

Image const& image() {
  static std::unique_ptr<Image> const made = [] {
    auto out = std::make_unique<Image>();
    use_disk(out->disk, 1);
    SimClock clock(kStart);
    SimEntropy entropy{Random(1)};
    keys::FileKeyring keyring(kMasterKey, entropy);
    auto store = must(store::SqliteStore::open({.path = SimWorld::kDatabase, .vfs = memory_vfs()}, keyring, entropy), "store");
    for (char const* directory : {SimWorld::kShelf, SimWorld::kPress, SimWorld::kSpool})
      if (!out->files.make_directory(directory)) std::abort();
    app::PressShelf shelf(must(shelf::Press::open(out->files, {SimWorld::kPress, SimWorld::kShelf}), "press"), facts(), clock,
                          shelf::Effort::plain);
    auto const keys = spool_keys();
    // The writer makes the spool's directories.
    must(spool::SpoolWriter::open(out->files, SimWorld::kSpool, keys.public_key,
                                  [&](std::size_t count) { return entropy.bytes(count); }),
         "spool");
    app::SpoolSubmissions submissions(must(spool::SpoolReader::open(out->files, SimWorld::kSpool, keys.secret_key), "spool"));
    Turnstile gate;
    SimMail mail(gate, Random(1), Bug::none, [](MailRecord const&) {}, [] { return Instant{}; }, [] { return std::string(); });
    SimFetch fetch(gate, Random(1), [](std::string const&) {});
    SimLog log([](std::string const&) {});
    ports::World world{clock, entropy, *store, submissions, shelf, mail, fetch, keyring, log};
    auto const actor = domain::command_line_actor();
    struct Member {
      char const* name;
      char const* email;
      domain::Role role;
    };
    constexpr Member kTeam[] = {{"ana", "staff-ana@acme.example", domain::Role::lead},
                                {"ben", "staff-ben@acme.example", domain::Role::member},
                                {"cyn", "staff-cyn@acme.example", domain::Role::member},
                                {"dev", "staff-dev@acme.example", domain::Role::guest},
                                {"eve", "staff-eve@acme.example", domain::Role::administrator}};
    for (auto const& member : kTeam)
      if (!handling::add_staff(world, actor, {member.name, member.email, member.role})) std::abort();
    jobs::JobState jobs{.index = {}, .site_digest = kSiteDigest, .fencing = 0};
    if (auto started = jobs::start_jobs(world, sim_settings(), jobs); !started) {
      std::fprintf(stderr, "the simulation cannot start: %s\n", started.error().message.c_str());
      std::abort();
    }
    jobs::Timetable timetable;
    timetable.run_due(world, sim_settings(), jobs);
    if (!out->files.sync_all("/sim")) std::abort();
    return out;
  }();
  return *made;
}

std::shared_ptr<handling::Settings const> settings_with(Bug bug) {
  if (bug != Bug::one_approval)
    return {std::shared_ptr<void>{}, &sim_settings()};
  auto bent = std::make_shared<handling::Settings>(sim_settings());
  auto weaken = [](std::map<std::string, domain::Rules>& rules) {
    for (auto& [name, one] : rules) one.approvals.count = 1;
  };
  weaken(bent->rules_by_name);
  weaken(bent->rules_by_version);
  weaken(bent->site.rules_by_name);
  return bent;
}

}  // namespace

SimWorld::SimWorld(std::uint64_t seed, Bug bug, WorldHooks hooks)
    : clock(kStart),
      seed_(seed),
      bug_(bug),
      hooks_(std::move(hooks)),
      random_(Random(seed).fork()),
      entropy_(random_.fork()),
      front_entropy_(random_.fork()),
      keyring_(kMasterKey, entropy_),
      spool_keys_(spool_keys()),
      files_(image().files),
      gated_files_(files_, gate, bug),
      log_([this](std::string const& line) {
        auto const titles = bug_ == Bug::content_in_log ? hooks_.drafts() : std::vector<std::string>{};
        hooks_.log_line(titles.empty() ? line : line + " title=" + titles.front());
      }),
      settings_(settings_with(bug)) {
  files_.reseed(random_.next());
  disk_.copy_from(image().disk);
  use_disk(disk_, random_.next());
  if (bug == Bug::log_not_synced) disk_.faults.log_sync = DiskFaults::Sync::ignored;
  if (bug == Bug::due_by_wall_clock) clock.monotonic_follows_wall = true;
  mail = std::make_unique<SimMail>(gate, random_.fork(), bug, hooks_.mail, [this] { return clock.true_wall(); },
                                   [this] {
                                     auto const titles = hooks_.drafts();
                                     return titles.empty() ? std::string() : titles.front();
                                   });
  fetch = std::make_unique<SimFetch>(gate, random_.fork(), hooks_.webhook);
  // The machine was off for some days since the image was made.
  clock.advance(std::chrono::seconds{random_.between(60, 2 * 86400)});
  clock.reboot();
  start();
}

SimWorld::~SimWorld() = default;

void SimWorld::start() {
  auto house = std::make_unique<House>();
  auto opened = store::SqliteStore::open(
      {.path = kDatabase,
       .vfs = memory_vfs(),
       .on_io_error =
           [this](std::string_view what) {
             if (!gate.is_open()) return;
             gate.count_fault();
             gate.crash(std::string("disk: ") + std::string(what.substr(0, 20)));
           }},
      keyring_, entropy_);
  house->store = started(std::move(opened), "store");
  house->gated_store = std::make_unique<GatedStore>(
      *house->store, gate, bug_, GatedStore::Hooks{hooks_.published, [this] { return clock.wall(); }});
  house->submissions = std::make_unique<app::SpoolSubmissions>(
      started(spool::SpoolReader::open(gated_files_, kSpool, spool_keys_.secret_key), "spool reader"));
  house->gated_submissions = std::make_unique<GatedSubmissions>(*house->submissions, gate);
  house->shelf = std::make_unique<app::PressShelf>(started(shelf::Press::open(gated_files_, {kPress, kShelf}), "press"),
                                                   facts(), clock, shelf::Effort::plain);
  house->gated_shelf = std::make_unique<GatedShelf>(*house->shelf, gate, bug_, hooks_.drafts);
  house->front.emplace(started(spool::SpoolWriter::open(gated_files_, kSpool, spool_keys_.public_key,
                                                     [this](std::size_t count) { return front_entropy_.bytes(count); }),
                            "spool writer"));
  house->world = std::make_unique<ports::World>(ports::World{clock, entropy_, *house->gated_store, *house->gated_submissions,
                                                             *house->gated_shelf, *mail, *fetch, keyring_, log_});
  house->jobs.site_digest = kSiteDigest;
  house_ = std::move(house);
  // A desk that cannot start ends, and the supervisor starts it again.
  if (auto jobs_started = jobs::start_jobs(*house_->world, *settings_, house_->jobs); !jobs_started)
    gate.crash("start_jobs: " + jobs_started.error().message);
}

void SimWorld::run_jobs() { house_->timetable.run_due(*house_->world, *settings_, house_->jobs); }

void SimWorld::restart(Ending ending) {
  for (int starts = 1;; ++starts) {
    ++restarts_;
    // Whatever the dying process still does, the disk does not hear of it.
    disk_.end();
    house_.reset();
    mail->forget();
    if (ending == Ending::power_lost) {
      disk_.crash(random_);
      files_.crash();
      // A clock that is wrong by little at boot cannot be told from time that passed (trusted_time.h): it is set right.
      auto const apart = clock.apart();
      if (apart > Duration{0} && apart <= std::chrono::hours{72}) clock.set_right();
      clock.advance(std::chrono::seconds{random_.between(30, 3 * 3600)});
      clock.reboot();
    } else {
      disk_.restart();
      files_.restart();
      clock.advance(std::chrono::seconds{random_.between(1, 30)});
    }
    disk_.faults.full = DiskFaults::Full::no;
    files_.faults.capacity_bytes = UINT64_MAX;
    gate.restart();
    try {
      start();
      return;
    } catch (SimCrash const& crash) {
      hooks_.trace("crash while starting: " + crash.where);
      if (starts == kStartsMax) throw CannotStart{crash.where};
    }
  }
}

}  // namespace tocsin::sim
