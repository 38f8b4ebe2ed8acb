// The multipart/form-data push parser.
// Spec: RFC 7578 section 4, RFC 2046 section 5.1.1.
#include "http/multipart.h"

#include "base/text.h"
#include "http/form.h"
#include "http/header_value.h"

namespace tocsin::http {

namespace {

std::unexpected<Error> bad(char const* why) {
  return fail(ErrorCode::invalid_input, "The uploaded form is not well formed.", why);
}

// form-data; name="x"; filename="y". Browsers escape a quote as %22 and send backslashes as they are, so a backslash
// is no escape here.
Status read_disposition(std::string_view value, PartHead& head) {
  auto semicolon = value.find(';');
  if (!equals_ignoring_case(trim(value.substr(0, semicolon)), "form-data")) return bad("not form-data");
  bool named = false;
  while (semicolon != std::string_view::npos) {
    value = trim(value.substr(semicolon + 1));
    auto equals = value.find('=');
    if (equals == std::string_view::npos) return bad("parameter without a value");
    auto key = value.substr(0, equals);
    if (!is_token(key)) return bad("parameter name");
    value.remove_prefix(equals + 1);
    std::string_view text;
    if (value.starts_with('"')) {
      auto end = value.find('"', 1);
      if (end == std::string_view::npos) return bad("open quote");
      text = value.substr(1, end - 1);
      value = trim(value.substr(end + 1));
    } else {
      auto end = std::min(value.find(';'), value.size());
      text = trim(value.substr(0, end));
      value = value.substr(end);
    }
    if (!value.empty() && value.front() != ';') return bad("text after a parameter");
    semicolon = value.empty() ? std::string_view::npos : 0;
    auto plain = replace_all(replace_all(std::string(text), "%22", "\""), "%0D%0A", " ");
    if (!is_utf8(plain)) return bad("parameter is not UTF-8");
    if (equals_ignoring_case(key, "name")) {
      if (named || plain.empty()) return bad("name");
      named = true;
      head.name = plain;
    } else if (equals_ignoring_case(key, "filename")) {
      if (head.is_file == PartHead::IsFile::yes) return bad("two file names");
      head.is_file = PartHead::IsFile::yes;
      // A file input left empty sends filename="".
      if (!plain.empty()) head.file_name = clean_file_name(plain);
    }
  }
  if (!named) return bad("part without a name");
  return {};
}

Result<PartHead> read_head(std::string_view text) {
  PartHead head;
  bool disposed = false;
  while (!text.empty()) {
    auto end = text.find("\r\n");
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return bad("part field");
    auto name = line.substr(0, colon);
    auto value = trim(line.substr(colon + 1));
    if (!is_field_value(value)) return bad("control character in a part field");
    if (equals_ignoring_case(name, "content-disposition")) {
      if (disposed) return bad("two dispositions");
      disposed = true;
      CHECKED(read_disposition(value, head));
    } else if (equals_ignoring_case(name, "content-type")) {
      if (value.size() > 255) return bad("content type too long");
      head.content_type = value;
    } else if (equals_ignoring_case(name, "content-transfer-encoding")) {
      // RFC 7578 4.7: deprecated; decoding it would give two readings of the same bytes.
      if (!equals_ignoring_case(value, "binary") && !equals_ignoring_case(value, "8bit") &&
          !equals_ignoring_case(value, "7bit"))
        return bad("transfer encoding in a part");
    }
  }
  if (!disposed) return bad("part without a disposition");
  return head;
}

}  // namespace

std::string clean_file_name(std::string_view name) {
  auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string out;
  for (char c : clip_utf8(name, 200)) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) continue;
    out += c;
  }
  if (out.empty() || out == "." || out == "..") return "file";
  return out;
}

Result<MultipartParser> MultipartParser::make(std::string_view boundary, MultipartLimits limits) {
  if (boundary.empty() || boundary.size() > 70 || boundary.back() == ' ') return bad("boundary");
  for (char c : boundary)
    if (!is_token_character(c) && std::string_view("(),/:=? ").find(c) == std::string_view::npos)
      return bad("boundary");
  return MultipartParser("\r\n--" + std::string(boundary), limits);
}

Status MultipartParser::push(std::string_view bytes, PartSink& sink) {
  // Pieces, so that a huge push never doubles in memory.
  constexpr std::size_t kPiece = 64 * 1024;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, kPiece);
    bytes.remove_prefix(piece.size());
    held_ += piece;
    while (TRY(step(sink))) {
    }
  }
  return {};
}

Status MultipartParser::finish() const {
  if (state_ != State::epilogue) return bad("the upload ends before its last boundary");
  return {};
}

Result<bool> MultipartParser::step(PartSink& sink) {
  switch (state_) {
    case State::first_delimiter: {
      // RFC 2046 allows a preamble; no browser sends one, and refusing it leaves one reading.
      auto known = std::min(held_.size(), delimiter_.size());
      if (held_.compare(0, known, delimiter_, 0, known) != 0) return bad("no boundary at the start");
      if (held_.size() < delimiter_.size()) return false;
      held_.erase(0, delimiter_.size());
      state_ = State::after_delimiter;
      return true;
    }
    case State::after_delimiter: {
      if (held_.size() < 2) return false;
      if (held_.starts_with("--")) {
        state_ = State::epilogue;
      } else if (held_.starts_with("\r\n")) {
        if (++part_count_ > limits_.part_count_max)
          return fail(ErrorCode::limit_exceeded, "The form has too many parts.");
        state_ = State::part_head;
      } else {
        return bad("bytes after a boundary");
      }
      held_.erase(0, 2);
      return true;
    }
    case State::part_head: {
      auto end = held_.find("\r\n\r\n");
      if (end == std::string::npos || end > limits_.part_head_bytes_max) {
        if (held_.size() > limits_.part_head_bytes_max + 4) return bad("part head too long");
        return false;
      }
      auto head = TRY(read_head(std::string_view(held_).substr(0, end)));
      held_.erase(0, end + 4);
      CHECKED(sink.begin_part(head));
      state_ = State::part_data;
      return true;
    }
    case State::part_data: return step_data(sink);
    case State::epilogue: held_.clear(); return false;
  }
  return false;
}

Result<bool> MultipartParser::step_data(PartSink& sink) {
  auto at = held_.find(delimiter_);
  if (at != std::string::npos) {
    if (at > 0) CHECKED(sink.part_data(std::string_view(held_).substr(0, at)));
    CHECKED(sink.end_part());
    held_.erase(0, at + delimiter_.size());
    state_ = State::after_delimiter;
    return true;
  }
  // What might be the beginning of a delimiter waits; everything before it goes out.
  auto keep = std::min(held_.size(), delimiter_.size() - 1);
  auto sure = held_.size() - keep;
  if (sure > 0) {
    CHECKED(sink.part_data(std::string_view(held_).substr(0, sure)));
    held_.erase(0, sure);
  }
  return false;
}

}  // namespace tocsin::http
