// The World: everything outside the program, as one value of references. Production and simulation each build one.
//
// Invariants: only `app` and `sim` build a World. Use cases take it as their first argument.
#pragma once

#include "ports/clock.h"
#include "ports/fetch.h"
#include "ports/keyring.h"
#include "ports/log.h"
#include "ports/mail.h"
#include "ports/shelf.h"
#include "ports/store.h"
#include "ports/submissions.h"

namespace tocsin::ports {

struct World {
  Clock& clock;
  Entropy& entropy;
  Store& store;
  Submissions& submissions;
  Shelf& shelf;
  Mail& mail;
  Fetch& fetch;
  Keyring& keyring;
  Log& log;
};

}  // namespace tocsin::ports
