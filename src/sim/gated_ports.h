// The spool's and the press's ports behind the turnstile; they open and close the critical windows.
#pragma once

#include <functional>

#include "ports/world.h"
#include "sim/bug.h"
#include "sim/turnstile.h"

namespace tocsin::sim {

class GatedSubmissions final : public ports::Submissions {
 public:
  GatedSubmissions(ports::Submissions& inner, Turnstile& gate) : inner_(inner), gate_(gate) {}
  Result<std::vector<std::string>> waiting() override;
  Result<ports::Submission> open(std::string const& id) override;
  Status read_files(ports::Submission const& submission, TakeFile const& take) override;
  Status remove(std::string const& id) override;
  Status set_aside(std::string const& id) override;

 private:
  ports::Submissions& inner_;
  Turnstile& gate_;
};

class GatedShelf final : public ports::Shelf {
 public:
  // `drafts` gives the titles of unpublished drafts, for a planted bug.
  GatedShelf(ports::Shelf& inner, Turnstile& gate, Bug bug, std::function<std::vector<std::string>()> drafts)
      : inner_(inner), gate_(gate), bug_(bug), drafts_(std::move(drafts)) {}
  Status prepare(std::int64_t base, std::int64_t generation, ports::ShelfChange const& change) override;
  Status flip(std::int64_t generation) override;
  Result<std::int64_t> current() override;
  Result<std::vector<ports::PageAddress>> addresses() override;
  Result<bool> is_prepared(std::int64_t generation) override;
  Status tidy() override;

 private:
  ports::ShelfChange bent(ports::ShelfChange change);
  ports::Shelf& inner_;
  Turnstile& gate_;
  Bug bug_;
  std::function<std::vector<std::string>()> drafts_;
  std::int64_t prepared_in_this_life_ = 0;
  std::string last_advisory_page_;
  std::vector<Page> held_back_;
};

}  // namespace tocsin::sim
