// The front as a process: binds, opens, confines itself, serves.
#pragma once

#include "app/config.h"

namespace tocsin::app {

int run_front(Config const& config);

}  // namespace tocsin::app
