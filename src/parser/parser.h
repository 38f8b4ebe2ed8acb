// The parser role: one foreign document in, one plain structured value out, in a process that can do nothing else.
//
// Spec:       design.md section 1: a short-lived, confined child; no network, no files, a memory and a CPU limit.
// Invariants: the child confines itself before it reads the first byte. It gets one document on standard input and
//             writes one JSON value on standard output: {"ok": value} or {"error": {"code", "message"}}.
// Failure:    a child that dies is the caller's ErrorCode::corrupt: the document is set aside and named.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace tocsin::parser {

// What a parser can be asked to read; the word is the child's argument.
struct Reader {
  std::string_view kind;
  Result<json::value> (*read)(std::string_view bytes);
};
Result<json::value> read_csaf(std::string_view bytes);

inline constexpr Reader kReaders[] = {
    {"csaf", read_csaf},
};

// The body of the child: confines, reads, answers. The exit code of the process.
int run_child(std::string_view kind);

// Parses in a child process: the only way the other roles read a foreign document.
Result<json::value> parse_apart(std::string_view kind, std::string_view bytes);

}  // namespace tocsin::parser
