// tocsin-sim: the simulation of the whole server.
//
//   tocsin-sim               2,000 seeds and all named ones, on two processes
//   tocsin-sim --seeds N     as many
//   tocsin-sim SEED          one seed, told line by line
//   tocsin-sim --planted     each planted bug until a seed finds it, within 10,000
//   tocsin-sim --planted WORD [SEED]   one of them; with SEED its trace
//
// Ends with 0 only when no invariant broke (or, with --planted, when every bug was found). A violation prints the one
// line that repeats it.
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/named_seeds.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

constexpr std::uint64_t kSeeds = 2'000;
constexpr std::uint64_t kPlantedSeedsMax = 10'000;
constexpr int kProcesses = 2;
constexpr int kCommandsMin = 200;            // a seed with fewer does not count
constexpr std::uint64_t kTwiceEvery = 100;   // one seed in a hundred runs twice, and must give the same trace

struct Sum {
  long seeds = 0, commands = 0, faults = 0, critical = 0, publications = 0, restarts = 0, violations = 0, quiet = 0;
  void add(Sum const& other) {
    seeds += other.seeds;
    commands += other.commands;
    faults += other.faults;
    critical += other.critical;
    publications += other.publications;
    restarts += other.restarts;
    violations += other.violations;
    quiet += other.quiet;
  }
};

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

void tell(TrialResult const& result) {
  for (auto const& violation : result.violations)
    fmt::print("{}: {}   repeat with: tocsin-sim {}\n", violation.invariant, violation.what, result.seed);
}

void run_one(std::uint64_t seed, Sum& sum) {
  auto const result = run_trial(seed, Bug::none, Trial::Trace::hash_only);
  ++sum.seeds;
  sum.commands += result.commands;
  sum.faults += result.faults;
  sum.critical += result.critical_faults;
  sum.publications += result.publications;
  sum.restarts += result.restarts;
  if (!result.violations.empty()) ++sum.violations;
  if (result.critical_faults == 0 || result.commands < kCommandsMin) {
    ++sum.quiet;
    fmt::print("does not count: {} commands, {} faults in critical windows   repeat with: tocsin-sim {}\n", result.commands,
               result.critical_faults, seed);
  }
  tell(result);
  if (seed % kTwiceEvery != 0) return;
  if (run_trial(seed, Bug::none, Trial::Trace::hash_only).trace_hash == result.trace_hash) return;
  ++sum.violations;
  fmt::print("the same seed twice is not the same   repeat with: tocsin-sim {}\n", seed);
}

// Runs `work(process)` in processes of its own. False for a process that died; `seed_of` is where each one was.
struct Shared {
  Sum sums[kProcesses];
  std::uint64_t seed[kProcesses];
};

bool run_in_processes(Shared& shared, std::function<void(int)> const& work) {
  std::fflush(stdout);
  pid_t children[kProcesses];
  for (int i = 0; i < kProcesses; ++i) {
    children[i] = fork();
    if (children[i] == 0) {
      work(i);
      std::fflush(stdout);
      _exit(0);
    }
  }
  bool all = true;
  for (int i = 0; i < kProcesses; ++i) {
    int status = 0;
    waitpid(children[i], &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    all = false;
    fmt::print("the simulation died   repeat with: tocsin-sim {}\n", shared.seed[i]);
  }
  return all;
}

Shared& shared_memory() {
  auto* place = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) {
    fmt::print(stderr, "no shared memory\n");
    _exit(71);
  }
  return *new (place) Shared{};
}

