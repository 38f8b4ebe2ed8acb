// The rewriter from shared SQL to one engine. See sql_text.h.
#include "store/sql_text.h"

#include <algorithm>

namespace tocsin::store {
namespace {

struct Fragment {
  std::string_view word;
  std::string_view sqlite;
  std::string_view postgres;
};

constexpr Fragment kFragments[] = {
    {"id_pk", "INTEGER PRIMARY KEY AUTOINCREMENT",
     "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
    {"blob", "BLOB", "BYTEA"},
    {"bigint", "INTEGER", "BIGINT"},
    {"strict", "STRICT", ""},
    // SQLite has one writer, so there is nothing to skip.
    {"skip_locked", "", "FOR UPDATE SKIP LOCKED"},
};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// The length of what must not be looked into: a quoted text, a quoted name or a comment; 0 if none
// begins here.
std::size_t opaque_length(std::string_view rest) {
  auto through = [&](std::string_view end, std::size_t from) {
    auto at = rest.find(end, from);
    return at == std::string_view::npos ? rest.size() : at + end.size();
  };
  if (rest.starts_with('\'')) return through("'", 1);
  if (rest.starts_with('"')) return through("\"", 1);
  if (rest.starts_with("--")) return through("\n", 2);
  if (rest.starts_with("::")) return 2;
  return 0;
}

}  // namespace

Result<RewrittenSql> rewrite(std::string_view sql, Engine engine) {
  RewrittenSql out;
  for (std::size_t at = 0; at < sql.size();) {
    auto rest = sql.substr(at);
    if (auto length = opaque_length(rest)) {
      out.text += rest.substr(0, length);
      at += length;
    } else if (rest.starts_with("{{")) {
      auto end = rest.find("}}");
      if (end == std::string_view::npos)
        return fail(ErrorCode::invalid_input, "a fragment is not closed in the SQL");
      auto word = rest.substr(2, end - 2);
      auto found = std::ranges::find(kFragments, word, &Fragment::word);
      if (found == std::end(kFragments))
        return fail(ErrorCode::invalid_input, "unknown SQL fragment '" + std::string(word) + "'");
      out.text += engine == Engine::sqlite ? found->sqlite : found->postgres;
      at += end + 2;
    } else if (rest.size() > 1 && rest[0] == ':' && is_name(rest[1])) {
      std::size_t length = 1;
      while (length < rest.size() && is_name(rest[length])) ++length;
      auto name = std::string(rest.substr(1, length - 1));
      auto known = std::ranges::find(out.parameters, name);
      auto number = static_cast<std::size_t>(known - out.parameters.begin()) + 1;
      if (known == out.parameters.end()) out.parameters.push_back(name);
      out.text += engine == Engine::sqlite ? '?' : '$';
      out.text += std::to_string(number);
      at += length;
    } else {
      out.text += rest[0];
      ++at;
    }
  }
  return out;
}

}  // namespace tocsin::store
