// See case_cache.h.
#include "store/case_cache.h"

namespace tocsin::store {

std::shared_ptr<domain::Case const> CaseCache::find(domain::CaseId const& id, std::int64_t version) {
  std::lock_guard lock(mutex_);
  if (auto found = young_.find(id.text); found != young_.end())
    return found->second.c->version == version ? found->second.c : nullptr;
  auto found = old_.find(id.text);
  if (found == old_.end()) return nullptr;
  auto kept = std::move(found->second);
  old_.erase(found);
  if (kept.c->version != version) return nullptr;
  auto c = kept.c;
  keep_young(id.text, std::move(kept));
  return c;
}

void CaseCache::put(domain::Case c, std::size_t stored_bytes) {
  std::lock_guard lock(mutex_);
  old_.erase(c.id.text);
  auto const id = c.id.text;
  keep_young(id, {std::make_shared<domain::Case const>(std::move(c)), stored_bytes});
}

void CaseCache::forget(domain::CaseId const& id) {
  std::lock_guard lock(mutex_);
  old_.erase(id.text);
  if (auto found = young_.find(id.text); found != young_.end()) {
    young_bytes_ -= found->second.bytes;
    young_.erase(found);
  }
}

void CaseCache::keep_young(std::string const& id, Kept kept) {
  if (young_bytes_ + kept.bytes > bytes_max_) {
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
  }
  young_bytes_ += kept.bytes;
  auto& place = young_[id];
  young_bytes_ -= place.bytes;
  place = std::move(kept);
}

}  // namespace tocsin::store
