// The seeded generator of a simulation: everything that happens by chance in a seed is drawn here.
//
// Spec:       splitmix64 (Steele, Lea, Flood 2014).
// Invariants: same seed, same draws. Each part takes a stream of its own (`fork`), so that one part drawing once more
//             does not change what another one meets.
// Threads:    one.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 0x1234567) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // 0 .. count - 1.
  std::uint64_t below(std::uint64_t count) {
    assert(count > 0);
    return next() % count;
  }
  std::int64_t between(std::int64_t first, std::int64_t last) {
    return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first + 1)));
  }
  bool chance(int percent) { return static_cast<int>(below(100)) < percent; }
  template <class T>
  T const& pick(std::vector<T> const& from) {
    return from[below(from.size())];
  }
  std::string bytes(std::size_t count) {
    std::string out;
    out.reserve(count + 8);
    while (out.size() < count) {
      auto word = next();
      out.append(reinterpret_cast<char const*>(&word), sizeof word);
    }
    out.resize(count);
    return out;
  }
  Random fork() { return Random(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace tocsin::sim
