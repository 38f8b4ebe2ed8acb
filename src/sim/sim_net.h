// The outside of the simulation: a relay with bad days, a webhook's host, and a log that is read by the checkers.
//
// Invariants: every message the relay accepted is recorded with its bytes and the true time; nothing it accepted is lost,
//             though its answer may be. What it refused was never delivered.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ports/world.h"
#include "sim/bug.h"
#include "sim/random.h"
#include "sim/turnstile.h"

namespace tocsin::sim {

struct MailRecord {
  ports::MailMessage message;
  Instant at;              // true time
  std::string bytes;       // everything that left, in one piece
};

// How the relay behaves, in percent of sessions.
struct MailTrouble {
  int refused = 0;           // no connection
  int put_off = 0;           // 4xx
  int rejected = 0;          // 5xx
  int dropped_at_end = 0;    // accepted, and the answer lost
  std::string dead_address;  // rejected always
};

class SimMail final : public ports::Mail {
 public:
  SimMail(Turnstile& gate, Random random, Bug bug, std::function<void(MailRecord)> accepted, std::function<Instant()> now,
          std::function<std::string()> some_title)
      : gate_(gate), random_(random), bug_(bug), accepted_(std::move(accepted)), now_(std::move(now)),
        some_title_(std::move(some_title)) {}
  MailTrouble trouble;
  Status send(ports::MailMessage const& message) override;
  // Planted: what was said to be delivered and is still in memory. A crash loses it.
  void flush();
  void forget() { unsent_.clear(); }

 private:
  void accept(ports::MailMessage const& message);
  Turnstile& gate_;
  Random random_;
  Bug bug_;
  std::function<void(MailRecord)> accepted_;
  std::function<Instant()> now_;
  std::function<std::string()> some_title_;
  std::vector<ports::MailMessage> unsent_;
  int attempts_ = 0;
};

class SimFetch final : public ports::Fetch {
 public:
  SimFetch(Turnstile& gate, Random random, std::function<void(std::string const&)> called)
      : gate_(gate), random_(random), called_(std::move(called)) {}
  int failing_percent = 0;
  Result<ports::Fetched> post(std::string const& url, std::vector<Header> const& headers, std::string const& body) override;

 private:
  Turnstile& gate_;
  Random random_;
  std::function<void(std::string const&)> called_;
};

class SimLog final : public ports::Log {
 public:
  explicit SimLog(std::function<void(std::string const&)> line) : line_(std::move(line)) {}
  void write(ports::LogLevel level, std::string_view event,
             std::vector<std::pair<std::string, std::string>> const& fields) override;

 private:
  std::function<void(std::string const&)> line_;
};

}  // namespace tocsin::sim
