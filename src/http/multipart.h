// A push parser for multipart/form-data: bytes in any pieces, parts out as they arrive.
//
// Spec:       RFC 7578, RFC 2046 section 5.1. Part heads: Content-Disposition form-data with a name, optionally a file
//             name and a Content-Type; other fields are ignored; folded lines are refused.
// Invariants: (1) any split of the same bytes makes the same calls, with the data of a part joined. (2) It holds
//             back at most one delimiter's length plus one part head. (3) A file name is cleaned of paths and
//             control characters; nobody ever opens a file of that name.
// Failure:    invalid_input for malformed bytes, limit_exceeded for a limit; what a sink refuses is passed on.
// Threads:    used on the lane that writes the body.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::http {

struct PartHead {
  std::string name;
  std::string file_name;     // cleaned; empty if none was given
  std::string content_type;  // as sent, checked to be plain text of at most 255 bytes; untrusted
  enum class IsFile { no, yes } is_file = IsFile::no;
};

class PartSink {
 public:
  virtual ~PartSink() = default;
  virtual Status begin_part(PartHead const& head) = 0;
  virtual Status part_data(std::string_view bytes) = 0;
  virtual Status end_part() = 0;
};

struct MultipartLimits {
  std::size_t part_head_bytes_max = 4 * 1024;
  std::size_t part_count_max = 100;
};

class MultipartParser {
 public:
  // `boundary` as in the Content-Type: 1 to 70 characters of RFC 2046.
  static Result<MultipartParser> make(std::string_view boundary, MultipartLimits limits = {});

  Status push(std::string_view bytes, PartSink& sink);
  // After the last byte: the closing delimiter must have been seen.
  Status finish() const;

 private:
  enum class State { first_delimiter, after_delimiter, part_head, part_data, epilogue };
  MultipartParser(std::string delimiter, MultipartLimits limits) : delimiter_(std::move(delimiter)), limits_(limits) {}
  Result<bool> step(PartSink& sink);  // false: more bytes are needed
  Result<bool> step_data(PartSink& sink);

  std::string delimiter_;  // CRLF "--" boundary
  MultipartLimits limits_;
  State state_ = State::first_delimiter;
  std::string held_ = "\r\n";  // so that a first delimiter at offset 0 looks like every other
  std::size_t part_count_ = 0;
};

// "C:\dir\naïve.txt" -> "naïve.txt"; never empty, "." or "..": those become "file".
std::string clean_file_name(std::string_view name);

}  // namespace tocsin::http