int run_many(std::uint64_t count) {
  auto& shared = shared_memory();
  std::vector<std::uint64_t> seeds;
  for (auto const& named : kNamedSeeds)
    if (named.seed > count) seeds.push_back(named.seed);
  for (std::uint64_t seed = 1; seed <= count; ++seed) seeds.push_back(seed);
  bool const all = run_in_processes(shared, [&](int process) {
    for (std::size_t i = static_cast<std::size_t>(process); i < seeds.size(); i += kProcesses) {
      shared.seed[process] = seeds[i];
      run_one(seeds[i], shared.sums[process]);
    }
  });
  Sum sum;
  for (auto const& one : shared.sums) sum.add(one);
  fmt::print("{} seeds, {} commands, {} faults ({} in critical windows), {} restarts, {} publications, {} violations\n",
             sum.seeds, sum.commands, sum.faults, sum.critical, sum.restarts, sum.publications, sum.violations);
  return all && sum.violations == 0 && sum.quiet == 0 ? 0 : 1;
}

int show(std::uint64_t seed, Bug bug) {
  auto const result = run_trial(seed, bug, Trial::Trace::print);
  for (auto const& violation : result.violations) fmt::print("{}: {}\n", violation.invariant, violation.what);
  fmt::print("seed {}: {} commands, {} faults ({} in critical windows), {} restarts, {} publications, {} violations, trace {}\n",
             seed, result.commands, result.faults, result.critical_faults, result.restarts, result.publications,
             result.violations.size(), result.trace_hash);
  return result.violations.empty() ? 0 : 1;
}

bool is_clean(std::uint64_t seed) { return run_trial(seed, Bug::none, Trial::Trace::hash_only).violations.empty(); }

// True when a seed that is clean without the bug broke the invariant that the bug must break.
bool find(BugRow const& row, std::uint64_t& seed_at) {
  for (std::uint64_t seed = 1; seed <= kPlantedSeedsMax; ++seed) {
    seed_at = seed;
    for (auto const& violation : run_trial(seed, row.bug, Trial::Trace::hash_only).violations) {
      if (violation.invariant != row.found_by) continue;
      if (!is_clean(seed)) break;
      fmt::print("{:<26} found by seed {:<5} {}: {}\n", row.word, seed, violation.invariant, violation.what);
      std::fflush(stdout);
      return true;
    }
  }
  fmt::print("{:<26} NOT FOUND within {} seeds: {}\n", row.word, kPlantedSeedsMax, row.what);
  return false;
}

int run_planted(std::string_view only) {
  auto& shared = shared_memory();
  bool const all = run_in_processes(shared, [&](int process) {
    int at = 0;
    for (auto const& row : kBugs) {
      if (!only.empty() && row.word != only) continue;
      if (at++ % kProcesses != process) continue;
      auto& sum = shared.sums[process];
      ++sum.seeds;
      if (!find(row, shared.seed[process])) ++sum.violations;
    }
  });
  Sum sum;
  for (auto const& one : shared.sums) sum.add(one);
  fmt::print("{} planted bugs, {} found\n", sum.seeds, sum.seeds - sum.violations);
  return all && sum.seeds > 0 && sum.violations == 0 ? 0 : 1;
}

BugRow const* bug_named(std::string_view word) {
  for (auto const& row : kBugs)
    if (row.word == word) return &row;
  return nullptr;
}

int usage() {
  fmt::print(stderr, "usage: tocsin-sim [SEED | --seeds N | --planted [BUG [SEED]]]\n");
  return 64;
}

}  // namespace
}  // namespace tocsin::sim

int main(int count, char** arguments) {
  using namespace tocsin::sim;
  std::vector<std::string_view> words(arguments + 1, arguments + count);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);   // two processes write whole lines
  if (words.empty()) return run_many(kSeeds);
  if (words[0] == "--seeds" && words.size() == 2)
    if (auto seeds = number_of(words[1])) return run_many(*seeds);
  if (words[0] == "--planted") {
    if (words.size() == 1) return run_planted("");
    auto const* row = bug_named(words[1]);
    if (!row) return usage();
    if (words.size() == 2) return run_planted(words[1]);
    if (auto seed = number_of(words[2])) return show(*seed, row->bug);
  }
  if (words.size() == 1)
    if (auto seed = number_of(words[0])) return show(*seed, Bug::none);
  return usage();
}
