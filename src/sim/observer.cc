// See observer.h.
#include "sim/observer.h"

#include <set>

#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {

void Observer::look(Trial& trial) {
  auto& files = trial.world->files();
  if (!reader_) {
    auto opened = shelf::ShelfReader::open(files, SimWorld::kShelf);
    if (!opened) return trial.violate("I4", "the public site cannot be read: " + opened.error().message);
    reader_.emplace(std::move(*opened));
  } else {
    auto refreshed = reader_->refresh();
    if (!refreshed) return trial.violate("I4", "the public site cannot be read: " + refreshed.error().message);
    if (*refreshed == shelf::ShelfReader::Refreshed::same) return;
  }
  ++generations_;
  struct Changed {
    std::string path;
    std::string type;
    std::string bytes;
  };
  std::vector<Changed> changed;
  std::map<std::string, std::string> now;
  auto walked = reader_->walk([&](shelf::Entry const& entry) {
    auto const path = entry.address.path + (entry.address.query.empty() ? "" : "?" + entry.address.query);
    for (auto const& variant : entry.variants) {
      // Served as what was never there.
      if (variant.status == 404) continue;
      auto const& stored = variant.identity();
      auto const hash = stored.hash.hex();
      now[path] = hash;
      bodies_[path] = stored;
      auto known = addresses_.find(path);
      if (known != addresses_.end() && known->second == hash) continue;
      auto blob = reader_->blob(stored);
      if (!blob) {
        trial.violate("I4", "the bytes of " + path + " are missing: " + blob.error().message);
        continue;
      }
      std::string bytes((*blob)->view());
      for (auto const& header : variant.headers) bytes += "\n" + header.name + ": " + header.value;
      changed.push_back({path, variant.content_type, std::move(bytes)});
    }
    return shelf::Walk::go_on;
  });
  if (!walked) trial.violate("I4", "the public site cannot be walked: " + walked.error().message);
  for (auto const& [path, hash] : addresses_)
    if (!now.contains(path)) trial.violate("I9", "the published address " + path + " disappeared");
  addresses_ = std::move(now);
  for (auto const& one : changed) {
    never_early_public(trial, one.path, one.bytes);
    documents_before_lists(trial, one.path, one.type, one.bytes);
    trial.say("public " + one.path + " " + addresses_[one.path].substr(0, 16));
  }
}

std::string Observer::body(std::string const& path) {
  auto found = bodies_.find(path);
  if (!reader_ || found == bodies_.end()) return {};
  auto blob = reader_->blob(found->second);
  return blob ? std::string((*blob)->view()) : std::string();
}

}  // namespace tocsin::sim
