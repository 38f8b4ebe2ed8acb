// The turnstile that every port call goes through: it counts, it knows which critical window is open, and it is where a
// simulated process ends.
//
// Critical windows: between an intent and its confirmation. A fault in one of them is the kind that loses or doubles.
//   taken      a submission was opened, and its record not yet removed
//   prepared   a generation lies in the press, and is not decided
//   decided    a generation is decided, and not flipped
//   sent       the relay took a mail, and its item is not yet updated
// Invariants: after a crash was thrown nothing passes any more until restart(): what destructors still do meets an error.
// Threads:    one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::sim {

// Thrown through the server's code: the process is gone.
struct SimCrash {
  std::string where;
};

enum class Window { none, taken, prepared, decided, sent };
inline constexpr std::string_view kWindowWords[] = {"none", "taken", "prepared", "decided", "sent"};
constexpr std::string_view word_of(Window window) { return kWindowWords[static_cast<std::size_t>(window)]; }

enum class FaultKind { crash, lost_answer, store_away, disk_ends };
inline constexpr std::string_view kFaultWords[] = {"crash", "lost_answer", "store_away", "disk_ends"};
constexpr std::string_view word_of(FaultKind kind) { return kFaultWords[static_cast<std::size_t>(kind)]; }

// A fault that waits: for a window (none: at once) and then for so many calls.
struct ArmedFault {
  FaultKind kind = FaultKind::crash;
  Window window = Window::none;
  enum class In { given_window, any_window, anywhere } in = In::anywhere;
  int windows_to_skip = 0;
  int calls_to_skip = 0;
};

class Turnstile {
 public:
  // Throws SimCrash when this is where the process ends; an error when it has ended already.
  Status pass(std::string_view where);
  // For what destructors do: never throws.
  bool is_open() const { return !ended_; }

  void open(Window window);
  void close(Window window);
  Window window() const { return window_; }

  void arm(ArmedFault fault) { armed_ = fault; }
  bool armed() const { return armed_.has_value(); }
  void disarm() { armed_.reset(); }
  // The armed fault of this kind, if its time has come; it is used up and counted.
  bool strikes(FaultKind kind, std::string_view where);
  // Ends the process here: an I/O error, or the disk is gone.
  [[noreturn]] void crash(std::string_view where);
  void restart();

  std::uint64_t calls() const { return calls_; }
  int faults() const { return faults_; }
  int critical_faults() const { return critical_faults_; }
  void count_fault() { ++faults_; if (window_ != Window::none) ++critical_faults_; }

 private:
  bool waits_here() const;
  std::optional<ArmedFault> armed_;
  bool in_window_ = false;      // the armed fault's window is open
  Window window_ = Window::none;
  bool ended_ = false;
  std::uint64_t calls_ = 0;
  int faults_ = 0;
  int critical_faults_ = 0;
};

}  // namespace tocsin::sim
