// Problem details: how an API says no.
//
// Spec:       RFC 9457; site-map section 12 adds `code`, from the closed list of errors, and `instance`, the id under
//             which the log has the cause.
// Invariants: nothing of Error::cause is ever sent.
#pragma once

#include <string>

#include "base/result.h"
#include "http/response.h"

namespace tocsin::http {

struct Problem {
  int status = 500;
  ErrorCode code = ErrorCode::corrupt;
  std::string detail;       // a sentence for a person
  std::string instance;     // may be empty
};

Problem problem_of(Error const& error, std::string instance);
// application/problem+json; 503 carries Retry-After.
Response problem_response(Problem const& problem);

}  // namespace tocsin::http
