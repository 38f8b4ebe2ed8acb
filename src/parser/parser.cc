// See parser.h.
#include "parser/parser.h"

#include <cstdio>

#include "base/limits.h"
#include "domain/codec.h"
#include "formats/csaf_import.h"
#include "os/confine.h"
#include "os/process.h"

namespace tocsin::parser {
namespace {

json::value answer(Result<json::value> const& result) {
  json::object out;
  if (result) {
    out["ok"] = *result;
  } else {
    json::object error;
    error["code"] = describe(result.error().code).word;
    error["message"] = result.error().message;
    out["error"] = std::move(error);
  }
  return out;
}

ErrorCode code_of(std::string_view word) {
  for (auto const& row : kErrorMap)
    if (row.word == word) return row.code;
  return ErrorCode::corrupt;
}

}  // namespace

Result<json::value> read_csaf(std::string_view bytes) {
  auto const advisory = TRY(formats::import_csaf(bytes));
  return codec::encode(advisory);
}

int run_child(std::string_view kind) {
  auto confined = os::confine({.profile = os::Profile::parser,
                               .paths = {},
                               .memory_bytes_max = 4 * os::parser_memory_bytes_max,
                               .cpu_seconds_max = os::parser_cpu_seconds_max});
  if (!confined) {
    std::fputs("the parser could not confine itself\n", stderr);
    return 70;
  }
  Result<json::value> result = fail(ErrorCode::invalid_input, "this kind of document is not known");
  auto bytes = os::read_to_end(0, document_bytes_max);
  if (!bytes) result = std::unexpected(bytes.error());
  else
    for (auto const& reader : kReaders)
      if (reader.kind == kind) result = reader.read(*bytes);
  return os::write_all(1, write_json(answer(result))) ? 0 : 74;
}

Result<json::value> parse_apart(std::string_view kind, std::string_view bytes) {
  auto to_child = TRY(os::make_pipe());
  auto from_child = TRY(os::make_pipe());
  auto const child = TRY(os::spawn_self({.arguments = {"parser", std::string(kind)},
                                         .descriptors = {{to_child.read_end.get(), 0}, {from_child.write_end.get(), 1}},
                                         .environment = {}}));
  to_child.read_end.reset();
  from_child.write_end.reset();
  auto text = os::exchange(std::move(to_child.write_end), bytes, std::move(from_child.read_end), 2 * document_bytes_max);
  auto exit = TRY(os::wait_for(child));
  if (!exit.clean() || !text)
    return fail(ErrorCode::corrupt, "the document ended its parser (" +
                                        (exit.signal ? "signal " + std::to_string(exit.signal) : "exit " + std::to_string(exit.code)) +
                                        "); it is set aside");
  auto const value = TRY(parse_json(*text, {.bytes_max = 2 * document_bytes_max, .depth_max = json_depth_max + 8}));
  if (auto const* ok = member(value, "ok")) return *ok;
  auto const* error = member(value, "error");
  if (!error) return fail(ErrorCode::corrupt, "the parser gave no answer");
  return fail(code_of(string_at(*error, "code")), std::string(string_at(*error, "message")));
}

}  // namespace tocsin::parser
