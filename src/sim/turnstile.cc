// See turnstile.h.
#include "sim/turnstile.h"

namespace tocsin::sim {

bool Turnstile::waits_here() const {
  return armed_ && (armed_->in == ArmedFault::In::anywhere || in_window_) && armed_->calls_to_skip <= 0;
}

Status Turnstile::pass(std::string_view where) {
  if (ended_) return fail(ErrorCode::unavailable, "the simulated process has ended");
  ++calls_;
  if (!armed_) return {};
  if (armed_->kind == FaultKind::crash && waits_here()) {
    armed_.reset();
    count_fault();
    crash(where);
  }
  if (armed_->in == ArmedFault::In::anywhere || in_window_) --armed_->calls_to_skip;
  return {};
}

void Turnstile::open(Window window) {
  window_ = window;
  if (!armed_ || armed_->in == ArmedFault::In::anywhere) return;
  if (armed_->in == ArmedFault::In::given_window && armed_->window != window) return;
  if (armed_->windows_to_skip-- > 0) return;
  in_window_ = true;
}

void Turnstile::close(Window window) {
  if (window_ != window) return;
  window_ = Window::none;
  in_window_ = false;
}

bool Turnstile::strikes(FaultKind kind, std::string_view) {
  if (!armed_ || armed_->kind != kind || !waits_here()) return false;
  armed_.reset();
  in_window_ = false;
  count_fault();
  return true;
}

void Turnstile::crash(std::string_view where) {
  ended_ = true;
  throw SimCrash{std::string(where) + " (" + std::string(word_of(window_)) + ")"};
}

void Turnstile::restart() {
  ended_ = false;
  window_ = Window::none;
  in_window_ = false;
}

}  // namespace tocsin::sim
