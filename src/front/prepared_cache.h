// A cache in two halves: what was asked for lately stays, the rest goes all at once.
//
// Invariants: holds at most twice `cost_max`. A hit in the old half moves to the young one; a full young half
//             becomes the old one. So a flood of addresses asked for once cannot push out what everybody reads for
//             longer than one more question.
// Threads:    one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace tocsin::front {

template <class Value>
class PreparedCache {
 public:
  explicit PreparedCache(std::size_t cost_max) : cost_max_(cost_max) {}

  // Valid until the next call of put() or clear().
  Value* find(std::string_view key) {
    if (auto hit = young_.find(key); hit != young_.end()) return &hit->second.value;
    auto hit = old_.find(key);
    if (hit == old_.end()) return nullptr;
    auto node = old_.extract(hit);
    make_room(node.mapped().cost);
    return &young_.insert(std::move(node)).position->second.value;
  }
  Value* put(std::string key, Value value, std::size_t cost) {
    make_room(cost);
    return &young_.insert_or_assign(std::move(key), Held{std::move(value), cost}).first->second.value;
  }
  // More was hung onto a value that is held already.
  void charge(std::size_t cost) { young_cost_ += cost; }
  void clear() {
    young_.clear();
    old_.clear();
    young_cost_ = 0;
  }
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Held {
    Value value;
    std::size_t cost;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  using Half = std::unordered_map<std::string, Held, Hash, std::equal_to<>>;
  void make_room(std::size_t cost) {
    if (young_cost_ + cost > cost_max_) {
      old_ = std::move(young_);
      young_ = {};
      young_cost_ = 0;
    }
    young_cost_ += cost;
  }
  std::size_t cost_max_;
  Half young_, old_;
  std::size_t young_cost_ = 0;
};

}  // namespace tocsin::front
