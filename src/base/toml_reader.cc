// See toml_reader.h. The only file that includes toml++.
#include "base/toml_reader.h"

#include <algorithm>
#include <set>

// The parser asserts what it checks again right after ("[" at the end of a line): without the assertion the file gets
// its error with line and column, with it the process would end (I12).
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include "base/limits.h"
#include "base/text.h"

namespace tocsin {

struct TomlFile::Impl {
  std::string name;
  toml::table root;
  std::vector<Finding> findings;
  bool readable = true;  // false: nothing was read, so nothing more can be said about what is in it

  void refuse(int line, int column, std::string text) {
    findings.push_back({name, line, column, std::move(text)});
    readable = false;
  }
};

struct TomlTable::Impl {
  std::shared_ptr<TomlFile::Impl> file;
  toml::table const* table = nullptr;
  std::set<std::string, std::less<>> asked;

  toml::node const* find(std::string_view key) {
    asked.insert(std::string(key));
    return table->get(key);
  }
  void add(toml::source_region const& at, std::string text) {
    if (!file->readable) return;
    file->findings.push_back({file->name, static_cast<int>(at.begin.line), static_cast<int>(at.begin.column),
                              std::move(text)});
  }
};

std::string to_text(Finding const& finding) {
  auto out = finding.file;
  if (finding.line > 0) out += ":" + std::to_string(finding.line) + ":" + std::to_string(std::max(1, finding.column));
  return out + ": " + finding.text;
}

std::string to_text(std::vector<Finding> const& findings) {
  std::string out;
  for (auto const& finding : findings) out += to_text(finding) + "\n";
  return out;
}

TomlFile TomlFile::parse(std::string_view text, std::string name) {
  TomlFile file;
  file.impl_ = std::make_shared<Impl>();
  file.impl_->name = name;
  if (text.size() > rules_bytes_max) {
    file.impl_->refuse(0, 0, "the file is larger than " + std::to_string(rules_bytes_max) + " bytes");
    return file;
  }
  if (!is_utf8(text)) {
    file.impl_->refuse(0, 0, "the file is not UTF-8; save it as UTF-8");
    return file;
  }
  try {
    file.impl_->root = toml::parse(text, std::string_view(name));
  } catch (toml::parse_error const& error) {
    auto at = error.source().begin;
    file.impl_->refuse(static_cast<int>(at.line), static_cast<int>(at.column), std::string(error.description()));
  }
  return file;
}

TomlTable TomlFile::root() {
  TomlTable table;
  table.impl_ = std::make_shared<TomlTable::Impl>();
  table.impl_->file = impl_;
  table.impl_->table = &impl_->root;
  return table;
}

std::vector<Finding> const& TomlFile::findings() const { return impl_->findings; }
bool TomlFile::is_readable() const { return impl_->readable; }

bool TomlTable::has(std::string_view key) const { return impl_->table->contains(key); }
int TomlTable::line() const { return static_cast<int>(impl_->table->source().begin.line); }

void TomlTable::add_finding(std::string_view key, std::string text) {
  auto const* node = impl_->table->get(key);
  impl_->add(node ? node->source() : impl_->table->source(), std::move(text));
}

std::optional<std::string> TomlTable::string(std::string_view key) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  if (auto value = node->value_exact<std::string>()) return *value;
  add_finding(key, "'" + std::string(key) + "' must be a string in quotes");
  return std::nullopt;
}

std::string TomlTable::required_string(std::string_view key) {
  auto value = string(key);
  if (!value && !has(key)) add_finding(key, "'" + std::string(key) + "' is missing");
  if (value && trim(*value).empty()) add_finding(key, "'" + std::string(key) + "' must not be empty");
  return value.value_or("");
}

std::optional<std::int64_t> TomlTable::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  auto value = node->value_exact<std::int64_t>();
  if (!value || *value < min || *value > max) {
    add_finding(key, "'" + std::string(key) + "' must be a whole number from " + std::to_string(min) + " to " +
                         std::to_string(max));
    return std::nullopt;
  }
  return *value;
}

std::int64_t TomlTable::required_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  auto value = integer(key, min, max);
  if (!value && !has(key)) add_finding(key, "'" + std::string(key) + "' is missing");
  return value.value_or(min);
}

