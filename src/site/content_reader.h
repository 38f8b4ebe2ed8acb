// What the readers of content files share: promises in texts, addresses, care, and where findings
// go.
//
// Threads: used within one parse_site call.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml_reader.h"
#include "site/prose.h"
#include "site/site_content.h"

namespace tocsin::site {

// A table whose texts may quote promises. The rules are those that apply to the file.
struct ContentTable {
  TomlTable table;
  domain::Rules const* rules = nullptr;
  std::vector<std::string> not_promises = {};

  std::string required_text(std::string_view key);
  std::string text(std::string_view key);  // empty if absent
  std::vector<std::string> texts(std::string_view key);
  std::string address(
      std::string_view key);  // empty if absent; a finding if no link can be made of it
  ContentTable with(TomlTable inner) const { return {std::move(inner), rules, not_promises}; }

 private:
  std::string checked(std::string_view key, std::string text);
};

Care read_care(TomlTable& table, std::string const& file);
Link read_link(ContentTable& table);
// The rules named by `key`, or `fallback` when the key is absent; a finding and nullptr when they
// are unknown; nullptr alone when another file has the finding about them.
domain::Rules const* read_rules(TomlTable& table, std::string_view key, RulesByName const& rules,
                                std::string const& fallback);
// "a-z, 0-9 and dashes": what a folder or file name must be to become an address.
bool is_slug(std::string_view text);

std::optional<Product> read_product(std::string const& path, std::string const& bytes,
                                    Site const& site, std::vector<Finding>& findings);
std::optional<Policy> read_policy(std::string const& path, std::string const& bytes,
                                  Site const& site, std::vector<Finding>& findings);
std::vector<ManualCredit> read_credits(std::string const& path, std::string const& bytes,
                                       Site& site, std::vector<Finding>& findings);

}  // namespace tocsin::site
