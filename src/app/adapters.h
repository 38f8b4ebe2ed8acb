// The last small adapters between the ports and what implements them: clock, entropy, press, spool, log.
#pragma once

#include <mutex>
#include <string>

#include "base/page.h"
#include "os/entropy.h"
#include "os/system_clock.h"
#include "ports/world.h"
#include "shelf/press.h"
#include "spool/reader.h"

namespace tocsin::app {

class SystemClock final : public ports::Clock {
 public:
  Instant wall() override { return os::read_clocks().wall; }
  Duration monotonic() override { return os::read_clocks().since_boot; }
  std::string boot_id() override { return os::boot_id(); }
};

class KernelEntropy final : public ports::Entropy {
 public:
  std::string bytes(std::size_t count) override { return os::random_bytes(count); }
};

// The press as the port `Shelf`: generation 0 stands for "nothing yet". From any thread: one call at a time.
class PressShelf final : public ports::Shelf {
 public:
  PressShelf(shelf::Press press, shelf::SiteFacts facts, ports::Clock& clock, shelf::Effort effort = shelf::Effort::compressed)
      : press_(std::move(press)), facts_(std::move(facts)), clock_(clock), effort_(effort) {}
  // After an edit of the content: what the next generations say of the site.
  void set_facts(shelf::SiteFacts facts);
  Status prepare(std::int64_t base, std::int64_t generation, ports::ShelfChange const& change) override;
  Status flip(std::int64_t generation) override;
  Result<std::int64_t> current() override;
  Result<std::vector<ports::PageAddress>> addresses() override;
  Result<bool> is_prepared(std::int64_t generation) override;
  Status tidy() override;

 private:
  std::mutex mutex_;
  shelf::Press press_;
  shelf::SiteFacts facts_;
  ports::Clock& clock_;
  shelf::Effort effort_;
};

// The spool's reader as the port `Submissions`; a submission's id is its record's name.
class SpoolSubmissions final : public ports::Submissions {
 public:
  explicit SpoolSubmissions(spool::SpoolReader reader) : reader_(std::move(reader)) {}
  Result<std::vector<std::string>> waiting() override { return reader_.waiting(); }
  Result<ports::Submission> open(std::string const& id) override;
  Status read_files(ports::Submission const& submission, TakeFile const& take) override;
  Status remove(std::string const& id) override { return reader_.remove(id); }
  Status set_aside(std::string const& id) override { return reader_.set_aside(id); }

 private:
  spool::SpoolReader reader_;
};

// JSON lines on stderr: event word and allow-listed fields, nothing else.
class LineLog final : public ports::Log {
 public:
  LineLog(ports::Clock& clock, std::string role) : clock_(clock), role_(std::move(role)) {}
  void write(ports::LogLevel level, std::string_view event,
             std::vector<std::pair<std::string, std::string>> const& fields) override;

 private:
  ports::Clock& clock_;
  std::string role_;
};

}  // namespace tocsin::app