std::optional<bool> TomlTable::boolean(std::string_view key) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  if (auto value = node->value_exact<bool>()) return *value;
  add_finding(key, "'" + std::string(key) + "' must be true or false");
  return std::nullopt;
}

std::optional<CivilDate> TomlTable::date(std::string_view key) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  if (auto value = node->value_exact<toml::date>()) return CivilDate{value->year, value->month, value->day};
  if (auto text = node->value_exact<std::string>())
    if (auto parsed = parse_date(*text)) return *parsed;
  add_finding(key, "'" + std::string(key) + "' must be a date such as 2026-03-05");
  return std::nullopt;
}

std::optional<Instant> TomlTable::instant(std::string_view key) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  if (auto value = node->value_exact<toml::date_time>(); value && value->offset) {
    auto midnight = utc_midnight({value->date.year, value->date.month, value->date.day});
    return midnight + Duration{(value->time.hour * 3600LL + value->time.minute * 60LL + value->time.second) * 1000 +
                               value->time.nanosecond / 1'000'000} -
           Duration{value->offset->minutes * 60'000LL};
  }
  if (auto text = node->value_exact<std::string>())
    if (auto parsed = parse_rfc3339(*text)) return *parsed;
  add_finding(key, "'" + std::string(key) + "' must be a time with its zone such as 2026-03-05T14:00:00Z");
  return std::nullopt;
}

std::vector<std::string> TomlTable::strings(std::string_view key) {
  auto const* node = impl_->find(key);
  std::vector<std::string> out;
  if (!node) return out;
  auto const* array = node->as_array();
  if (array)
    for (auto const& item : *array) {
      if (auto value = item.value_exact<std::string>()) out.push_back(*value);
      else array = nullptr;
      if (!array) break;
    }
  if (!array) add_finding(key, "'" + std::string(key) + "' must be a list of strings in quotes");
  return out;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) {
  auto const* node = impl_->find(key);
  if (!node) return std::nullopt;
  auto const* table = node->as_table();
  if (!table) {
    add_finding(key, "'" + std::string(key) + "' must be a table: [" + std::string(key) + "]");
    return std::nullopt;
  }
  TomlTable out;
  out.impl_ = std::make_shared<Impl>();
  out.impl_->file = impl_->file;
  out.impl_->table = table;
  return out;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
  auto const* node = impl_->find(key);
  std::vector<TomlTable> out;
  if (!node) return out;
  auto const* array = node->as_array();
  if (array)
    for (auto const& item : *array) {
      auto const* table = item.as_table();
      if (!table) {
        array = nullptr;
        break;
      }
      TomlTable entry;
      entry.impl_ = std::make_shared<Impl>();
      entry.impl_->file = impl_->file;
      entry.impl_->table = table;
      out.push_back(std::move(entry));
    }
  if (!array) add_finding(key, "'" + std::string(key) + "' must be a list of tables: [[" + std::string(key) + "]]");
  return out;
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> out;
  for (auto const& [key, node] : *impl_->table) out.emplace_back(key.str());
  return out;
}

std::optional<std::string> TomlTable::word(std::string_view key, std::vector<std::string_view> const& words) {
  auto value = string(key);
  if (!value || std::ranges::find(words, *value) != words.end()) return value;
  std::string list;
  for (auto word : words) list += (list.empty() ? "" : ", ") + std::string(word);
  auto hint = nearest(*value, words);
  add_finding(key, "'" + *value + "' is not a word for '" + std::string(key) + "'" +
                       (hint ? "; did you mean '" + *hint + "'?" : "") + " (one of: " + list + ")");
  return std::nullopt;
}

std::string TomlTable::required_word(std::string_view key, std::vector<std::string_view> const& words) {
  auto value = word(key, words);
  if (!value && !has(key)) add_finding(key, "'" + std::string(key) + "' is missing");
  return value.value_or(std::string(words.front()));
}

void TomlTable::finish() {
  std::vector<std::string_view> known(impl_->asked.begin(), impl_->asked.end());
  for (auto const& [key, node] : *impl_->table) {
    if (impl_->asked.contains(key.str())) continue;
    auto hint = nearest(key.str(), known);
    impl_->add(key.source(), "unknown key '" + std::string(key.str()) + "'" +
                                 (hint ? "; did you mean '" + *hint + "'?" : ""));
  }
}

}  // namespace tocsin
