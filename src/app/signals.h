// The signals a role waits for: SIGTERM and SIGINT end it, SIGHUP makes the front read its certificate again.
#pragma once

#include <functional>

namespace tocsin::app {

// Before the first thread: from here on the signals are taken by wait_for_end() only.
void block_signals();
// Waits; calls `on_hangup` for each SIGHUP and returns at SIGTERM or SIGINT.
void wait_for_end(std::function<void()> const& on_hangup = {});

}  // namespace tocsin::app
