// Reading TOML with a closed vocabulary: every mistake is named with file, line, column and a suggestion.
//
// Spec:       TOML 1.0 (toml++). A key nobody asked for is an error, so a typo never silently means "default".
// Failure:    all findings of a file are collected; a file with a finding gives no value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin {

// One mistake in an operator's file.
struct Finding {
  std::string file;
  int line = 0;    // from 1; 0 if the whole file is meant
  int column = 0;  // from 1
  std::string text;
  friend bool operator==(Finding const&, Finding const&) = default;
};

std::string to_text(Finding const& finding);                    // file:line:column: text
std::string to_text(std::vector<Finding> const& findings);      // one a line

class TomlFile;

// A table being read. Ask for each key by its type; when done, call `finish()`: keys never asked for become
// findings ("unknown key 'amuont'; did you mean 'amount'?"). Absent optional keys give nullopt or an empty list;
// an absent required key or a value of the wrong type adds a finding and gives a default value.
class TomlTable {
 public:
  std::string required_string(std::string_view key);
  std::optional<std::string> string(std::string_view key);
  std::int64_t required_integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<bool> boolean(std::string_view key);
  std::optional<CivilDate> date(std::string_view key);       // TOML local date, or the same as a string
  std::optional<Instant> instant(std::string_view key);      // TOML offset date-time, or RFC 3339 as a string
  std::vector<std::string> strings(std::string_view key);
  std::optional<TomlTable> table(std::string_view key);
  std::vector<TomlTable> tables(std::string_view key);       // [[key]]
  // Every key of this table with a string / table value, for open maps (dates -> reasons); marks them as known.
  std::vector<std::string> keys() const;
  bool has(std::string_view key) const;

  // A word from a closed list; the finding suggests the nearest.
  std::string required_word(std::string_view key, std::vector<std::string_view> const& words);
  std::optional<std::string> word(std::string_view key, std::vector<std::string_view> const& words);

  void add_finding(std::string_view key, std::string text);  // at the key's position, or the table's
  int line() const;
  void finish();

 private:
  friend class TomlFile;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// A parsed file. Findings of the parser and of all its tables are collected here.
class TomlFile {
 public:
  // `name` is the path shown to people. Never fails: a syntax error is a finding and the root is empty. It is then the
  // only finding: what else seems to be missing may stand behind it.
  static TomlFile parse(std::string_view text, std::string name);
  TomlTable root();
  std::vector<Finding> const& findings() const;
  bool ok() const { return findings().empty(); }
  bool is_readable() const;   // false after a syntax error: the tables are empty and take no findings

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
  friend class TomlTable;
};

}  // namespace tocsin
