// The public: reads the whole published site after every step, and remembers every byte and every address.
//
// Invariants: sees what a visitor can see, through the ShelfReader, and nothing else.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "shelf/reader.h"

namespace tocsin::sim {

class Trial;

class Observer {
 public:
  void look(Trial& trial);
  bool has(std::string const& path) const { return addresses_.contains(path); }
  // The body at an address now; empty if there is none.
  std::string body(std::string const& path);
  std::map<std::string, std::string> const& addresses() const { return addresses_; }
  int generations() const { return generations_; }

 private:
  std::optional<shelf::ShelfReader> reader_;
  std::map<std::string, std::string> addresses_;      // path -> hash of the bytes
  std::map<std::string, shelf::StoredBytes> bodies_;
  int generations_ = 0;
};

}  // namespace tocsin::sim
