// Result and Error: how an expected failure travels, and what each kind means to a person, to HTTP and to a shell.
//
// Spec:       RFC 9110 section 15 (status codes), sysexits.h (exit codes).
// Invariants: the list of codes is closed; tests assert codes, never wording.
// Failure:    programmers' errors are asserts (on in release builds), never an Error.
#pragma once

#include <cassert>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

enum class ErrorCode {
  invalid_input,
  not_found,
  forbidden,
  conflict,
  embargoed,
  limit_exceeded,
  unavailable,
  timed_out,
  corrupt
};

struct ErrorMap {
  ErrorCode code;
  char const* word;
  int http_status;
  int exit_code;
  bool retry;
};

inline constexpr ErrorMap kErrorMap[] = {
    {ErrorCode::invalid_input, "invalid_input", 400, 65, false},
    {ErrorCode::not_found, "not_found", 404, 4, false},
    {ErrorCode::forbidden, "forbidden", 403, 77, false},
    {ErrorCode::conflict, "conflict", 409, 5, false},
    // Existence is itself under embargo, so this answers as if there were nothing.
    {ErrorCode::embargoed, "not_found", 404, 4, false},
    {ErrorCode::limit_exceeded, "limit_exceeded", 413, 6, false},
    {ErrorCode::unavailable, "unavailable", 503, 69, true},
    {ErrorCode::timed_out, "timed_out", 504, 75, true},
    {ErrorCode::corrupt, "corrupt", 500, 70, false},
};

constexpr ErrorMap const& describe(ErrorCode code) {
  for (auto const& row : kErrorMap)
    if (row.code == code) return row;
  return kErrorMap[8];
}

// `message` is a sentence for a person: what failed, which file or case, what to do next. It never
// carries a secret or the content of a report. `cause` is for the log only.
struct Error {
  ErrorCode code = ErrorCode::corrupt;
  std::string message;
  std::string cause = {};
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string cause = {}) {
  return std::unexpected<Error>(Error{code, std::move(message), std::move(cause)});
}

}  // namespace tocsin

// TRY(expression): the value, or return the error from the enclosing function. A statement expression
// (GCC and Clang). Never use it around co_await: GCC 12 crashes; take the result first.
#define TRY(...)                                                             \
  ({                                                                         \
    auto&& tocsin_try_result = (__VA_ARGS__);                                \
    if (!tocsin_try_result.has_value())                                      \
      return std::unexpected(std::move(tocsin_try_result).error());          \
    std::move(tocsin_try_result).value();                                    \
  })
// The same for Status, where there is no value.
#define CHECKED(...)                                                         \
  do {                                                                       \
    auto&& tocsin_checked_result = (__VA_ARGS__);                            \
    if (!tocsin_checked_result.has_value())                                  \
      return std::unexpected(std::move(tocsin_checked_result).error());      \
  } while (false)
