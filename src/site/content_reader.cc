// See content_reader.h.
#include "site/content_reader.h"

#include <algorithm>

#include "base/text.h"
#include "markup/url.h"

namespace tocsin::site {

std::string ContentTable::checked(std::string_view key, std::string text) {
  if (!rules) return text;
  auto filled = fill_promises(text, *rules, not_promises);
  for (auto const& problem : filled.problems) table.add_finding(key, problem.text);
  return filled.text;
}

std::string ContentTable::required_text(std::string_view key) {
  auto text = table.required_string(key);
  return checked(key, std::move(text));
}

std::string ContentTable::text(std::string_view key) {
  auto text = table.string(key);
  return text ? checked(key, std::move(*text)) : std::string();
}

std::vector<std::string> ContentTable::texts(std::string_view key) {
  auto out = table.strings(key);
  for (auto& one : out) one = checked(key, std::move(one));
  return out;
}

std::string ContentTable::address(std::string_view key) {
  auto text = table.string(key).value_or("");
  if (!text.empty() && !markup::Url::any(text))
    table.add_finding(
        key,
        "'" + text +
            "' is no address to link to; write /a/path, https://host/path or mailto:name@host");
  return text;
}

Care read_care(TomlTable& table, std::string const& file) {
  auto care = Care{};
  care.file = file;
  care.owner = table.required_string("owner");
  if (table.has("owner") && trim(care.owner).empty())
    table.add_finding("owner",
                      "every text on the site needs an owner: name the role that answers for it");
  if (auto day = table.date("last_reviewed"))
    care.last_reviewed = *day;
  else if (!table.has("last_reviewed"))
    table.add_finding("", "last_reviewed is missing: the day somebody last read this");
  if (auto day = table.date("next_review"))
    care.next_review = *day;
  else if (!table.has("next_review"))
    table.add_finding("", "next_review is missing: the day somebody must read this again");
  if (care.next_review < care.last_reviewed)
    table.add_finding("next_review", "next_review lies before last_reviewed");
  return care;
}

Link read_link(ContentTable& table) {
  auto link = Link{};
  link.label = table.required_text("label");
  link.url = table.address("url");
  if (!table.table.has("url")) table.table.add_finding("", "a link needs a url");
  link.note = table.text("note");
  return link;
}

domain::Rules const* read_rules(TomlTable& table, std::string_view key, RulesByName const& rules,
                                std::string const& fallback) {
  auto own = table.string(key);
  if (!own && (table.has(key) || fallback.empty())) return nullptr;  // there is a finding already
  auto name = own.value_or(fallback);
  if (auto found = rules.find(name); found != rules.end())
    return found->second.name.empty() ? nullptr : &found->second;
  std::vector<std::string_view> known;
  for (auto const& [word, unused] : rules) known.push_back(word);
  auto text = "there are no rules '" + name + "'";
  if (auto near = nearest(name, known))
    text += "; did you mean '" + *near + "'?";
  else
    text += "; put rules/" + name + ".toml beside the others";
  table.add_finding(key, text);
  return nullptr;
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace tocsin::site
